"""Selecting cells: by click, Shift+click and rubber band, on the picture and in the table."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

SHIFT = Qt.KeyboardModifier.ShiftModifier


def selected(looker) -> tuple[int, ...]:
    """What is selected, which picture and table agree on."""
    labels = looker.program.cell_selection.labels
    assert looker.user.canvas.interaction.marks.highlight.labels == labels
    rows = looker.table._selected_rows()
    assert set(looker.model.table["label"][looker.model.rows[rows]].tolist()) == set(labels)
    return labels


def clicks(looker, label, modifiers=Qt.KeyboardModifier.NoModifier):
    looker.user.clicks(*looker.middle(label), modifiers=modifiers)


def test_shift_click_adds_a_cell_and_takes_it_away_again(looker):
    looker.user.presses("V")
    clicks(looker, 1)
    clicks(looker, 3, SHIFT)
    assert selected(looker) == (1, 3)
    clicks(looker, 1, SHIFT)
    assert selected(looker) == (3,)
    looker.user.clicks(112, 100, modifiers=SHIFT)  # beside the cells
    assert selected(looker) == (3,)
    clicks(looker, 4)
    assert selected(looker) == (4,)


def test_a_rubber_band_selects_what_it_covers(looker):
    for tool in ("V", "C"):
        looker.user.presses(tool)
        before = looker.user.canvas.viewport
        looker.user.draws((10, 5), (50, 60), modifiers=SHIFT)
        assert selected(looker) == (1, 2)
        assert looker.user.canvas.viewport == before
        QTest.keyClick(looker.user.canvas, Qt.Key.Key_Escape)
        assert selected(looker) == ()


def test_rows_that_are_selected_are_outlined_on_the_picture(looker):
    looker.clicks_row(0)
    QTest.keyClick(looker.table, Qt.Key.Key_Down, SHIFT)
    assert selected(looker) == (1, 2)


def test_all_cells_can_be_selected_merged_and_deleted_by_keyboard(looker):
    user = looker.user
    user.canvas.setFocus()
    user.presses("Ctrl+A")
    assert selected(looker) == (1, 2, 3, 4)
    user.presses("Del")
    user.wait_until(lambda: not user.scene.labels.any())
    user.presses("Ctrl+Z")
    user.wait_until(lambda: len(np.unique(user.scene.labels)) == 5)


def test_selected_cells_become_one(looker):
    user = looker.user
    user.presses("V")
    clicks(looker, 1)
    clicks(looker, 2, SHIFT)
    user.presses("J")
    user.wait_until(lambda: len(np.unique(user.scene.labels)) == 4)
    assert user.scene.labels[20, 30] == user.scene.labels[45, 30] > 0


def test_with_edit_cells_a_click_selects_and_shift_click_merges(looker):
    user = looker.user
    user.presses("C")
    clicks(looker, 1)
    assert selected(looker) == (1,)
    clicks(looker, 2, SHIFT)
    user.wait_until(lambda: len(np.unique(user.scene.labels)) == 4)
    assert user.scene.labels[20, 30] == user.scene.labels[45, 30] > 0


def test_with_edit_cells_the_first_shift_click_selects(looker):
    looker.user.presses("C")
    clicks(looker, 3, SHIFT)
    assert selected(looker) == (3,)
    assert "Shift+click" in looker.user.notes[-1]
