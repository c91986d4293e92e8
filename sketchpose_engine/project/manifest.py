"""Manifest of a project, project.json: images, classes and filters.

Schema 1 (version 0.1) had one frame per file and one class of cells; it is still read.
"""

import json
import os
import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__
from ..core.errors import InputError
from ..core.files import atomic_path
from ..core.unique_names import unique_name
from ..images.readers.base import PAGE_AXES, PageAxis
from ..results.filters import Filter
from ..sketch.values import MOST_CLASSES
from .fingerprint import DIGEST_BYTES, Fingerprint
from .project_image import CellClass, ProjectImage

FILE_NAME = "project.json"
PACKED_SUFFIXES = (".sketchpose", ".zip")  # of packed projects; both are zip files
SCHEMA = 2
PAGE_RULE = "pages_without_axis"  # default axis: time, unless an image specifies another
UNSAFE = re.compile(r"[^\w-]+")  # in file names on any system
LARGEST_PIXEL_UM = 1e6
LONGEST_ID = 50  # characters of up to 4 bytes, of 255 bytes for a file name


@dataclass(frozen=True)
class ProjectManifest:
    """Contents of project.json.

    Attributes
    ----------
    images
        In the order in which they were added.
    removed
        Removed images, whose sketches are still there.
    classes
        Classes of cells, at least one.
    filters
        Filters of the cells that are counted.
    shown
        Id of the image shown last.
    """

    images: tuple[ProjectImage, ...] = ()
    removed: tuple[ProjectImage, ...] = ()
    classes: tuple[CellClass, ...] = (CellClass("Cell", (52, 134, 255)),)
    filters: tuple[Filter, ...] = ()
    shown: str = ""


def page_key(image_id: str, code: str) -> str:
    """Return the key of a frame of an image; ids contain no dots."""
    return f"{image_id}.{code}" if code else image_id


def split_key(key: str) -> tuple[str, str]:
    """Split a `page_key` into image id and frame code."""
    image_id, _, code = key.partition(".")
    return image_id, code


def path_key(path: Path) -> str:
    """Return a key that is equal for all spellings of a resolved path."""
    return os.path.normcase(path)


def new_id(path: Path, taken: AbstractSet[str]) -> str:
    """Make a readable id from the name of an image file, valid in file names on any system.

    Parameters
    ----------
    taken
        Existing ids, casefolded.
    """
    stem = unicodedata.normalize("NFC", path.stem)  # macOS decomposes accented letters
    name = UNSAFE.sub("_", stem)[:LONGEST_ID].strip("_") or "image"
    return unique_name(name, lambda each: each.casefold() in taken, "{name}-{number}")


def write_manifest(folder: Path, manifest: ProjectManifest) -> None:
    """Write the manifest of a project.

    Raises
    ------
    InputError
        As in `core.files.atomic_path`.
    """
    with atomic_path(folder / FILE_NAME) as temporary:
        temporary.write_text(manifest_text(manifest, folder), encoding="utf-8", newline="\n")


def manifest_text(manifest: ProjectManifest, folder: Path) -> str:
    """Return the JSON of a manifest in this folder."""
    entries = {
        "schema": SCHEMA,
        PAGE_RULE: "times",
        "program": f"Sketchpose {__version__}",
        "classes": [{"name": each.name, "colour": list(each.colour)} for each in manifest.classes],
        "filters": [
            {"column": each.column, "low": each.low, "high": each.high} for each in manifest.filters
        ],
        "shown": manifest.shown,
        "images": [_entry(image, folder) for image in manifest.images],
        "removed": [_entry(image, folder) for image in manifest.removed],
    }
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> ProjectManifest:
    """Read the manifest of a project.

    Raises
    ------
    InputError
        If there is no such folder or project, or its manifest is damaged or of a newer program.
    """
    path = folder / FILE_NAME
    if not folder.is_dir():
        raise InputError(
            "There is no folder {folder}: check its name.",
            folder=folder,
        )
    try:
        if not path.is_file():
            raise FileNotFoundError(path)
        text = path.read_text(encoding="utf-8")
        entries = json.loads(text)
        json.dumps(entries, ensure_ascii=False).encode()  # lone surrogates could not be saved
        if entries["schema"] > SCHEMA:
            raise InputError(
                "The project {name} was saved by a newer program ({program}): update "
                "Sketchpose to open it.",
                name=folder.name,
                program=entries.get("program"),
            )
        manifest = _manifest(_migrated(entries), folder)
    except FileNotFoundError as error:
        raise InputError(
            "{folder} is not a Sketchpose project: choose a folder with a file {name}.",
            folder=folder,
            name=FILE_NAME,
        ) from error
    except OSError as error:
        raise InputError(
            "{file} cannot be read: {reason}.",
            file=path,
            reason=error.strerror or error,
        ) from error
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RuntimeError) as error:
        raise InputError(
            "{file} is damaged: put a backup copy in its place, or create a new project "
            "and add the images again.",
            file=path,
        ) from error
    names = [image.id.casefold() for image in (*manifest.images, *manifest.removed)]
    if len(set(names)) < len(names):
        raise InputError(
            "{file} is damaged: two of its images have the same id.",
            file=path,
        )
    return manifest


