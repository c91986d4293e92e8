"""Plan of a batch: frames, file names, and what is skipped."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..core.errors import InputError
from ..images.folder_listing import list_folder
from ..images.load import Contents, contents_of
from ..images.readers.base import PageAxis
from ..inference.jobs import FrameJob
from ..results.file_kinds import FileStems, distinct_names, frame_name, frame_stem

MOST_NAMES = 3  # listed in a message
WAYS = {"times": "frames in time", "depths": "depths", "channels": "channels of one frame"}


@dataclass
class Plan:
    """Plan of a batch.

    Attributes
    ----------
    inputs
        All files that are read.
    jobs
        One job per frame.
    names
        Names of the files in tables.
    stems
        Stems of the result files, by frame key.
    problems
        Sentences about unreadable files, by path or frame key.
    notes
        Sentences about the interpretation of files, and about parts that are left out.
    passed_over
        Sentences about files in the folders that are not segmented.
    """

    inputs: list[Path] = field(default_factory=list)
    jobs: list[FrameJob] = field(default_factory=list)
    names: dict[Path, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def nothing_to_do(self) -> str:
        """Return a sentence that states why there is no frame to segment."""
        if self.problems:
            return " ".join(self.problems.values())
        if self.passed_over:
            return f"There is no image to segment. Passed over: {' '.join(self.passed_over)}"
        return "There is no image to segment: name images, or a folder with images."


def plan_frames(arguments: argparse.Namespace) -> Plan:
    """Plan every frame of every image that is given, or lies in a given folder.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    plan = Plan()
    files = _files(arguments.image, arguments.recursive, arguments.out, plan)
    contents = _contents(files, arguments.pages, plan)
    plan.inputs = [*files, *(part for each in contents.values() for part in each.parts)]
    plan.names = dict(zip(contents, distinct_names(list(contents)), strict=True))
    stems = FileStems()
    for path, found in contents.items():
        plan.notes += notes_on(path.name, found, arguments.pages)
        for frame in found.extent.frames(projected=arguments.depths == "max"):
            code = found.extent.code(frame)
            page = frame_name(plan.names[path], code)
            stem = plan.stems[page] = stems.take(frame_stem(path.name, code))
            more = (arguments.out / f"{stem}_fields.tif",) if "fields" in arguments.kinds else ()
            masks = arguments.out / f"{stem}_masks.tif"
            plan.jobs.append(FrameJob(page, path, frame, masks, pages=arguments.pages, files=more))
    return plan


def notes_on(name: str, found: Contents, pages: PageAxis | None) -> list[str]:
    """Describe how an ambiguous file is interpreted, and which parts of it are left out."""
    notes = []
    if found.unnamed_pages and pages is None:
        taken = "times" if len(found.extent) > 1 else "channels"
        others = " or ".join(f"--pages {way}" for way in WAYS if way != taken)
        notes.append(
            f"{name}: its {found.unnamed_pages} pages are taken for {WAYS[taken]}, as the file "
            f"does not say what they are; add {others} if they are something else."
        )
    if found.mixed:
        notes.append(
            f"{name}: its {found.extent.scenes} scenes are of other size or kind than each other; "
            "each is an image of its own."
        )
    if found.left_out:
        notes.append(f"{name}: left out: {'; '.join(found.left_out)}.")
    return notes


def _files(named: Sequence[Path], recursive: bool, out: Path, plan: Plan) -> list[Path]:
    """List every given image, and those in given folders, each once."""
    files: dict[Path, Path] = {}
    for path in named:
        found: Sequence[Path] = [path]
        if path.is_dir():
            listing = list_folder(path, recursive=recursive, without=[out])
            plan.passed_over += [f"{path}: {sentence}" for sentence in listing.passed_over()]
            found = listing.images
        for file in found:
            files.setdefault(file.resolve(), file)
    return list(files.values())


def _contents(files: Sequence[Path], pages: PageAxis | None, plan: Plan) -> dict[Path, Contents]:
    """Read the contents of all files that are readable and not parts of others."""
    found: dict[Path, Contents] = {}
    covered: set[Path] = set()
    for path in files:
        if path.resolve() in covered:
            continue
        try:
            found[path] = contents_of(path, pages)
        except InputError as error:
            plan.problems[str(path)] = str(error)
        else:
            covered |= {part.resolve() for part in found[path].parts}
    parts = [path for path in files if path.resolve() in covered]
    for path in parts:
        plan.problems.pop(str(path), None)  # the file that describes it came later
        found.pop(path, None)
    if parts:
        plan.notes.append(f"Read as parts of a series, not again by themselves: {_some(parts)}.")
    return found


def _some(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths[:MOST_NAMES])
    return names + (f" and {len(paths) - MOST_NAMES} more" if len(paths) > MOST_NAMES else "")
