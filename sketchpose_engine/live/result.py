"""Earlier results of a live session: data that may cross threads."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SMALL_PX = 96  # longest side of the small copy
FALL = 2 / 3  # of the most cells, below which a result has fewer cells than before
LEAST_CELLS = 3  # a fall from fewer is not reported


@dataclass(frozen=True)
class Result:
    """Masks of one image at one moment.

    Attributes
    ----------
    number
        Identity, ascending in time.
    image_id
        Frame key.
    shape
        Height and width of the image.
    packed
        Compressed labels, see `labels`.
    small
        (h, w) int32 labels of every nth pixel.
    colours
        (N + 1,) uint8 row of `palette.PALETTE` by label.
    cells, strokes
        Number of masks, and of connected strokes that were drawn.
    steps, seconds
        Learning until then.
    is_guess
        Whether the masks were made before the first step of learning.
    revision
        Revision of the sketch until then.
    kept
        Whether the user keeps it.
    """

    number: int
    image_id: str
    shape: tuple[int, int]
    packed: bytes = field(repr=False)
    small: NDArray[np.int32] = field(repr=False)
    colours: NDArray[np.uint8] = field(repr=False)
    cells: int
    strokes: int
    steps: int
    seconds: float
    is_guess: bool = False
    revision: int = 0
    kept: bool = False

    def labels(self) -> NDArray[np.int32]:
        """Return the (H, W) masks."""
        flat = np.frombuffer(zlib.decompress(self.packed), np.int32)
        return flat.reshape(self.shape)


def packed(labels: NDArray[np.int32]) -> bytes:
    """Compress labels; long runs of equal values take little space at the lowest level."""
    return zlib.compress(np.ascontiguousarray(labels).tobytes(), 1)


def reduced(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a small copy of labels, of every nth pixel."""
    step = max(-(-max(labels.shape) // SMALL_PX), 1)
    return labels[::step, ::step].copy()


def fallen_from(cells: int, earlier: Iterable[Result]) -> Result | None:
    """Find the result to return to, if there are a third fewer cells than in an earlier one.

    Parameters
    ----------
    cells
        Present number of cells.
    earlier
        Results of the same image, oldest first.

    Returns
    -------
    Result or None
        The latest result with about as many cells as there have ever been; None: the number has
        not fallen so far.
    """
    results = list(earlier)
    most = max((result.cells for result in results), default=0)
    if most < LEAST_CELLS or cells >= FALL * most:
        return None
    good = [each for each in results if each.cells >= FALL * most and cells < FALL * each.cells]
    return good[-1]
