"""A session that answers at once and learns nothing: the window is tested with it."""

import threading
from collections import deque
from collections.abc import Iterator

import numpy as np

from sketchpose_engine.annotations import BACKGROUND, FOREGROUND
from sketchpose_engine.masks import Masks
from sketchpose_engine.messages import (
    Box,
    Change,
    Event,
    FieldsReady,
    Guidance,
    KeepWeights,
    Learn,
    MasksReady,
    NetworkReady,
    OpenImage,
    Request,
    Resting,
    StepDone,
    UseWeights,
    ValidSetReady,
    WeightsKept,
)


class FakeSession:
    """Sees one cell wherever something was painted as cell.

    Attributes
    ----------
    asked
        All requests, in order.
    fail_at
        Raise in place of answering a request of this type, once.
    """

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.fail_at: type | None = None
        self._inbox: deque[Request] = deque()
        self._wake = threading.Event()
        self._stopped = False
        self._images: dict[str, np.ndarray] = {}
        self._masks: dict[str, Masks] = {}
        self._on = False
        self._steps = 0

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
            self._wake.wait()

    def _answer(self, request: Request) -> Iterator[Event]:
        match request:
            case OpenImage(image_id, _, sketch, _, masks):
                self._images[image_id] = sketch.labels.copy()
                empty = np.zeros(sketch.labels.shape, np.int32)
                self._masks[image_id] = Masks(empty if masks is None else masks.copy())
                yield self._masks_ready(image_id, sketch.revision)
                yield Resting("strokes")
            case Learn(on):
                self._on = on
                for image_id in self._images:
                    yield from self._look(image_id, 0)
            case Change(image_id, revision, tiles, corrections):
                for box, pixels in tiles.items():
                    self._images[image_id][box.slices] = pixels
                yield from self._look(image_id, revision)
                self._masks[image_id].correct(corrections)
                yield self._masks_ready(image_id, revision)
            case UseWeights():
                self._steps = 0
            case KeepWeights(path):
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(b"weights")
                yield WeightsKept(path)

    def _look(self, image_id: str, revision: int) -> Iterator[Event]:
        from scipy import ndimage as ndi

        sketch = self._images[image_id]
        drawn = {FOREGROUND, BACKGROUND} <= set(np.unique(sketch))
        if not self._on or not drawn:
            yield Resting("strokes" if self._on or not drawn else "paused")
            return
        self._steps += 1
        yield NetworkReady("cpu", 20.0)
        yield StepDone(self._steps, 1 / self._steps, {}, 0.1 * self._steps, revision)
        whole = Box.whole(sketch.shape)
        found = ndi.label(sketch >= FOREGROUND)[0].astype(np.int32)
        self._masks[image_id].renew(whole, found, whole)
        yield self._masks_ready(image_id, revision)
        yield ValidSetReady(image_id, whole, sketch > 0)
        zeros = np.zeros((2, *sketch.shape), np.float16)
        yield FieldsReady(image_id, whole, zeros[0], zeros, zeros[0].astype(np.uint8))
        yield Guidance(image_id, 1.0, (5, 5), None)
        yield Resting("finished")

    def _masks_ready(self, image_id: str, revision: int) -> MasksReady:
        masks = self._masks[image_id]
        labels = masks.labels.copy()
        whole = Box.whole(labels.shape)
        return MasksReady(
            image_id, revision, whole, labels, masks.colours[labels], masks.areas_px.copy()
        )
