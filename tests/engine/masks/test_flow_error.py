"""The flow error: do masks point the way that the predicted flow does?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage as ndi

from sketchpose_engine.masks.flow_error import flow_error

SHAPE = (60, 80)
TWO = np.zeros(SHAPE, np.int32)
TWO[14:30, 10:70], TWO[30:46, 10:70] = 1, 2  # two rods that touch along their whole length
ONE = (TWO > 0).astype(np.int32)


def flow_of(labels):
    """Unit gradient of the distance to the edge of each mask."""
    flow = np.zeros((2, *labels.shape), np.float32)
    for number in np.unique(labels[labels > 0]):
        mask = labels == number
        distance = ndi.distance_transform_edt(mask)
        slope = np.stack(np.gradient(ndi.gaussian_filter(distance, 1.0)))
        flow[:, mask] = (slope / np.maximum(np.hypot(*slope), 1e-6))[:, mask]
    return flow


def test_masks_agree_with_their_own_flow():
    assert flow_error(TWO, flow_of(TWO)) < 0.25


def test_two_cells_in_one_mask_disagree_with_the_flow_of_two():
    assert flow_error(ONE, flow_of(TWO)) > flow_error(TWO, flow_of(TWO)) + 0.16


def test_cells_cut_lengthwise_disagree_with_the_flow_of_whole_ones():
    cut = TWO + 2 * ((TWO > 0) & (np.indices(SHAPE)[0] % 16 > 5)).astype(np.int32)
    assert flow_error(cut, flow_of(TWO)) > flow_error(TWO, flow_of(TWO)) + 0.16


def test_without_masks_there_is_no_error():
    assert flow_error(np.zeros(SHAPE, np.int32), flow_of(TWO)) is None


def test_opposite_flow_has_nearly_the_largest_error():
    assert flow_error(TWO, -flow_of(TWO)) > 3.75


@given(st.floats(0.01, 100), st.integers(0, 2**31))
def test_neither_length_nor_background_nor_numbers_count(length, seed):
    rng = np.random.default_rng(seed)
    flow = flow_of(TWO) + rng.normal(0, 0.3, (2, *SHAPE)).astype(np.float32)
    other = np.where(TWO > 0, np.float32(length) * flow, rng.normal(size=flow.shape))
    renumbered = np.array([0, 2, 1])[TWO]
    assert flow_error(renumbered, other) == pytest.approx(flow_error(TWO, flow), abs=1e-4)
