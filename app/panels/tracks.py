"""Cells linked through the frames of a movie or the slices of a stack."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.numbers import significant
from app.core.translation import counted, tr, tr_noop
from app.state.frame_series import FrameSeries
from app.state.links import Links
from app.ui.icons import Icons
from app.ui.labels import faint_label

if TYPE_CHECKING:
    from sketchpose_engine.linking.doubts import Doubt

AXES = {"time": tr_noop("Through time"), "depth": tr_noop("Through depth")}
LISTED = {
    "time": tr_noop("Frame {frame}, cell {cell}: {reason}"),
    "depth": tr_noop("Slice {frame}, cell {cell}: {reason}"),
}
REASONS = {  # in a word, and in a sentence
    "jump": (tr_noop("jump"), tr_noop("It moved {value} cell widths since the frame before.")),
    "area": (
        tr_noop("area × {value}"),
        tr_noop("Its area changed by a factor of {value} since the frame before."),
    ),
    "gap": (tr_noop("gap"), tr_noop("It was not found in {value} before.")),
    "lone": (tr_noop("only here"), tr_noop("It was found in this frame only.")),
    "waist": (
        tr_noop("narrow here"),
        tr_noop(
            "Its area is {value} % of that above and below: two cells, one above the other? "
            "Cut separates them here."
        ),
    ),
    "long": (
        tr_noop("in {value}"),
        tr_noop(
            "It is in {value}, most cells in far fewer: two cells, one above the other? "
            "Cut separates them at the slice shown."
        ),
    ),
}
CORRECTIONS = (  # with the columns that each takes of two
    (ActionKey.JOIN_TRACKS, tr_noop("Join…"), (0, 0, 1, 1)),
    (ActionKey.CUT_TRACK, tr_noop("Cut"), (0, 1, 1, 1)),
    (ActionKey.MARK_DIVISION, tr_noop("Mark division…"), (1, 0, 1, 2)),
)
TIPS = {
    ActionKey.JOIN_TRACKS: tr_noop(
        "Click the same cell in another frame: both are one cell  (Ctrl+J)"
    ),
    ActionKey.CUT_TRACK: tr_noop("Before this frame, the selected cell is another one  (Ctrl+K)"),
    ActionKey.MARK_DIVISION: tr_noop(
        "Click the daughters of the selected cell in a later frame  (Ctrl+D)"
    ),
}
HEIGHT_PX, LINKED_HEIGHT_PX = 110, 290  # at least, before and after cells are linked


class TracksPanel(QWidget):
    """What is linked, how to correct it, and what to look at.

    Parameters
    ----------
    bus, icons
        The program's.
    """

    def __init__(self, bus: Bus, icons: Icons) -> None:
        super().__init__()
        self._bus = bus
        self._doubts: tuple[Doubt, ...] = ()
        self._is_linked = False
        self._state = QLabel("", wordWrap=True)
        self._state.setObjectName("tracks_state")
        self._axis = QComboBox()
        self._axis.setAccessibleName(tr("Axis along which cells are linked"))
        self._axis.activated.connect(lambda _: bus.links.axis_chosen.emit(self._axis.currentData()))
        self._link = self._button(ActionKey.LINK, tr("Link cells"))
        self._link.setToolTip(tr("Follow each cell through all frames  (Ctrl+L)"))
        self._corrections = {key: self._button(key, tr(text)) for key, text, _ in CORRECTIONS}
        for key, button in self._corrections.items():
            button.setToolTip(tr(TIPS[key]))
        self._title = QLabel("")
        self._list = QListWidget()
        self._list.setObjectName("doubts")
        self._list.setAccessibleName(tr("Doubtful links"))
        self._list.setWordWrap(True)  # the panel is narrow, and the reason comes last
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(lambda item: self._go(self._list.row(item)))
        self._list.itemActivated.connect(lambda item: self._go(self._list.row(item)))
        self._specks = faint_label("")
        self._specks.setObjectName("specks")
        self._specks.setWordWrap(True)
        self._steps = [
            self._step(
                icons, ActionKey.CONFIRM_LINK, "circle-check", tr("This link is right  (F4)")
            ),
            self._step(
                icons, ActionKey.PREVIOUS_DOUBT, "chevron-left", tr("Previous doubtful link")
            ),
            self._step(icons, ActionKey.NEXT_DOUBT, "chevron-right", tr("Next doubtful link")),
        ]
        self._arrange()
        bus.links.changed.connect(self._show)
        bus.links.doubt_chosen.connect(self._mark)
        self._show(None)

    def sizeHint(self) -> QSize:
        """As wide as the list of images, with a few doubts."""
        return QSize(200, 250)

    def minimumSizeHint(self) -> QSize:
        """Narrow; as high as a few doubts need, if cells are linked."""
        return QSize(150, LINKED_HEIGHT_PX if self._is_linked else HEIGHT_PX)

    def _arrange(self) -> None:
        corrections = QGridLayout()
        corrections.setSpacing(4)
        for key, _, place in CORRECTIONS:
            corrections.addWidget(self._corrections[key], *place)
        doubts = QHBoxLayout()
        doubts.setSpacing(2)
        doubts.addWidget(self._title, 1)
        for step in self._steps:
            doubts.addWidget(step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self._state)
        layout.addWidget(self._axis)
        layout.addWidget(self._link)
        layout.addLayout(corrections)
        layout.addLayout(doubts)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._specks)
        layout.addStretch()

    def _button(self, key: ActionKey, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(key)
        button.clicked.connect(lambda: self._bus.view.action_requested.emit(key))
        return button

    def _step(self, icons: Icons, key: ActionKey, icon: str, tip: str) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setObjectName(key)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        icons.set_icon(button, icon)
        button.clicked.connect(lambda: self._bus.view.action_requested.emit(key))
        return button

    def _show(self, links: Links | None) -> None:
        self._is_linked = links is not None and links.linked is not None
        self.updateGeometry()
        if links is not None:
            self._show_axes(links)
            self._state.setText(_described(links))
            self._link.setText(tr("Link again") if self._is_linked else tr("Link cells"))
            self._link.setEnabled(links.can_link)
        for button in self._corrections.values():
            button.setVisible(self._is_linked)
        is_movie = links is not None and links.is_linked_movie
        self._corrections[ActionKey.MARK_DIVISION].setVisible(is_movie)
        self._list_doubts(links)

    def _show_axes(self, links: Links) -> None:
        self._axis.setVisible(len(links.axes) > 1)
        self._axis.blockSignals(True)
        self._axis.clear()
        for axis in links.axes:
            self._axis.addItem(tr(AXES[axis]), axis)
        self._axis.setCurrentIndex(self._axis.findData(links.series.along))
        self._axis.blockSignals(False)

    def _list_doubts(self, links: Links | None) -> None:
        linked = links.linked if links is not None else None
        doubts = () if linked is None else linked.doubts
        if doubts is not self._doubts:
            self._doubts = doubts
            self._list.clear()
            texts = [] if links is None else [_doubt_texts(one, links.series) for one in doubts]
            for text, tip in texts:
                item = QListWidgetItem(text, self._list)
                item.setToolTip(f"{text}\n{tip}")
        self._title.setVisible(self._is_linked)
        self._title.setText(
            tr("Doubtful links: {count}", count=len(doubts)) if doubts else tr("No doubtful links")
        )
        for widget in (self._list, *self._steps):
            widget.setVisible(bool(doubts))
        specks = 0 if linked is None else linked.specks
        self._specks.setVisible(specks > 0)
        self._specks.setText(
            counted(
                specks,
                "%n more on a speck: hide specks with a filter by area, then delete hidden cells.",
                "%n more on specks: hide these with a filter by area, then delete hidden cells.",
            )
        )

    def _mark(self, number: int) -> None:
        self._list.setCurrentRow(number)

    def _go(self, number: int) -> None:
        self._bus.links.doubt_chosen.emit(number)


def _described(links: Links) -> str:
    """What is linked, in one or two sentences."""
    count, masked = len(links.series.frames), len(links.masked)
    if links.is_busy:
        return tr("Linking…")
    if links.linked is None:
        if masked == count:
            return tr(
                "All {frames} have masks: link their cells.", frames=links.series.counted(count)
            )
        return tr(
            "Segment all first: {masked} of {frames} have masks.",
            masked=masked,
            frames=links.series.counted(count),
        )
    tracks = links.linked.tracks.tracks
    said = counted(
        len(tracks),
        "%n cell in {frames}",
        "%n cells in {frames}",
        frames=links.series.counted(count),
    )
    if divisions := len({each.parent for each in tracks.values()} - {0}):
        said += ", " + counted(divisions, "%n division", "%n divisions")
    if links.changed:
        changed = links.series.counted(len(links.changed))
        return tr(
            "{linked}. The masks of {frames} have changed: links are updated when they rest.",
            linked=said,
            frames=changed,
        )
    return f"{said}."


def _doubt_texts(doubt: "Doubt", series: FrameSeries) -> tuple[str, str]:
    """What is listed of a doubt, and a sentence on it."""
    value = significant(doubt.value, 2)
    if doubt.reason in ("gap", "long"):
        value = series.counted(int(doubt.value))
    elif doubt.reason == "waist":
        value = significant(100 * doubt.value, 2)
    word, sentence = (tr(each, value=value) for each in REASONS[doubt.reason])
    listed = tr(LISTED[series.along], frame=doubt.frame + 1, cell=doubt.track, reason=word)
    return listed, sentence
