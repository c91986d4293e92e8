"""Long-running work of a live session, tile by tile: exports of fields, batches of frames."""

from collections import deque
from collections.abc import Iterator

from ..core.box import Box
from ..core.errors import InputError
from ..inference.jobs import FrameSegmented, SegmentingEnded
from ..models.device import Device
from ..models.model_set import ModelSet
from .image_registry import ImageRegistry
from .messages import Event, RequestFailed
from .project_batch import ProjectBatch
from .requests import SegmentAll
from .snapshots import masks_in


class BackgroundWork:
    """Work in progress.

    Attributes
    ----------
    batch
        Segmentation of many frames; None if there is none.
    exports
        Exports of fields, in order.
    """

    def __init__(self) -> None:
        self.batch: ProjectBatch | None = None
        self.exports: deque[Iterator[Event]] = deque()

    def export(self) -> Iterator[Event]:
        """Continue the oldest export by one tile."""
        try:
            yield next(self.exports[0])
        except StopIteration:
            self.exports.popleft()
        except Exception:
            self.exports.popleft()  # a generator that has raised cannot continue
            raise

    def begin_batch(
        self, request: SegmentAll, models: ModelSet | None, device: Device, images: ImageRegistry
    ) -> Iterator[Event]:
        """Begin to segment many frames with these models; None: nothing was learned."""
        try:
            self.batch = ProjectBatch(request, models, device, images.states)
        except InputError as error:
            yield RequestFailed(error)
            yield SegmentingEnded(0, (), stopped=True)

    def segment(self, images: ImageRegistry) -> Iterator[Event]:
        """Continue the batch by one tile; report new masks of the image in view."""
        batch = self.batch
        assert batch is not None
        try:
            event = batch.next()
        except InputError as error:  # the disk is full
            yield RequestFailed(error)
            yield self.end_batch()
            return
        except Exception:
            yield self.end_batch()  # a generator that has raised cannot continue
            raise
        if isinstance(event, SegmentingEnded):
            self.batch = None
        yield event
        state = images.current
        if isinstance(event, FrameSegmented) and event.page == images.in_view and state is not None:
            yield masks_in(event.page, state, Box.whole(state.image.shape))

    def end_batch(self) -> SegmentingEnded:
        """End the batch early."""
        assert self.batch is not None
        batch, self.batch = self.batch, None
        return batch.stopped()
