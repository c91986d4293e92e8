"""A user who looks at the table of cells."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.panels.cells.filter_row import FilterRow

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
# Row of each stroke, and where it ends: their areas have three and four digits.
STROKES = ((20, 40), (45, 150), (70, 30), (95, 110))


class Looker:
    """Opens the table, and uses it through real events."""

    def __init__(self, user):
        self.user = user
        self.program = user.program
        self.panel = user.program.docks.cells
        self.table = self.panel._table
        self.plot = self.panel._plot
        self.filters = self.panel._filters
        self.chosen: list[int] = []
        self.program.bus.view.cells_chosen.connect(
            lambda labels: self.chosen.append(labels[-1] if labels else 0)
        )

    @property
    def model(self):
        return self.table.model()

    @property
    def labels(self) -> list[int]:
        """Labels of the rows, from top to bottom."""
        return [self.model.label_at(row) for row in range(self.model.rowCount())]

    @property
    def count(self) -> str:
        return self.program.docks.results._count.text()

    def column(self, name: str) -> int:
        return self.model.columns.index(name)

    def values(self, name: str) -> list[float]:
        shown = range(self.model.rowCount())
        return [float(self.model.index(row, self.column(name)).data()) for row in shown]

    def middle(self, label: int) -> tuple[float, float]:
        y, x = np.nonzero(self.user.scene.labels == label)
        return float(y.mean()), float(x.mean())

    def waits_for_rows(self, count: int) -> None:
        self.user.wait_until(lambda: self.model.rowCount() == count)

    def clicks_row(self, row: int) -> None:
        place = self.table.visualRect(self.model.index(row, 0)).center()
        QTest.mouseClick(self.table.viewport(), LEFT, NONE, place)

    def clicks_header(self, name: str) -> None:
        header = self.table.horizontalHeader()
        x = header.sectionViewportPosition(self.column(name)) + 20
        QTest.mouseClick(header.viewport(), LEFT, NONE, QPoint(x, header.height() // 2))

    def adds_filter(self, text: str) -> FilterRow:
        """Adds a filter by its name in the menu."""
        self.filters._menu.aboutToShow.emit()
        (action,) = [each for each in self.filters._menu.actions() if each.text() == text]
        action.trigger()
        QApplication.processEvents()
        return self.filters.findChildren(FilterRow)[-1]

    def types(self, row: FilterRow, which: int, text: str) -> None:
        """Types a limit: the lower one is 0, the upper one 1."""
        field = row.findChildren(QLineEdit)[which]
        QTest.mouseClick(field, LEFT)
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
