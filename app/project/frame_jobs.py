"""Frames of a project that are to be segmented."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.translation import sentence_of, tr
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Extent, parse_code
from sketchpose_engine.inference.jobs import FrameJob
from sketchpose_engine.project.fingerprint import fingerprint_of
from sketchpose_engine.project.manifest import page_key, split_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import ProjectImage
from sketchpose_engine.project.replacing import REPLACED

Jobs = tuple[list[FrameJob], list[str]]  # and what is wrong with the images that cannot be read


def jobs_of(project: Project, *, only_new: bool, projected: bool) -> Jobs:
    """Every frame of every image of a project, and what is wrong with those that cannot be read.

    Parameters
    ----------
    project
        Only read from.
    only_new, projected
        Of `Segmentation.begin`.
    """
    (project.folder / "masks").mkdir(exist_ok=True)
    project.note_files()  # those of the masks that will be made
    jobs: list[FrameJob] = []
    problems: list[str] = []
    for image, extent in _extents(project, problems):
        if problem := _prepared(project, image):
            problems.append(problem)
            continue
        for frame in extent.frames(projected=projected):
            key = page_key(image.id, extent.code(frame))
            if only_new and project.masks.path(key).exists():
                continue
            jobs.append(
                FrameJob(
                    key,
                    image.path,
                    frame,
                    project.masks.path(key),
                    image.size_of(frame.scene),
                    project.sketches.corrections(key),
                    _sketch(project, image, key),
                    image.pages,
                )
            )
    return jobs, problems


def _extents(project: Project, problems: list[str]) -> list[tuple[ProjectImage, Extent]]:
    """Images that can be read and are not parts of others, and their frames."""
    from sketchpose_engine.images.load import contents_of

    found: list[tuple[ProjectImage, Extent]] = []
    failed: dict[Path, str] = {}
    covered: set[Path] = set()
    for image in project.images:
        if image.path in covered:
            continue
        try:
            contents = contents_of(image.path, image.pages)
        except InputError as error:
            failed[image.path] = sentence_of(error)
        else:
            found.append((image, contents.extent))
            covered |= {part.resolve() for part in contents.parts}
    for path in (image.path for image in project.images):
        if path in covered:  # by an image before or after it
            problems.append(tr("{file} is a part of another image: see that one.", file=path.name))
        elif path in failed:
            problems.append(failed[path])
    return [(image, extent) for image, extent in found if image.path not in covered]


def _prepared(project: Project, image: ProjectImage) -> str:
    """Set masks of a file aside that was replaced; a sentence if there are strokes on it."""
    if not project.has_changed(image):
        return ""
    if project.sketches.drawn_keys(image.id):
        return tr(
            "{file} was changed or replaced after you drew on it: open it and choose what becomes "
            "of your strokes.",
            file=image.path.name,
        )
    for key in project.masks.keys_of(image.id):
        project.masks.move_aside(key, REPLACED)
    project.describe(image.id, fingerprint=fingerprint_of(image.path), all_cells={})
    return ""


def _sketch(project: Project, image: ProjectImage, key: str) -> NDArray[np.uint8] | None:
    """Strokes of a frame, with which its masks must agree; None: there are none."""
    if not project.sketches.annotated(key):
        return None
    from sketchpose_engine.images.load import load_image

    frame = parse_code(split_key(key)[1])
    shape = load_image(image.path, frame, image.pages).planes.shape
    return project.sketches.read(key, (shape[1], shape[2]))[0]
