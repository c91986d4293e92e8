"""A window with the licences of everything that Sketchpose is made of."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import sentence_of, tr, tr_noop
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.core.licences import Component, third_party

COLUMNS = (tr_noop("Part"), tr_noop("Version"), tr_noop("Licence"))
NO_TEXT = tr_noop("The text of this licence does not come with the part; its name is above.")
NAME_PX, VERSION_PX = 170, 110


class LicencesDialog(QDialog):
    """All parts in a table; below it the licence of the one that is chosen.

    Parameters
    ----------
    parent
        Window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 560)
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        try:
            self._parts = third_party()
        except InputError as error:
            self._parts = []
            self._text.setPlainText(sentence_of(error))
        self._table = _table(self._parts)
        self._table.currentCellChanged.connect(lambda row, *others: self._show_text(row))
        if self._parts:
            self._table.setCurrentCell(0, 0)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self._table)
        both.addWidget(self._text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(both, 1)
        layout.addWidget(buttons)

    def _show_text(self, row: int) -> None:
        self._text.setPlainText(self._parts[row].text or tr(NO_TEXT))


def _table(parts: list[Component]) -> QTableWidget:
    table = QTableWidget(len(parts), len(COLUMNS))
    table.setHorizontalHeaderLabels([tr(title) for title in COLUMNS])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.verticalHeader().hide()
    for row, part in enumerate(parts):
        for column, text in enumerate((part.name, part.version, part.licence)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)  # some name many licences
            table.setItem(row, column, item)
    table.setColumnWidth(0, NAME_PX)
    table.setColumnWidth(1, VERSION_PX)
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return table
