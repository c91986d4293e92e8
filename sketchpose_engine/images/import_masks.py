"""Import of masks made elsewhere: label images, and _seg.npy files of Cellpose."""

import codecs
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..core.errors import InputError, Phrase
from .frames import FIRST, Extent, Frame
from .label_images import load_labels
from .load import contents_of

MANY_HOLES = 3  # from this number, the object is probably the background around the cells
MASKS = "masks"  # key in a Cellpose file

# Globals allowed in pickles: arrays and plain values. Anything else could run code.
HARMLESS = {
    ("_codecs", "encode"): codecs.encode,
    ("numpy", "dtype"): np.dtype,
    ("numpy", "ndarray"): np.ndarray,
    ("builtins", "set"): set,
    ("builtins", "complex"): complex,
    ("collections", "OrderedDict"): dict,
}
NUMPY_MAKERS = ("_reconstruct", "scalar", "_frombuffer")


@dataclass(frozen=True)
class ImportedMasks:
    """Masks of another program.

    Attributes
    ----------
    labels
        (H, W) int32, 0 background.
    note
        Sentence about changes of the masks; "" if they are as in the file.
    """

    labels: NDArray[np.int32]
    note: str = ""


def read_masks(
    path: Path | str,
    shape: tuple[int, int],
    frame: Frame = FIRST,
    extent: Extent | None = None,
) -> NDArray[np.int32]:
    """Read masks for an image of this shape: the labels of `import_masks`."""
    return import_masks(path, shape, frame, extent).labels


def import_masks(
    path: Path | str,
    shape: tuple[int, int],
    frame: Frame = FIRST,
    extent: Extent | None = None,
) -> ImportedMasks:
    """Read masks for an image of this shape; binary ones are split into cells.

    Parameters
    ----------
    path
        Label image (as written by ImageJ, napari, ilastik, Omnipose and StarDist), plain `.npy`
        array of labels, or `_seg.npy` of Cellpose, of which no code is ever executed.
    shape
        (H, W) of the image.
    frame
        Frame of the image file. The axis of a stack of labels may have another name, or none.
    extent
        Extent of the image file, to match frames of a stack of labels; None: unknown.

    Raises
    ------
    InputError
        If the file is damaged, contains no masks, or those of an image of another size.
    """
    path = Path(path)
    if path.suffix.lower() == ".npy":
        labels = _frame_of_array(path, _from_numpy(path), frame, extent)
    else:
        labels = load_labels(path, _frame_of_labels(path, frame, extent))
    if labels.shape != tuple(shape):
        size = " x ".join(map(str, reversed(labels.shape)))
        raise InputError(
            "The masks in {file} are {size} pixels but the image is {width} x {height}: "
            "choose the masks of this image.",
            file=path.name,
            size=size,
            width=shape[1],
            height=shape[0],
        )
    refuse_classes(path.name, labels)
    parts, count = split_binary(labels)
    if count > 1:
        return ImportedMasks(parts, split_note(path.name, count))
    return ImportedMasks(labels, inverted_note(path.name, labels) if count else "")


