"""How many cells, how large they are, and the way out."""

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.numbers import shown_count, significant
from app.core.payloads import CellCount
from app.core.translation import counted, tr, tr_noop
from app.state.scene import Scene
from app.ui.icons import Icons
from app.ui.plot import place_for_plot, set_titles, small_plot, style_plot
from app.ui.tips import enable_button

if TYPE_CHECKING:
    import pyqtgraph as pg

OLD_TIP = tr_noop(
    "The program has learned more since these masks were made.\n"
    "Segment all images renews the masks of all images."
)
BINS = 24
WIDEST_PERCENT = 99  # areas above are counted in the last bar: one large one hides the others


class ResultsPanel(QWidget):
    """Number of cells and the histogram of their areas."""

    def __init__(self, bus: Bus, icons: Icons) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self._areas_px = np.zeros(0, np.int64)
        self._is_guess = False  # nothing was learned before the cells were found
        self._bars: pg.BarGraphItem | None = None
        self._place = place_for_plot()
        self._count = QLabel("–")
        self._count.setObjectName("count")
        self._count.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about = QLabel(tr("about"))
        self._about.hide()
        self._unit = QLabel(counted(0, "cell", "cells"))
        self._hidden = QLabel("")
        self._hidden.setObjectName("faint")
        room = self._hidden.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self._hidden.setSizePolicy(room)
        self._hidden.hide()
        self._classes = QLabel("", textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._classes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._classes.hide()
        self._averages = QLabel("", wordWrap=True)
        self._averages.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._averages.hide()
        table = QPushButton(tr("Table and filters…"))
        table.setToolTip(tr("Every cell measured  (Ctrl+T)"))
        table.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.TABLE))
        table.setEnabled(False)
        bus.frame.opened.connect(lambda scene: table.setEnabled(True))
        bus.frame.closed.connect(lambda: table.setEnabled(False))
        self._export = QPushButton(tr("Export…"))
        enable_button(self._export, ActionKey.EXPORT, False)
        self._export.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.EXPORT))
        self._beside = QVBoxLayout()  # the number
        self._age_s = 0  # seconds of learning since the masks were made
        self._layout = QVBoxLayout(self)
        self._arrange(table)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._close)
        bus.frame.counted.connect(self._show_count)
        bus.frame.masks_aged.connect(self._take_age)
        bus.frame.pixel_size_changed.connect(
            lambda scene: self._show(len(self._areas_px), self._areas_px)
        )
        bus.project.classes_changed.connect(lambda classes: self._show_classes())
        bus.view.theme_changed.connect(lambda dark: self._style())

    def _arrange(self, table: QPushButton) -> None:
        heading = QHBoxLayout()
        for label in (self._about, self._count):
            heading.addWidget(label, 0, Qt.AlignmentFlag.AlignBottom)
        # Two small lines are as high as the number, so nothing below them ever moves; read from
        # the top, and an empty one is above.
        self._beside.setSpacing(0)
        self._beside.addWidget(self._unit)
        self._beside.addWidget(self._hidden)
        self._show_hidden()
        heading.addLayout(self._beside)
        heading.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(table, 1)
        buttons.addWidget(self._export, 1)
        self._layout.setContentsMargins(10, 0, 10, 6)
        self._layout.setSpacing(3)
        self._layout.addLayout(heading)
        self._layout.addWidget(self._classes)
        self._layout.addLayout(buttons)  # in a low window, what is below needs scrolling
        self._layout.addWidget(self._averages)
        self._layout.addWidget(self._place)
        self._layout.addStretch()

    def sizeHint(self) -> QSize:
        """As wide as the other panels."""
        width, height = self._layout.minimumSize().width(), self._layout.sizeHint().height()
        return QSize(max(width, 250), max(height, 154))  # fonts are known later

    def showEvent(self, event: QShowEvent) -> None:
        """Put words and number on one line of writing; only now are their fonts known."""
        below = self._count.fontMetrics().descent() - self._unit.fontMetrics().descent()
        self._about.setContentsMargins(0, 0, 0, below)
        self._beside.setContentsMargins(0, 0, 0, below)
        super().showEvent(event)

    def add_plot(self) -> None:
        """Make the histogram; after the window is on screen, since its library takes a while."""
        import pyqtgraph as pg

        plot = small_plot(
            tr("Number of cells by area"), self.palette(), tr("Area (px²)"), tr("Cells")
        )
        self._bars = pg.BarGraphItem(x=[], height=[], width=1, brush="#2f7fc4", pen=None)
        plot.addItem(self._bars)
        self._plot = plot
        room = plot.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        plot.setSizePolicy(room)
        self._layout.replaceWidget(self._place, plot)
        self._place.deleteLater()
        self._draw()

    def _open(self, scene: Scene) -> None:
        self._scene, self._is_guess = scene, False
        self._show(0, np.zeros(0, np.int64))

    def _close(self) -> None:
        self._scene = None
        self._show(0, np.zeros(0, np.int64))
        self._count.setText("–")

    def _show_count(self, count: CellCount) -> None:
        self._is_guess = count.is_guess
        self._show(count.cells, count.areas_px)

    def _take_age(self, age_s: int) -> None:
        self._age_s = age_s
        self._show(len(self._areas_px), self._areas_px)

    def _show(self, cells: int, areas_px: NDArray[np.int64]) -> None:
        self._areas_px = areas_px
        guessed = self._is_guess and cells > 0
        self._about.setVisible(guessed)
        self._count.setText(str(shown_count(cells, is_guess=guessed)))
        is_old = self._age_s > 0 and cells > 0
        for label in (self._count, self._unit):
            label.setEnabled(not is_old)  # grey otherwise
        self._unit.setText(self._text_of_unit(cells, guessed=guessed, is_old=is_old))
        self._unit.setToolTip(tr(OLD_TIP) if is_old else "")
        enable_button(self._export, ActionKey.EXPORT, cells > 0)
        self._show_hidden()
        self._show_classes()
        self._draw()

    def _text_of_unit(self, cells: int, *, guessed: bool, is_old: bool) -> str:
        """What is beside the number: what is counted, and from when it is."""
        if guessed:
            return counted(cells, "cell, first guess", "cells, first guess")
        if is_old:
            return counted(
                cells,
                "cell, {seconds} s of learning ago",
                "cells, {seconds} s of learning ago",
                seconds=self._age_s,
            )
        return counted(cells, "cell", "cells")

    def _show_hidden(self) -> None:
        scene = self._scene
        hidden = 0 if scene is None else int(np.count_nonzero(scene.areas_px)) - len(self._areas_px)
        self._hidden.setText(
            counted(hidden, "%n hidden by filters", "%n hidden by filters") if hidden > 0 else ""
        )
        self._hidden.setVisible(hidden > 0)
        order = QBoxLayout.Direction
        self._beside.setDirection(order.TopToBottom if hidden > 0 else order.BottomToTop)

    def _show_classes(self) -> None:
        """Cells of each class that count; nothing if there is only one class."""
        scene = self._scene
        several = scene is not None and len(scene.cell_classes) > 1 and scene.classes is not None
        self._classes.setVisible(several)
        if scene is None or scene.classes is None or not several:
            return
        numbers = scene.class_counts()
        parts = (
            f'<span style="color: rgb{each.colour}">●</span> {escape(each.name)}: {number}'
            for each, number in zip(scene.cell_classes, numbers, strict=False)
        )
        # Name and number stay together, and several classes share a line.
        whole = (f'<span style="white-space: nowrap">{part}</span>' for part in parts)
        self._classes.setText(" &nbsp; ".join(whole))

    def _show_areas(self, areas: NDArray[np.float64], unit: str) -> None:
        """Show median and mean of the cells' areas."""
        self._averages.setVisible(len(areas) > 0)
        if len(areas):
            median = significant(float(np.median(areas)), 3)
            mean = significant(float(np.mean(areas)), 3)
            self._averages.setText(
                tr("Area: median {median}, mean {mean} {unit}", median=median, mean=mean, unit=unit)
            )

    def _draw(self) -> None:
        areas = self._areas_px.astype(float)
        pixel = self._scene.pixel_size_um if self._scene else None
        areas *= 1.0 if pixel is None else pixel**2
        unit = "px²" if pixel is None else "µm²"
        self._show_areas(areas, unit)
        if self._bars is None:
            return
        self._plot.setVisible(len(areas) > 0)
        if not len(areas):
            return
        set_titles(self._plot, tr("Area ({unit})", unit=unit), tr("Cells"))
        most = max(float(np.percentile(areas, WIDEST_PERCENT)), 1e-9)
        heights, edges = np.histogram(areas.clip(0, most), BINS, (0, most))
        self._bars.setOpts(x0=edges[:-1], height=heights, width=0.9 * (edges[1] - edges[0]))
        self._plot.setXRange(0, most, padding=0.02)

    def _style(self) -> None:
        if self._bars is not None:
            style_plot(self._plot, self.palette())
