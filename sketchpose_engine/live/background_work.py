"""Long work of a live session that goes on tile by tile: exports of fields, batches of frames."""

from collections import deque
from collections.abc import Iterator

from ..core.box import Box
from ..core.errors import InputError
from ..inference.jobs import FrameSegmented, SegmentingEnded
from .image_registry import ImageRegistry
from .messages import Event, RequestFailed
from .project_batch import ProjectBatch
from .snapshots import masks_in


class BackgroundWork:
    """What is under way.

    Attributes
    ----------
    batch
        Segmentation of many frames; None: there is none.
    exports
        Of fields, one after another.
    """

    def __init__(self) -> None:
        self.batch: ProjectBatch | None = None
        self.exports: deque[Iterator[Event]] = deque()

    def export(self) -> Iterator[Event]:
        """Go on with the oldest export by one tile."""
        try:
            yield next(self.exports[0])
        except StopIteration:
            self.exports.popleft()
        except Exception:
            self.exports.popleft()  # what failed once cannot go on
            raise

    def segment(self, images: ImageRegistry) -> Iterator[Event]:
        """Go on with the batch by one tile; masks of the image in view follow its frame."""
        batch = self.batch
        assert batch is not None
        try:
            event = batch.next()
        except InputError as error:  # the disk is full
            yield RequestFailed(str(error))
            yield self.end_batch()
            return
        except Exception:
            yield self.end_batch()  # what failed once cannot go on
            raise
        if isinstance(event, SegmentingEnded):
            self.batch = None
        yield event
        state = images.current
        if isinstance(event, FrameSegmented) and event.page == images.in_view and state is not None:
            yield masks_in(event.page, state, Box.whole(state.page.shape))

    def end_batch(self) -> SegmentingEnded:
        """End the batch before its time."""
        assert self.batch is not None
        batch, self.batch = self.batch, None
        return batch.stopped()
