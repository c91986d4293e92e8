"""What is grey says why, and what to do, to the pointer and to a screen reader."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton

from app.core.action_keys import ActionKey

BUTTONS = {
    ActionKey.WHERE: "Show me where to draw",
    ActionKey.EXPORT: "Export…",
}
WHY = {
    ActionKey.WHERE: "No such place is known: draw on a few cells and on the background",
    ActionKey.EXPORT: "No cells are found yet: draw on a few cells and on the background",
    ActionKey.SAVE_WEIGHTS: "Nothing is learned yet: draw on a few cells and on the background",
}


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    return someone


def described(user, key):
    """Description of the button in the panels, as a screen reader reads it."""
    buttons = user.program.window.findChildren(QPushButton)
    (button,) = [each for each in buttons if each.text() == BUTTONS[key]]
    said = QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Description)
    assert said == button.toolTip()
    return button.isEnabled(), said


@pytest.mark.parametrize("key", WHY)
def test_an_action_that_is_grey_says_why_until_it_is_possible(one, key):
    action = one.program.actions[key]
    assert not action.isEnabled()
    assert action.toolTip().startswith(WHY[key])
    one.draws_cells_and_background()
    one.wait_until(action.isEnabled)
    assert WHY[key] not in action.toolTip()


@pytest.mark.parametrize("key", BUTTONS)
def test_its_button_says_the_same(one, key):
    can, said = described(one, key)
    assert not can
    assert said.startswith(WHY[key])
    one.draws_cells_and_background()
    one.wait_until(lambda: described(one, key)[0])
    assert described(one, key)[1] == one.program.actions[key].toolTip()
    assert WHY[key] not in described(one, key)[1]
