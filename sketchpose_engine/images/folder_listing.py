"""Images of a folder, and what is skipped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import InputError
from .readers.base import counted
from .readers.formats import FOREIGN_SUFFIXES, SUFFIXES

OWN_ENDINGS = (  # suffixes of files that Sketchpose writes next to an image
    "_masks",
    "_colours",
    "_overlay",
    "_fields",
    "_sketch",
)
PROJECT = "project.json"  # marks the folder of a project, whose images are elsewhere
RECURSIVE = " (--recursive looks into subfolders)"
MOST_NAMES = 3  # listed in a message


@dataclass(frozen=True)
class FolderListing:
    """Contents of a folder.

    Attributes
    ----------
    images
        Images by name, those of a folder before those of its subfolders.
    results
        Skipped: named like results of Sketchpose.
    foreign
        Skipped: images in unsupported formats.
    subfolders
        Skipped: not searched.
    """

    images: tuple[Path, ...] = ()
    results: tuple[Path, ...] = ()
    foreign: tuple[Path, ...] = ()
    subfolders: tuple[Path, ...] = ()

    def passed_over(self) -> list[str]:
        """Describe what was skipped, in one sentence per reason."""
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
    """List the images of a folder, and what is skipped.

    Parameters
    ----------
    folder
        Folder, whose hidden files are ignored.
    recursive
        Search subfolders, too, except hidden ones and projects.
    without
        Folders that are not searched, such as that of the results.

    Raises
    ------
    InputError
        If the folder does not exist, or is unreadable.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(
            "There is no folder {folder}: check its name.",
            folder=folder,
        )
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
    """Yield the files of a folder; record the subfolders that are not searched."""
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError(
            "The folder {folder} cannot be read: {reason}.",
            folder=folder,
            reason=error.strerror,
        ) from error
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
