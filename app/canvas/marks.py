"""What marks cells and places on the image: outlines, numbers, rings."""

from collections.abc import Sequence
from math import ceil, floor, hypot

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from app.canvas import overlays
from app.canvas.cell_highlight import CellHighlight
from app.canvas.cell_numbers import CellNumbers
from app.canvas.stamps import Stamps
from app.canvas.viewport import Viewport
from app.core.bus import Bus
from app.core.payloads import LayerChange, MarkedPlaces
from app.core.preferences import Preferences
from app.state.advice import Advice
from app.state.questions import Question
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.raster import Point

# Of the question mark from the corners of its ring, on the base line; the first free one is taken.
MARK_OFFSETS = QPointF(-8, 12), QPointF(0, 12), QPointF(-8, -2), QPointF(0, -2)
MARK_ROOM_PX = 14  # beyond its size: the largest offset, and what surrounds letters
RING_SMALLEST_PX, RING_GAP_PX = 26.0, 8.0  # radius, and distance from what it surrounds


class Marks(QObject):
    """The cells that are selected, the place that is asked about, and numbers of cells.

    Parameters
    ----------
    widget
        On which they are.
    bus
        Source of choices.
    preferences
        Whether all cells are numbered.

    Attributes
    ----------
    highlight
        Outlines of the cells.
    """

    def __init__(self, widget: QWidget, bus: Bus, preferences: Preferences) -> None:
        super().__init__(widget)
        self._widget = widget
        self._preferences = preferences
        self.highlight = CellHighlight()
        self._numbers = CellNumbers()
        self._stamps = Stamps()
        self._in_strip: Question | None = None  # it names cells, or says "here"
        self._asked: Question | None = None  # its place is marked until it is answered
        self._doubtful = MarkedPlaces()
        bus.view.cells_chosen.connect(self._mark_cells)
        bus.view.question_shown.connect(self._mark_question)
        bus.view.question_closed.connect(self._note_closed)
        bus.notices.advice_shown.connect(self._name)
        bus.view.places_marked.connect(self._mark_doubtful)
        bus.frame.layer_changed.connect(self._layer_changed)
        bus.frame.counted.connect(lambda count: self._numbers.forget())
        bus.links.changed.connect(lambda links: self._numbers.forget())

    def clear(self) -> None:
        """Mark nothing."""
        self._asked, self._doubtful = None, MarkedPlaces()
        self._numbers.forget()
        self.highlight.choose(())

    def draw(self, painter: QPainter, region: QRegion, viewport: Viewport, scene: Scene) -> None:
        """Draw outlines, rings and numbers in a part of the widget."""
        self.highlight.draw(painter, viewport, scene.labels)
        questions = [each for each in (self._in_strip, self._asked) if each is not None]
        named = frozenset(label for each in questions for label in each.labels)
        every = bool(self._preferences["show_numbers"])
        if questions:
            question = questions[-1]
            whole = question.box if question.labels else _pixel(question.place)
            overlays.draw_two_tone(painter, _ring(viewport, whole), dashed=True)
        self._numbers.draw(painter, region, viewport, scene, named, every=every)
        if self._asked is not None:
            _number_gone(painter, viewport, scene, self._asked)
        self._draw_doubtful(painter, region, viewport, scene, named)

    def _draw_doubtful(
        self,
        painter: QPainter,
        region: QRegion,
        viewport: Viewport,
        scene: Scene,
        named: frozenset[int],
    ) -> None:
        """Draw a ring around each place of a stroke in question: solid if it is asked about now."""
        painter.save()
        font = overlays.bold(painter.font())
        painter.setFont(font)
        size = QFontMetricsF(font).tightBoundingRect("?")
        waiting = _rings(self._doubtful.waiting, viewport, region, size)
        asked = _rings(self._doubtful.asked, viewport, region, size)
        for ring in waiting:
            self._stamps.ring(painter, ring, asked=False)
        for ring in asked:
            self._stamps.ring(painter, ring, asked=True)
        for ring in waiting + asked:
            base = self._free_mark(ring, size, font, viewport, scene, named)
            self._stamps.letters(painter, size.translated(base), "?", base)
        painter.restore()

    def _free_mark(
        self,
        ring: QRectF,
        size: QRectF,
        font: QFont,
        viewport: Viewport,
        scene: Scene,
        named: frozenset[int],
    ) -> QPointF:
        """Start of the base line of a ring's question mark, where it lies over no number."""
        corners = ring.topRight(), ring.topLeft(), ring.bottomRight(), ring.bottomLeft()
        marks = [corner + off for corner, off in zip(corners, MARK_OFFSETS, strict=True)]
        every = bool(self._preferences["show_numbers"])
        free = (
            mark
            for mark in marks
            if not self._numbers.meet(
                size.translated(mark), font, viewport, scene, named, every=every
            )
        )
        return next(free, marks[0])

    def _mark_cells(self, labels: tuple[int, ...]) -> None:
        self.highlight.choose(labels)
        self._widget.update()

    def _mark_question(self, question: Question) -> None:
        self._asked = question
        self._widget.update()

    def _name(self, advice: Advice | None) -> None:
        self._in_strip = advice.question if advice is not None else None
        self._widget.update()

    def _mark_doubtful(self, places: MarkedPlaces) -> None:
        self._doubtful = places
        self._widget.update()

    def _layer_changed(self, change: LayerChange) -> None:
        if change.layer != "masks":
            return
        self._numbers.forget()
        if self.highlight.labels or self._in_strip or self._preferences["show_numbers"]:
            self.highlight.forget()
            self._widget.update()

    def _note_closed(self, question: Question) -> None:
        if question == self._asked:  # others are closed while this one is on the picture
            self._asked = None
            self._widget.update()


