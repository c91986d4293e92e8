"""The part of the image that the engine predicts first."""

from collections.abc import Callable

from app.core.bus import Bus
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.requests import LookAt, Request


class ViewedRegion:
    """Reports the preview box to the engine, or the viewport if there is none.

    Parameters
    ----------
    bus
        Source of both.
    post
        Posts a request to the engine.
    """

    def __init__(self, bus: Bus, post: Callable[[Request], None]) -> None:
        self._post = post
        self._image_id = ""
        self._viewport: Box | None = None
        self._preview: Box | None = None
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.canvas.view_changed.connect(self._look)
        bus.canvas.preview_moved.connect(self._prefer)

    def _open(self, scene: Scene | None) -> None:
        self._image_id = "" if scene is None else scene.image_id
        self._viewport = self._preview = None

    def _look(self, viewport: Box) -> None:
        self._viewport = viewport
        self._post_region()

    def _prefer(self, preview: Box | None) -> None:
        self._preview = preview
        self._post_region()

    def _post_region(self) -> None:
        region = self._preview or self._viewport
        if self._image_id and region is not None:
            self._post(LookAt(self._image_id, region))
