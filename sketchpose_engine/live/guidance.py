"""Guidance for drawing: where strokes would help most, given fields and masks of a region."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..sketch.values import BACKGROUND, CLASS_OF, NOTHING

WORTH_A_STROKE = 40  # of 255: below, the network is practically certain
MEETING_PX = 3  # minimum number of pixel pairs where two cells touch
MEETING = 0.25  # likewise, of a cell's width, where the masks are stable
VERY_UNCERTAIN = 200  # of 255: of most pixels of a mask if it is not stable
LONGEST_FLOW, HIGHEST_DOUBT = 0.3, 100  # where the network is certain of background
SHORTEST_FLOW = 0.8  # where it is certain of a cell


def uncertainty(
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    before: NDArray[np.float16] | None,
    smooth_px: float,
    unstable: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint8]:
    """Estimate the uncertainty of the network at each pixel.

    Trained with a squared error, the length of the flow is 1 where the network is certain of a
    cell, 0 where it is certain of background, and the probability of a cell in between.
    Pixels that change from one prediction to the next are uncertain as well, and so are masks that
    are not found again in the mirrored image.

    Parameters
    ----------
    distance
        (H, W) in units of half a cell's width.
    flow
        (2, H, W), order (y, x).
    before
        (H, W) previously predicted distance, if any.
    smooth_px
        Standard deviation of the Gaussian that turns pixels into regions.
    unstable
        (H, W) of `stability.unstable_pixels`; None: unknown.

    Returns
    -------
    NDArray
        (H, W) uint8, 255: maximally uncertain.
    """
    length = np.hypot(*flow.astype(np.float32)).clip(0, 1)
    doubt = 1 - abs(2 * length - 1)
    if before is not None:
        flips = abs(distance.clip(-0.5, 0.5) - before.astype(np.float32).clip(-0.5, 0.5))
        doubt = np.maximum(doubt, 2 * flips)
    if unstable is not None:
        doubt = np.maximum(doubt, unstable)
    smooth = ndi.gaussian_filter(doubt.clip(0, 1), smooth_px)
    return np.rint(255 * smooth).astype(np.uint8)


def certain_parts(
    flow: NDArray[np.floating], unsure: NDArray[np.uint8]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Find the pixels that the network is certain to be background, or to lie in a cell.

    After 25 steps on short strokes, most pixels of 95 % of the nuclei in a clear image are certain
    to lie in a cell, and of a fifth of the specks, but of hardly any cell where cells are crowded.

    Parameters
    ----------
    flow
        (2, H, W), order (y, x).
    unsure
        (H, W) of `uncertainty`.

    Returns
    -------
    background, cell
        (H, W) bool.
    """
    length, is_certain = np.hypot(*flow.astype(np.float32)), unsure < HIGHEST_DOUBT
    return (length < LONGEST_FLOW) & is_certain, (length > SHORTEST_FLOW) & is_certain


def where_to_draw(
    unsure: NDArray[np.uint8], sketch: NDArray[np.uint8], near_px: float
) -> tuple[int, int] | None:
    """Find the least certain place (y, x) away from strokes; None if all is fairly certain.

    The rim of the region comes last: cells that continue beyond it always look uncertain.

    Parameters
    ----------
    unsure
        (H, W) of `uncertainty`.
    sketch
        (H, W) uint8.
    near_px
        Places nearer to a stroke than this count as annotated.
    """
    unannotated = unsure
    if sketch.any():
        unannotated = np.where(ndi.distance_transform_edt(sketch == NOTHING) > near_px, unsure, 0)
    rim_px = ceil(near_px)
    inner = np.zeros_like(unannotated)
    middle = slice(rim_px, -rim_px or None), slice(rim_px, -rim_px or None)
    inner[middle] = unannotated[middle]
    for places in (inner, unannotated):
        y, x = np.unravel_index(int(places.argmax()), places.shape)
        if places[y, x] >= WORTH_A_STROKE:
            return int(y), int(x)
    return None


def doubtful_touch(
    labels: NDArray[np.int32],
    unsure: NDArray[np.uint8],
    sketch: NDArray[np.uint8],
    unstable: NDArray[np.bool_] | None = None,
    width_px: float = 0.0,
) -> tuple[int, int, int, int] | None:
    """Find two masks that touch where the network is uncertain and nothing is drawn.

    Cells that only just meet are obviously two: such a pair is left out, unless its masks are not
    stable.

    Parameters
    ----------
    labels
        (H, W) masks.
    unsure
        (H, W) of `uncertainty`.
    sketch
        (H, W) uint8.
    unstable
        (H, W) of `stability.unstable_pixels`; None: unknown.
    width_px
        Width of the cells.

    Returns
    -------
    tuple or None
        Both labels, the smaller first, and (y, x) where they meet.
    """
    ones, others, rows, columns = [], [], [], []
    for axis in (0, 1):
        ahead = (slice(1, None), slice(None))[:: 1 - 2 * axis]
        behind = (slice(None, -1), slice(None))[:: 1 - 2 * axis]
        one, other = labels[behind], labels[ahead]
        meeting = (one != other) & (one > 0) & (other > 0)
        meeting &= (sketch[behind] == NOTHING) & (sketch[ahead] == NOTHING)
        y, x = np.nonzero(meeting)
        ones.append(np.minimum(one[meeting], other[meeting]))
        others.append(np.maximum(one[meeting], other[meeting]))
        rows.append(y)
        columns.append(x)
    one, other, y, x = map(np.concatenate, (ones, others, rows, columns))
    if not len(one):
        return None
    pairs, pair_of, count = np.unique(
        np.stack([one, other]), axis=1, return_inverse=True, return_counts=True
    )
    pair_of = pair_of.ravel()
    doubt = np.bincount(pair_of, unsure[y, x].astype(float)) / count
    is_stable = np.ones(len(count), bool)
    if unstable is not None:
        near = ndi.maximum_filter(unstable, 3)  # of either mask
        is_stable = ~np.bincount(pair_of, near[y, x]).astype(bool)
    doubt[(count < MEETING_PX) | (is_stable & (count < MEETING * width_px))] = 0
    worst = int(doubt.argmax())
    if doubt[worst] < WORTH_A_STROKE:
        return None
    here = np.flatnonzero(pair_of == worst)
    middle = here[len(here) // 2]
    return int(pairs[0, worst]), int(pairs[1, worst]), int(y[middle]), int(x[middle])


def agreement(inside: NDArray[np.bool_], sketch: NDArray[np.uint8]) -> float | None:
    """Return the fraction of annotated pixels that are predicted correctly; None without any.

    Parameters
    ----------
    inside
        (H, W) bool, pixels predicted to be in a cell.
    sketch
        (H, W) uint8.
    """
    cell, background = CLASS_OF[sketch] > 0, sketch == BACKGROUND
    drawn = np.count_nonzero(cell) + np.count_nonzero(background)
    if not drawn:
        return None
    right = np.count_nonzero(inside[cell]) + np.count_nonzero(~inside[background])
    return right / drawn
