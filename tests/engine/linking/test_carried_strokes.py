"""Cell strokes move along with their cells."""

import numpy as np

from sketchpose_engine.linking.carried_strokes import carry_strokes
from sketchpose_engine.linking.time_linker import link_frames
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.engine.linking.test_linking_movies import disc


def sketch_on(*points):
    sketch = np.zeros((80, 80), np.uint8)
    for y, x in points:
        sketch[y, x - 1 : x + 2] = FOREGROUND
    return sketch


def middles(sketch):
    return {(int(y), int(x)) for y, x in zip(*np.nonzero(sketch), strict=True)}


def test_each_stroke_moves_as_its_cell():
    before, after = disc((20, 20), (50, 50)), disc((24, 20), (50, 47))
    tracks = link_frames([before, after])
    moved = carry_strokes(sketch_on((20, 20), (50, 50)), before, tracks, (0, 1))
    assert middles(moved) == middles(sketch_on((24, 20), (50, 47)))


def test_strokes_on_no_cell_move_as_most_cells_do_and_are_cut_at_the_edge():
    before, after = disc((20, 20), (50, 50)), disc((23, 20), (53, 50))
    tracks = link_frames([before, after])
    moved = carry_strokes(sketch_on((35, 70), (79, 10)), before, tracks, (0, 1))
    assert middles(moved) == middles(sketch_on((38, 70)))


def test_only_cell_strokes_are_carried_and_without_tracks_they_stay():
    sketch = sketch_on((20, 20))
    sketch[60] = BACKGROUND
    assert middles(carry_strokes(sketch)) == middles(sketch_on((20, 20)))