def _migrated(entries: dict[str, Any]) -> dict[str, Any]:
    """Convert entries of an older program to the current schema."""
    if entries["schema"] == 1:
        for image in (*entries["images"], *entries.get("removed", [])):
            image["cells"] = {} if image["cells"] is None else {"": image["cells"]}
    if PAGE_RULE not in entries:  # up to four pages without a named axis were channels
        for image in (*entries["images"], *entries.get("removed", [])):
            if "" in image["cells"]:
                image.setdefault("pages", "channels")
    return entries


def _manifest(entries: dict[str, Any], folder: Path) -> ProjectManifest:
    """Validate a manifest; invalid entries raise ValueError, KeyError or TypeError."""
    classes = [_cell_class(entry) for entry in entries.get("classes", [])]
    if len(classes) > MOST_CLASSES:
        raise ValueError("too many classes")
    filters = [
        Filter(str(entry["column"]), _number(entry["low"]), _number(entry["high"]))
        for entry in entries.get("filters", [])
    ]
    return ProjectManifest(
        tuple(_image(entry, folder) for entry in entries["images"]),
        tuple(_image(entry, folder) for entry in entries.get("removed", [])),
        tuple(classes) or ProjectManifest().classes,
        tuple(filters),
        str(entries.get("shown", "")),
    )


def _cell_class(entry: dict[str, Any]) -> CellClass:
    red, green, blue = (int(part) for part in entry["colour"])
    if not all(0 <= part <= 255 for part in (red, green, blue)):
        raise ValueError("no colour")
    return CellClass(str(entry["name"]), (red, green, blue))


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _entry(image: ProjectImage, folder: Path) -> dict[str, Any]:
    try:
        path = Path(os.path.relpath(image.path, folder)).as_posix()
    except ValueError:  # another drive on Windows
        path = image.path.as_posix()
    entry: dict[str, Any] = {
        "id": image.id,
        "path": path,
        "pixel_size_um": image.pixel_size_um,
        "cells": dict(image.cells),
        "shown": image.shown,
        **({"trained_steps": dict(image.trained_steps)} if image.trained_steps else {}),
        **({"pages": image.pages} if image.pages else {}),
        **({"depth_step_um": image.depth_step_um} if image.depth_step_um else {}),
        **({"scene_sizes_um": dict(image.scene_sizes_um)} if image.scene_sizes_um else {}),
    }
    if (file := image.fingerprint) is not None:
        shape = None if file.shape is None else list(file.shape)
        entry["file"] = {"bytes": file.size_bytes, "digest": file.digest, "shape": shape}
    return entry


def _image(entry: dict[str, Any], folder: Path) -> ProjectImage:
    """Validate an image; invalid entries raise ValueError, KeyError or TypeError."""
    name, size = entry["id"], _number(entry["pixel_size_um"])
    stated = entry.get("scene_sizes_um", {}).items()
    scene_sizes = {int(scene): _number(number) for scene, number in stated}
    depth_step = _number(entry.get("depth_step_um"))
    for each in (size, depth_step, *scene_sizes.values()):
        if each is not None and not 0 < each <= LARGEST_PIXEL_UM:
            raise ValueError("no pixel size")
    cells, trained_steps = (
        {str(code): int(count) for code, count in counts.items()}
        for counts in (entry["cells"], entry.get("trained_steps", {}))
    )
    if not isinstance(name, str) or not name or UNSAFE.search(name):
        raise ValueError("an id names files")  # which must lie inside the project
    return ProjectImage(
        name,
        (folder / entry["path"]).resolve(),
        size,
        cells,
        str(entry.get("shown", "")),
        pages=_page_axis(entry.get("pages")),
        scene_sizes_um=scene_sizes,
        depth_step_um=depth_step,
        trained_steps=trained_steps,
        fingerprint=_fingerprint(entry.get("file")),
    )


def _page_axis(stated: object) -> PageAxis | None:
    if stated is None:
        return None
    for axis in PAGE_AXES:
        if axis == stated:
            return axis
    raise ValueError("no axis of pages")


def _fingerprint(entry: dict[str, Any] | None) -> Fingerprint | None:
    """Validate a fingerprint; one of another kind, from a newer program, is ignored."""
    if not isinstance(entry, dict):
        return None
    size, digest = entry.get("bytes"), entry.get("digest")
    if isinstance(size, int) and isinstance(digest, str) and len(digest) == 2 * DIGEST_BYTES:
        shape = entry.get("shape")
        if isinstance(shape, list) and [type(side) for side in shape] == [int, int]:
            return Fingerprint(size, digest, (shape[0], shape[1]))
        return Fingerprint(size, digest)
    return None
