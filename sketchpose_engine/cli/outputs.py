"""Conversion of segmented images to exportable results."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..images.load import Image
from ..models.model import Model
from ..results.methods_text import Methods
from ..results.result import Result


def result_of(
    image: Image,
    labels: NDArray[np.int32],
    classes: NDArray[np.uint8] | None,
    model: Model,
    name: str = "",
) -> Result:
    """Build the result of an image for export; `name` replaces the file name in tables."""
    code = image.extent.code(image.frame)
    name = name or image.path.name
    return Result(name, code, image.planes, labels, image.pixel_size_um, classes, model.classes)


def methods_of(model: Model, **facts: Any) -> Methods:
    """Collect the facts for the methods text."""
    return Methods(
        dict(model.provenance),
        diameter_px=model.diameter_px,
        class_names=model.classes,
        **facts,
    )
