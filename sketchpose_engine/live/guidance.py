"""Guidance for drawing: where strokes would help most, given fields and masks of a region."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..masks.saddles import Saddles, merge_score
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF, NOTHING

WORTH_A_STROKE = 40  # of 255: below, the network is practically certain
WORTH_A_QUESTION = -0.2  # merge score: 55 % of the pairs above are to be corrected, 6 % below
MEETING_PX = 3  # minimum number of pixel pairs where two cells touch
MEETING = 0.25  # likewise, of a cell's width, where the masks are stable
VERY_UNCERTAIN = 200  # of 255: of most pixels of a mask if it is not stable
EDGE_PX = 1.0  # standard deviation of the Gaussian whose derivative shows edges
LONGEST_FLOW, HIGHEST_DOUBT = 0.3, 100  # where the network is certain of background
SHORTEST_FLOW = 0.8  # where it is certain of a cell

Pixels = NDArray[np.intp]  # (2, n) rows and columns


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


def widest_gap(
    labels: NDArray[np.int32],
    sketch: NDArray[np.uint8],
    planes: NDArray[np.generic],
    width_px: float,
) -> tuple[int, int, int] | None:
    """Find the widest place without a mask, where cells fill the image.

    They do if the lines between them are drawn, but no background. The uncertainty is of no use
    here: a network that was taught by small cells is certain that the inside of large ones, dark
    and empty, is background. Edges in the image end a gap, or its middle would lie on the wall
    between two cells without masks. (Nine images of tissue without the masks of large cells: the
    places found have 0.64 to 0.98 of the depth of their cell, without edges 0.38 to 0.90.)

    Parameters
    ----------
    labels
        (H, W) masks.
    sketch
        (H, W) uint8.
    planes
        (C, H, W) intensities.
    width_px
        Width of the cells. Narrower places are walls.

    Returns
    -------
    tuple or None
        (y, x) of its middle and its width in px; None if none is as wide as a cell.
    """
    if not (sketch == BOUNDARY).any() or (sketch == BACKGROUND).any():
        return None
    steepness = np.max(
        [ndi.gaussian_gradient_magnitude(plane.astype(np.float32), EDGE_PX) for plane in planes],
        axis=0,
    )
    free = (labels == 0) & (sketch == NOTHING) & (steepness <= steepness.mean())
    depth = ndi.distance_transform_edt(np.pad(free, 1))[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    gap_px = 2 * depth[y, x]
    return (int(y), int(x), round(gap_px)) if gap_px > width_px else None


def doubtful_touch(
    labels: NDArray[np.int32],
    distance: NDArray[np.floating],
    flow: NDArray[np.floating],
    sketch: NDArray[np.uint8],
    unstable: NDArray[np.bool_] | None = None,
    width_px: float = 0.0,
) -> tuple[int, int, int, int] | None:
    """Find the two touching masks that came closest to being one, with nothing drawn between.

    The uncertainty is of no use here: it is high on most lines between two cells. The score that
    decided against merging the masks is close to 0 where one cell was split, and far below 0
    between two. (34 sketches of 26 images, after 30 steps of learning: of the first ten
    pairs, 54 % instead of 37 % are to be corrected; of the first three, 68 % instead of 38 %.)

    Parameters
    ----------
    labels
        (H, W) masks.
    distance, flow
        (H, W) and (2, H, W), order (y, x), from which the masks were computed.
    sketch
        (H, W) uint8.
    unstable
        (H, W) of `stability.unstable_pixels`; None: unknown.
    width_px
        Width of the cells. Cells that only just meet are obviously two: such a pair is left out,
        unless its masks are not stable.

    Returns
    -------
    tuple or None
        Both labels, the smaller first, and (y, x) where they meet.
    """
    here, there = _meeting_pixels(labels)
    if not here.size:
        return None
    lower, higher = np.sort([labels[*here], labels[*there]], axis=0).astype(np.int64)
    size = int(higher.max()) + 1
    keys, pair_of, count = np.unique(lower * size + higher, return_inverse=True, return_counts=True)
    pairs = np.stack(np.divmod(keys, size))
    score = _merge_scores(pairs, pair_of, here, there, labels, distance.astype(np.float32), flow)

    def meet_at(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which pairs meet at one of these pixels."""
        return np.bincount(pair_of, pixels[*here] | pixels[*there]) > 0

    barely = count < MEETING * width_px
    if unstable is not None:
        barely &= ~meet_at(unstable)
    score[barely | (count < MEETING_PX) | meet_at(sketch != NOTHING)] = -np.inf
    closest = int(score.argmax())
    if score[closest] < WORTH_A_QUESTION:
        return None
    y, x = here[:, pair_of == closest]
    middle = len(y) // 2
    return int(pairs[0, closest]), int(pairs[1, closest]), int(y[middle]), int(x[middle])


def _meeting_pixels(labels: NDArray[np.int32]) -> tuple[Pixels, Pixels]:
    """Return neighbouring pixels of different masks: (2, n) of one, and (2, n) below or right."""
    found = []
    for step in ((1, 0), (0, 1)):
        rows, columns = labels.shape[0] - step[0], labels.shape[1] - step[1]
        one, other = labels[:rows, :columns], labels[step[0] :, step[1] :]
        here = np.stack(np.nonzero((one != other) & (one > 0) & (other > 0)))
        found.append((here, here + np.array(step)[:, None]))
    (above, below), (left, right) = found
    return np.hstack([above, left]), np.hstack([below, right])


def _merge_scores(
    pairs: NDArray[np.int64],
    pair_of: NDArray[np.intp],
    here: Pixels,
    there: Pixels,
    labels: NDArray[np.int32],
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
) -> NDArray[np.float64]:
    """Return the `merge_score` of pairs (2, m) of masks, of which each pixel belongs to one."""
    peaks = np.full(labels.max() + 1, -np.inf, np.float32)
    np.maximum.at(peaks, labels.ravel(), distance.ravel())
    height = np.full(pairs.shape[1], -np.inf, np.float32)
    np.maximum.at(height, pair_of, np.minimum(distance[*here], distance[*there]))
    # Measured from one pixel further on either side, which replaces a Gaussian of the whole flow.
    step, last = there - here, np.array(labels.shape)[:, None] - 1
    start, end = (here - step).clip(0, last), (there + step).clip(0, last)
    apart = ((flow[:, *end] - flow[:, *start]) * step).sum(0) / (end - start).sum(0)
    sums = height, np.bincount(pair_of, apart), np.bincount(pair_of)
    return merge_score(Saddles(pairs[0], pairs[1], *(each.astype(float) for each in sums)), peaks)


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
