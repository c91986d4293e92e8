"""Motion from one image to the next, of all of it and of single objects, by correlation."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, rfft2

MOST_SIDE = 512  # pixels of a side of the images that a drift is estimated from
BETTER = 0.05  # more correlation than without a shift, or there is no drift
MOST_SAMPLES = 24  # along a side of a patch
MOST_STEPS = 8  # to each side that a patch is tried at
REACH = 0.5  # diameters that an object may have moved from where the drift brings it
COST = 0.1  # correlation that a step to the end of the reach costs: small steps are more likely

Plane = NDArray[np.float32]


def plane_of(planes: NDArray[Any]) -> Plane:
    """Average the channels (C, H, W) of an image, each with a mean of 0 and a deviation of 1."""
    total = np.zeros(planes.shape[1:], np.float32)
    for plane in planes:
        values = plane.astype(np.float32)
        total += (values - values.mean()) / max(float(values.std()), 1e-6)
    return total


def image_drift(before: Plane, after: Plane) -> tuple[int, int]:
    """Estimate how far an image has moved as a whole.

    The images are compared by phase correlation, at a reduced size if they are large.

    Parameters
    ----------
    before, after
        (H, W) images, see `plane_of`.

    Returns
    -------
    Shift along y and x in pixels; (0, 0) unless it makes the images clearly more alike.
    """
    step = max(1, -(-max(before.shape) // MOST_SIDE))
    one, other = before[::step, ::step], after[::step, ::step]
    window = np.hanning(one.shape[0])[:, None] * np.hanning(one.shape[1])[None]
    product = np.conj(rfft2(one * window)) * rfft2(other * window)
    peaks = irfft2(product / np.maximum(np.abs(product), 1e-9), one.shape)
    peak = np.unravel_index(int(peaks.argmax()), one.shape)
    y, x = (int(p) - side * (int(p) > side // 2) for p, side in zip(peak, one.shape, strict=True))
    if _alike(one, other, (y, x)) < _alike(one, other, (0, 0)) + BETTER:
        return 0, 0
    return y * step, x * step


def _alike(before: Plane, after: Plane, shift: tuple[int, int]) -> float:
    """Correlation of the parts of two images that overlap after a shift."""
    height, width = before.shape
    y, x = shift
    one = before[max(-y, 0) : height - max(y, 0), max(-x, 0) : width - max(x, 0)]
    other = after[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)]
    return float(np.nan_to_num(_correlation(one[None], other)[0])) if one.size > 1 else -1.0


def _correlation(patches: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pearson's correlation of each patch (N, h, w) with another one (h, w)."""
    away = wanted - wanted.mean()
    centred = patches - patches.mean(axis=(1, 2), keepdims=True)
    norm = np.sqrt((centred**2).sum(axis=(1, 2)) * (away**2).sum())
    return np.asarray((centred * away).sum(axis=(1, 2)) / np.maximum(norm, 1e-9), np.float32)


def object_step(
    before: Plane,
    after: Plane,
    box: tuple[int, int, int, int],
    drift: tuple[int, int],
    size_px: float,
) -> tuple[int, int]:
    """Estimate how far one object has moved.

    Parameters
    ----------
    before, after
        (H, W) images, see `plane_of`.
    box
        (top, left, bottom, right) around the object, with a margin, within the first image.
    drift
        Shift of the whole image.
    size_px
        Diameter of the object.

    Returns
    -------
    Shift along y and x in pixels: where the image around the object is found again.
    """
    top, left, bottom, right = box
    sample = max(1, -(-max(bottom - top, right - left) // MOST_SAMPLES))
    wanted = before[top:bottom:sample, left:right:sample]
    reach = max(1, round(REACH * size_px))
    stride = max(1, -(-reach // MOST_STEPS))
    offsets = np.arange(-(reach // stride), reach // stride + 1) * stride
    rows = np.arange(top, bottom, sample) + drift[0]
    columns = np.arange(left, right, sample) + drift[1]
    y, x = (grid.ravel() for grid in np.meshgrid(offsets, offsets, indexing="ij"))
    at_y = (rows[None] + y[:, None]).clip(0, after.shape[0] - 1)
    at_x = (columns[None] + x[:, None]).clip(0, after.shape[1] - 1)
    alike = _correlation(after[at_y[:, :, None], at_x[:, None, :]], wanted)
    best = int((alike - COST * (y**2 + x**2) / reach**2).argmax())
    return drift[0] + int(y[best]), drift[1] + int(x[best])