def _number_gone(painter: QPainter, viewport: Viewport, scene: Scene, question: Question) -> None:
    """Number the cells of a question that new masks do not have, where they were."""
    painter.save()
    painter.setFont(overlays.bold(painter.font()))
    for label, (box, pixels) in zip(question.labels, question.masks, strict=False):
        if (scene.labels[box.slices][pixels] == label).any():
            continue
        rows, columns = np.nonzero(pixels)
        y, x = viewport.to_screen((box.top + rows.mean(), box.left + columns.mean()))
        size = QFontMetricsF(painter.font()).tightBoundingRect(str(label))
        place = QPointF(x - size.width() / 2, y + size.height() / 2)
        overlays.draw_writing(painter, place, str(label))
    painter.restore()


def _rings(
    places: Sequence[Point], viewport: Viewport, region: QRegion, mark: QRectF
) -> list[QRectF]:
    """Return the rings that, with the mark beside them, reach into a part of the widget."""
    radius = _radius(viewport, (1, 1))
    reach = ceil(radius + max(mark.width(), mark.height()) + MARK_ROOM_PX)
    rings = []
    for place in places:
        y, x = viewport.to_screen((round(place[0]), round(place[1])))
        if region.intersects(QRect(floor(x) - reach, floor(y) - reach, 2 * reach, 2 * reach)):
            rings.append(_circle((y, x), radius))
    return rings


def _pixel(point: Point) -> Box:
    """Box of the pixel at a point."""
    y, x = round(point[0]), round(point[1])
    return Box(y, x, y + 1, x + 1)


def _ring(viewport: Viewport, box: Box) -> QRectF:
    """Circle on the screen around a part of the image."""
    middle = (box.top + box.bottom - 1) / 2, (box.left + box.right - 1) / 2
    return _circle(viewport.to_screen(middle), _radius(viewport, box.shape))


def _circle(middle: Point, radius: float) -> QRectF:
    """Rectangle around a circle on the screen."""
    y, x = middle
    return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)


def _radius(viewport: Viewport, shape: tuple[int, int]) -> float:
    """Radius of the circle on the screen around a part of the image of this shape."""
    return max(hypot(*shape) / 2 * viewport.scale + RING_GAP_PX, RING_SMALLEST_PX)
