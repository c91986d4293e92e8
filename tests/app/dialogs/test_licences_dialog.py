"""About Sketchpose, Licences: every part, and the full text of the one that is chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTableWidget

from app.dialogs import licences
from app.dialogs.help import show_about
from app.dialogs.licences import NO_TEXT, LicencesDialog
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.core.licences import Component

PARTS = [Component("Qt", "6", "LGPL-3.0", "LESSER"), Component("torch", "2", "BSD", "")]


@pytest.fixture
def opened(user, monkeypatch):
    """Open it from the About window."""

    def open_it(third_party) -> LicencesDialog:
        monkeypatch.setattr(licences, "third_party", third_party)
        about = show_about(user().program.window)
        (button,) = [b for b in about.findChildren(QPushButton) if b.text() == "Licences…"]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        (dialog,) = about.findChildren(LicencesDialog)
        return dialog

    return open_it


def test_a_click_on_a_part_shows_its_licence(opened):
    dialog = opened(lambda: PARTS)
    table, text = dialog.findChild(QTableWidget), dialog.findChild(QPlainTextEdit)
    rows = [[table.item(row, column).text() for column in range(3)] for row in range(2)]
    assert rows == [["Qt", "6", "LGPL-3.0"], ["torch", "2", "BSD"]]
    assert text.toPlainText() == "LESSER"
    place = table.visualItemRect(table.item(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert text.toPlainText() == NO_TEXT


def test_what_is_not_known_is_said(opened):
    def unknown():
        raise InputError("The licences are not known.")

    dialog = opened(unknown)
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "The licences are not known."
    assert dialog.findChild(QTableWidget).rowCount() == 0
