"""Where weights come from, read without PyTorch."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from .errors import InputError


@dataclass(frozen=True)
class Provenance:
    """What the header of a weights file tells.

    Attributes
    ----------
    facts
        Of `learner.Learner.described`.
    diameter_px
        Width of the cells.
    """

    facts: dict[str, Any]
    diameter_px: float


def read_provenance(path: Path) -> Provenance | None:
    """Read the header of a weights file; None if there is no such file.

    Raises
    ------
    InputError
        The file is damaged.
    """
    if not path.is_file():
        return None
    try:
        with safe_open(path, "np") as file:
            header = json.loads((file.metadata() or {})["sketchpose"])
        diameter_px = float(header["diameter_px"])
        if not 0 < diameter_px < math.inf:
            raise ValueError("no width")
        return Provenance(dict(header["provenance"]), diameter_px)
    except (
        SafetensorError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise InputError(
            f"{path.name} is not a Sketchpose weights file, or it is damaged: "
            "choose a file that Sketchpose has saved."
        ) from error
