"""Fastest number format on this processor, measured once and stored.

Instructions for bfloat16 do not guarantee speed: with AMX they are two to four times faster than
float32; on other processors they are slower in training and faster in prediction.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from ..core.errors import InputError
from ..core.files import atomic_path

FILE_NAME = "number_formats.json"
CHANNELS = 32
TRAINING_SHAPE, PREDICTION_SHAPE = (4, CHANNELS, 64, 64), (1, CHANNELS, 160, 160)
REPEATS = 4  # of each format, in turns, so that both meet the same noise
PROBE_PX = 24  # side of a first, small measurement: without instructions bfloat16 takes very long
HOPELESS = 1.5  # times the time of float32 there
GAIN = 0.9  # part of the time of float32 that bfloat16 may take, to be worth its rounding


Work = Callable[[nn.Module, torch.Tensor], None]


@dataclass(frozen=True)
class NumberFormat:
    """Whether convolutions are faster in bfloat16 than in float32."""

    training: bool
    prediction: bool


FLOAT32 = NumberFormat(training=False, prediction=False)
BFLOAT16 = NumberFormat(training=True, prediction=True)


def processor_format() -> NumberFormat:
    """Fastest format on this processor: float32 where it has no instructions for bfloat16."""
    if not _has_bfloat16():
        return FLOAT32
    if torch.cpu.get_capabilities().get("amx_bf16") and not any(_limits()):
        return BFLOAT16  # far ahead: a measurement could only be disturbed by other programs
    path, key = cache_folder() / FILE_NAME, _processor()
    known = _read(path)
    if key in known:
        return known[key]
    found = NumberFormat(
        training=_is_faster(_train, TRAINING_SHAPE),
        prediction=_is_faster(_predict, PREDICTION_SHAPE),
    )
    _write(path, known | {key: found})
    return found


def cache_folder() -> Path:
    """Folder of this user for what can be computed again."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "sketchpose"


def _has_bfloat16() -> bool:
    has = torch.cpu.get_capabilities()
    return bool(has.get("avx512_bf16") or has.get("amx_bf16") or has.get("bf16"))


def _limits() -> tuple[str, str]:
    """Limits on the instructions of this processor that are set for this process."""
    return os.environ.get("ONEDNN_MAX_CPU_ISA", ""), os.environ.get("ATEN_CPU_CAPABILITY", "")


def _processor() -> str:
    """What a measurement is valid for."""
    name = platform.processor()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next((line for line in lines if line.startswith("model name")), name)
    flags = sorted(flag for flag, there in torch.cpu.get_capabilities().items() if there is True)
    return " ".join([torch.__version__, str(torch.get_num_threads()), name, *_limits(), *flags])


def _is_faster(work: Work, shape: tuple[int, ...]) -> bool:
    """Whether work on a tensor of this shape takes clearly less time in bfloat16."""
    small = (*shape[:2], PROBE_PX, PROBE_PX)
    return _time_ratio(work, small) < HOPELESS and _time_ratio(work, shape) < GAIN


def _time_ratio(work: Work, shape: tuple[int, ...]) -> float:
    """Time of work in bfloat16 relative to float32."""
    with torch.random.fork_rng(devices=[]):
        layers = nn.Sequential(*(nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1) for _ in range(3)))
        images = torch.rand(shape).to(memory_format=torch.channels_last)
    layers = layers.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    times: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(REPEATS + 1):  # the first of each prepares kernels
        for half, taken in times.items():
            start = time.perf_counter()
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                work(layers, images)
            taken.append(time.perf_counter() - start)
    return min(times[True][1:]) / min(times[False][1:])  # the least disturbed of each


def _train(layers: nn.Module, images: torch.Tensor) -> None:
    F.mse_loss(layers(images).float(), images).backward()  # type: ignore[no-untyped-call]
    layers.zero_grad()


def _predict(layers: nn.Module, images: torch.Tensor) -> None:
    with torch.inference_mode():
        layers(images)


def _read(path: Path) -> dict[str, NumberFormat]:
    """Remembered formats by processor; none if the file is missing or damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        entries = json.loads(path.read_text())
        found = {key: NumberFormat(**entry) for key, entry in entries.items()}
        if all(isinstance(v, bool) for each in found.values() for v in asdict(each).values()):
            return found
    return {}


def _write(path: Path, formats: dict[str, NumberFormat]) -> None:
    """Remember formats; without a place for them they are measured again."""
    with suppress(OSError, InputError):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({key: asdict(each) for key, each in formats.items()}, indent=1)
        with atomic_path(path) as temporary:
            temporary.write_text(text)
