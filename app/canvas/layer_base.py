"""What all layers of the canvas have in common."""

from collections.abc import Callable

from PySide6.QtGui import QImage

from app.state.scene import Scene
from sketchpose_engine.core.box import Box


class Layer:
    """One layer, drawn from tiles.

    Attributes
    ----------
    name
        Distinguishes its tiles from those of other layers.
    shows
        What it belongs to, as preferences and `bus.frame.layer_changed` call it.
    margin_px
        How far around a changed pixel the picture changes, in pixels of the level.
    finest
        Its finest level; 0 is that of the image, -1 twice as fine.
    is_detail
        Left out while the zoom changes, and followed up when it rests.
    pattern
        Given device px per logical px: a picture on the screen that the tiles only show
        through; None if they are drawn as they are.
    """

    name: str
    shows: str
    margin_px: int = 0
    finest: int = 0
    is_detail: bool = False
    pattern: Callable[[float], QImage] | None = None

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Picture of a box in pixels of the level; None: there is nothing to see in it."""
        raise NotImplementedError

    @staticmethod
    def level_shape(shape: tuple[int, int], level: int) -> tuple[int, int]:
        """Height and width of an image of this shape at a level."""
        if level < 0:
            return shape[0] << -level, shape[1] << -level
        return -(-shape[0] >> level), -(-shape[1] >> level)
