"""A background stroke through the middle of a found cell makes background of all of it."""

import pytest

from sketchpose_engine.live.requests import Learn
from sketchpose_engine.sketch.values import BACKGROUND, CLASS_OF, FOREGROUND, NOTHING

NOTE = "The rest of this cell is drawn as background, too."


@pytest.fixture
def with_false_cell(user):
    """A user with two drawn cells, and a third one that is found without a stroke."""
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.session._images[one.scene.image_id][92:108, 100:130] = FOREGROUND
    one.session.post(Learn(True))
    one.wait_until(lambda: one.scene.labels.max() == 3)
    return one


def draws_through_it(one):
    """Draw background through the found cell; return the pixels of its mask."""
    mask = one.scene.labels == one.scene.labels[100, 115]
    one.draws((100, 105), (100, 125))
    return mask


def test_all_of_it_is_background_and_a_note_says_so(with_false_cell):
    mask = draws_through_it(with_false_cell)
    assert (with_false_cell.sketch[mask] == BACKGROUND).all()
    assert NOTE in with_false_cell.notes


def test_it_is_one_edit(with_false_cell):
    before = with_false_cell.sketch.copy()
    mask = draws_through_it(with_false_cell)
    with_false_cell.presses("Ctrl+Z")
    assert (with_false_cell.sketch[mask] == NOTHING).all()
    assert (with_false_cell.sketch == before).all()


def test_a_cell_that_is_drawn_is_only_trimmed(with_false_cell):
    mask = with_false_cell.scene.labels == with_false_cell.scene.labels[30, 30]
    with_false_cell.draws((30, 25), (30, 40))
    assert (with_false_cell.sketch[mask] != BACKGROUND).any()
    assert (CLASS_OF[with_false_cell.sketch[mask]] > 0).any()
    assert NOTE not in with_false_cell.notes


def test_a_first_guess_is_not_relied_on(with_false_cell):
    with_false_cell.scene.is_guess = True
    mask = draws_through_it(with_false_cell)
    assert (with_false_cell.sketch[mask] == NOTHING).any()
    assert NOTE not in with_false_cell.notes
