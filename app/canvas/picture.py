"""The part of the image in the viewport as a picture, with its layers and a scale bar."""

from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from app.canvas import overlays
from app.canvas.image_view import ImageView
from app.canvas.viewport import Viewport


def picture_of_view(view: ImageView, font: QFont, ratio: float) -> QImage | None:
    """Draw what the viewport shows of the image, without what surrounds it and without tools.

    Parameters
    ----------
    font
        Of the scale bar, which is drawn if the pixel size is known.
    ratio
        Pixels of the picture per logical px of the screen.

    Returns
    -------
    QImage or None
        None: no image is open.
    """
    scene = view.scene
    if scene is None:
        return None
    viewport = _cropped(view.viewport)
    height, width = (max(round(side * ratio), 1) for side in viewport.size)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor(0, 0, 0))
    painter = QPainter(picture)
    view.draw_all(painter, viewport, QRect(0, 0, width, height), ratio)
    painter.scale(ratio, ratio)
    if scene.pixel_size_um is not None:
        overlays.draw_scale_bar(painter, viewport, scene.pixel_size_um, font)
    painter.end()
    return picture


def _cropped(viewport: Viewport) -> Viewport:
    """The viewport without what lies beyond the edges of the image."""
    size, centre = [], []
    low, high = viewport.to_image((0.0, 0.0)), viewport.to_image(viewport.size)
    for start, end, image_px in zip(low, high, viewport.shape, strict=True):
        start, end = max(start, -0.5), min(end, image_px - 0.5)
        size.append(max((end - start) * viewport.scale, 1.0))
        centre.append((start + end) / 2)
    return replace(viewport, size=(size[0], size[1]), centre=(centre[0], centre[1]))
