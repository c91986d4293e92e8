"""Linking of the masks that `segment` has written, over time or depth."""

import argparse
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..images.frames import Frame
from ..images.load import load_image
from ..inference.jobs import FrameJob
from ..linking.link import Along, link, mask_files, planned_files
from ..linking.scale import Scale
from ..results.file_kinds import FileStems, frame_stem
from ..results.tables import DIALECTS
from .batch_plan import Plan


@dataclass(frozen=True)
class Series:
    """Frames of one image that follow each other in time or in depth.

    Attributes
    ----------
    name
        File name after which the results are named.
    jobs
        In order.
    """

    name: str
    jobs: tuple[FrameJob, ...]


def series_of(plan: Plan, along: Along) -> list[Series]:
    """Group the frames of a plan; an image with a single frame along the axis has no series."""
    groups: dict[tuple[Path, Frame], list[FrameJob]] = defaultdict(list)
    for job in plan.jobs:
        others = {"time": 0} if along == "time" else {"depth": 0}
        groups[job.path, replace(job.frame, **others)].append(job)
    found = {key: jobs for key, jobs in groups.items() if len(jobs) > 1}
    several = Counter(path for path, _ in found)
    stems = FileStems()
    return [
        Series(
            stems.take(frame_stem(path.name, _code(rest, along) if several[path] > 1 else ""))
            + path.suffix,
            tuple(jobs),
        )
        for (path, rest), jobs in found.items()
    ]


def _code(rest: Frame, along: Along) -> str:
    """Scene and place on the other axis, counted from 1."""
    if along == "depth":
        return f"s{rest.scene + 1}t{rest.time + 1}"
    return f"s{rest.scene + 1}" + ("max" if rest.depth is None else f"z{rest.depth + 1}")


def planned_links(plan: Plan, arguments: argparse.Namespace) -> list[Path]:
    """Files that `link_masks` writes."""
    return [
        path
        for series in series_of(plan, arguments.link)
        for path in planned_files(arguments.out, Path(series.name), arguments.link).values()
    ]


def link_masks(
    plan: Plan, segmented: Collection[str], arguments: argparse.Namespace
) -> list[dict[str, Any]]:
    """Link the masks of every series; one of which a frame is missing joins the problems.

    Parameters
    ----------
    plan
        What was segmented.
    segmented
        Pages that have masks on disk.
    arguments
        `link`, `out` and `csv`.

    Returns
    -------
    One row of the report for each series.
    """
    rows = []
    for series in series_of(plan, arguments.link):
        if missing := [job.page for job in series.jobs if job.page not in segmented]:
            plan.problems[series.name] = (
                f"{series.name} is not linked: {missing[0]} could not be segmented."
            )
            continue
        first = series.jobs[0]
        image = load_image(first.path, first.frame, first.pages)
        linked = link(
            mask_files([job.masks_path for job in series.jobs if job.masks_path is not None]),
            arguments.out,
            Path(series.name),
            along=arguments.link,
            scale=Scale(image.pixel_size_um, image.depth_step_um, image.time_step_s),
            dialect=DIALECTS[arguments.csv],
        )
        tracks = linked.tracks.tracks
        rows.append(
            {
                "image": series.name,
                "frames": len(series.jobs),
                "tracks": len(tracks),
                "with_parent": sum(bool(track.parent) for track in tracks.values()),
                "doubtful_links": len(linked.doubts),
                "files": [str(path) for path in linked.written],
            }
        )
    return rows