def split_binary(labels: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
    """Split a binary mask into its 8-connected areas.

    Parameters
    ----------
    labels
        (H, W), 0 background.

    Returns
    -------
    The areas, numbered from 1, and their number; labels and 0 if not binary.
    """
    highest = labels.max(initial=0)
    inside = labels == highest
    if highest == 0 or (labels[~inside] != 0).any():
        return labels, 0
    parts, count = ndimage.label(inside, np.ones((3, 3)))
    return parts.astype(np.int32), int(count)


def split_note(name: str, count: int) -> str:
    """Return a note that a binary mask was split."""
    return Phrase(
        "{name} is a mask in black and white: each of its {count} connected areas is taken for "
        "one cell, so cells that touch are one.",
        name=name,
        count=count,
    )


def inverted_note(name: str, labels: NDArray[np.int32]) -> str:
    """Return a note if one object with many holes may be the background; "" otherwise."""
    holes, count = ndimage.label(labels == 0)
    edges = np.concatenate([holes[0], holes[-1], holes[:, 0], holes[:, -1]])
    count -= np.count_nonzero(np.unique(edges))
    if count < MANY_HOLES:
        return ""
    return Phrase(
        "{name} is a mask in black and white with one white area and {count} holes in it, and is "
        "taken for one cell: if the cells are black, invert it first, for example with Fiji.",
        name=name,
        count=count,
    )


def refuse_classes(name: str, labels: NDArray[np.int32]) -> None:
    """Reject an image of two pixel classes, one of them background, without a 0.

    Raises
    ------
    InputError
        For images of ilastik and Weka with 1 and 2: each class would be one cell.
    """
    low, high = int(labels.min()), int(labels.max())
    if low == 0 or low == high or not np.isin(labels, (low, high)).all():
        return
    if max(ndimage.label(labels == each, np.ones((3, 3)))[1] for each in (low, high)) > 1:
        raise InputError(
            "{name} holds nothing but {low} and {high}, so these are classes of pixels, "
            "not numbers of cells: make the background 0, or export the objects instead.",
            name=name,
            low=low,
            high=high,
        )


def _frame_of_labels(path: Path, frame: Frame, extent: Extent | None) -> Frame:
    """Return the matching frame of a label image; a single one matches any frame."""
    there = contents_of(path, "times", labels=True).extent
    if len(there) == 1:
        return FIRST
    if extent is not None:
        every = list(extent.frames(projected=frame.depth is None))
        of_scene = [each for each in every if each.scene == frame.scene]
        for ours in (every, of_scene):
            if len(there) == len(ours) and frame in ours:
                return list(there.frames())[ours.index(frame)]
        raise InputError(
            "{file} holds masks of {count} frames, but the image has {frames}: "
            "choose the masks of this image, or save those of this frame as a file of "
            "its own.",
            file=path.name,
            count=len(there),
            frames=len(every),
        )
    if there.depths == 1 and frame.time == 0:
        return Frame(frame.scene, frame.depth or 0)
    if there.times == 1 and not frame.depth:
        return Frame(frame.scene, 0, frame.time)
    return frame


def _from_numpy(path: Path) -> NDArray[np.int32]:
    """Read labels (H, W) or (N, H, W) from a .npy file: an array, or data of Cellpose."""
    wrong = InputError(
        "{file} holds no masks that can be read: choose a label image, or a _seg.npy "
        "file of Cellpose.",
        file=path.name,
    )
    if path.exists() and not path.is_file():  # opening a pipe would block
        raise wrong
    try:
        with path.open("rb") as file:
            shape, _, dtype = _header(file)
            if dtype.hasobject:
                kept: Any = _Harmless(file).load() if shape == () else None
                labels = np.asarray(kept.item()[MASKS])
            else:
                file.seek(0)
                labels = np.load(file, allow_pickle=False)
    except FileNotFoundError as error:
        raise InputError(
            "There is no file {file}: check its name.",
            file=path,
        ) from error
    except Exception as error:  # a damaged pickle may raise any exception
        raise wrong from error
    labels = labels.squeeze()
    if labels.ndim not in (2, 3) or labels.dtype.kind not in "iub":
        raise wrong
    if labels.size and (labels.min() < 0 or labels.max() > np.iinfo(np.int32).max):
        raise wrong
    return np.asarray(labels, np.int32)


def _frame_of_array(
    path: Path, labels: NDArray[np.int32], frame: Frame, extent: Extent | None
) -> NDArray[np.int32]:
    """Return the labels of one frame from an array of frames in file order."""
    if labels.ndim == 2:
        return labels
    frames = list(extent.frames()) if extent else []
    if len(frames) == len(labels) and frame in frames:
        return labels[frames.index(frame)]
    number = frame.depth or frame.time
    if not extent and number and (not frame.depth or not frame.time) and number < len(labels):
        return labels[number]
    raise InputError(
        "{file} holds no masks of a single image but a stack of {count}: open an image "
        "with as many frames, or save the masks of each frame as a file of its own.",
        file=path.name,
        count=len(labels),
    )


def _header(file: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(file)
    return np.lib.format.read_array_header_2_0(file)


class _Harmless(pickle.Unpickler):
    """Unpickler for arrays and plain values; rejects all other globals."""

    def find_class(self, module: str, name: str) -> Any:
        """Return an allowed global."""
        core = module.replace("numpy.core", "numpy._core")
        if core in ("numpy._core.multiarray", "numpy._core.numeric") and name in NUMPY_MAKERS:
            return super().find_class(core, name)
        if (module, name) in HARMLESS:
            return HARMLESS[module, name]
        raise pickle.UnpicklingError(f"{module}.{name} is not harmless")
