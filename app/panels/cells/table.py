"""The measurements as a table: sorted by any column, quick with very many cells."""

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.core.numbers import decimals_of
from app.core.translation import tr
from app.panels.cells.columns import (
    as_text,
    channels_of,
    meaning_of,
    shown_columns,
    title_of,
    written,
)
from sketchpose_engine.results.filters import Table

ROW_PX = 22
NARROWEST_PX, HEADER_ROOM_PX = 62, 30  # of a column; beside its title, for the arrow
ARROWS = {True: "▲", False: "▼"}  # behind the title of the sorted column: ascending, descending
WORD_ROOM_PX = 14  # beside a word in a column
Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOWHERE = QModelIndex()
SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class CellModel(QAbstractTableModel):
    """Rows of a table in some order.

    It sorts by itself, with numpy: a proxy would ask for each value by itself, several times.
    """

    def __init__(self) -> None:
        super().__init__()
        self.table: Table = {"label": np.zeros(0, np.int64)}
        self.columns: list[str] = []
        self.rows: NDArray[np.intp] = np.zeros(0, np.intp)  # of the table, in the order shown
        self._keep: NDArray[np.bool_] = np.zeros(0, bool)
        self._sorted: tuple[str, bool] = ("label", True)  # column, ascending
        self._decimals: list[int] = []  # of each column: the same in all rows

    def show(self, table: Table, keep: NDArray[np.bool_], with_hidden: bool) -> None:
        """Show the cells that count, and the others if wished."""
        self.beginResetModel()
        self.table, self._keep = table, keep
        self.columns = shown_columns(table)
        self._decimals = [
            decimals_of(table[name]) if table[name].dtype.kind == "f" else 0
            for name in self.columns
        ]
        rows = np.arange(len(keep)) if with_hidden else np.flatnonzero(keep)
        self.rows = self._in_order(rows)
        self.endResetModel()

    def row_of(self, label: int) -> int:
        """Where a cell is; -1: not shown."""
        found = np.flatnonzero(self.table["label"][self.rows] == label)
        return int(found[0]) if len(found) else -1

    def label_at(self, row: int) -> int:
        """Which cell a row shows."""
        return int(self.table["label"][self.rows[row]])

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One a cell."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """One a measurement."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """A value as it is written; hidden cells in faint colour."""
        row = self.rows[index.row()]
        if role == ROLE.DisplayRole:
            column = index.column()
            return written(self.table[self.columns[column]][row], self._decimals[column])
        if role == ROLE.TextAlignmentRole:
            return self._alignment(index.column())
        if role == ROLE.ForegroundRole and not self._keep[row]:
            return QGuiApplication.palette().placeholderText()
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """Titles for people; what they mean as a tip."""
        if way != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == ROLE.DisplayRole:
            title = title_of(self.columns[section], channels_of(self.table))
            column, ascending = self._sorted
            return title if self.columns[section] != column else f"{title} {ARROWS[ascending]}"
        if role == ROLE.ToolTipRole:
            return meaning_of(self.columns[section])
        return self._alignment(section) if role == ROLE.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By numbers as numbers; what is unknown comes last."""
        if not 0 <= column < len(self.columns):
            return
        self._sorted = self.columns[column], order == Qt.SortOrder.AscendingOrder
        self.layoutAboutToBeChanged.emit()
        before, self.rows = self.rows, self._in_order(np.sort(self.rows))
        place = np.zeros(len(self._keep), np.intp)
        place[self.rows] = np.arange(len(self.rows))
        held = self.persistentIndexList()
        moved = [self.index(int(place[before[each.row()]]), each.column()) for each in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def _in_order(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        column, ascending = self._sorted
        if column not in self.table:
            return rows
        values = self.table[column][rows]
        if values.dtype.kind in "biuf":
            values = values.astype(float)
            return rows[np.argsort(values if ascending else -values, kind="stable")]
        order = np.argsort(values, kind="stable")
        return rows[order if ascending else order[::-1]]

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if self.table[self.columns[column]].dtype.kind in "biuf" else LEFT


class CellTable(QTableView):
    """The table on the screen."""

    picked = Signal(int)  # label of the row that the user went to
    selected = Signal(tuple)  # labels of the rows that the user selected, that one last
    dropped = Signal()  # Escape: no cell is chosen any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cells")
        self._model = CellModel()
        self.decimal = "."  # in what is copied
        self._chosen: tuple[int, ...] = ()
        self._quiet = False  # it is not the user who selects
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("Table of cells"))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._pick)
        self.selectionModel().selectionChanged.connect(lambda now, before: self._tell())
        self.clicked.connect(self._pick)

    def sizeHint(self) -> QSize:
        """A few rows and columns."""
        return QSize(300, 200)

    def show_cells(self, table: Table, keep: NDArray[np.bool_], with_hidden: bool) -> None:
        """Show other cells, or new measurements of the same; the chosen one stays selected."""
        before = self._model.columns
        self._model.show(table, keep, with_hidden)
        if self._model.columns != before:
            self._set_widths()
        self._select()

    def choose(self, labels: tuple[int, ...]) -> None:
        """Select the rows of cells, and scroll to the last of them."""
        if labels == self._chosen:
            self.scrollTo(self.currentIndex())
        else:
            self._chosen = labels
            self._select()

    def text(self, *, only_selected: bool) -> tuple[str, int]:
        """What is shown, or selected of it, for a spreadsheet; and how many rows that are."""
        rows = self._model.rows
        if only_selected:
            rows = rows[self._selected_rows()]
        return as_text(self._model.table, rows, self._model.columns, self.decimal), len(rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the rows that are selected; Escape chooses none."""
        if event.matches(QKeySequence.StandardKey.Copy):
            text, count = self.text(only_selected=True)
            if count:
                QGuiApplication.clipboard().setText(text)
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def _selected_rows(self) -> NDArray[np.bool_]:
        """Which rows are selected."""
        chosen = np.zeros(len(self._model.rows), bool)
        # Row by row takes long; Qt's stub does not declare that a selection is a list.
        selection = cast(Iterable[QItemSelectionRange], self.selectionModel().selection())
        for part in selection:
            chosen[part.top() : part.bottom() + 1] = True
        return chosen

    def _pick(self, index: Index) -> None:
        if index.isValid() and not self._quiet:
            self.picked.emit(self._model.label_at(index.row()))

    def _tell(self) -> None:
        """Report which rows the user has selected."""
        if self._quiet:
            return
        labels = self._model.table["label"][self._model.rows[self._selected_rows()]].tolist()
        current = self.currentIndex()
        last = self._model.label_at(current.row()) if current.isValid() else 0
        if last in labels:
            labels.remove(last)
            labels.append(last)
        self._chosen = tuple(labels)  # there already: nothing scrolls
        self.selected.emit(self._chosen)

    def _select(self) -> None:
        """Select the rows of the chosen cells; the last one becomes the current row."""
        there = np.flatnonzero(np.isin(self._model.table["label"][self._model.rows], self._chosen))
        if np.array_equal(np.flatnonzero(self._selected_rows()), there):
            return
        selection, right = QItemSelection(), max(self._model.columnCount() - 1, 0)
        for run in np.split(there, np.flatnonzero(np.diff(there) > 1) + 1):
            if run.size:
                ends = self._model.index(int(run[0]), 0), self._model.index(int(run[-1]), right)
                selection.select(*ends)
        self._quiet = True
        self.selectionModel().select(selection, SELECT)
        row = self._model.row_of(self._chosen[-1]) if self._chosen else -1
        # The column in view: no scrolling sideways.
        index = self._model.index(row, max(self.columnAt(1), 0)) if row >= 0 else NOWHERE
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._quiet = False
        if row >= 0:
            self.scrollTo(index)

    def _set_widths(self) -> None:
        metrics = self.horizontalHeader().fontMetrics()
        channels = channels_of(self._model.table)
        for number, column in enumerate(self._model.columns):
            width = metrics.horizontalAdvance(title_of(column, channels)) + HEADER_ROOM_PX
            values = self._model.table[column]
            words = [] if values.dtype.kind in "biuf" else np.unique(values).tolist()
            longest = max(map(metrics.horizontalAdvance, words), default=0) + WORD_ROOM_PX
            self.setColumnWidth(number, max(width, longest, NARROWEST_PX))
