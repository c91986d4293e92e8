"""A session that answers at once and learns nothing: the window is tested with it."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.jobs import (
    FrameJob,
    FrameRefused,
    FrameSegmented,
    Segmenting,
    SegmentingEnded,
)
from sketchpose_engine.live.messages import (
    Event,
    FieldsReady,
    Guidance,
    Idle,
    ImagesClosed,
    MasksReady,
    NetworkReady,
    NothingToSave,
    RequestFailed,
    ResultsHeld,
    ValidSetReady,
    WeightsLoaded,
    WeightsSaved,
)
from sketchpose_engine.live.requests import (
    CloseImage,
    CloseImages,
    FindMasks,
    Learn,
    LoadWeights,
    NoteExport,
    OpenImage,
    RecordForExport,
    Request,
    RestoreResults,
    ReturnToResult,
    SaveResultWeights,
    SaveWeights,
    SegmentAll,
    SetMasks,
    StopSegmenting,
)
from sketchpose_engine.live.result import Result, packed, reduced
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.results.tiff import write_labels
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.training.events import StepDone


class FakeSession:
    """Sees one cell wherever something was painted as cell.

    Attributes
    ----------
    asked
        All requests, in order.
    fail_at
        Raise in place of answering a request of this type, once.
    write_weights
        Called to save weights, with the file and the number of steps.
    reach_px
        Around cell strokes: those whose reach meets are one cell, unless a boundary is between.
    earlier
        Steps and seconds of learning in earlier sessions.
    trained_steps
        Of the network that finds its masks, as it says.
    dates
        Whether what it has found says which strokes it includes.
    hold_after
        Of many frames to segment, wait after so many until `held` is false.
    """

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.fail_at: type | None = None
        self.reach_px = 0
        self.dates = False
        self.earlier = 0, 0.0
        self.trained_steps: int | None = None
        self._inbox: deque[Request] = deque()
        self._wake = threading.Event()
        self._stopped = False
        self._images: dict[str, np.ndarray] = {}
        self._masks: dict[str, InstanceMasks] = {}
        self._results: tuple[Result, ...] = ()
        self._returned_to: int | None = None
        self._to_export = ""  # name of the result that may be exported
        self._looked_at = ""
        self._on = False
        self._steps = 0
        self._batch: list[FrameJob] | None = None
        self._segmented = 0
        self._refused: list[FrameRefused] = []
        self.write_weights: Callable[[Path, int], object] = lambda path, steps: path.write_bytes(
            b"weights"
        )
        self.hold_after: int | None = None
        self.held = False

    def post(self, request: Request) -> None:
        """Ask for something."""
        self.asked.append(request)
        self._inbox.append(request)
        self._wake.set()

    def stop(self) -> None:
        """End `run`."""
        self._stopped = True
        self._wake.set()

    def run(self) -> Iterator[Event]:
        """Answer requests until stopped."""
        while True:
            self._wake.clear()
            while self._inbox:
                request = self._inbox.popleft()
                if self.fail_at is type(request):
                    self.fail_at = None
                    raise RuntimeError("the engine stumbled")
                yield from self._answer(request)
            if self._stopped:
                return
            if self._batch is not None and not self.held:
                yield from self._segment()
                continue
            self._wake.wait(0.05 if self._batch is not None else None)

    def _answer(self, request: Request) -> Iterator[Event]:
        match request:
            case OpenImage(image_id, _, sketch) if image_id in self._images:
                if request.look:
                    self._looked_at = image_id
                    yield self._masks_ready(image_id, sketch.revision)
                    yield Idle("strokes")
            case OpenImage(image_id, _, sketch, _, masks):
                if request.look:
                    self._looked_at = image_id
                self._images[image_id] = sketch.labels.copy()
                empty = np.zeros(sketch.labels.shape, np.int32)
                self._masks[image_id] = InstanceMasks(empty if masks is None else masks.copy())
                yield self._masks_ready(image_id, sketch.revision)
                yield Idle("strokes")
            case Learn(on):
                self._on = on
                for image_id in self._images:
                    yield from self._look(image_id, 0)
            case Change(image_id) if image_id not in self._images:
                pass  # closed meanwhile
            case Change(image_id, revision, tiles, corrections):
                for box, pixels in tiles.items():
                    self._images[image_id][box.slices] = pixels
                self._masks[image_id].correct(corrections)
                yield from self._look(image_id, revision)
                yield self._masks_ready(image_id, revision)
            case SetMasks(image_id, labels):
                self._masks[image_id] = InstanceMasks(labels.copy())
                yield self._masks_ready(image_id, 1)
            case FindMasks(image_id):
                yield from self._predict(image_id, 0)
            case RestoreResults(_, results):
                lowest = 1 - len(results)
                self._results = tuple(
                    replace(result, number=number) for number, result in enumerate(results, lowest)
                )
                yield ResultsHeld(self._results, None)
            case ReturnToResult(number):
                for result in self._results:
                    if result.number == number:
                        self._masks[result.image_id] = InstanceMasks(result.labels())
                        yield self._masks_ready(result.image_id, 1)
                        self._returned_to = number
                        yield ResultsHeld(self._results, number)
            case RecordForExport(image_id, labels, _, number):
                self._record(image_id, labels)
                (made,) = [each for each in self._results if each.name == self._to_export]
                yield ResultsHeld(self._results, self._returned_to, {number: made})
            case NoteExport(_, exported_at):
                self._results = tuple(
                    replace(each, exported_at=exported_at) if each.name == self._to_export else each
                    for each in self._results
                )
                yield ResultsHeld(self._results, self._returned_to)
            case SaveResultWeights(_, path):
                path.write_bytes(b"weights")
            case SegmentAll(jobs):
                self._batch = list(jobs)
            case StopSegmenting():
                if self._batch is not None:
                    self._batch = None
                    yield SegmentingEnded(self._segmented, (), stopped=True)
            case CloseImage(image_id):
                self._images.pop(image_id, None)
                self._masks.pop(image_id, None)
            case CloseImages(number):
                self._images.clear()
                self._masks.clear()
                self._results = ()
                yield ImagesClosed(number)
            case LoadWeights(_, number):
                self._steps = 0
                yield WeightsLoaded(number)
            case SaveWeights(path, automatic=True) if not self._steps:
                yield NothingToSave(path)
            case SaveWeights() if not self._steps:
                yield RequestFailed(InputError("There are no weights to save yet"), request)
            case SaveWeights(path):
                path.parent.mkdir(exist_ok=True)
                self.write_weights(path, self._steps)
                yield WeightsSaved(path)

    def _record(self, image_id: str, labels: np.ndarray) -> None:
        """Hold masks as a result, unless one has them already."""
        for each in self._results:
            if each.image_id == image_id and np.array_equal(each.labels(), labels):
                self._to_export = each.name
                return
        masks, number = InstanceMasks(labels), len(self._results) + 1
        result = Result(
            number, image_id, labels.shape, packed(labels), reduced(labels), masks.colours,
            masks.count, 1, self._steps, float(self._steps),
        )  # fmt: skip
        self._results, self._to_export = (*self._results, result), result.name

    def _segment(self) -> Iterator[Event]:
        """One frame more of many: every image has one cell, but files called bad have none."""
        if not self._batch:
            yield SegmentingEnded(self._segmented, tuple(self._refused), stopped=False)
            self._batch = None
            yield Idle("strokes" if self._on else "paused")
            return
        job = self._batch.pop(0)
        total = self._segmented + len(self._refused) + len(self._batch) + 1
        yield Segmenting(job.page, self._segmented, total, 3.0)
        if "bad" in job.page:
            self._refused.append(
                FrameRefused(job.page, InputError("{file} is bad.", file=job.path.name))
            )
            yield self._refused[-1]
            return
        shape = load_image(job.path, job.frame, job.pages).planes.shape[1:]
        labels = np.zeros(shape, np.int32)
        labels[10:20, 10:30] = 1
        write_labels(job.masks_path, labels, job.pixel_size_um)
        self._segmented += 1
        self.held = self.hold_after == self._segmented
        yield FrameSegmented(job.page, 1, (), 200.0)
        if job.page in self._masks:
            self._masks[job.page] = InstanceMasks(labels)
        if job.page == self._looked_at and job.page in self._masks:
            yield self._masks_ready(job.page, 0)

    def _look(self, image_id: str, revision: int) -> Iterator[Event]:
        sketch = self._images[image_id]
        drawn = {FOREGROUND, BACKGROUND} <= set(np.unique(sketch))
        if not self._on or not drawn:
            yield Idle("strokes" if self._on or not drawn else "paused")
            return
        self._steps += 1
        yield NetworkReady("cpu", 20.0)
        yield StepDone(self._steps, 1 / self._steps, {}, 0.1 * self._steps, revision, *self.earlier)
        yield from self._predict(image_id, revision)
        yield Idle("finished")

    def _predict(self, image_id: str, revision: int) -> Iterator[Event]:
        """Find the cells that were painted."""
        from scipy import ndimage as ndi

        sketch = self._images[image_id]
        whole = Box.whole(sketch.shape)
        cells = sketch >= FOREGROUND
        if self.reach_px:
            cells = ndi.binary_dilation(sketch == FOREGROUND, iterations=self.reach_px)
            cells &= (sketch != BACKGROUND) & (sketch != BOUNDARY)
        found = ndi.label(cells)[0].astype(np.int32)
        self._masks[image_id].renew(whole, found, whole)
        yield self._masks_ready(image_id, revision)
        yield ValidSetReady(image_id, whole, sketch > 0)
        zeros = np.zeros((2, *sketch.shape), np.float16)
        unsure = np.where(found > 0, 0, 200).astype(np.uint8)
        yield FieldsReady(image_id, whole, zeros[0], zeros, unsure)
        yield Guidance(image_id, 1.0, (5, 5), None, revision=revision if self.dates else 0)

    def _masks_ready(self, image_id: str, revision: int) -> MasksReady:
        masks = self._masks[image_id]
        labels = masks.labels.copy()
        whole = Box.whole(labels.shape)
        return MasksReady(
            image_id,
            revision,
            whole,
            labels,
            masks.colours.copy(),
            masks.areas_px.copy(),
            trained_steps=self.trained_steps,
        )
