"""All cells of the open image: their measurements as a table and a plot, and which ones count."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from app.core.translation import counted, tr, tr_noop
from app.panels.cells.columns import TRACK
from app.panels.cells.filters import CellFilters
from app.panels.cells.plot import CellPlot
from app.panels.cells.series_tabs import SeriesTabs
from app.panels.cells.table import CellTable
from app.state.measurer import Measured
from app.state.scene import Scene
from app.ui.icons import Icons
from sketchpose_engine.core.box import Box
from sketchpose_engine.results.filters import Table

NO_IMAGE = tr_noop("Open an image: each cell that is found in it gets a row here.")
NO_CELLS = tr_noop(
    "No cells yet. Draw on a few cells and on the background: the program finds the others, "
    "and each gets a row here."
)
BOX_SIDES = ("top", "left", "bottom", "right")
MEASURING = tr_noop("Measuring the cells…")
WIDTHS_PX = (560, 250, 150)  # of table, plot and filters at first, in proportion; if they fit


class CellsPanel(QWidget):
    """Table, plot and filters."""

    seen = Signal(bool)  # whether it is visible

    def __init__(self, bus: Bus, preferences: Preferences, icons: Icons) -> None:
        super().__init__()
        self._bus = bus
        self._scene: Scene | None = None
        self._measured: Measured | None = None
        self._expects = False  # masks were saved, which the engine has not taken up yet
        self._table, self._plot, self._filters = CellTable(), CellPlot(), CellFilters(icons)
        self._series = SeriesTabs(bus, self._plot)
        self._with_hidden = QCheckBox(tr("Show hidden cells"))
        self._with_hidden.setToolTip(tr("List and draw cells that do not count, too, in grey"))
        self._copy = QPushButton(tr("Copy"))
        self._copy.setToolTip(tr("Copy the table, to paste it into a spreadsheet"))
        icons.set_icon(self._copy, "copy")
        self._empty = QLabel(tr(NO_IMAGE), wordWrap=True)
        self._empty.setObjectName("faint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(20)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._contents())
        self._with_hidden.toggled.connect(self._show)
        self._copy.clicked.connect(self._copy_all)
        self._listen()
        self._write_as(preferences["export_csv"])

    def sizeHint(self) -> QSize:
        """A quarter of a window."""
        return QSize(900, 240)

    def minimumSizeHint(self) -> QSize:
        """Room for table, plot and filters side by side."""
        return QSize(self._pages.minimumSize().width(), 190)

    def add_plot(self) -> None:
        """Make the plots; after the window is on screen, since their library takes a while."""
        self._plot.add_plot()
        self._series.add_plot()

    def showEvent(self, event: QShowEvent) -> None:
        """Report that measurements are visible."""
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Report that measurements are hidden."""
        super().hideEvent(event)
        self.seen.emit(False)

    def _contents(self) -> QSplitter:
        above = QHBoxLayout()
        above.addWidget(self._with_hidden)
        above.addStretch(1)
        above.addWidget(self._copy)
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(above)
        layout.addWidget(self._table, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setContentsMargins(10, 2, 10, 8)
        parts.setHandleWidth(15)
        parts.setChildrenCollapsible(False)
        for part, stretch in ((left, 3), (self._series, 2), (self._filters, 1)):
            parts.addWidget(part)
            parts.setStretchFactor(parts.count() - 1, stretch)
        parts.setSizes(WIDTHS_PX)
        return parts

    def _follow(self, change: PreferenceChange) -> None:
        if change.key == "export_csv":
            self._write_as(change.value)

    def _listen(self) -> None:
        bus = self._bus
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.frame.counted.connect(lambda count: self._count())
        bus.frame.measured.connect(self._take)
        bus.links.changed.connect(lambda links: self._show())
        bus.project.filters_changed.connect(self._filters.show_filters)
        bus.view.cells_chosen.connect(self._table.choose)
        bus.view.cells_chosen.connect(self._plot.choose)
        bus.view.preference_changed.connect(self._follow)
        bus.view.theme_changed.connect(lambda dark: self._plot.update_colours())
        self._table.picked.connect(self._show_cell)
        self._table.selected.connect(bus.view.cells_chosen)
        self._table.dropped.connect(lambda: bus.view.cells_chosen.emit(()))
        self._plot.picked.connect(self._show_cell)
        self._plot.picked.connect(lambda label: bus.view.cells_chosen.emit((label,)))
        self._filters.chosen.connect(bus.project.filters_chosen)
        self._filters.deletion_wanted.connect(
            lambda: bus.view.action_requested.emit(ActionKey.DELETE_HIDDEN)
        )

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._measured = scene, None
        self._expects = scene is not None and bool(scene.labels.any())
        self._show_page()

    def _count(self) -> None:
        self._expects = False
        self._show_page()

    def _take(self, measured: Measured) -> None:
        if self._scene is not None and measured.image_id == self._scene.image_id:
            self._measured = measured
            self._show()

    def _show(self) -> None:
        self._show_page()
        if self._measured is None:
            return
        table, keep = self._with_tracks(self._measured.table), self._measured.keep
        with_hidden = self._with_hidden.isChecked()
        self._table.show_cells(table, keep, with_hidden)
        self._plot.show_cells(table, keep, with_hidden)
        self._filters.show_cells(table, keep)

    def _with_tracks(self, table: Table) -> Table:
        """Add the numbers of the cells through all frames, if they are linked."""
        scene = self._scene
        if scene is None or scene.tracks is None:
            return table
        tracks = np.array([scene.track_of(label) for label in table["label"].tolist()], np.int64)
        return {TRACK: tracks, **table}

    def _show_page(self) -> None:
        """Table, plot and filters, or why there are none."""
        found = self._scene is not None and bool(self._scene.areas_px.any())
        there = found or self._expects
        measured = self._measured is not None and len(self._measured.keep) > 0
        self._pages.setCurrentIndex(int(there and measured))
        text = NO_IMAGE if self._scene is None else MEASURING if there else NO_CELLS
        self._empty.setText(tr(text))

    def _show_cell(self, label: int) -> None:
        """Bring a cell into view."""
        assert self._measured is not None
        table = self._measured.table
        row = (table["label"] == label).argmax()
        sides = (int(table[f"bbox_{side}_px"][row]) for side in BOX_SIDES)
        self._bus.view.place_chosen.emit(Box(*sides))

    def _write_as(self, csv: str) -> None:
        """Copy numbers as the tables are exported: spreadsheets read them alike."""
        self._table.decimal = "," if csv == "excel-de" else "."

    def _copy_all(self) -> None:
        text, count = self._table.text(only_selected=False)
        QGuiApplication.clipboard().setText(text)
        self._bus.notices.noted.emit(
            counted(
                count,
                "%n row is copied: paste it into a spreadsheet.",
                "%n rows are copied: paste them into a spreadsheet.",
            )
        )
