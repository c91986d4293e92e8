"""When masks are steady: nothing that is seen has changed for some steps and some seconds."""

import numpy as np
import pytest

from sketchpose_engine.live.steadiness import (
    LEAST_S,
    LEAST_STEPS,
    Steadiness,
    changed_fraction,
)
from tests.engine.helpers.support import discs

SHAPE = (200, 200)
MANY = [(y, x) for y in range(10, 200, 20) for x in range(10, 200, 20)]
CELLS = discs(SHAPE, MANY, 7)


def without(labels, *numbers):
    return np.where(np.isin(labels, numbers), 0, labels).astype(np.int32)


def watched(results, seconds=5.0, steps=20):
    """What is known after masks that come at regular intervals."""
    steadiness = Steadiness()
    for number, labels in enumerate(results):
        steadiness.note("a", labels, number * steps, number * seconds)
    return steadiness.unchanged_s


def test_equal_masks_have_changed_in_nothing():
    assert changed_fraction(CELLS, CELLS) == 0


def test_without_cells_nothing_changes():
    assert changed_fraction(np.zeros(SHAPE, np.int32), np.zeros(SHAPE, np.int32)) == 0


@pytest.mark.parametrize("swap", [False, True])
def test_a_cell_that_appears_or_vanishes_counts_once(swap):
    pair = (CELLS, without(CELLS, 1))
    assert changed_fraction(*(pair[::-1] if swap else pair)) == pytest.approx(1 / len(MANY))


def test_a_rim_that_moves_a_little_is_no_change():
    assert changed_fraction(discs(SHAPE, MANY, 7), discs(SHAPE, MANY, 7.4)) == 0


def test_masks_that_stay_are_steady_after_seconds_and_steps():
    assert watched([CELLS] * 4) is None  # 15 s
    assert watched([CELLS] * 5) == 20.0


def test_a_fast_processor_still_takes_its_seconds():
    assert watched([CELLS] * 20, seconds=LEAST_S / 100, steps=1000) is None


def test_a_slow_processor_still_takes_its_steps():
    assert watched([CELLS] * 5, seconds=1000.0, steps=LEAST_STEPS // 10) is None


def test_results_without_steps_between_them_say_nothing():
    assert watched([CELLS] * 50, steps=0) is None


def test_a_few_cells_that_flicker_do_not_matter():
    assert watched([CELLS, without(CELLS, 1, 2)] * 5) is not None


def test_a_slow_drift_is_noticed():
    drift = [without(CELLS, *range(1, 2 + 2 * n)) for n in range(12)]
    assert watched(drift) is None


def test_another_image_begins_anew():
    steadiness = Steadiness()
    for number in range(6):
        steadiness.note("ab"[number % 2], CELLS, 40 * number, 10.0 * number)
    assert steadiness.unchanged_s is None


def test_new_strokes_begin_anew():
    steadiness = Steadiness()
    for number in range(5):
        steadiness.note("a", CELLS, 40 * number, 10.0 * number)
    assert steadiness.unchanged_s is not None
    steadiness.restart()
    assert steadiness.unchanged_s is None
    steadiness.note("a", CELLS, 400, 100.0)
    assert steadiness.unchanged_s is None
