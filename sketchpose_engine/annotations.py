"""The sketch of one image: what its pixel values mean."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

NOTHING, BACKGROUND, FOREGROUND, BOUNDARY = 0, 1, 2, 3
