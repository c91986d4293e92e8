"""Sketchpose engine: instance masks from a few brush strokes. It contains no Qt.

The functions of `api` are exported here; PyTorch is loaded when one of them is first used.
"""

import os
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Waiting threads spin before they sleep, by default for so long that any other busy program
# slows training down a hundredfold. With this value training is a tenth slower on an idle machine.
# Read when PyTorch is loaded, so it must be set before any import of it.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

_API = (
    "InputError", "load_model", "measure_cells", "read_image", "read_sketch", "save_labels",
    "save_model", "segment", "train",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _API:
        return getattr(import_module(".api", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*globals(), *_API))
