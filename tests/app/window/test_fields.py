"""Number fields of the main window: shortcuts stay in force, Enter and Escape leave them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolBar, QToolButton, QWidget

from app.dialogs.export import ExportDialog
from app.ui.field_keys import FieldKeys


@pytest.fixture
def field(qtbot):
    """A field in a window that returns the focus to another widget."""
    window = QWidget()
    picture, line = QWidget(window), QLineEdit("12", window)
    picture.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.setFocusProxy(picture)
    FieldKeys(line)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    line.setFocus()
    line.kept = window
    return line


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_enter_and_escape_return_to_the_picture(field, key, qtbot):
    QTest.keyClick(field, key)
    qtbot.waitUntil(lambda: not field.hasFocus())
    assert field.window().focusWidget() is field.window().focusProxy()


def test_the_text_is_edited_as_elsewhere(field):
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_7)
    assert field.text() == "7"


def test_ctrl_e_exports_while_a_limit_of_a_filter_has_the_focus(looker):
    looker.filters._begin("area_px")
    QApplication.processEvents()
    fields = [f for f in looker.filters.findChildren(QLineEdit) if f.isVisible()]
    fields[0].setFocus()
    QTest.keyClick(fields[0], Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = looker.program.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.reject()


def test_a_shortcut_leaves_no_frame_on_the_tool_that_was_used_before(user):
    one = user()
    one.opens(one.makes_image())
    bar = one.program.window.findChild(QToolBar)
    button = next(b for b in bar.findChildren(QToolButton) if b.text() == "Cell")
    button.setFocus()
    one.presses("3")
    assert not button.hasFocus()
    assert one.canvas.hasFocus()
