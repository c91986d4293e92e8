"""What tests of drawing share: brushes, places, an empty sketch, round masks."""

import numpy as np
from hypothesis import strategies as st
from scipy import ndimage as ndi

from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING

SHAPE = (60, 80)
CELL, LINE = Brush(FOREGROUND, 4), Brush(BOUNDARY, 0.5)
CROSS = ndi.generate_binary_structure(2, 1)

points = st.tuples(st.floats(-20, 80), st.floats(-20, 100))
brushes = st.builds(
    Brush,
    st.sampled_from([NOTHING, BACKGROUND, FOREGROUND, BOUNDARY]),
    st.floats(0.5, 12),
    st.booleans(),
)


def empty(shape=SHAPE):
    return Annotations("image", np.zeros(shape, np.uint8))


def blob(*centres, radius=10, shape=SHAPE):
    y, x = np.indices(shape)
    return np.any([(y - v) ** 2 + (x - u) ** 2 <= radius**2 for v, u in centres], axis=0)
