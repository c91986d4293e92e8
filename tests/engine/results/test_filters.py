"""Which cells count."""

import numpy as np
import pytest

from sketchpose_engine.results.filters import Filter, kept, without

TABLE = {
    "label": np.array([1, 2, 5]),
    "area_px": np.array([10, 20, 30]),
    "circularity": np.array([0.5, np.nan, 1.0]),
    "touches_border": np.array([True, False, False]),
    "class": np.array(["alive", "dead", "alive"]),
}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], [1, 2, 5]),
        ([Filter("area_px", 20)], [2, 5]),
        ([Filter("area_px", None, 20)], [1, 2]),
        ([Filter("area_px", 20, 20)], [2]),
        ([Filter("circularity", 0)], [1, 5]),
        ([Filter("touches_border", None, 0)], [2, 5]),
        ([Filter("area_px", 11), Filter("touches_border", None, 0)], [2, 5]),
        ([Filter("area_um2", 1e9)], [1, 2, 5]),
        ([Filter("class", 1)], [1, 2, 5]),
    ],
)
def test_both_limits_are_included_and_unknown_values_are_left_out(filters, expected):
    assert TABLE["label"][kept(TABLE, filters)].tolist() == expected


def test_masks_lose_the_cells_that_do_not_count_and_keep_their_numbers():
    labels = np.array([[0, 1, 1], [2, 5, 5]], np.int32)
    assert without(labels, TABLE, [Filter("area_px", 15)]).tolist() == [[0, 0, 0], [2, 5, 5]]
    assert without(0 * labels, {key: value[:0] for key, value in TABLE.items()}, []).max() == 0


def test_a_filter_is_told_in_words():
    assert Filter("area_px", 20).sentence() == "area (pixels) of at least 20"
    assert Filter("area_px", 20, 80.5).sentence() == "area (pixels) of at least 20 and at most 80.5"
    assert Filter("touches_border", None, 0).sentence().startswith("no contact with the edge")
