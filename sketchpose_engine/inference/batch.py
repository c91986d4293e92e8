"""Segmentation of many images with fixed weights."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field

from ..core.errors import DiskError, InputError
from ..images.load import Image, load_image
from ..models.device import Device
from ..models.memory import ran_out
from ..models.model import Model
from ..models.model_set import ModelSet
from .jobs import FrameJob, FrameRefused, FrameSegmented, Segmenting, SegmentingEnded
from .ledger import Ledger
from .prediction import PredictSettings
from .segment import Segmented, adapted_to, segment

SOON_S = 1.0  # of work, before the remaining time is estimated


BatchEvent = Segmenting | FrameSegmented | FrameRefused | SegmentingEnded


def segment_all(
    jobs: Iterable[FrameJob],
    models: Model | ModelSet,
    device: Device,
    keep: Callable[[FrameJob, Image, Segmented], FrameSegmented],
    ledger: Ledger | None = None,
    settings: PredictSettings | None = None,
) -> Iterator[BatchEvent]:
    """Segment many frames; a frame that cannot be read does not stop the others.

    Parameters
    ----------
    jobs
        Frames to segment. Only one image is held in memory at a time.
    models
        Model with the weights, or one for each number of channels.
    device
        Compute device.
    keep
        Function that writes the results of a frame and returns their summary.
    ledger
        Frames that are done according to it are skipped.
    settings
        Settings of the prediction.

    Yields
    ------
    Segmenting
        Before each frame and after each tile: the caller may stop between yields.
    FrameSegmented, FrameRefused
        After each frame.
    SegmentingEnded
        Last.

    Raises
    ------
    DiskError
        If results cannot be written.
    """
    jobs, refused, progress = list(jobs), [], _Progress()
    progress.total = len(jobs)
    for job in jobs:
        found = ledger.done(job) if ledger else None
        if found is None:
            yield progress.at(job.page, 0.0)
            try:
                found = yield from _one(job, models, device, keep, settings, progress)
            except DiskError:
                raise  # the results of the others could not be written either
            except InputError as error:
                refused.append(FrameRefused(job.page, error))
                yield refused[-1]
            else:
                if ledger is not None:
                    ledger.note(job, found)
            progress.worked += 1
        progress.done += 1
        if found is not None:
            yield found
    yield SegmentingEnded(progress.done - len(refused), tuple(refused), stopped=False)


@dataclass
class _Progress:
    """Progress of a batch and estimate of the remaining time."""

    total: int = 0
    done: int = 0
    worked: int = 0  # frames of this run, not taken from the ledger
    start_s: float = field(default_factory=time.monotonic)

    def at(self, key: str, part: float) -> Segmenting:
        """Return the event for a partly segmented frame."""
        spent_s = time.monotonic() - self.start_s
        worked = self.worked + part
        left_s = None
        if worked > 0 and spent_s > SOON_S:
            left_s = spent_s / worked * (self.total - self.done - part)
        return Segmenting(key, self.done + part, self.total, left_s)


def _one(
    job: FrameJob,
    models: Model | ModelSet,
    device: Device,
    keep: Callable[[FrameJob, Image, Segmented], FrameSegmented],
    settings: PredictSettings | None,
    progress: _Progress,
) -> Generator[Segmenting, None, FrameSegmented]:
    image = load_image(job.path, job.frame, job.pages)
    model = models.for_channels(len(image.planes))
    model = adapted_to(model, image.planes, device, {job.page, job.path.name})
    sketch = job.sketch
    if sketch is not None and sketch.shape != image.planes.shape[1:]:
        sketch = None  # the file was replaced meanwhile
    tiles = segment(model, image.planes, device, settings or PredictSettings(), sketch)
    while True:
        try:
            tile = next(tiles)
        except StopIteration as end:
            return keep(job, image, end.value)
        except (MemoryError, RuntimeError) as error:
            if not ran_out(error):
                raise
            raise InputError(
                "{file} is too large for this computer's memory: crop it first.",
                file=job.path.name,
            ) from error
        yield progress.at(job.page, tile.done / tile.total)
