"""Weights files: safetensors with a header that contains the provenance."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from .. import __version__
from ..core.errors import InputError
from ..core.files import atomic_path
from ..sketch.values import MOST_CLASSES
from .cellpose_unet import KIND, CellposeConfig, CellposeUNet
from .cellpose_weights import is_cellpose, provenance_of, read_cellpose
from .legacy_weights import converted, is_legacy
from .model import Model
from .rescaling import EIGHTHS, MOST_EIGHTHS
from .unet import FIELDS, MERGES, FieldNetwork, UNet, UNetConfig

FORMAT = "sketchpose-weights-1"


def save_weights(path: Path | str, model: Model, half: bool = False) -> None:
    """Write a model atomically.

    Parameters
    ----------
    path
        Usually ends in `.safetensors`.
    model
        Model to write.
    half
        Use half precision: half the file size, and weights with three significant digits.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    header = {
        "format": FORMAT,
        "version": __version__,
        "network": model.network.shape.as_dict(),
        "eighths": model.eighths,
        "diameter_px": model.diameter_px,
        "provenance": dict(model.provenance),
        "class_names": list(model.class_names),
        "general": model.general,
        "warm": model.warm,
    }
    state = {name: value.cpu().contiguous() for name, value in model.network.state_dict().items()}
    if half:
        state = {n: v.half() if v.is_floating_point() else v for n, v in state.items()}
    with atomic_path(path) as temporary:  # converts OSError to InputError
        temporary.write_bytes(save(state, {"sketchpose": json.dumps(header)}))


def load_weights(path: Path | str) -> Model:
    """Read a model.

    Parameters
    ----------
    path
        File of `save_weights`, or of another program, see `cellpose_weights`: such a network is
        general, the width of the cells is estimated from the sketch.

    Raises
    ------
    InputError
        If it is not such a file, damaged, or made by a newer version.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(
            "There is no weights file {file}: check its name.",
            file=path,
        )
    try:
        if is_cellpose(path):
            return _from_cellpose(path)
        with safe_open(path, "pt") as file:
            header = json.loads((file.metadata() or {}).get("sketchpose", "{}"))
            names = file.keys()  # the file object is not iterable
            state: dict[str, torch.Tensor] = {name: file.get_tensor(name) for name in names}
    except InputError:
        raise
    except (SafetensorError, OSError, ValueError, RecursionError) as error:
        raise InputError(
            "{file} is not a Sketchpose weights file, or it is damaged: choose a file "
            "that Sketchpose has saved.",
            file=path.name,
        ) from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InputError(
            "{file} holds weights of another program or version: choose a file that this "
            "version of Sketchpose can read.",
            file=path.name,
        )
    try:
        return _build(header, state)
    except (LookupError, TypeError, ValueError, OverflowError, RuntimeError) as error:
        raise InputError(
            "{file} is damaged, its layers and their description do not fit: choose a "
            "file that Sketchpose has saved.",
            file=path.name,
        ) from error


def _from_cellpose(path: Path) -> Model:
    peer = read_cellpose(path)
    model = Model(peer.network, EIGHTHS, peer.diameter_px, provenance_of(peer, path.name))
    return replace(model, eighths=model.eighths_for(peer.diameter_px), general=True)


def _build(header: dict[str, Any], state: Mapping[str, torch.Tensor]) -> Model:
    """Build the model that a header describes; may raise various errors if it is invalid."""
    eighths, diameter_px = int(header["eighths"]), float(header["diameter_px"])
    names = tuple(map(str, header.get("class_names", ())))
    if not 1 <= eighths <= MOST_EIGHTHS or not 0 < diameter_px < math.inf:
        raise ValueError("out of range")
    if not all(bool(value.isfinite().all()) for value in state.values()):
        raise ValueError("not finite")
    if is_legacy(state):
        state = converted(state, len(header["network"]["widths"]))
    network = _network(header["network"], state)
    network.load_state_dict(state)  # converts half precision to single
    kind = {name: header.get(name) is True for name in ("general", "warm")}
    return Model(network, eighths, diameter_px, dict(header["provenance"]), names, **kind)


def _network(described: Mapping[str, Any], state: Mapping[str, torch.Tensor]) -> FieldNetwork:
    """Build the described network, after checks that prevent excessive memory use."""
    channels, widths = int(described["channels"]), tuple(described["widths"])
    classes = int(described.get("classes", 1))  # files of version 0.1 have only one
    # Files of version 0.1 have neither.
    patch_px, merge = int(described.get("patch_px", 1)), described.get("merge", MERGES[0])
    if min(channels, classes, patch_px, *widths) <= 0 or classes > MOST_CLASSES:
        raise ValueError("out of range")
    if merge not in MERGES:
        raise ValueError("other layers")
    peer = described.get("kind") == KIND
    last, head, entry = (
        ("downsample.down.res_down_{}.proj.1.weight", "output.2.weight", CellposeUNet.entry)
        if peer
        else ("down.{}.conv2.weight", "head.weight", UNet.entry)
    )
    there = [len(state[last.format(level)]) for level in range(len(widths))]
    inputs = int(described["inputs"]) if peer else widths[0]
    ends = *state[entry].shape[:2], len(state[head])
    patch = patch_px**2
    if there != list(widths) or ends != (inputs, patch * channels, patch * FIELDS):
        raise ValueError("other layers")
    if not peer:
        shape = UNetConfig(channels, widths, classes, patch_px, merge)
        if shape.stride_px > EIGHTHS:  # parts of an image would not fit together
            raise ValueError("out of range")
        return UNet(shape)
    known_px = described["known_px"]
    if known_px is not None and not 1 <= float(known_px) <= 10_000:
        raise ValueError("out of range")
    mirrored = described["mirrored"] is True
    peer_shape = CellposeConfig(
        channels, widths, classes, inputs=inputs, mirrored=mirrored, known_px=known_px
    )
    return CellposeUNet(peer_shape)
