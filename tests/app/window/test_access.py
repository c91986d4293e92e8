"""Keyboard and screen readers: every control has a name, every action a key or a letter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMenu,
    QPushButton,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.ui.mnemonics import with_mnemonics
from app.ui.range_slider import RangeSlider

ROLES = QAccessible.Role
CONTROLS = (
    ROLES.Button, ROLES.CheckBox, ROLES.RadioButton, ROLES.Slider, ROLES.SpinBox, ROLES.ComboBox,
    ROLES.EditableText, ROLES.List, ROLES.Table, ROLES.ButtonMenu, ROLES.ButtonDropDown,
    ROLES.ProgressBar, ROLES.Tree, ROLES.Canvas,
)  # fmt: skip
OF_QT = ("qt_", "_q_", "ScrollLeftButton", "ScrollRightButton")  # parts of Qt's own widgets
PLAIN = Qt.KeyboardModifier.NoModifier


def nameless(window: QWidget) -> list[str]:
    """Controls without a name, of those that a screen reader reads or a key reaches."""
    found = []
    for widget in window.findChildren(QWidget):
        if widget.objectName().startswith(OF_QT) or not widget.isVisible():
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if interface is None or not (interface.role() in CONTROLS or takes_keys):
            continue
        if not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} {widget.toolTip()}")
    return found


def test_every_control_of_the_start_page_has_a_name(user):
    assert "; ".join(nameless(user().program.window)) == ""


def test_every_control_has_a_name(looker):
    looker.adds_filter("Area")
    looker.plot._kind.setCurrentText("Scatter")
    assert "; ".join(nameless(looker.program.window)) == ""


def test_every_control_of_a_movie_has_a_name(user):
    one = user()
    one.opens(one.makes_image(shape=(3, 2, 60, 80), imagej=True, metadata={"axes": "TZYX"}))
    assert "; ".join(nameless(one.program.window)) == ""


@pytest.mark.parametrize(
    "action", ["classes", "pixel_size", "segment_all", "load_weights", "export", "pack"]
)
def test_every_control_of_a_dialog_has_a_name(looker, action):
    looker.program.actions.trigger(action)
    (dialog,) = [d for d in looker.program.window.findChildren(QDialog) if d.isVisible()]
    assert "; ".join(nameless(dialog)) == ""
    dialog.reject()


def test_letters_in_menus_are_unique(user):
    window = user().program.window

    def check(menu: QMenu) -> None:
        texts = [a.text() for a in menu.actions() if not a.isSeparator()]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(letters) == len(set(letters)), menu.title()
        for action in menu.actions():
            if action.menu() is not None:
                check(action.menu())

    titles = [action.text() for action in window.menuBar().actions()]
    assert all("&" in title for title in titles)
    for action in window.menuBar().actions():
        check(action.menu())


def test_every_action_can_be_reached_by_keyboard(user):
    from app.ui.action_table import TABLE

    actions = user().program.actions
    assert [row.text for row in TABLE if not row.keys and "&" not in actions[row.key].text()] == []


def test_buttons_show_no_letter_of_the_menu(user):
    (bar,) = user().program.window.findChildren(QToolBar)
    texts = [button.text() for button in bar.findChildren(QToolButton)]
    assert "Background" in texts
    assert not any("&" in text for text in texts)


@pytest.mark.parametrize(
    ("texts", "marked"),
    [
        (["Open", "Open folder", "Quit"], ["&Open", "Open &folder", "&Quit"]),
        (["Save", "Save"], ["&Save", "S&ave"]),
        (["A", "A"], ["&A", "A"]),
    ],
)
def test_letters_are_those_that_begin_words_if_possible(texts, marked):
    assert with_mnemonics(texts) == marked


def test_f10_opens_the_first_menu(user):
    one = user()
    one.presses("F10")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.title() == "&File"
    menu.close()


def test_enter_presses_the_button_that_has_the_focus(user):
    one = user()
    (button,) = [
        b for b in one.program.window.findChildren(QPushButton) if b.objectName() == "primary"
        and b.isVisible() and b.isEnabled()
    ]  # fmt: skip
    pressed = []
    button.clicked.disconnect()  # from what opens files
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [1]


def test_a_range_is_set_with_the_arrow_keys(qtbot):
    slider = RangeSlider(0, 100, 20, 80, "From {low} to {high}", "Area")
    qtbot.addWidget(slider)
    moved = []
    slider.moved.connect(lambda low, high: moved.append((low, high)))
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Space)
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert moved == [pytest.approx((21, 80)), pytest.approx((21, 70))]


def test_what_has_the_keyboard_focus_looks_different(user):
    one = user()
    buttons = one.program.window.findChildren(QToolButton)
    for button in [b for b in buttons if b.isVisible() and b.isEnabled()][:3]:
        one.program.window.setFocus()
        before = button.grab().toImage()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert button.grab().toImage() != before, button.text()


def test_no_button_of_a_dialog_has_an_icon_that_the_others_lack(looker):
    looker.program.actions.trigger("export")
    (dialog,) = [d for d in looker.program.window.findChildren(QDialog) if d.isVisible()]
    buttons = {each.text(): each.icon().isNull() for each in dialog.findChildren(QPushButton)}
    assert buttons == {"Choose…": True, "Export": True, "Cancel": True}
    dialog.reject()
