"""Training with all steps on a graphics card: crops, intensities, gradients.

The CPU only prepares windows. On CUDA a step is recorded once and replayed, as a network of this
size spends most of its time on kernel launches.
"""

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

import torch
from torch import Tensor

from sketchpose_engine.models.device import Device
from sketchpose_engine.models.unet import FieldNetwork
from sketchpose_engine.offline.resumable_trainer import EMA_PART
from sketchpose_engine.training.ema import update_ema
from sketchpose_engine.training.losses import total_loss
from sketchpose_engine.training.optimiser import Optimiser
from sketchpose_engine.training.schedule import level_then_fall
from sketchpose_engine.training.settings import LossSettings
from sketchpose_engine.training.targets import Targets

from .augmentation import augment_on_device
from .image_norms import normalise_by_image
from .windows import BACKGROUND, EQUALITY, FLOWING, INEQUALITY, WindowPool, WindowSource

EAGER_STEPS = 200  # before a step is recorded: cuDNN has chosen its algorithms by then
REPORT_STEPS = 100
FEWEST_WINDOWS = 400  # before the first step
ADDED_A_STEP = 8


@dataclass(frozen=True)
class ResidentSettings:
    """Settings of training on a card; it ends after `seconds` or `steps`, whichever comes first."""

    seconds: float | None = None
    steps: int | None = None
    seed: int = 0
    crop_px: int = 80
    batch: int = 96
    crops_an_image: int = 1  # normalised together; 1: all crops of a batch
    hidden_rate: float = 0.04
    rate: float = 6e-3
    weight_decay: float = 0.1
    warm_up_steps: int = 200
    level_part: float = 0.6
    pool: int = 8_000
    recorded: bool = False  # whether steps are replayed as a CUDA graph
    loss: LossSettings = field(default_factory=LossSettings)


@dataclass(frozen=True)
class Report:
    """Progress of a training."""

    step: int
    seconds: float
    loss: float
    windows: int


class ResidentTraining:
    """Trainer on windows in the memory of the device.

    Parameters
    ----------
    network
        Trained in place.
    device
        Compute device.
    settings
        Budget, seed, rates.

    Attributes
    ----------
    ema
        EMA of the weights: the result.
    """

    def __init__(self, network: FieldNetwork, device: Device, settings: ResidentSettings) -> None:
        torch.manual_seed(settings.seed)
        torch.backends.cudnn.benchmark = True  # all steps have the same shapes
        self.settings, self._device = settings, device
        self.network = device.move_network(network).train()
        self.ema = deepcopy(self.network)
        if settings.crops_an_image > 1:
            normalise_by_image(self.network, settings.crops_an_image)
        self._optimiser = Optimiser(
            self.network, settings.hidden_rate, settings.rate, settings.weight_decay
        )
        self.pool = WindowPool(settings.pool, device.name)
        self._factor = torch.zeros((), device=device.name)
        self._loss = torch.zeros((), device=device.name)
        self._part = torch.ones((), device=device.name)
        self.step_number = 0
        self.seconds = 0.0

    def run(self, source: WindowSource) -> Iterator[Report]:
        """Train to the end of the budget.

        Parameters
        ----------
        source
            Source of windows, which are added when available.

        Yields
        ------
        Report
            Every `REPORT_STEPS` steps.
        """
        while self.pool.added < FEWEST_WINDOWS:
            self.pool.add(list(source.ready(ADDED_A_STEP)))
        start = time.monotonic()
        step: Callable[[], None] = self._step
        while (progress := self._progress()) < 1:
            if self.step_number == EAGER_STEPS and self.settings.recorded:
                step = self._recorded()
            self.pool.add(list(source.ready(ADDED_A_STEP)))
            self._factor.fill_(
                level_then_fall(
                    progress,
                    self.step_number + 1,
                    self.settings.warm_up_steps,
                    self.settings.level_part,
                )
            )
            self._part.fill_(max(10 / (self.step_number + 9), EMA_PART))
            step()
            self.step_number += 1
            if self.step_number % REPORT_STEPS == 0:
                yield self._report(start)
            self.seconds = time.monotonic() - start
        yield self._report(start)

    def _report(self, start: float) -> Report:
        loss = float(self._loss)  # waits for the device
        self.seconds = time.monotonic() - start
        return Report(self.step_number, self.seconds, loss, self.pool.added)

    def _progress(self) -> float:
        used = 0.0
        if self.settings.steps is not None:
            used = self.step_number / self.settings.steps
        if self.settings.seconds is not None:
            used = max(used, self.seconds / self.settings.seconds)
        return used

    def _step(self) -> None:
        """Train one step; all data stay on the device."""
        images, targets = self._crops()
        # A cache of cast weights would outlive the recorded step.
        with torch.autocast(
            self._device.name,
            torch.bfloat16,
            enabled=self._device.half_training,
            cache_enabled=False,
        ):
            distance, flow, _ = self.network(images)
        loss, _ = total_loss(distance.float(), flow.float(), targets, self.settings.loss)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step(self._factor)
        self._loss.lerp_(loss.detach(), 0.02)
        update_ema(self.ema, self.network, self._part)

    def _recorded(self) -> Callable[[], None]:
        """Record a step as a CUDA graph; return a function that replays it."""
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self._step()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._step()
        return graph.replay

    def _crops(self) -> tuple[Tensor, Targets]:
        """Cut random crops (N, 3, crop, crop) of windows, with random mirrors and quarter turns."""
        n, size = self.settings.batch, self.settings.crop_px
        device, pool = self._device.name, self.pool
        window_px = pool.distance.shape[-1]
        alike = self.settings.crops_an_image
        which = (torch.rand(n // alike, device=device) * pool.count).long().repeat_interleave(alike)
        corner = (torch.rand(2, n, 1, 1, device=device) * (window_px - size)).long()
        steps = torch.arange(size, device=device)
        y, x = steps[:, None].expand(size, size), steps[None].expand(size, size)
        flip = torch.rand(3, n, 1, 1, device=device) < 0.5
        # (y, x) of the crop -> of the window: swapped, then mirrored.
        rows = torch.where(flip[0], x, y)
        columns = torch.where(flip[0], y, x)
        rows = corner[0] + torch.where(flip[1], size - 1 - rows, rows)
        columns = corner[1] + torch.where(flip[2], size - 1 - columns, columns)
        at = which[:, None, None], rows, columns  # (N, crop, crop) each
        image = pool.image[
            which[:, None, None, None],
            torch.arange(3, device=device)[:, None, None],
            rows[:, None],
            columns[:, None],
        ].float()
        down = pool.flow[at[0], 0, at[1], at[2]].float() * torch.where(flip[1], -1, 1)
        right = pool.flow[at[0], 1, at[1], at[2]].float() * torch.where(flip[2], -1, 1)
        flow = torch.stack(
            [torch.where(flip[0], right, down), torch.where(flip[0], down, right)], 1
        )
        sets = pool.sets[at]
        targets = Targets(
            pool.distance[at].float(),
            flow,
            (sets & EQUALITY) > 0,
            (sets & INEQUALITY) > 0,
            (sets & BACKGROUND) > 0,
            (sets & FLOWING) > 0,
            torch.zeros_like(sets),
        )
        image = augment_on_device(image, alike)
        return image.contiguous(memory_format=torch.channels_last), targets
