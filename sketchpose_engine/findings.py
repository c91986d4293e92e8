"""What commands find, as it is exported, and where to."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import InputError
from .images import Image
from .methods import Methods
from .results import Result
from .weights import Model


def result_of(
    image: Image,
    labels: NDArray[np.int32],
    classes: NDArray[np.uint8] | None,
    model: Model,
    name: str = "",
) -> Result:
    """What was found in an image, as it is exported; `name`: in tables, if not that of its file."""
    code = image.extent.code(image.frame)
    name = name or image.path.name
    return Result(name, code, image.planes, labels, image.pixel_size_um, classes, model.classes)


def methods_of(model: Model, images: int, **facts: Any) -> Methods:
    """What is known of how it was found."""
    return Methods(
        dict(model.provenance),
        images=images,
        diameter_px=model.diameter_px,
        class_names=model.classes,
        **facts,
    )


def made_folder(path: Path) -> Path:
    """The folder, made if it is missing."""
    if path.is_file():
        raise InputError(f"{path} is a file where a folder is needed: choose another name.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder {path} cannot be made ({error.strerror}): choose another one."
        ) from error
    return path
