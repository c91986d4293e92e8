"""Masks to renew, and their books kept anew."""

import numpy as np
from skimage.measure import label as connected_parts

from sketchpose_engine.core.box import Box
from sketchpose_engine.masks.colouring import COLOURS
from sketchpose_engine.masks.instance_masks import InstanceMasks

SHAPE = (40, 36)


def fresh_in(gold, box, seed=0):
    """What a perfect network sees in a box: its cells, as far as they lie in it, numbered anew."""
    parts = connected_parts(gold[box.slices], connectivity=1, background=0)
    order = np.random.default_rng(seed).permutation(int(parts.max()) + 1)
    order = np.r_[0, order[order > 0]]
    return order[parts].astype(np.int32)


def renew_whole(masks, gold):
    box = Box.whole(gold.shape)
    return masks.renew(box, fresh_in(gold, box), box)


def empty(shape=SHAPE):
    return InstanceMasks(np.zeros(shape, np.int32))


def same_partition(one, other):
    """Whether two label images differ in the numbers only."""
    pairs = np.unique(np.stack([one.ravel(), other.ravel()]), axis=1)
    one_to_one = all(len(np.unique(side)) == pairs.shape[1] for side in pairs)
    return one_to_one and not ((one > 0) != (other > 0)).any()


def assert_books_are_right(masks):
    labels = masks.labels
    areas = np.bincount(labels.ravel(), minlength=len(masks.areas_px))
    areas[0] = 0
    np.testing.assert_array_equal(masks.areas_px, areas)
    assert masks.count == len(np.unique(labels[labels > 0]))
    np.testing.assert_array_equal(masks.colours > 0, areas > 0)
    assert masks.colours.max(initial=0) <= COLOURS
    shown = masks.colours[labels]
    for one, other, a, b in (
        (labels[1:], labels[:-1], shown[1:], shown[:-1]),
        (labels[:, 1:], labels[:, :-1], shown[:, 1:], shown[:, :-1]),
    ):
        touching = (one != other) & (one > 0) & (other > 0)
        assert (a != b)[touching].all()


def connected(labels):
    return connected_parts(labels, connectivity=1, background=0).max() == len(
        np.unique(labels[labels > 0])
    )
