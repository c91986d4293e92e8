"""What files and folders that the user opens are, and where a new project goes."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import paths
from app.core.translation import counted, sentence_of, tr
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.manifest import PACKED_SUFFIXES

if TYPE_CHECKING:
    from sketchpose_engine.images.folder_listing import FolderListing

PROJECT = "project.json"
MOST_NAMES = 3
# Files that are looked into before they are added. Of more, one sees when they are opened; but
# those of a series in many files are found, as the first one names the others.
FEW = 40


def project_at(path: Path) -> Path | None:
    """Folder of the project that a file or folder is, or None."""
    if path.name == PROJECT:
        path = path.parent
    return path if (path / PROJECT).is_file() else None


def is_project(path: Path) -> bool:
    """Whether a file or folder is a project, or one that is packed."""
    return path.suffix.lower() in PACKED_SUFFIXES or project_at(path) is not None


def images_at(
    path: Path, subfolders: bool = False, note: Callable[[str], object] = lambda sentence: None
) -> list[Path]:
    """The images of a folder, or the one file.

    Parameters
    ----------
    path
        Of the folder or file.
    subfolders
        Look into the subfolders, too.
    note
        Receives a sentence on what of the folder was passed over.

    Raises
    ------
    InputError
        It is no image, or there are none in the folder.
    """
    from sketchpose_engine.images.folder_listing import list_folder
    from sketchpose_engine.images.load import look_into
    from sketchpose_engine.images.readers.formats import FORMAT_NAMES, SUFFIXES

    if not path.is_dir():
        if path.suffix.lower() not in SUFFIXES and path.is_file():
            look_into(path)  # says what it is, and what to do
            raise InputError(
                tr(
                    "{file} is not a {formats} image: choose another.",
                    file=path.name,
                    formats=FORMAT_NAMES,
                )
            )
        return [path]
    listing = list_folder(path, recursive=subfolders)
    over = " ".join(_passed_over(listing))
    if not listing.images:
        kinds = ", ".join(sorted(SUFFIXES))
        sentence = tr(
            "There are no images in {folder}: choose a folder with {kinds} files.",
            folder=path,
            kinds=kinds,
        )
        if over:
            sentence += " " + tr("Passed over: {files}", files=over)
        raise InputError(sentence)
    if over:
        note(tr("Passed over in {folder}: {files}", folder=path.name, files=over))
    return list(listing.images)


def sound(
    images: list[Path],
    refuse: Callable[[InputError], None],
    note: Callable[[str], object] = lambda sentence: None,
) -> list[Path]:
    """Those of a few image files that can be opened and are not parts of others.

    Parameters
    ----------
    images
        The files.
    refuse
        Receives why one cannot be opened.
    note
        Receives a sentence on what is passed over.
    """
    from sketchpose_engine.images.load import contents_of

    found: dict[Path, InputError | None] = {}
    parts: set[Path] = set()
    looked = 0
    for path in images:
        if path.resolve() in parts:
            continue
        found[path] = None
        if looked == FEW or (len(images) > FEW and ".ome." not in path.name.lower()):
            continue
        looked += 1
        try:
            contents = contents_of(path)
        except InputError as error:
            found[path] = error if len(images) <= FEW else None
        else:
            parts |= {part.resolve() for part in contents.parts}
            if contents.left_out and len(images) <= FEW:
                left_out = "; ".join(map(sentence_of, contents.left_out))
                note(tr("Left out of {file}: {parts}.", file=path.name, parts=left_out))
    if over := [path for path in images if path.resolve() in parts]:
        names = _names(over)
        note(tr("Read as parts of a series, not again by themselves: {files}.", files=names))
    for path, problem in found.items():
        if problem is not None and path.resolve() not in parts:
            refuse(problem)
    return [p for p, problem in found.items() if problem is None and p.resolve() not in parts]


def _passed_over(listing: "FolderListing") -> list[str]:
    """What of a folder is not opened, in one sentence per reason."""
    sentences = []
    if paths := listing.results:
        sentences.append(
            counted(
                len(paths),
                "%n file named like results of Sketchpose: {files}.",
                "%n files named like results of Sketchpose: {files}.",
                files=_names(paths),
            )
        )
    if paths := listing.foreign:
        sentences.append(
            counted(
                len(paths),
                "%n file in a format that Sketchpose cannot read: {files}.",
                "%n files in a format that Sketchpose cannot read: {files}.",
                files=_names(paths),
            )
        )
    if paths := listing.subfolders:
        sentences.append(
            counted(
                len(paths),
                "%n subfolder (File, Open subfolders, too, looks into it): {folders}.",
                "%n subfolders (File, Open subfolders, too, looks into them): {folders}.",
                folders=_names(paths),
            )
        )
    return sentences


def _names(paths: Sequence[Path]) -> str:
    """Names of the first files."""
    more = ", ..." if len(paths) > MOST_NAMES else ""
    return ", ".join(path.name for path in paths[:MOST_NAMES]) + more


def new_folder(images: Sequence[Path]) -> Path:
    """Folder of a new project, named after its only image or their folder, and the day."""
    first = images[0].resolve()
    subject = first.stem if len(images) == 1 else first.parent.name
    name = f"{subject or 'Images'} {time.strftime('%Y-%m-%d')}"
    folder = paths.projects_folder() / name
    number = 1
    while folder.exists():
        number += 1
        folder = paths.projects_folder() / f"{name} ({number})"
    return folder
