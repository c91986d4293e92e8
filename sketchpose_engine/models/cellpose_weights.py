"""Reader for weights of Omnipose and Cellpose that runs no code of the file."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..core.errors import InputError, Phrase
from .cellpose_unet import CellposeConfig, CellposeUNet
from .rescaling import NETWORK_DIAMETER_PX

State = dict[str, Tensor]

STARTS = (b"PK", b"\x80")  # of files written by PyTorch
CODE = "constants.pkl"  # in files of networks saved with their code
MOST_BYTES = 2**28  # ten times the size of the usual network
MOST_LEVELS, MOST_WIDTH, MOST_INPUTS = 6, 1024, 16
WRAPPINGS = ("state_dict", "model_state_dict", "model", "net", "network", "weights")
STEM = "downsample.down.res_down_0.conv.conv_0.2.weight"
HEAD = "output.2"  # flow y, flow x, then distance or probability, then the boundary of Omnipose
FLOW_SCALE = 5.0  # of the flow, in both programs
NUCLEI_PX = 17.0  # width of nuclei in the network pixels of Cellpose's model for them
# Cellpose's third output is the logit of being inside, about -6 far outside and 6 inside; with this
# factor it has the values of a distance on background and inside a cell, and the same sign.
LOGIT_SCALE = 0.1

CHOOSE = Phrase("choose a file of Sketchpose, of Omnipose, or of Cellpose up to version 3")
PROBABILITY = Phrase(
    "Cellpose says how likely a pixel is inside a cell, not how far from its edge. That is close "
    "enough to begin with: draw a few strokes before you trust the masks."
)
STYLES_OFF = "style_off"  # in names of files whose networks ignore the style


@dataclass(frozen=True)
class CellposeFile:
    """Contents of a weights file of another program.

    Attributes
    ----------
    network
        Network whose outputs are converted to Sketchpose's fields.
    program
        Program that most probably saved the file.
    diameter_px
        Width of the cells in the training images, in image pixels.
    note
        Information for the user; "" if there is none.
    """

    network: CellposeUNet
    program: str
    diameter_px: float
    note: str


def is_cellpose(path: Path) -> bool:
    """Return whether a file starts like those of other programs; raises OSError.

    A safetensors file starts with the length of its header, eight arbitrary bytes (one file in 32
    starts with the byte of a pickle), followed by the header, which is JSON.
    """
    with path.open("rb") as file:
        start = file.read(9)
    return start.startswith(STARTS) and start[8:] != b"{"


def read_cellpose(path: Path) -> CellposeFile:
    """Read a weights file of another program.

    Parameters
    ----------
    path
        State dict of a network, saved by PyTorch.

    Raises
    ------
    InputError
        If it is damaged, too large or of another kind of network.
    """
    _check(path)
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged pickle may raise any exception
        raise InputError(
            "{file} is not a weights file, or it is damaged: {choose}.",
            file=path.name,
            choose=CHOOSE,
        ) from error
    state = _unwrapped(content, path.name)
    shape, program = _recognised(state, path.name)
    if STYLES_OFF in path.name:
        state |= {n: torch.zeros_like(v) for n, v in state.items() if n.endswith("full.weight")}
    return CellposeFile(
        _network(shape, program, state, path.name),
        program,
        _scalar(state, "diam_labels") or shape.known_px or NETWORK_DIAMETER_PX,
        PROBABILITY if program == "Cellpose" else "",
    )


def _check(path: Path) -> None:
    """Reject files that must not be opened: too large, or with code."""
    parts: list[zipfile.ZipInfo] = []
    try:
        size = path.stat().st_size
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                parts = file.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(
            "{file} cannot be read, or it is damaged: {choose}.",
            file=path.name,
            choose=CHOOSE,
        ) from error
    size = max(size, sum(part.file_size for part in parts))  # it may be compressed
    if any(part.filename.endswith(CODE) for part in parts):
        raise InputError(
            "{file} holds a program, not only weights: {choose}.",
            file=path.name,
            choose=CHOOSE,
        )
    if size > MOST_BYTES:
        raise InputError(
            "{file} holds {size} MB, too much for the networks Sketchpose can use "
            "(Cellpose-SAM's is not among them): {choose}.",
            file=path.name,
            size=f"{size / 2**20:.0f}",
            choose=CHOOSE,
        )


def _unwrapped(content: object, name: str) -> State:
    """Return the state dict, without wrappers and prefixes."""
    for _ in range(3):
        inner = [content[key] for key in WRAPPINGS if _holds(content, key)]  # type: ignore[index]
        if not inner:
            break
        content = inner[0]
    if not isinstance(content, Mapping):
        raise InputError(
            "{name} holds no network's weights: {choose}.",
            name=name,
            choose=CHOOSE,
        )
    state = {k: v for k, v in content.items() if isinstance(k, str) and isinstance(v, Tensor)}
    stem = next((key for key in state if key.endswith(STEM)), None)
    if stem is None:
        raise InputError(
            "{name} {content}: {choose}.",
            name=name,
            content=_what_else(state),
            choose=CHOOSE,
        )
    prefix = stem.removesuffix(STEM)
    state = {key.removeprefix(prefix): each for key, each in state.items()}
    for key, each in state.items():
        if not _is_plain(each):
            raise InputError(
                "{name} is damaged, its layer {key} is unsound: {choose}.",
                name=name,
                key=ascii(key),
                choose=CHOOSE,
            )
    return state


def _holds(content: object, key: str) -> bool:
    return isinstance(content, Mapping) and isinstance(content.get(key), Mapping)


def _is_plain(value: Tensor) -> bool:
    """Return whether a tensor is complete in the file and of a plain numeric type."""
    if value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
        return False
    real = value.is_floating_point() or value.dtype == torch.int64
    return real and value.untyped_storage().nbytes() >= value.numel() * value.element_size()


def _what_else(state: State) -> str:
    if any("encoder" in key for key in state):
        return Phrase("is of Cellpose-SAM or another transformer, which Sketchpose cannot use")
    if any("conv_down_0" in key for key in state):
        return Phrase("is of a network without residual blocks, which Sketchpose cannot use")
    return Phrase("holds weights of another kind of network")


def _recognised(state: State, name: str) -> tuple[CellposeConfig, str]:
    """Return the configuration that fits a state dict, and the program that saved it."""
    stem, head = state[STEM], state.get(f"{HEAD}.weight")
    if stem.ndim == 5:
        raise InputError(
            "{name} is of a network for volumes, not for flat images: {choose}.",
            name=name,
            choose=CHOOSE,
        )
    pattern = re.compile(r"downsample\.down\.res_down_(\d+)\.conv\.conv_0\.2\.weight")
    found = {int(m[1]): each for key, each in state.items() if (m := pattern.fullmatch(key))}
    widths = tuple(len(found[n]) if found[n].ndim == 4 else 0 for n in sorted(found))
    inputs = stem.shape[1] if stem.ndim == 4 else 0
    sound = len(found) <= MOST_LEVELS and sorted(found) == list(range(len(found)))
    if not sound or not all(1 <= n <= MOST_WIDTH for n in widths) or not 0 < inputs <= MOST_INPUTS:
        raise InputError(
            "{name} is damaged, its first layers do not fit each other: {choose}.",
            name=name,
            choose=CHOOSE,
        )
    outputs = len(head) if head is not None and head.ndim else 0
    if outputs not in (3, 4):
        raise InputError(
            "{name} is of a network that does not outline cells, it has {outputs} "
            "outputs instead of 3 or 4: {choose}.",
            name=name,
            outputs=outputs,
            choose=CHOOSE,
        )
    program, known_px = _program(state, outputs, name)
    mirrored = program == "Omnipose"
    return CellposeConfig(1, widths, inputs=inputs, mirrored=mirrored, known_px=known_px), program


def _program(state: State, outputs: int, name: str) -> tuple[str, float | None]:
    """Return the program that saved a network, and the cell width it is restricted to, if any."""
    word = name.lower()
    nuclei = word.startswith(("nucleitorch", "nuclei_omni")) or Path(word).stem == "nuclei"
    usual_px = NUCLEI_PX if nuclei else NETWORK_DIAMETER_PX
    named = "omni" in word or "affinity" in word
    if outputs == 4 or (named and "diam_mean" not in state):
        # Of Omnipose's models, only those derived from Cellpose rescale all cells to one width.
        return "Omnipose", usual_px if nuclei or "cyto" in word else None
    return "Cellpose", usual_px if nuclei else _scalar(state, "diam_mean") or usual_px


def _scalar(state: State, name: str) -> float:
    """Return a width; 0 if it is missing or implausible."""
    value = state.get(name)
    if value is None or value.numel() != 1:
        return 0.0
    number = float(value)
    return number if isfinite(number) and 1 <= number <= 10_000 else 0.0


def _network(shape: CellposeConfig, program: str, state: State, name: str) -> CellposeUNet:
    """Build the network with this state and converted outputs; InputError if it does not fit."""
    network = CellposeUNet(shape)
    own = network.state_dict()
    for kind in ("weight", "bias"):
        state[f"{HEAD}.{kind}"] = state.get(f"{HEAD}.{kind}", torch.empty(0))[:3]
    for key, value in own.items():
        if key.startswith("mix") or (key not in state and key.endswith("num_batches_tracked")):
            continue  # not in the file, or not in files of early versions
        if key not in state:
            raise InputError(
                "{name} lacks the layer {key} of such a network: {choose}.",
                name=name,
                key=key,
                choose=CHOOSE,
            )
        if state[key].shape != value.shape:
            raise InputError(
                "The layer {key} of {name} is of size {size}, but the network has "
                "{wanted}: {choose}.",
                key=key,
                name=name,
                size=_size(state[key]),
                wanted=_size(value),
                choose=CHOOSE,
            )
        if not state[key].isfinite().all():
            raise InputError(
                "{name} is damaged, its layer {key} is not finite: {choose}.",
                name=name,
                key=key,
                choose=CHOOSE,
            )
        own[key] = state[key].to(value.dtype)
    distance = LOGIT_SCALE if program == "Cellpose" else 2 / NETWORK_DIAMETER_PX
    scales = torch.tensor([1 / FLOW_SCALE, 1 / FLOW_SCALE, distance])
    ours = [2, 0, 1]  # distance first
    own[f"{HEAD}.weight"] = (own[f"{HEAD}.weight"] * scales[:, None, None, None])[ours]
    own[f"{HEAD}.bias"] = (own[f"{HEAD}.bias"] * scales)[ours]
    network.load_state_dict(own)
    return network


def _size(value: Tensor) -> str:
    return "x".join(map(str, value.shape)) or "1"


def provenance_of(peer: CellposeFile, name: str) -> dict[str, Any]:
    """Return plain values for the provenance of weights converted from a file."""
    return {"program": peer.program, "file": name, **({"note": peer.note} if peer.note else {})}
