"""Frames that are sent to the engine, and forgotten when they take too much memory.

The engine holds every frame with strokes, to learn from, up to `MOST_BYTES`, and the last
`MOST_VIEWED` of the others, so that memory does not grow while one steps through a long movie.
"""

from collections.abc import Callable, Iterable, Mapping

from app.core.bus import Bus
from app.state.scene import Scene
from sketchpose_engine.inference.jobs import FrameSegmented
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.live.requests import CloseImage, CloseImages, FindMasks, OpenImage, Request
from sketchpose_engine.project.manifest import split_key
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.training.events import StepDone

ENGINE_BYTES = 10  # that the engine keeps for a pixel, besides the image itself
MOST_BYTES = 3 * 2**29  # of all images in the engine
MOST_VIEWED = 12  # frames without strokes, the ones looked at last: nothing is learned from them


class HeldImages:
    """Sends frames to the engine, and keeps its memory within bounds.

    Parameters
    ----------
    bus
        Source of steps and predictions.
    post
        Posts a request to the engine.

    Attributes
    ----------
    predicted
        Those whose masks were made by the network that is learning, and after which step of each
        number of channels.
    """

    def __init__(self, bus: Bus, post: Callable[[Request], None]) -> None:
        self.predicted: dict[str, Mapping[int, int]] = {}
        self._post = post
        self._steps: Mapping[int, int] = {}  # of learning, by the channels of the images
        self._channels: dict[str, int] = {}  # of each frame
        self._bytes: dict[str, int] = {}  # of each frame, the one used longest ago first
        self._drawn: set[str] = set()  # frames with strokes or corrections
        self._new_strokes: dict[str, int] = {}  # revision by frame, until its masks include it
        self._given: set[str] = set()  # frames whose masks the engine was given, and retains
        bus.engine.step_done.connect(self._count_step)
        bus.engine.fields_ready.connect(lambda ready: self._note_prediction(ready.image_id))
        bus.engine.frame_segmented.connect(self._note_segmented)
        bus.engine.guidance_ready.connect(self._note_masks)
        bus.engine.learning_restarted.connect(self._restart)

    def __contains__(self, key: object) -> bool:
        return key in self._bytes

    def send(self, request: OpenImage, open_frame: str) -> None:
        """Send a frame; if memory runs short, frames that were not used for long are forgotten.

        Parameters
        ----------
        request
            With the frame.
        open_frame
            Key of the frame on screen, which is kept; "" if there is none.
        """
        if request.sketch.labels.any() or request.corrections:
            self._drawn.add(request.image_id)
        self._count(request, open_frame)
        self._post(request)

    def open(
        self, scene: Scene, annotations: Annotations, masks_known: bool, *, learning: bool
    ) -> None:
        """Send the frame on screen, whose masks may be older than what was learned.

        They are found anew while it is learned, or if something was drawn that they do not include
        yet. Otherwise they stay: no count changes because one looks at it.
        """
        key = scene.image_id
        renewed = self._is_outdated(key) and (learning or key in self._new_strokes)
        given = masks_known and not renewed
        (self._given.add if given else self._given.discard)(key)
        self.send(_request_to_open(scene, annotations, given), key)

    def note_given(self, key: str) -> None:
        """Note that a frame gets masks that the network which is learning did not make."""
        self.predicted.pop(key, None)
        self._given.add(key)

    def _is_outdated(self, key: str) -> bool:
        """Whether something was learned, of such images, after its masks were predicted."""
        channels, then = self._channels.get(key, 0), self.predicted.get(key, self._steps)
        return then.get(channels, 0) < self._steps.get(channels, 0)

    def _count_step(self, done: StepDone) -> None:
        self._steps = {**self._steps, done.channels: done.step}

    def _note_prediction(self, key: str) -> None:
        self.predicted[key] = self._steps
        self._given.discard(key)

    def _note_masks(self, guidance: Guidance) -> None:
        """Note that masks were made with all strokes up to a revision."""
        key = guidance.image_id
        if guidance.revision >= self._new_strokes.get(key, guidance.revision):
            self._new_strokes.pop(key, None)

    def _note_segmented(self, found: FrameSegmented) -> None:
        if found.page in self.predicted:
            self._note_prediction(found.page)

    def _restart(self) -> None:
        self._steps = {}
        self.predicted.clear()

    def edit(self, change: Change, *, paused: bool) -> None:
        """Send an edit of a frame; while learning is paused, a stroke renews masks that were given.

        Given masks would stay until something is learned, whatever is drawn.
        """
        self._drawn.add(change.image_id)
        self._post(change)
        if change.tiles:
            self._new_strokes[change.image_id] = change.revision
            if paused and change.image_id in self._given:
                self._post(FindMasks(change.image_id))

    def _count(self, request: OpenImage, open_frame: str) -> None:
        key, planes = request.image_id, request.planes
        self._channels[key] = len(planes)
        self._bytes.pop(key, None)
        self._bytes[key] = planes.nbytes + planes[0].size * (ENGINE_BYTES + 4 * len(planes))
        viewed = [name for name in self._bytes if name not in self._drawn]
        for name in viewed[:-MOST_VIEWED]:
            if name != open_frame:
                self._let_go(name)
        while sum(self._bytes.values()) > MOST_BYTES:
            oldest = next((name for name in self._bytes if name not in (key, open_frame)), None)
            if oldest is None:
                return
            self._let_go(oldest)

    def forget(self, image_ids: Iterable[str]) -> None:
        """Let the engine forget all frames of some images."""
        gone = set(image_ids)
        for key in [key for key in self._bytes if split_key(key)[0] in gone]:
            self._let_go(key)

    def close_all(self) -> None:
        """Let the engine forget all images: those of another project follow."""
        self.lose_all()
        self._post(CloseImages())

    def lose_all(self) -> None:
        """Discard all counts, because the session is new."""
        for held in (self._bytes, self._drawn, self._new_strokes, self._given, self.predicted):
            held.clear()

    def _let_go(self, key: str) -> None:
        del self._bytes[key]
        self._drawn.discard(key)
        self._given.discard(key)
        self.predicted.pop(key, None)
        self._new_strokes.pop(key, None)
        self._post(CloseImage(key))


def _request_to_open(scene: Scene, annotations: Annotations, masks_known: bool) -> OpenImage:
    """Return the request with the frame on screen, and its masks if they are known."""
    return OpenImage(
        scene.image_id,
        scene.levels[0],
        annotations.snapshot(),
        annotations.corrections,
        scene.labels.copy() if masks_known else None,
        scene.classes,
        questions=scene.questions,
    )
