"""Provenance of weights, read without PyTorch."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from ..core.errors import InputError


@dataclass(frozen=True)
class Provenance:
    """Provenance in the header of a weights file.

    Attributes
    ----------
    facts
        Plain values of `live.learner.Learner.with_provenance`.
    diameter_px
        Width of the cells.
    """

    facts: dict[str, Any]
    diameter_px: float


def without_folders(known: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce paths of images and files, stored by older versions, to their names."""
    facts = dict(known)
    if isinstance(names := facts.get("trained_on"), list):
        facts["trained_on"] = [name_only(name) for name in names]
    if "file" in facts:
        facts["file"] = name_only(facts["file"])
    if isinstance(start := facts.get("started_from"), Mapping):
        facts["started_from"] = without_folders(start)
    return facts


def name_only(path: object) -> str:
    """Return the name of a file without its folders, of any system, which are private."""
    return re.split(r"[\\/]", str(path))[-1]


def is_same_project(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether all images of the earlier training are among those of the later one."""
    images = set(before.get("trained_on") or ())
    return bool(images) and images <= set(after.get("trained_on") or ())


def duration_of(known: Mapping[str, Any] | None) -> tuple[int, float]:
    """Return the steps and seconds in which weights were trained, session after session.

    That of the general network, with which the first session began, is not included.
    """
    steps, seconds = 0, 0.0
    while isinstance(known, Mapping) and "general" not in known:
        steps += int(_number(known.get("steps")))
        seconds += _number(known.get("seconds"))
        known = known.get("started_from")
    return steps, seconds


def _number(value: object) -> float:
    """Return what a file states, or 0 where that is no duration."""
    return float(value) if isinstance(value, int | float) and 0 <= value < math.inf else 0.0


def read_provenance(path: Path) -> Provenance | None:
    """Read the header of a weights file; None if there is no such file.

    Raises
    ------
    InputError
        If the file is damaged.
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
            "{file} is not a Sketchpose weights file, or it is damaged: choose a file "
            "that Sketchpose has saved.",
            file=path.name,
        ) from error
