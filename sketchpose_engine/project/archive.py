"""Copies of projects, and projects packed with their images into one zip file."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ..core.errors import InputError
from ..core.files import REASONS, atomic_path, disk_errors, system_reason
from ..core.unique_names import unique_name
from .manifest import FILE_NAME, manifest_text, write_manifest
from .project import FOLDERS, Project
from .relinking import missing_images
from .sketch_files import check_there

IMAGES = "images"
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # in file names on any system
LOCKED = 1  # flag of encrypted members
SMALL = 2**28  # bytes: always accepted
MOST_TIMES = 250  # maximum expansion: images compress less, decompression bombs more
PACKED = {".png", ".jpg", ".jpeg", ".czi", ".lif", ".nd2"}  # compressed formats, stored unchanged


def save_copy(project: Project, folder: Path | str) -> Project:
    """Copy a project without its images to a new or empty folder, and open the copy.

    Raises
    ------
    InputError
        If the folder is not empty, lies in the project, or is not writable; then no project is
        created.
    """
    check_there(project.folder)  # otherwise the copy would be empty
    target = Path(folder).resolve()
    if target.is_relative_to(project.folder):
        raise InputError(
            "{target} lies in the project itself: choose another folder.",
            target=target,
        )
    with disk_errors(target):
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise InputError(
                "{target} is not empty: choose a new or an empty folder.",
                target=target,
            )
    try:
        with disk_errors(target):
            for name in FOLDERS:
                (target / name).mkdir(parents=True)
                _copy_files(project.folder / name, target / name)
        write_manifest(target, project.manifest)  # last: it completes the project
    except InputError:
        for name in FOLDERS:
            shutil.rmtree(target / name, ignore_errors=True)
        raise
    return Project.open(target)


def pack(project: Project, path: Path | str, *, with_images: bool = True) -> Iterator[float]:
    """Write a project as it is on disk into a zip file.

    Parameters
    ----------
    project
        Project, completely saved.
    path
        Path of the zip file; replaced when the new one is complete.
    with_images
        Include the image files; missing ones are left out.

    Yields
    ------
    float
        Completed fraction, 0 to 1. If closed early, nothing is written.

    Raises
    ------
    InputError
        If a file cannot be read or written.
    """
    path = Path(path)
    check_there(project.folder)  # otherwise the zip file would be empty
    files = {
        f"{name}/{file.name}": file
        for name in FOLDERS
        for file in sorted((project.folder / name).glob("[!.]*"))
    }
    manifest = project.manifest
    if with_images:
        missing = {image.id for image in missing_images(project)}
        there = {image.id: image.path for image in manifest.images if image.id not in missing}
        inside = {name: f"{IMAGES}/{name}{file.suffix}" for name, file in there.items()}
        files |= {inside[name]: file for name, file in there.items()}
        images = tuple(
            replace(image, path=project.folder / inside[image.id]) if image.id in inside else image
            for image in manifest.images
        )
        manifest = replace(manifest, images=images)
    with disk_errors(path):
        sizes = {place: file.stat().st_size for place, file in files.items()}
    total, done = max(sum(sizes.values()), 1), 0
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr(f"{path.stem}/{FILE_NAME}", manifest_text(manifest, project.folder))
        for place, file in files.items():
            small = file.suffix.lower() in PACKED
            kind = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            archive.write(file, f"{path.stem}/{place}", kind)
            done += sizes[place]
            yield done / total


def unpack(path: Path | str, folder: Path | str) -> Project:
    """Extract a project from a zip file of `pack`, and open it.

    Parameters
    ----------
    path
        Path of the zip file.
    folder
        Parent of the new project folder, which has the name from the zip file, with a number
        appended if that exists.

    Raises
    ------
    InputError
        If the file contains no project, is damaged, or cannot be extracted there; nothing is left
        then.
    """
    path, folder = Path(path), Path(folder)
    if not path.is_file():  # opening a pipe would block
        raise InputError(
            "There is no such file as {file}: check its name.",
            file=path,
        )
    target: Path | None = None
    try:
        with zipfile.ZipFile(path) as archive:
            name = _project_in(path, archive)
            members = _wanted(path, archive, name, folder)
            wanted = FORBIDDEN.sub("_", name).strip(" .") or "project"
            free = unique_name(wanted, lambda each: (folder / each).exists(), "{name} ({number})")
            target = folder / free
            target.mkdir(parents=True)
            _extract(archive, members, target)
        return _opened(path, target)
    except BaseException as error:
        if target is not None:
            shutil.rmtree(target, ignore_errors=True)
        if isinstance(error, InputError) or not isinstance(error, Exception):
            raise
        # Decoders raise OSErrors of their own, without a number.
        if isinstance(error, OSError) and error.errno is not None:
            reason = system_reason(error, folder) or REASONS.get(error.errno or 0) or error.strerror
            raise InputError(
                "{file} cannot be unpacked in {folder}: {reason}.",
                file=path.name,
                folder=folder,
                reason=reason,
            ) from error
        raise InputError(
            "{file} is damaged: ask for the file again.",
            file=path.name,
        ) from error


def _project_in(path: Path, archive: zipfile.ZipFile) -> str:
    """Return the name of the only folder of a zip file, which must contain a project."""
    names = {part for name in archive.namelist() for part in PurePosixPath(name).parts[:1]}
    if len(names) != 1 or f"{min(names)}/{FILE_NAME}" not in archive.namelist():
        raise InputError(
            "{file} holds no Sketchpose project: choose another file.",
            file=path.name,
        )
    return min(names)


def _wanted(
    path: Path, archive: zipfile.ZipFile, name: str, folder: Path
) -> dict[tuple[str, ...], zipfile.ZipInfo]:
    """Return the members of a project by their relative paths, none of which leaves its folder."""
    found: dict[tuple[str, ...], zipfile.ZipInfo] = {}
    for member in archive.infolist():
        parts = PurePosixPath(member.filename).parts[1:]
        known = parts == (FILE_NAME,) or (len(parts) == 2 and parts[0] in (*FOLDERS, IMAGES))
        if member.is_dir() or not known or ".." in (name, *parts) or FORBIDDEN.search(parts[-1]):
            continue
        if parts in found:
            raise InputError(
                "{file} is damaged: it holds {member} twice.",
                file=path.name,
                member=parts[-1],
            )
        if member.flag_bits & LOCKED:
            raise InputError(
                "{file} is locked with a password: ask for one without.",
                file=path.name,
            )
        found[parts] = member
    size = sum(member.file_size for member in found.values())
    manifest = found.get((FILE_NAME,))
    if size > max(SMALL, MOST_TIMES * path.stat().st_size) or (
        manifest and manifest.file_size > SMALL
    ):
        raise InputError(
            "{file} would become {size} GB, which is not a packed project: ask for the file again.",
            file=path.name,
            size=f"{size / 1000000000.0:.1f}",
        )
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if size > shutil.disk_usage(there).free:
        raise InputError(
            "{file} needs {size} GB in {folder}, more than there is: free some space, or "
            "choose another folder.",
            file=path.name,
            size=f"{size / 1000000000.0:.1f}",
            folder=folder,
        )
    return found


def _extract(
    archive: zipfile.ZipFile, members: dict[tuple[str, ...], zipfile.ZipInfo], target: Path
) -> None:
    """Write members to their places, always as regular files."""
    for parts, member in members.items():
        place = target.joinpath(*parts)
        place.parent.mkdir(exist_ok=True)
        with archive.open(member) as source, place.open("xb") as file:
            shutil.copyfileobj(source, file, 2**20)


def _opened(path: Path, target: Path) -> Project:
    """Open an extracted project; errors name the zip file."""
    try:
        return Project.open(target)
    except InputError as error:
        if error.__cause__ is not None:  # damaged: other messages contain a remedy
            raise InputError(
                "{file} is damaged: ask for the file again.",
                file=path.name,
            ) from error
        raise InputError(
            "{file} cannot be unpacked: {error}",
            file=path.name,
            error=error,
        ) from error


def _copy_files(source: Path, target: Path) -> None:
    """Copy the files of a folder, except temporary ones."""
    for file in sorted(source.glob("[!.]*")):
        with atomic_path(target / file.name) as temporary:
            shutil.copyfile(file, temporary)
