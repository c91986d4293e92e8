"""Windows of training samples with all their targets, prepared by separate processes."""

import multiprocessing
import queue
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing.synchronize import Event
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchpose_engine.models.device import Device
from sketchpose_engine.training.sampling import (
    TrainingSample,
    crop_images,
    crop_targets,
    sample_crops,
)
from sketchpose_engine.training.targets import Targets

from .samples import Draw

CPU = Device("cpu", half=False)
WINDOW_PX = 192  # network pixels: larger than a crop of 80, which can be shifted
WINDOWS_PER_SAMPLE = 4
EQUALITY, INEQUALITY, BACKGROUND, FLOWING = 1, 2, 4, 8  # bits of `sets`


class Window(NamedTuple):
    """Part of an image at the resolution of the network, with its targets."""

    image: NDArray[np.float16]  # (3, S, S)
    distance: NDArray[np.float16]  # (S, S), in units of half a cell's width
    flow: NDArray[np.float16]  # (2, S, S)
    sets: NDArray[np.uint8]  # (S, S), bits


def window_of(
    sample: TrainingSample, rng: np.random.Generator, window_px: int = WINDOW_PX
) -> Window:
    """Cut a window around a random annotated pixel, randomly rotated and scaled."""
    crop = sample_crops(sample, 1, window_px, rng)
    image = crop_images(sample.image, crop, window_px, CPU)[0]
    targets = Targets(*(target[0] for target in crop_targets(sample, crop, window_px, CPU)))
    sets = (
        EQUALITY * targets.equality
        + INEQUALITY * targets.inequality
        + BACKGROUND * targets.background
        + FLOWING * targets.flowing
    )
    return Window(
        image.clamp(-4, 4).half().numpy(),
        targets.distance.clamp(0, 1000).half().numpy(),
        targets.flow.half().numpy(),
        sets.to(torch.uint8).numpy(),
    )


class WindowSource:
    """Processes that make training samples and cut windows from them until closed.

    Parameters
    ----------
    draw
        Function that makes samples; inherited by each process via fork.
    seed
        Seed of all random numbers.
    processes
        Number of processes.
    """

    def __init__(self, draw: Draw, seed: int, processes: int) -> None:
        context = multiprocessing.get_context("fork")
        self._queue: multiprocessing.Queue[Window] = context.Queue(64)
        self._ended = context.Event()
        self._processes = [
            context.Process(target=_produce, args=(draw, [seed, 3, n], self._queue, self._ended))
            for n in range(processes)
        ]
        for process in self._processes:
            process.start()

    def ready(self, most: int) -> Iterator[Window]:
        """Yield at most `most` windows that are available.

        Raises
        ------
        RuntimeError
            If all processes have ended; why is on the standard error.
        """
        if not any(process.is_alive() for process in self._processes):
            raise RuntimeError("No process is left that prepares windows: see its error above.")
        for _ in range(most):
            try:
                yield self._queue.get_nowait()
            except queue.Empty:
                return

    def close(self) -> None:
        """End the processes."""
        self._ended.set()
        for process in self._processes:
            process.terminate()
            process.join()


def _produce(
    draw: Draw, seed: list[int], out: "multiprocessing.Queue[Window]", ended: Event
) -> None:
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    while not ended.is_set():
        sample = replace(draw(rng), hidden=None)
        for _ in range(WINDOWS_PER_SAMPLE):
            out.put(window_of(sample, rng))


class WindowPool:
    """Windows in the memory of the device; when it is full the oldest are replaced.

    Parameters
    ----------
    size
        Maximum number of windows.
    device
        Name of the device in PyTorch.
    window_px
        Side of a window.

    Attributes
    ----------
    added
        Total number of windows added.
    """

    def __init__(self, size: int, device: str, window_px: int = WINDOW_PX) -> None:
        side = (window_px, window_px)
        self.image = torch.zeros(size, 3, *side, dtype=torch.float16, device=device)
        self.distance = torch.zeros(size, *side, dtype=torch.float16, device=device)
        self.flow = torch.zeros(size, 2, *side, dtype=torch.float16, device=device)
        self.sets = torch.zeros(size, *side, dtype=torch.uint8, device=device)
        self.count = torch.zeros((), device=device)  # on the device, for a recorded graph
        self.added = 0

    def add(self, windows: Sequence[Window]) -> None:
        """Add windows."""
        if not windows:
            return
        at = torch.arange(self.added, self.added + len(windows)) % len(self.image)
        at = at.to(self.image.device)
        for mine, values in zip(self._arrays(), zip(*windows, strict=True), strict=True):
            mine[at] = torch.from_numpy(np.stack(values)).to(mine.device)
        self.added += len(windows)
        self.count.fill_(min(self.added, len(self.image)))

    def _arrays(self) -> tuple[Tensor, ...]:
        return self.image, self.distance, self.flow, self.sets
