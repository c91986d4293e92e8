"""Which cells count: limits of their measurements, with what comes of them seen at once."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import counted, tr, tr_noop
from app.panels.cells.columns import channels_of, number_columns, title_of
from app.panels.cells.filter_row import FilterRow
from app.ui.icons import Icons
from app.ui.labels import faint_label
from sketchpose_engine.results.filters import TOUCHES, Filter, Table

DRAG_MS = 60  # between two previews while a knob is dragged
NO_FILTER = tr_noop(
    "All cells are counted. Hide those that are too small, too ragged or too faint:"
)
# What is asked for most: its name on a button and in the menu, and the columns that are meant, of
# which the first that is there is taken.
PRESETS = (
    (tr_noop("Area"), ("area_um2", "area_px")),
    (tr_noop("Circularity"), ("circularity",)),
    (tr_noop("Brightness"), ("mean_intensity_ch1",)),
)


class CellFilters(QWidget):
    """Filters, and how many cells they leave."""

    chosen = Signal(tuple)  # of Filter
    deletion_wanted = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._rows: list[FilterRow] = []
        self._table: Table = {}
        self._others: tuple[Filter, ...] = ()  # those that have no row here
        self._chosen_last: tuple[Filter, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=DRAG_MS)
        self._timer.timeout.connect(self._report)
        self._count = QLabel()
        self._count.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._list_columns)
        self._add = QPushButton(tr("Add filter"))
        self._add.setToolTip(tr("Let only cells within limits count"))
        self._add.setMenu(self._menu)
        self._edge = QCheckBox(tr("Leave out cells at the image's edge"))
        self._edge.setToolTip(tr("They are cut off: their size and shape cannot be measured"))
        self._clear = QPushButton(tr("Clear filters"))
        self._clear.setToolTip(tr("All cells are counted again"))
        self._delete = QPushButton(tr("Delete hidden cells"))
        self._delete.setToolTip(tr("Delete the cells that do not count; can be undone"))
        self._edge.toggled.connect(self._wait)
        self._clear.clicked.connect(self._remove_all)
        self._delete.clicked.connect(self.deletion_wanted)
        self._fill()
        self._show_state()

    def sizeHint(self) -> QSize:
        """Room for a slider between two fields."""
        return QSize(270, 200)

    def show_filters(self, filters: tuple[Filter, ...]) -> None:
        """Show filters that were set elsewhere."""
        if filters == self._chosen_last:
            return
        self._timer.stop()
        self._chosen_last = filters
        for row in list(self._rows):
            self._drop(row)
        edge = Filter(TOUCHES, None, 0)
        self._edge.blockSignals(True)
        self._edge.setChecked(edge in filters)
        self._edge.blockSignals(False)
        for each in filters:
            if each.column != TOUCHES:
                self._insert(each)
        self._others = tuple(f for f in filters if f.column == TOUCHES and f != edge)
        self._show_state()

    def show_cells(self, table: Table, keep: NDArray[np.bool_]) -> None:
        """Show how many cells pass."""
        self._table = table
        passed, cells = int(np.count_nonzero(keep)), len(keep)
        self._count.setText(
            counted(
                cells,
                "<b>{passed}</b> of %n cell counted",
                "<b>{passed}</b> of %n cells counted",
                passed=passed,
            )
        )
        self._delete.setEnabled(passed < cells)
        for row in self._rows:
            row.show_table(table)

    def _fill(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._count, 1)
        top.addWidget(self._add)
        bottom.addWidget(self._clear)
        bottom.addStretch(1)
        bottom.addWidget(self._delete)
        self._hint = self._suggestions()
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 2, 4, 0)
        self._list.setSpacing(2)
        self._list.addWidget(self._hint)
        self._list.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
        self._scroll.setMinimumWidth(inside.minimumSizeHint().width())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(top)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._edge)
        layout.addWidget(faint_label(tr("Filters count for all images of the project.")))
        layout.addLayout(bottom)

    def _suggestions(self) -> QWidget:
        """What stands in place of filters as long as there are none."""
        suggestions = QWidget()
        layout = QVBoxLayout(suggestions)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(faint_label(tr(NO_FILTER), wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        for name, columns in PRESETS:
            button = QPushButton(tr(name))
            button.setToolTip(tr("Add a filter: {column}", column=tr(name)))
            button.clicked.connect(partial(self._suggest, columns))
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        return suggestions

    def _suggest(self, columns: tuple[str, ...]) -> None:
        there = [each for each in columns if each in self._table]
        if there:
            self._begin(there[0])

    def _list_columns(self) -> None:
        """Offer the columns that have no filter yet: the most common ones first."""
        self._menu.clear()
        there = number_columns(self._table)
        used = {row.shown_column for row in self._rows}
        suggested = []
        for name, columns in PRESETS:
            column = next((each for each in columns if each in there), None)
            if column is not None:
                suggested.append(column)
                if column not in used:
                    self._menu.addAction(tr(name), partial(self._begin, column))
        if not self._menu.isEmpty():
            self._menu.addSeparator()
        channels = channels_of(self._table)
        for column in there:
            if column not in used and column not in suggested:
                self._menu.addAction(title_of(column, channels), partial(self._begin, column))

    def _begin(self, column: str) -> None:
        """A new filter, which leaves everything as it is until its limits are set."""
        row = self._insert(Filter(column))
        self._show_state()
        QTimer.singleShot(0, row, lambda: self._show_row(row))

    def _show_row(self, row: FilterRow) -> None:
        self._scroll.ensureWidgetVisible(row)
        row.edit_lower_limit()

    def _insert(self, each: Filter) -> FilterRow:
        row = FilterRow(each, self._icons)
        row.show_table(self._table)
        row.changed.connect(self._wait)
        row.removed.connect(partial(self._remove, row))
        self._rows.append(row)
        self._list.insertWidget(len(self._rows), row)
        return row

    def _remove(self, row: FilterRow) -> None:
        self._drop(row)
        self._wait()

    def _remove_all(self) -> None:
        for row in list(self._rows):
            self._drop(row)
        self._others = ()
        self._edge.setChecked(False)
        self._wait()

    def _drop(self, row: FilterRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _wait(self) -> None:
        """Report with a delay: a dragged knob moves faster than cells can be filtered."""
        self._show_state()
        if not self._timer.isActive():
            self._timer.start()

    def _report(self) -> None:
        limits = [row.filter for row in self._rows]
        filters = [each for each in limits if (each.low, each.high) != (None, None)]
        if self._edge.isChecked():
            filters.append(Filter(TOUCHES, None, 0))
        chosen = (*filters, *self._others)
        if chosen != self._chosen_last:
            self._chosen_last = chosen
            self.chosen.emit(chosen)

    def _show_state(self) -> None:
        self._hint.setVisible(not self._rows)
        self._clear.setEnabled(bool(self._rows or self._others) or self._edge.isChecked())
