"""Label images and sketches: files whose numbers matter, not their appearance."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..sketch.values import BOUNDARY, MOST_CLASSES, NOTHING
from .frames import FIRST, Frame
from .image_source import checked_planes, existing_frame, opened_source, read_frame
from .readers.base import PageAxis, Source

MOST_SAMPLES = 4  # per pixel of a picture: red, green, blue, alpha


def load_labels(
    path: Path | str, frame: Frame = FIRST, pages: PageAxis | None = None
) -> NDArray[np.int32]:
    """Read a frame of a label image, int32 (H, W): 0 background, every other value one object.

    Raises
    ------
    InputError
        As in `load_image`; or if the file is not an image of non-negative integers in one channel,
        or has a lossy compression.
    """
    path = Path(path)
    with opened_source(
        path, indexed=True, pages=pages or "times"
    ) as source:  # labels have no colours
        return _labels(path, source, frame)


def _refuse_channels(path: Path, count: int) -> None:
    if count > 1:
        raise InputError(
            "{file} has {count} channels where one number a pixel is needed: save it as "
            "a label image with a single channel, not as a colour picture.",
            file=path.name,
            count=count,
        )


def refuse_lossy(path: Path, source: Source) -> None:
    """Reject a file whose compression may have changed its numbers."""
    if source.lossy:
        raise InputError(
            "{file} is compressed in a way that changes its values, as JPEG does, so its "
            "numbers are not those that were saved: save it again as PNG, or as TIFF "
            "without compression or with LZW, from the program that made it.",
            file=path.name,
        )


def _labels(path: Path, source: Source, frame: Frame) -> NDArray[np.int32]:
    refuse_lossy(path, source)
    frame = existing_frame(path, source.extent, frame)
    if (count := source.scenes[frame.scene].shape[0]) > MOST_SAMPLES:  # before all are read
        _refuse_channels(path, count)
    planes = checked_planes(path, read_frame(source, frame))
    _refuse_channels(path, len(planes))
    highest = np.iinfo(np.int32).max
    if planes.min() < 0 or planes.max().item() > highest or (planes % 1).any():
        raise InputError(
            "{file} holds values that cannot number an object: use whole numbers from 0 "
            "(background) to 2147483647.",
            file=path.name,
        )
    return np.asarray(planes[0], np.int32)


def load_sketch(path: Path | str, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Read the sketch of an image of this shape (H, W), uint8 (H, W), see `sketch.values`.

    Raises
    ------
    InputError
        As in `load_labels`; or if the sketch is of another size, has unknown values or no stroke.
    """
    path = Path(path)
    with opened_source(path, indexed=True) as source:
        if len(source.extent) > 1:
            raise InputError(
                "The sketch {file} is a stack of {count} frames: save the frame that was "
                "drawn as an image of its own.",
                file=path.name,
                count=len(source.extent),
            )
        labels = _labels(path, source, FIRST)
    return checked_sketch(labels, shape, f"The sketch {path.name}")


def checked_sketch(
    labels: NDArray[np.integer[Any]], shape: tuple[int, ...], subject: str = "The sketch"
) -> NDArray[np.uint8]:
    """Validate a sketch (H, W) for an image of this shape (H, W); return it as uint8.

    Raises
    ------
    InputError
        If it is of another size, has unknown values or no stroke; the message begins with
        `subject`.
    """
    if labels.shape != tuple(shape):
        size = " x ".join(map(str, labels.shape[::-1]))
        raise InputError(
            "{subject} is {size} pixels but its image is {width} x {height}: give the "
            "sketch that was drawn on this image.",
            subject=subject,
            size=size,
            width=shape[1],
            height=shape[0],
        )
    values = np.unique(labels)
    unknown = values[(values < NOTHING) | (values >= BOUNDARY + MOST_CLASSES)]
    if unknown.size:
        some = ", ".join(map(str, unknown[:5])) + (", ..." if unknown.size > 5 else "")
        raise InputError(
            "{subject} holds the unknown value(s) {some}: use 0 for nothing, 1 for "
            "background, 2 for cells, 3 for boundaries, from 4 for cells of other "
            "classes.",
            subject=subject,
            some=some,
        )
    if not values.any():
        raise InputError(
            "{subject} is empty: draw a few strokes first.",
            subject=subject,
        )
    return labels.astype(np.uint8)
