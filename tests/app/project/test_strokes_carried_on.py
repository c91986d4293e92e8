"""The strokes of the previous frame, used on the open one."""

import numpy as np

from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.app.helpers.movies import goes_to


def carries(user):
    before = len(user.notes)
    user.presses("Ctrl+Shift+D")
    user.wait_until(lambda: len(user.notes) > before)


def test_cell_strokes_move_along_with_their_cells_as_one_edit(linked):
    linked.presses("1")
    linked.draws((28, 24), (28, 30))
    linked.draws((28, 104), (28, 110))
    drawn = linked.sketch.copy()
    goes_to(linked, 2)
    linked.presses("2")
    linked.draws((100, 10), (100, 100))
    carries(linked)
    rows, columns = np.nonzero(linked.sketch == FOREGROUND)
    before = np.nonzero(drawn == FOREGROUND)
    np.testing.assert_array_equal(rows - 3, before[0])
    np.testing.assert_array_equal(columns, before[1])
    linked.presses("Ctrl+Z")
    assert not (linked.sketch == FOREGROUND).any()
    assert (linked.sketch == BACKGROUND).any()


def test_what_cannot_be_carried_is_said(linked):
    carries(linked)
    assert linked.notes[-1].startswith("This is the first frame")
    goes_to(linked, 2)
    carries(linked)
    assert linked.notes[-1].startswith("No cell strokes")
