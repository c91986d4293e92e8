"""Python interface in a few lines: read, train, segment, measure, save.

>>> import sketchpose_engine as sk
>>> image = sk.read_image("cells.tif")
>>> sketch = sk.read_sketch("cells_sketch.tif", image)
>>> model = sk.train(image, sketch, steps=2)
>>> labels = sk.segment(model, image)
>>> labels.shape == image.planes.shape[1:]
True
>>> table = sk.measure_cells(labels, image)
>>> len(table["area_px"]) == len(set(labels[labels > 0]))
True
>>> sk.save_labels("cells_masks.tif", labels, image.pixel_size_um)

`image` is an `Image` of `read_image`, or an array (H, W) or (C, H, W). Unusable input raises
`InputError`, a `ValueError` whose message contains the remedy. The command line has more options.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cli.training_session import TrainingSession
from .core.errors import InputError
from .core.resources import GENERAL_WEIGHTS, resource
from .images.image_source import checked_planes
from .images.label_images import checked_sketch, load_sketch
from .images.load import Image
from .images.load import load_image as read_image
from .inference.prediction import PredictSettings
from .inference.segment import adapted_to, segment_whole
from .models.device import choose_device
from .models.model import Model
from .models.weights import load_weights
from .models.weights import save_weights as save_model
from .results.measurements import Table, measure
from .results.result import Result
from .results.tiff import write_labels as save_labels
from .sketch.edits import Sketch
from .training.events import TrainingEnded
from .training.settings import TrainSettings
from .training.train_step import NOT_FINITE

__all__ = ["InputError", "load_model", "measure_cells", "read_image", "read_sketch"]
__all__ += ["save_labels", "save_model", "segment", "train"]


def read_sketch(path: Path | str, image: Image | NDArray[Any]) -> NDArray[np.uint8]:
    """Read the sketch of an image.

    Returns
    -------
    (H, W) uint8: 0 nothing, 1 background, 2 cell, 3 boundary, from 4 on cells of other classes.
    """
    height, width = _image(image).planes.shape[1:]
    return load_sketch(path, (height, width))


def load_model(path: Path | str | None = None) -> Model:
    """Read weights of Sketchpose, Omnipose or Cellpose 1 to 3; without a path, the general ones."""
    return load_weights(resource(GENERAL_WEIGHTS) if path is None else path)


def train(
    image: Image | NDArray[Any],
    sketch: NDArray[np.integer[Any]],
    model: Model | None = None,
    *,
    pretrained: bool = True,
    steps: int | None = None,
    seconds: float | None = None,
    diameter_px: float | None = None,
    seed: int = 0,
    device: str = "auto",
) -> Model:
    """Train on one sketched image, as `sketchpose run` does.

    Parameters
    ----------
    sketch
        (H, W), values as in `read_sketch`.
    model, pretrained
        Weights to start from, which are not changed; None: the general ones, or, if `pretrained`
        is False, random ones, as in the paper.
    steps, seconds
        Budget; both None: until training has converged. On a CPU, equal `steps` and `seed` give
        equal weights.
    diameter_px
        Width of the cells in pixels of the image; None: estimated from the sketch.
    device
        "auto" (the fastest available), "cpu", "cuda" or "mps".
    """
    image, start = _image(image), load_model() if model is None and pretrained else model
    drawn, name = checked_sketch(np.asarray(sketch), image.planes.shape[1:]), image.path.name
    settings = TrainSettings(steps, seconds, seed), PredictSettings()
    session = TrainingSession(
        {name: image.planes}, choose_device(device), *settings, start, diameter_px
    )
    session.submit(Sketch(name, 1, drawn))
    end = next(event for event in session.run() if isinstance(event, TrainingEnded))
    if end.reason == "not finite" or session.model is None:
        raise InputError(NOT_FINITE)
    return session.model


def segment(
    model: Model,
    image: Image | NDArray[Any],
    sketch: NDArray[np.integer[Any]] | None = None,
    *,
    diameter_px: float | None = None,
    device: str = "auto",
) -> NDArray[np.int32]:
    """Segment an image, as `sketchpose segment` does.

    Parameters
    ----------
    sketch
        (H, W) of this image, with which the labels must agree, as in `sketchpose run`; or None.
    diameter_px
        Width of the cells in pixels of the image; None: the width that the model was trained for.
        The general model was trained on all widths and needs this value.

    Returns
    -------
    (H, W) int32 labels: 0 background, then one number per cell.
    """
    image, chosen = _image(image), choose_device(device)
    model = adapted_to(model.for_diameter(diameter_px), image.planes, chosen, {image.path.name})
    drawn = None if sketch is None else checked_sketch(np.asarray(sketch), image.planes.shape[1:])
    return segment_whole(model, image.planes, chosen, PredictSettings(), drawn).labels


def measure_cells(labels: NDArray[np.integer[Any]], image: Image | NDArray[Any]) -> Table:
    """Measure every cell of (H, W) labels, with the definitions of `skimage.measure.regionprops`.

    Returns
    -------
    Columns (N,) by name, in pixels (`_px`) and, where the pixel size is known, micrometres (`_um`).
    """
    image, whole = _image(image), np.asarray(labels, np.int32)
    return measure(Result(image.path.name, "", image.planes, whole, image.pixel_size_um))


def _image(image: Image | NDArray[Any]) -> Image:
    """Wrap an array as an image named by its contents: weights record names of training images."""
    if isinstance(image, Image):
        return image
    planes = np.asarray(image)[None] if np.ndim(image) == 2 else np.asarray(image)
    if planes.ndim != 3 or planes.shape[2] <= 4 < planes.shape[0]:
        raise InputError(
            f"The image is an array of shape {np.shape(image)} where (H, W) or (C, H, W) is "
            "needed: choose one frame, and put the channels first."
        )
    path = Path(f"array {hashlib.sha256(planes.tobytes()).hexdigest()[:8]}")
    return Image(path, checked_planes(path, planes), None)
