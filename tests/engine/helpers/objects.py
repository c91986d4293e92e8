"""Masks that are hard to export: for the tests of every format."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sketchpose_engine.results.result import Result


def hard_masks():
    """(60, 80) int32: holes, an island in a hole, parts, specks, borders, diagonal contacts."""
    labels = np.zeros((60, 80), np.int32)
    labels[0:8, 0:9] = 1  # in the corner
    labels[10:30, 10:30] = 2
    labels[14:26, 14:26] = 0  # hole
    labels[18:22, 18:22] = 3  # island of another object in it
    labels[15, 15] = 2  # a part of it in its own hole
    labels[35, 5] = 4  # one pixel
    labels[40:44, 5:9] = labels[40:44, 20:24] = 5  # two parts
    labels[50:53, 30:33] = labels[53:56, 33:36] = 6  # parts that meet in a corner
    labels[5:8, 40:43], labels[8:11, 43:46] = 7, 8  # two objects that meet in a corner
    labels[20:25, 40:45], labels[20:25, 45:50] = 9, 10  # that share an edge
    labels[30:33, 40:43] = 11
    labels[30, 43:46] = labels[31:34, 45] = labels[33, 43:45] = 11  # closes in a corner
    labels[59, 79] = 12
    return labels


def result(labels=None, name="a.tif", frame="", channels=1, **attributes):
    """A result with these masks, and any image."""
    labels = hard_masks() if labels is None else labels
    planes = np.random.default_rng(0).integers(0, 4000, (channels, *labels.shape), np.uint16)
    return Result(name, frame, planes, labels.astype(np.int32), **attributes)


def random_masks():
    """Any masks at all, with few labels, so that every kind of contact occurs."""
    shape = st.tuples(st.integers(1, 9), st.integers(1, 9))
    return arrays(np.int32, shape, elements=st.integers(0, 2))
