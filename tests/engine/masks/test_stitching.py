"""Masks renewed in parts: those of the whole image, however long its cells are."""

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.sketch.edits import Correction
from tests.engine.helpers.recount import (
    SHAPE,
    assert_books_are_right,
    empty,
    fresh_in,
    same_partition,
)
from tests.engine.helpers.shapes import c_shapes, filaments, touching_rods
from tests.engine.helpers.support import voronoi

PICTURES = {
    "tissue": lambda: voronoi((90, 110), 60, seed=2),
    "cells": lambda: voronoi((90, 110), 60, seed=3, background=0.4),
    "larger than the parts": lambda: voronoi((90, 110), 5, seed=4, background=0.2),
    "rods": lambda: touching_rods((128, 120), seed=1),
    "filaments": lambda: filaments((200, 180), seed=0),
    "rings": lambda: c_shapes((160, 160), seed=0),
}


@pytest.mark.parametrize("order", ["reading", "random", "random twice"])
@pytest.mark.parametrize("picture", PICTURES)
def test_parts_give_the_masks_of_the_whole_image(picture, order):
    gold = PICTURES[picture]()
    gold = fresh_in(gold, Box.whole(gold.shape))  # each 4-connected
    parts = [
        Box(y, x, min(y + 40, gold.shape[0]), min(x + 40, gold.shape[1]))
        for y in range(0, gold.shape[0], 40)
        for x in range(0, gold.shape[1], 40)
    ]
    rng = np.random.default_rng(5)
    if order != "reading":
        parts += [Box(13, 21, 57, 70), Box(30, 5, 61, 45)]  # what the user looked at
        parts = [
            parts[i] for _ in range(1 + ("twice" in order)) for i in rng.permutation(len(parts))
        ]
    masks = empty(gold.shape)
    for seed, core in enumerate(parts):
        box = core.grown(12, gold.shape)
        masks.renew(box, fresh_in(gold, box, seed), core)
    assert same_partition(masks.labels, gold)
    assert_books_are_right(masks)


def test_a_change_of_mind_leaves_nothing_behind_once_all_parts_are_renewed():
    shape = (90, 110)
    cores = [Box(y, x, min(y + 40, 90), min(x + 40, 110)) for y in (0, 40, 80) for x in (0, 40, 80)]
    masks = empty(shape)
    for seed in (6, 7, 8):
        gold = voronoi(shape, 30, seed, background=0.3)
        for core in cores:
            box = core.grown(25, shape)
            masks.renew(box, fresh_in(gold, box), core)
    gold = fresh_in(gold, Box.whole(shape))
    assert same_partition(masks.labels, gold)


def test_fresh_cells_that_touch_are_two_though_one_earlier_cell_went_around_both():
    earlier = np.zeros((44, 44), np.int32)
    earlier[4:10, 4:] = earlier[10:, 4:9] = 1
    earlier[40:, 4:] = earlier[4:, 40:] = 1  # a ring, through the core and back
    fresh = earlier.copy()
    fresh[10:, 4:9] = 2
    masks = InstanceMasks(earlier)
    box, core = Box(0, 0, 30, 30), Box(0, 0, 20, 20)
    masks.renew(box, fresh[box.slices], core)
    assert masks.labels[6, 15] != masks.labels[15, 6]
    assert 1 in (masks.labels[6, 15], masks.labels[15, 6])
    assert_books_are_right(masks)


def test_what_goes_with_the_rest_of_its_cell_does_not_come_back_with_an_undone_correction():
    labels = np.zeros(SHAPE, np.int32)
    labels[20:23, :30], labels[14:18, 23:28] = 1, 2
    masks = InstanceMasks(labels)
    around = Box(12, 20, 24, 30)  # of the second cell; some of the first lies in it
    masks.correct([Correction("delete", around, masks.labels[around.slices] == 2)])
    core, box = Box(10, 0, 30, 16), Box(6, 0, 34, 18)
    masks.renew(box, np.zeros(box.shape, np.int32), core)
    assert masks.count == 0
    masks.correct([])
    np.testing.assert_array_equal(np.unique(masks.labels), [0, 2])
    assert_books_are_right(masks)


def test_a_long_cell_that_gets_another_colour_differs_from_its_far_neighbours_too():
    labels = np.zeros(SHAPE, np.int32)
    labels[10:14, 0:6], labels[15:19, :], labels[19:25, 30:] = 1, 2, 3
    masks = InstanceMasks(labels)
    masks.colours[1:] = 1, 1, 3  # the first two do not touch yet; the third is far from them
    core, box = Box(8, 0, 15, 8), Box(4, 0, 18, 12)
    fresh = masks.labels[box.slices].copy()
    fresh[14 - box.top, 0:6] = 1
    changed = masks.renew(box, fresh, core)
    assert_books_are_right(masks)
    assert changed.right == SHAPE[1]
    assert masks.count == 3
