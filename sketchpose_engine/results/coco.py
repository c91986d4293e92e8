"""COCO export: masks of many images in one file, for training other programs."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..core.files import atomic_path, disk_errors
from ..masks.outlines import Part
from .result import Result

ONE_KIND = "cell"  # category of images without classes


class Coco:
    """Annotations of many images, collected in a temporary file.

    Parameters
    ----------
    path
        File for `write`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._images: list[dict[str, Any]] = []
        self._categories: dict[str, int] = {}  # name -> id, from 1
        self._count = 0
        with disk_errors(path):
            self._annotations: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115

    def add(self, result: Result, outlines: Mapping[int, Sequence[Part]]) -> None:
        """Add the objects of one image.

        The segmentation of an object is a polygon along the edges of its pixels; with holes or in
        several parts, it is a run-length code, which all readers interpret equally.

        Parameters
        ----------
        result
            Image with the masks.
        outlines
            Result of `outlines.trace_outlines`.

        Raises
        ------
        InputError
            As in `atomic_path`.
        """
        height, width = result.labels.shape
        image = {
            "id": len(self._images) + 1,
            "file_name": result.image,
            "width": width,
            "height": height,
        }
        self._images.append(image | ({"frame": result.frame} if result.frame else {}))
        for kind in result.class_names or (ONE_KIND,):
            self._category(kind)
        areas = np.bincount(result.labels.ravel())
        for label, parts in outlines.items():
            annotation = {
                "image_id": image["id"],
                "category_id": self._category(result.class_of(label) or ONE_KIND),
                "label": label,
                "area": int(areas[label]),
                **_shape(result.labels, label, parts),
                "iscrowd": 0,
            }
            self._note(annotation)

    def _category(self, kind: str) -> int:
        return self._categories.setdefault(kind, len(self._categories) + 1)

    def _note(self, annotation: dict[str, Any]) -> None:
        self._count += 1
        with disk_errors(self._path):
            self._annotations.write(",\n" if self._count > 1 else "\n")
            self._annotations.write(json.dumps({"id": self._count, **annotation}))

    def write(self) -> None:
        """Write the file; errors as `atomic_path`."""
        head = {
            "info": {"description": f"Masks of Sketchpose {__version__}"},
            "images": self._images,
            "categories": [{"id": id_, "name": kind} for kind, id_ in self._categories.items()],
        }
        with atomic_path(self._path) as temporary, temporary.open("w", encoding="utf-8") as file:
            file.write(json.dumps(head, indent=1).removesuffix("\n}"))
            file.write(',\n "annotations": [')
            self._annotations.seek(0)
            shutil.copyfileobj(self._annotations, file)
            file.write("\n]}\n")

    def close(self) -> None:
        """Remove the temporary file."""
        with suppress(OSError):  # the data are discarded anyway
            self._annotations.close()


def _shape(labels: NDArray[np.int32], label: int, parts: Sequence[Part]) -> dict[str, Any]:
    """Return outline and bounding box (left, top, width, height) of an object."""
    corners = np.concatenate([part[0] for part in parts])
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    if len(parts) == 1 and len(parts[0]) == 1:
        segmentation: Any = [parts[0][0].ravel().tolist()]
    else:
        inside = labels[top:bottom, left:right] == label
        segmentation = run_lengths(inside, (top, left), labels.shape)
    return {"bbox": [left, top, right - left, bottom - top], "segmentation": segmentation}


def run_lengths(
    inside: NDArray[np.bool_], corner: tuple[int, int], shape: tuple[int, ...]
) -> dict[str, Any]:
    """Encode a mask like COCO: lengths of runs, down the columns, the first outside the mask.

    Parameters
    ----------
    inside
        (h, w) mask in its box, not empty.
    corner
        (y, x) of the box's first pixel in the image.
    shape
        (H, W) of the image.
    """
    height, width = shape[0], shape[1]
    wide = np.zeros((inside.shape[1], height), bool)  # only the columns with the mask
    wide[:, corner[0] : corner[0] + inside.shape[0]] = inside.T
    changes = (
        np.flatnonzero(np.diff(wide.ravel(), prepend=False, append=False)) + corner[1] * height
    )
    counts = np.diff(changes, prepend=0, append=height * width)
    if counts[-1] == 0:
        counts = counts[:-1]
    return {"size": [height, width], "counts": counts.tolist()}
