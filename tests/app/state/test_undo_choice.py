"""Undo, whatever was edited last."""

import pytest

from tests.app.helpers.strip import says


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    return someone


def test_the_note_on_an_edit_ends_when_it_is_undone(one):
    one.presses("1")
    one.draws((30, 20), (30, 50))
    one.program.bus.notices.noted.emit("Split into two cells.")
    assert "Split into two cells." in says(one)
    one.presses("Ctrl+Z")
    assert "Split into two cells." not in says(one)
