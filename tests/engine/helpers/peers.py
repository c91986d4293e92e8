"""Files as Omnipose and Cellpose write them, narrower than theirs."""

import io
import json
import pickle
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import torch

from sketchpose_engine.models.cellpose_unet import CellposeConfig, CellposeUNet
from tests.engine.helpers.evil_arrays import Made, pickles
from tests.engine.helpers.support import lived_in

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (4, 6)
PROGRAMS = ("omnipose", "cellpose")


def golden(program: str) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    """State, image (1, 2, H, W) and raw output (1, 3 or 4, H, W) that a program has made itself.

    By omnipose 1.1.4 (its network is in cellpose-omni 0.9.1) and cellpose 3.1.1, of random weights.
    """
    with np.load(GOLDEN / f"{program}.npz") as file:
        shapes, values = json.loads(str(file["layout"])), file["values"]
        image, output = torch.from_numpy(file["image"]), torch.from_numpy(file["output"])
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes.values()])
    parts = np.split(values, ends[:-1])
    state = {
        name: torch.from_numpy(part.reshape(shape))
        for (name, shape), part in zip(shapes.items(), parts, strict=True)
    }
    return state, image, output


def tiny_peer(channels: int = 1, classes: int = 1, seed: int = 0, **shape) -> CellposeUNet:
    """A network of their kind that learns in milliseconds."""
    torch.manual_seed(seed)
    made = CellposeConfig(channels, shape.pop("widths", WIDTHS), classes, **shape)
    return lived_in(CellposeUNet(made), seed)


def state_of(outputs: int = 4, **shape) -> dict[str, torch.Tensor]:
    """What a program would save of such a network: its own order, and as many outputs."""
    state = dict(tiny_peer(**shape).state_dict())
    del state["mix.weight"]
    for kind in ("weight", "bias"):
        ours = state[f"output.2.{kind}"]
        rows = (torch.arange(outputs) + 1) % 3
        state[f"output.2.{kind}"] = ours[rows]
    return state


def written(path: Path, content: object, **options) -> Path:
    torch.save(content, path, **options)
    return path


@cache
def sound(zipped: bool) -> bytes:
    """Content of a file that can be read, of a new or an old PyTorch."""
    file = io.BytesIO()
    torch.save(state_of(), file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


def odd_peers() -> Iterator[tuple[str, bytes]]:
    """Contents of files that look like one, and are not to be trusted."""
    large = 10**11
    calls = [
        Made(bytearray, (large,)),
        Made(torch.Size, ([large, large],)),
        Made(torch._utils._rebuild_tensor_v2, (torch.zeros(1), 0, (large,), (0,), False, None)),
    ]
    evil = [*pickles(), *(pickle.dumps({"a": call}, protocol=2) for call in calls)]
    for number, text in enumerate(evil):
        yield f"pickle{number}", text
        yield f"zip{number}", _repacked(text)
    yield "bomb", _repacked(b"\x80\x02}.", bytes(2**29))
    wide = {**state_of(), "output.0.weight": torch.zeros(1).expand(large)}
    for zipped in (False, True):
        file = io.BytesIO()
        torch.save(wide, file, _use_new_zipfile_serialization=zipped)
        yield f"wide{zipped}", file.getvalue()
    yield "numbers", _repacked(pickle.dumps({"a": 10**400, "b": ["x"] * 10**5}, protocol=2))


def _repacked(text: bytes, storage: bytes = b"") -> bytes:
    """A new file with another pickle in it, and one more storage."""
    file, content = io.BytesIO(), io.BytesIO(sound(zipped=True))
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            is_text = part.filename.endswith("data.pkl")
            new.writestr(part.filename, text if is_text else old.read(part))
        if storage:
            folder = old.infolist()[0].filename.partition("/")[0]
            new.writestr(f"{folder}/data/999", storage, zipfile.ZIP_DEFLATED)
    return file.getvalue()
