"""Masks made elsewhere: label images, and what Cellpose keeps in its _seg.npy files."""

import codecs
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .annotations import BACKGROUND, BOUNDARY, FOREGROUND
from .errors import InputError
from .frames import FIRST, Frame
from .images import load_labels

MASKS = "masks"  # in a Cellpose file

# What a pickle may name: arrays and plain values. Anything else could run a program.
HARMLESS = {
    ("_codecs", "encode"): codecs.encode,
    ("numpy", "dtype"): np.dtype,
    ("numpy", "ndarray"): np.ndarray,
    ("builtins", "set"): set,
    ("builtins", "complex"): complex,
    ("collections", "OrderedDict"): dict,
}
NUMPY_MAKERS = ("_reconstruct", "scalar", "_frombuffer")


def read_masks(path: Path | str, shape: tuple[int, int], frame: Frame = FIRST) -> NDArray[np.int32]:
    """Read masks for an image of this shape.

    Parameters
    ----------
    path
        A label image (as ImageJ, napari, ilastik, Omnipose and StarDist write them), a plain
        `.npy` array of labels, or a `_seg.npy` of Cellpose, of which no code is ever executed.
    shape
        (H, W) of the image.
    frame
        Of a label image with several.

    Returns
    -------
    NDArray
        int32 (H, W), 0 background.

    Raises
    ------
    InputError
        The file is damaged, holds no masks, or those of an image of another size.
    """
    path = Path(path)
    labels = _from_numpy(path) if path.suffix.lower() == ".npy" else load_labels(path, frame)
    if labels.shape != tuple(shape):
        size = " x ".join(map(str, reversed(labels.shape)))
        raise InputError(
            f"The masks in {path.name} are {size} pixels but the image is "
            f"{shape[1]} x {shape[0]}: choose the masks of this image."
        )
    return labels


def strokes_of(labels: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Draw masks as a complete sketch: cells, background, and a line where two cells touch.

    Parameters
    ----------
    labels
        (H, W), 0 background.

    Returns
    -------
    NDArray
        (H, W) uint8, values of `annotations`. Lines lie in the cell with the larger number.
    """
    sketch = np.where(labels > 0, FOREGROUND, BACKGROUND).astype(np.uint8)
    for one, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        for here, there in ((one, other), (other, one)):
            meeting = (labels[here] > labels[there]) & (labels[there] > 0)
            sketch[here][meeting] = BOUNDARY
    return sketch


def _from_numpy(path: Path) -> NDArray[np.int32]:
    """Labels of a .npy file: an array of numbers, or what Cellpose keeps."""
    wrong = InputError(
        f"{path.name} holds no masks that can be read: choose a label image, "
        "or a _seg.npy file of Cellpose."
    )
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
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
        raise InputError(f"There is no file {path}: check its name.") from error
    except Exception as error:  # a damaged pickle raises anything
        raise wrong from error
    labels = labels.squeeze()
    if labels.ndim != 2 or labels.dtype.kind not in "iub":
        raise wrong
    if labels.size and (labels.min() < 0 or labels.max() > np.iinfo(np.int32).max):
        raise wrong
    return np.asarray(labels, np.int32)


def _header(file: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(file)
    return np.lib.format.read_array_header_2_0(file)


class _Harmless(pickle.Unpickler):
    """Reads arrays and plain values; refuses whatever else a pickle names."""

    def find_class(self, module: str, name: str) -> Any:
        """Look up what the pickle names."""
        core = module.replace("numpy.core", "numpy._core")
        if core in ("numpy._core.multiarray", "numpy._core.numeric") and name in NUMPY_MAKERS:
            return super().find_class(core, name)
        if (module, name) in HARMLESS:
            return HARMLESS[module, name]
        raise pickle.UnpicklingError(f"{module}.{name} is not harmless")
