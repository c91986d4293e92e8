"""Relinking: search for image files that were moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.files import disk_errors
from .fingerprint import Fingerprint, fingerprint_of
from .manifest import path_key
from .project_image import ProjectImage

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True)
class Relinking:
    """New paths of missing images.

    Attributes
    ----------
    found
        Unambiguous paths, by image id.
    ambiguous
        Candidates with the same name, by image id; the user has to choose.
    """

    found: Mapping[str, Path] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


def match(
    missing: Sequence[ProjectImage], taken: Iterable[Path], files: Sequence[Path]
) -> Relinking:
    """Match missing images to files.

    A file with the fingerprint of an image matches, whatever its name. Without a fingerprint, the
    file whose path has the longest common end with the image's path matches, if it is unique.

    Parameters
    ----------
    missing
        Images whose files are missing.
    taken
        Files of other images of the project, which are excluded.
    files
        All available files.
    """
    occupied = {path_key(path) for path in taken}
    free = [path for path in files if path_key(path.resolve()) not in occupied]
    prints = _Fingerprints()
    wanted: dict[str, list[Path]] = {}
    for image in missing:
        if (best := _best(image, free, prints)) is not None:
            wanted[image.id] = best
    found: dict[str, Path] = {}
    ambiguous: dict[str, tuple[Path, ...]] = {}
    for image in missing:
        paths = wanted.get(image.id)
        if not paths:
            continue
        rivals = [each for each in missing if paths[0] in wanted.get(each.id, ())]
        known = image.fingerprint is not None and image.fingerprint.matches(prints.of(paths[0]))
        if known or (len(paths) == 1 and len(rivals) == 1 and image.fingerprint is None):
            found[image.id] = _unused(paths, found.values()).resolve()
        else:
            ambiguous[image.id] = tuple(paths)
    return Relinking(found, ambiguous)


class _Fingerprints:
    """Cache of fingerprints."""

    def __init__(self) -> None:
        self._known: dict[Path, Fingerprint | None] = {}

    def of(self, path: Path) -> Fingerprint | None:
        if path not in self._known:
            self._known[path] = fingerprint_of(path)
        return self._known[path]


def _best(image: ProjectImage, files: Sequence[Path], prints: _Fingerprints) -> list[Path] | None:
    """Return candidates for an image with the longest common path end; None if there are none."""
    named = [path for path in files if path.name.casefold() == image.path.name.casefold()]
    known = image.fingerprint
    if known is not None:
        same = [path for path in named if known.matches(prints.of(path))]
        if not same:
            suffix = image.path.suffix.casefold()
            alike = [each for each in files if each.suffix.casefold() == suffix]
            alike = [each for each in alike if _size(each) == known.size_bytes]
            same = [each for each in alike if known.matches(prints.of(each))]
        named = same or named
    if not named:
        return None
    tails = [_common_tail(path, image.path) for path in named]
    return [path for path, tail in zip(named, tails, strict=True) if tail == max(tails)]


def _common_tail(one: Path, other: Path) -> int:
    """Count the equal last parts of two paths."""
    count = 0
    for mine, theirs in zip(reversed(one.parts), reversed(other.parts), strict=False):
        if mine.casefold() != theirs.casefold():
            break
        count += 1
    return count


def _unused(paths: Sequence[Path], used: Iterable[Path]) -> Path:
    """Return the first unused path, of files with equal contents."""
    gone = set(used)
    return next((path for path in paths if path.resolve() not in gone), paths[0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def missing_images(project: "Project") -> list[ProjectImage]:
    """Return the images whose files are missing."""
    return [image for image in project.images if not _is_there(image.path)]


def find_missing(project: "Project", folder: Path) -> Relinking:
    """Search a folder recursively for missing images; raises InputError if it is unreadable."""
    gone = missing_images(project)
    names = {image.id for image in gone}
    with disk_errors(folder, "read"):
        files = [path for path in sorted(folder.rglob("*")) if _is_there(path)]
    files.sort(key=lambda path: len(path.parts))  # nearest to the top first
    return match(gone, [i.path for i in project.images if i.id not in names], files)


def relink(project: "Project", folder: Path) -> list[ProjectImage]:
    """Update the paths of missing images that have an unambiguous match in a folder.

    Returns
    -------
    The images that were found, with their new paths.

    Raises
    ------
    InputError
        If the project cannot be saved; then nothing is changed.
    """
    return relink_to(project, find_missing(project, folder).found)


def relink_to(project: "Project", paths: Mapping[str, Path]) -> list[ProjectImage]:
    """Save the paths of some images, by image id; raises and returns like `relink`."""
    project.describe_many({name: {"path": path} for name, path in paths.items()})
    return [image for image in project.images if image.id in paths]


def _is_there(path: Path) -> bool:
    """Return whether a file exists; False for disconnected drives and invalid paths."""
    try:
        return path.is_file()
    except OSError:
        return False
