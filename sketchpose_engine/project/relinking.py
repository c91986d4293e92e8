"""Where image files are that are not in their place any more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.files import disk_errors_as
from .fingerprint import Fingerprint, fingerprint_of
from .manifest import path_key
from .project_image import ProjectImage

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True)
class Relinking:
    """Where missing images are now.

    Attributes
    ----------
    found
        By image id, the only file that can be meant.
    ambiguous
        By image id, files of its name; which one is meant, if any, only the user knows.
    """

    found: Mapping[str, Path] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


def match(
    missing: Sequence[ProjectImage], taken: Iterable[Path], files: Sequence[Path]
) -> Relinking:
    """Match missing images to files.

    A file with the fingerprint of an image is that image, whatever it is called now. Where no
    fingerprint is known, the file whose path ends most like the image's is, if there is only one.

    Parameters
    ----------
    missing
        Images whose files are not in their place.
    taken
        Files of other images of the project: they are not looked for.
    files
        All files there are.
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
    """Fingerprints of files, each taken once."""

    def __init__(self) -> None:
        self._known: dict[Path, Fingerprint | None] = {}

    def of(self, path: Path) -> Fingerprint | None:
        if path not in self._known:
            self._known[path] = fingerprint_of(path)
        return self._known[path]


def _best(image: ProjectImage, files: Sequence[Path], prints: _Fingerprints) -> list[Path] | None:
    """Files that may be an image, those with the longest common tail; None: there are none."""
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
    """Count the last parts of two paths that are equal."""
    count = 0
    for mine, theirs in zip(reversed(one.parts), reversed(other.parts), strict=False):
        if mine.casefold() != theirs.casefold():
            break
        count += 1
    return count


def _unused(paths: Sequence[Path], used: Iterable[Path]) -> Path:
    """Return the first path that is not used, of files with equal contents."""
    gone = set(used)
    return next((path for path in paths if path.resolve() not in gone), paths[0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def missing_images(project: "Project") -> list[ProjectImage]:
    """Images whose files are not where they were."""
    return [image for image in project.images if not _is_there(image.path)]


def find_missing(project: "Project", folder: Path) -> Relinking:
    """Look for missing images in a folder and those in it; raises InputError if unreadable."""
    gone = missing_images(project)
    names = {image.id for image in gone}
    with disk_errors_as(folder, "read"):
        files = [path for path in sorted(folder.rglob("*")) if _is_there(path)]
    files.sort(key=lambda path: len(path.parts))  # nearest to the top first
    return match(gone, [i.path for i in project.images if i.id not in names], files)


def relink(project: "Project", folder: Path) -> list[ProjectImage]:
    """Take missing images from a folder and those in it, as far as they are unambiguous.

    Returns
    -------
    The images that were found, where they are now.

    Raises
    ------
    InputError
        The project cannot be saved; then nothing is changed.
    """
    return relink_to(project, find_missing(project, folder).found)


def relink_to(project: "Project", paths: Mapping[str, Path]) -> list[ProjectImage]:
    """Save where the files of some images are, by image id; raises and returns as `relink`."""
    project.describe_many({name: {"path": path} for name, path in paths.items()})
    return [image for image in project.images if image.id in paths]


def _is_there(path: Path) -> bool:
    """Whether a file is there, as far as can be told: its drive may be gone, its path nonsense."""
    try:
        return path.is_file()
    except OSError:
        return False
