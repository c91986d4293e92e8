"""What files and folders that the user opens are, and where a new project goes."""

import time
from collections.abc import Callable
from pathlib import Path

from app import paths
from sketchpose_engine.errors import InputError

PROJECT = "project.json"
FEW = 40  # files that are looked into before they are added: of more, one sees when they are opened


def project_at(path: Path) -> Path | None:
    """Folder of the project that a file or folder is, or None."""
    if path.name == PROJECT:
        path = path.parent
    return path if (path / PROJECT).is_file() else None


def images_at(path: Path) -> list[Path]:
    """The images of a folder, or the one file.

    Raises
    ------
    InputError
        It is no image, or there are none in the folder.
    """
    from sketchpose_engine.images import SUFFIXES, image_files, look_into
    from sketchpose_engine.readers import KINDS

    if not path.is_dir():
        if path.suffix.lower() not in SUFFIXES and path.is_file():
            look_into(path)  # says what it is, and what to do
            raise InputError(f"{path.name} is not a {KINDS} image: choose another.")
        return [path]
    found = image_files(path)
    if not found:
        kinds = ", ".join(sorted(SUFFIXES))
        raise InputError(f"There are no images in {path}: choose a folder with {kinds} files.")
    return found


def sound(images: list[Path], tell: Callable[[InputError], None]) -> list[Path]:
    """Those of a few image files that can be opened; of the others it is told why not."""
    from sketchpose_engine.images import look_into

    if len(images) > FEW:
        return images
    found = []
    for path in images:
        try:
            look_into(path)
        except InputError as error:
            tell(error)
        else:
            found.append(path)
    return found


def new_folder(image: Path) -> Path:
    """Folder of a new project, named after that of the first image and the day."""
    name = f"{image.resolve().parent.name or 'Images'} {time.strftime('%Y-%m-%d')}"
    folder = paths.projects_folder() / name
    number = 1
    while folder.exists():
        number += 1
        folder = paths.projects_folder() / f"{name} ({number})"
    return folder
