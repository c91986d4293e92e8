"""Small pictures of earlier results, to look at and to return to."""

from datetime import datetime
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFont,
    QIcon,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.core.bus import Bus
from app.core.numbers import date
from app.core.translation import counted, tr, tr_noop
from app.panels.click_guard import ClickGuard
from app.panels.scrolled_row import ScrolledRow
from app.state.earlier_results import cells_text, described
from app.state.scene import Scene
from sketchpose_engine.live.messages import ResultsHeld
from sketchpose_engine.live.requests import KeepResult
from sketchpose_engine.live.result import Result
from sketchpose_engine.masks.palette import PALETTE

PICTURE = QSize(32, 26)
SHARPNESS = 2  # device px per logical px, enough for any screen
MARGIN_PX = 11  # of a button, above and below picture and count, together
SIDES_PX = 4  # of a button, left and right of picture or count, together
KEEP_PX = 20  # width of the button that keeps a result
STAR_PX = 11  # on the picture of a result that is kept
KEEP = tr_noop("Keep this result: it stays at the left until it is released (right-click it)")
FEWEST = 2  # one result alone is the one that is shown


class ResultButton(QToolButton):
    """One result: seen on the picture under the pointer or with focus, returned to with a click."""

    looked_at = Signal(bool)

    def __init__(self, result: Result) -> None:
        super().__init__(autoRaise=True)
        self.result = result
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIcon(QIcon(picture_of(result)))
        self.setIconSize(PICTURE)
        self.setText(str(result.cells))
        text_px = self.fontMetrics().horizontalAdvance(self.text())
        self.setFixedWidth(max(PICTURE.width(), text_px) + SIDES_PX)
        self.setCheckable(True)
        self.setAccessibleName(f"{cells_text(result.cells)}, {described(result)}")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def update_state(self, result: Result, *, shown: bool) -> None:
        """Show what is known of the result, and whether it is the one on the picture."""
        if result.kept != self.result.kept:
            self.setIcon(QIcon(picture_of(result)))
        self.result = result
        self.setChecked(shown)
        self.setToolTip(tip_of(result))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the result on the picture."""
        self.looked_at.emit(True)
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the result on the picture, for those who use the keyboard."""
        self.looked_at.emit(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the present masks again."""
        self.looked_at.emit(False)
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show the present masks again."""
        self.looked_at.emit(False)
        super().leaveEvent(event)


class ResultHistory(QWidget):
    """Results of the open image in one row; hidden while there is nothing to choose from.

    Those that are kept are at the left, always in sight, like pinned tabs of a browser. Its height
    is kept while it is hidden, so that nothing jumps when the first results come. While the pointer
    is over it, nothing comes or moves: a click would go to another result than intended.

    Parameters
    ----------
    bus
        The program's signals.
    """

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._image_id = ""
        self._held = ResultsHeld((), None)
        self._previewed: int | None = None
        self._buttons: dict[int, ResultButton] = {}  # by number of the result
        self._keep = QToolButton(autoRaise=True)
        self._keep.setText("☆")
        self._keep.setFixedWidth(KEEP_PX)
        self._keep.setToolTip(tr(KEEP))
        self._keep.setAccessibleName(tr("Keep this result"))
        self._keep.clicked.connect(lambda: bus.view.result_kept.emit(KeepResult(None)))
        self._kept = QHBoxLayout()
        self._guard = ClickGuard(self)
        self._row = ScrolledRow(tr("Earlier results"), tr("Later results"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._kept)
        row.addWidget(self._row, 1)
        row.addWidget(self._keep)
        self.setFixedHeight(PICTURE.height() + self.fontMetrics().height() + MARGIN_PX)
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.setSizePolicy(room)
        bus.engine.results_held.connect(self._take)
        bus.project.opened.connect(lambda project: self._take(ResultsHeld((), None)))
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        self.hide()

    def _open(self, scene: Scene | None) -> None:
        self._image_id = "" if scene is None else scene.image_id
        self._list()

    def _take(self, held: ResultsHeld) -> None:
        self._held = held
        if self.underMouse():
            self._update()
        else:
            self._list()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the results that have come while the pointer was over the row."""
        super().leaveEvent(event)
        self._list()

    def _mine(self) -> list[Result]:
        """Results of the open image, oldest first."""
        return [result for result in self._held.results if result.image_id == self._image_id]

    def _update(self) -> None:
        """Show what is known of the results in the row; those that are gone leave their places."""
        mine = {result.number: result for result in self._mine()}
        if self._previewed is not None and self._previewed not in mine:
            self._preview(None)
        for number, button in list(self._buttons.items()):
            if (result := mine.get(number)) is not None:
                button.update_state(result, shown=number == self._held.shown)
            elif self._is_at_left(button):
                button.setEnabled(False)
            else:
                self._row.remove(self._buttons.pop(number))

    def _list(self) -> None:
        """Show the results that there are."""
        self._update()
        mine, before = self._mine(), list(self._buttons)
        kept = {result.number: result.kept for result in mine}
        for number, old in list(self._buttons.items()):
            if kept.get(number) != self._is_at_left(old):
                self._remove(self._buttons.pop(number))
        last: dict[bool, ResultButton] = {}  # by whether it is kept
        for result in mine:
            button = self._buttons.get(result.number)
            if button is None:
                button = self._buttons[result.number] = self._made(result)
                self._insert_after(last.get(result.kept), button)
                button.update_state(result, shown=result.number == self._held.shown)
            last[result.kept] = button
        if before and before != list(self._buttons):
            self._guard.start()
        in_order = sorted(mine, key=lambda result: not result.kept)
        for one, following in pairwise(self._buttons[result.number] for result in in_order):
            self.setTabOrder(one, following)
        is_choice = any(result.is_restored or result.kept for result in mine)
        self.setVisible(len(mine) >= FEWEST or is_choice)

    def _is_at_left(self, button: ResultButton) -> bool:
        """Whether a button stands among the results that are kept."""
        return self._kept.indexOf(button) >= 0

    def _insert_after(self, before: ResultButton | None, button: ResultButton) -> None:
        """Insert a button into its part of the row, after another one; None: as the first."""
        if button.result.kept:
            self._kept.insertWidget(self._kept.indexOf(before) + 1 if before else 0, button)
        else:
            self._row.insert_after(before, button)
        button.show()  # now, or the others would be squeezed until there is room for it

    def _remove(self, button: ResultButton) -> None:
        if self._is_at_left(button):
            self._kept.removeWidget(button)
            button.hide()
            button.deleteLater()
        else:
            self._row.remove(button)

    def _made(self, result: Result) -> ResultButton:
        button = ResultButton(result)
        self._guard.watch(button)
        button.clicked.connect(lambda: self._choose(result.number))
        button.looked_at.connect(lambda on: self._preview(result if on else None))
        button.customContextMenuRequested.connect(lambda at: self._offer(button, at))
        return button

    def _choose(self, number: int) -> None:
        self._preview(None)
        self._bus.view.result_chosen.emit(number)
        self._update()  # the button is checked once the result is shown

    def _preview(self, result: Result | None) -> None:
        self._previewed = None if result is None else result.number
        self._bus.view.result_previewed.emit(result)

    def _offer(self, button: ResultButton, at: QPoint) -> None:
        """Offer what can be done with a result, as a menu."""
        result = button.result
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Back to this result"), lambda: self._choose(result.number))
        keep = menu.addAction(tr("Keep this result"))
        keep.setCheckable(True)
        keep.setChecked(result.kept)
        keep.triggered.connect(
            lambda on: self._bus.view.result_kept.emit(KeepResult(result.number, on))
        )
        menu.popup(button.mapToGlobal(at))


def picture_of(result: Result) -> QPixmap:
    """Masks in their colours, small, with a star if the result is kept."""
    colours = np.zeros((len(result.colours), 4), np.uint8)
    colours[:, :3], colours[:, 3] = PALETTE[result.colours], 255
    pixels = np.ascontiguousarray(colours[result.small])
    height, width = result.small.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    picture = QPixmap.fromImage(image).scaled(PICTURE * SHARPNESS, *ways)
    picture.setDevicePixelRatio(SHARPNESS)
    if result.kept:
        _draw_star(picture)
    return picture


def _draw_star(picture: QPixmap) -> None:
    """Draw a star into the corner of a picture, with an edge that is seen on any colour."""
    font = QFont()
    font.setPixelSize(STAR_PX)
    outline = QPainterPath()
    outline.addText(1, STAR_PX - 1, font, "★")
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(outline, QPen(Qt.GlobalColor.black, 3))
    painter.fillPath(outline, Qt.GlobalColor.yellow)
    painter.end()


def tip_of(result: Result) -> str:
    """What is known about a result."""
    known = counted(
        result.strokes,
        "{cells}, {result}, %n separate stroke drawn.",
        "{cells}, {result}, %n separate strokes drawn.",
        cells=cells_text(result.cells),
        result=described(result),
    )
    lines = [
        known,
        tr("Point at it to see it on the picture; click, or press Enter, to go back to it."),
    ]
    lines += [tr("It is kept.")] if result.kept else []
    lines += [] if result.exported_at is None else [_exported(result.exported_at)]
    lines += [] if result.has_weights else [tr("Its masks are stored, what was learned is not.")]
    return "\n".join(lines)


def _exported(seconds: float) -> str:
    """When a result was exported, in seconds since 1970, in words."""
    moment = datetime.fromtimestamp(seconds)
    time = f"{moment:%H:%M}"
    if moment.date() == datetime.now().date():
        return tr("It was exported at {time}.", time=time)
    return tr("It was exported on {date} at {time}.", date=date(seconds), time=time)
