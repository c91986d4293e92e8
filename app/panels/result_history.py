"""Small pictures of earlier results, to look at and to return to."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.core.bus import Bus
from app.core.translation import tr, tr_noop
from app.panels.click_guard import ClickGuard
from app.panels.result_button import PICTURE, ResultButton
from app.panels.scrolled_row import ScrolledRow
from app.state.scene import Scene
from sketchpose_engine.live.messages import ResultsHeld
from sketchpose_engine.live.requests import KeepResult
from sketchpose_engine.live.result import Result

MARGIN_PX = 11  # of a button, above and below picture and count, together
KEEP_PX = 20  # width of the button that keeps a result
KEEP = tr_noop("Keep this result: it stays at the left until it is released (right-click it)")
FEWEST = 2  # one result alone is the one that is shown


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
