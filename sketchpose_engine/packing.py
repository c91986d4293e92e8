"""A project with its images in one zip file, to send to a colleague, and out of it again."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from .catalogue import FILE_NAME, catalogue_text
from .errors import InputError
from .export import atomic_path
from .journal import plain_errors
from .project import FOLDERS, Project

IMAGES = "images"
PACKED = {".png", ".jpg", ".jpeg", ".czi", ".lif", ".nd2"}  # hardly smaller when zipped


def pack(project: Project, path: Path | str, *, with_images: bool = True) -> Iterator[float]:
    """Write a project into a zip file, as it is on disk.

    Parameters
    ----------
    project
        Everything of it must have been saved.
    path
        Of the zip file; replaced when the new one is complete.
    with_images
        Put the image files in, too; those that are missing are left out.

    Yields
    ------
    float
        The part that is done, from 0 to 1. Closed early, nothing is written.

    Raises
    ------
    InputError
        A file cannot be read or written.
    """
    path = Path(path)
    files = {
        f"{name}/{file.name}": file
        for name in FOLDERS
        for file in sorted((project.folder / name).glob("[!.]*"))
    }
    catalogue = project.catalogue
    if with_images:
        there = {image.id: image.path for image in catalogue.images if image.path.is_file()}
        inside = {name: f"{IMAGES}/{name}{file.suffix}" for name, file in there.items()}
        files |= {inside[name]: file for name, file in there.items()}
        images = tuple(
            replace(image, path=project.folder / inside[image.id]) if image.id in inside else image
            for image in catalogue.images
        )
        catalogue = replace(catalogue, images=images)
    with plain_errors(path):
        sizes = {place: file.stat().st_size for place, file in files.items()}
    total, done = max(sum(sizes.values()), 1), 0
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr(f"{path.stem}/{FILE_NAME}", catalogue_text(catalogue, project.folder))
        for place, file in files.items():
            small = file.suffix.lower() in PACKED
            kind = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            archive.write(file, f"{path.stem}/{place}", kind)
            done += sizes[place]
            yield done / total


def unpack(path: Path | str, folder: Path | str) -> Project:
    """Take a project out of a zip file of `pack`, and open it.

    Parameters
    ----------
    path
        Of the zip file.
    folder
        Where the project's folder is put, under the name it has in the zip file, or with a
        number behind it if that is taken.

    Raises
    ------
    InputError
        The file holds no project, is damaged, or cannot be unpacked there; then nothing is left.
    """
    path, folder = Path(path), Path(folder)
    target: Path | None = None
    try:
        with zipfile.ZipFile(path) as archive:
            name = _project_in(path, archive)
            target = _free(folder / name)
            target.mkdir(parents=True)
            _extract(archive, name, target)
        return Project.open(target)
    except BaseException as error:
        if target is not None:
            shutil.rmtree(target, ignore_errors=True)
        if isinstance(error, InputError):
            raise
        if isinstance(error, OSError):
            with plain_errors(target or path, "unpacked"):
                raise
        if isinstance(error, zipfile.BadZipFile | EOFError | ValueError | RuntimeError):
            raise InputError(f"{path.name} is damaged: ask for the file again.") from error
        raise


def _project_in(path: Path, archive: zipfile.ZipFile) -> str:
    """Name of the only folder of a zip file, which holds a project."""
    names = {PurePosixPath(name).parts[0] for name in archive.namelist() if name.strip("/")}
    if len(names) != 1 or f"{min(names)}/{FILE_NAME}" not in archive.namelist():
        raise InputError(f"{path.name} holds no Sketchpose project: choose another file.")
    return min(names)


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """Write what belongs to a project, and nothing outside of the target."""
    for member in archive.infolist():
        parts = PurePosixPath(member.filename).parts[1:]
        wanted = parts == (FILE_NAME,) or (len(parts) == 2 and parts[0] in (*FOLDERS, IMAGES))
        if member.is_dir() or not wanted or ".." in (name, *parts):
            continue
        place = target.joinpath(*parts)
        place.parent.mkdir(exist_ok=True)
        with archive.open(member) as source, place.open("xb") as file:
            shutil.copyfileobj(source, file, 2**20)


def _free(folder: Path) -> Path:
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name} ({number})")
    return free
