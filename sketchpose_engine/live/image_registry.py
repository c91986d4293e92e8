"""Images that a live session works on, and the one in view."""

from ..sketch.edits import Change
from ..training.annotated_image import AnnotatedImage, trainable_images
from .image_state import ImageState
from .requests import OpenImage


class ImageRegistry:
    """Images by frame key; the one in view, if any, is one of them.

    Attributes
    ----------
    states
        Image states by frame key.
    in_view
        Frame key of the image on screen; "" for none.
    """

    def __init__(self) -> None:
        self.states: dict[str, ImageState] = {}
        self.in_view = ""

    @property
    def current(self) -> ImageState | None:
        """State of the image in view."""
        return self.states.get(self.in_view)

    def open(self, request: OpenImage) -> bool:
        """Add an image, or replace it if its sketch is newer; return whether either was done."""
        known = self.states.get(request.image_id)
        is_new = known is None or request.sketch.revision > known.image.revision
        if is_new:
            self.states[request.image_id] = ImageState.of(request)
        elif request.look:  # given masks are retained until an edit
            self.states[request.image_id].masks_frozen = request.masks is not None
        if request.look:
            self.in_view = request.image_id
        return is_new

    def close(self, image_id: str) -> None:
        """Remove an image."""
        self.states.pop(image_id, None)
        if image_id == self.in_view:
            self.in_view = ""

    def close_all(self) -> None:
        """Remove all images."""
        self.states.clear()
        self.in_view = ""

    def of(self, change: Change) -> ImageState | None:
        """Return the state of the image that an edit belongs to."""
        return self.states.get(change.image_id)

    def drawn_px(self, channels: int) -> int:
        """Return how many pixels are drawn on images with so many channels."""
        images = [state.image for state in self.states.values()]
        alike = [image for image in images if len(image.planes) == channels]
        return sum(int(image.points.counts.sum()) for image in alike)

    def training_images(self, from_all: bool) -> dict[str, AnnotatedImage]:
        """Return the images to learn from, if they show enough, see `trainable_images`."""
        images = {name: state.image for name, state in self.states.items()}
        return trainable_images(images, self.in_view, from_all)
