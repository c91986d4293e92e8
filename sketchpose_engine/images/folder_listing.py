"""The images of a folder, and what of it is passed over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import InputError
from .readers.base import counted
from .readers.formats import FOREIGN_SUFFIXES, SUFFIXES

OWN_ENDINGS = (  # of what Sketchpose writes beside an image
    "_masks",
    "_colours",
    "_overlay",
    "_fields",
    "_sketch",
)
PROJECT = "project.json"  # a folder with this file is a project, its images are elsewhere
RECURSIVE = " (--recursive looks into subfolders)"
MOST_NAMES = 3  # that are listed


@dataclass(frozen=True)
class FolderListing:
    """What is in a folder.

    Attributes
    ----------
    images
        By name, those of a folder before those of its subfolders.
    results
        Passed over: named like results of Sketchpose.
    foreign
        Passed over: images in formats that are not read.
    subfolders
        Passed over: not looked into.
    """

    images: tuple[Path, ...] = ()
    results: tuple[Path, ...] = ()
    foreign: tuple[Path, ...] = ()
    subfolders: tuple[Path, ...] = ()

    def passed_over(self) -> list[str]:
        """Say what was passed over, in one sentence each."""
        endings = ", ".join(OWN_ENDINGS)
        kinds = (
            (self.results, "file", f" named like results of Sketchpose ({endings})"),
            (self.foreign, "file", " in a format that Sketchpose cannot read"),
            (self.subfolders, "subfolder", RECURSIVE),
        )
        return [
            f"{counted(len(paths), what)}{more}: {_some(paths)}."
            for paths, what, more in kinds
            if paths
        ]


def list_folder(
    folder: Path | str, *, recursive: bool = False, without: Sequence[Path] = ()
) -> FolderListing:
    """List the images of a folder, and name what is passed over.

    Parameters
    ----------
    folder
        Hidden files in it are ignored.
    recursive
        Look into its subfolders, too, but for hidden ones and projects.
    without
        Folders that are not looked into, such as that of the results.

    Raises
    ------
    InputError
        The folder does not exist, or may not be read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}: check its name.")
    images: list[Path] = []
    results, foreign, subfolders = list[Path](), list[Path](), list[Path]()
    skipped = {path.resolve() for path in without}
    for path in _walk(folder, recursive, skipped, subfolders):
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            (results if path.stem.endswith(OWN_ENDINGS) else images).append(path)
        elif suffix in FOREIGN_SUFFIXES:
            foreign.append(path)
    return FolderListing(tuple(images), tuple(results), tuple(foreign), tuple(subfolders))


def _walk(
    folder: Path, recursive: bool, skipped: set[Path], subfolders: list[Path]
) -> Iterator[Path]:
    """Yield the files of a folder; note the subfolders that are not looked into."""
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    yield from (path for path in entries if path.is_file())
    for path in entries:
        if path.is_file() or not path.is_dir() or path.resolve() in skipped:
            continue
        if not recursive:
            subfolders.append(path)
        elif not path.is_symlink() and not (path / PROJECT).is_file():
            yield from _walk(path, recursive, skipped, subfolders)


def _some(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths[:MOST_NAMES])
    return names + (", ..." if len(paths) > MOST_NAMES else "")
