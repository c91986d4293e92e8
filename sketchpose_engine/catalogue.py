"""The list of a project's images, on disk: project.json."""

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import __version__
from .errors import InputError

FILE_NAME = "project.json"
SCHEMA = 1
UNSAFE = re.compile(r"[^\w-]+")  # in a file's name, on one system or another
LONGEST_ID = 50  # characters of up to 4 bytes, of 255 that a file's name may have


@dataclass(frozen=True)
class ProjectImage:
    """An image of a project, and what is known of it.

    Attributes
    ----------
    id
        Names its files in the project.
    path
        Absolute; there may be no such file any more.
    pixel_size_um
        Side of a pixel in micrometres; None: unknown.
    cells
        How many there were when they were last counted; None: never.
    """

    id: str
    path: Path
    pixel_size_um: float | None = None
    cells: int | None = None


Images = Sequence[ProjectImage]


def path_key(path: Path) -> str:
    """Give what two resolved paths of the same file have in common."""
    return os.path.normcase(path)


def new_id(path: Path, taken: AbstractSet[str]) -> str:
    """Make a readable id of an image's file name, for use in file names of any system.

    Parameters
    ----------
    taken
        Other ids, with their case folded.
    """
    stem = unicodedata.normalize("NFC", path.stem)  # macOS splits accents from their letters
    name = base = UNSAFE.sub("_", stem)[:LONGEST_ID].strip("_") or "image"
    count = 1
    while name.casefold() in taken:
        count += 1
        name = f"{base}-{count}"
    return name


def write_catalogue(folder: Path, images: Images, removed: Images) -> None:
    """Write the images of a project, and those that were removed, whose sketches are still there.

    Raises
    ------
    InputError
        As `export.atomic_path`.
    """
    from .export import atomic_path  # brings much that the window need not wait for

    catalogue = {
        "schema": SCHEMA,
        "program": f"Sketchpose {__version__}",
        "images": [_entry(image, folder) for image in images],
        "removed": [_entry(image, folder) for image in removed],
    }
    text = json.dumps(catalogue, indent=2, ensure_ascii=False) + "\n"
    with atomic_path(folder / FILE_NAME) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def read_catalogue(folder: Path) -> tuple[list[ProjectImage], list[ProjectImage]]:
    """Read the images of a project, and those that were removed.

    Raises
    ------
    InputError
        There is no such folder or project, or its file is damaged or of a newer program.
    """
    path = folder / FILE_NAME
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}: check its name.")
    try:
        catalogue = json.loads(path.read_text(encoding="utf-8"))
        if catalogue["schema"] > SCHEMA:
            raise InputError(
                f"The project {folder.name} was saved by a newer program "
                f"({catalogue.get('program')}): update Sketchpose to open it."
            )
        images = [_image(entry, folder) for entry in catalogue["images"]]
        removed = [_image(entry, folder) for entry in catalogue.get("removed", [])]
    except FileNotFoundError as error:
        raise InputError(
            f"{folder} is no Sketchpose project: choose a folder with a file {FILE_NAME}."
        ) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path} is damaged: put a backup copy in its place, or create a new project "
            "and add the images again."
        ) from error
    names = [image.id.casefold() for image in (*images, *removed)]
    if len(set(names)) < len(names):
        raise InputError(f"{path} is damaged: two of its images have the same id.")
    return images, removed


def _entry(image: ProjectImage, folder: Path) -> dict[str, Any]:
    try:
        path = Path(os.path.relpath(image.path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        path = image.path.as_posix()
    return {
        "id": image.id,
        "path": path,
        "pixel_size_um": image.pixel_size_um,
        "cells": image.cells,
    }


def _image(entry: dict[str, Any], folder: Path) -> ProjectImage:
    """Check one image of the list; what is not right raises ValueError, KeyError or TypeError."""
    name, size, cells = entry["id"], entry["pixel_size_um"], entry["cells"]
    if not isinstance(name, str) or not name or UNSAFE.search(name):
        raise ValueError("an id names files")  # which must not lie outside of the project
    return ProjectImage(
        name,
        (folder / entry["path"]).resolve(),
        None if size is None else float(size),
        None if cells is None else int(cells),
    )
