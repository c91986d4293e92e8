"""Balls and ellipsoids in stacks of slices."""

import numpy as np


def ball(shape, centre, radii):
    """Ellipsoid with radii along z, y and x, as label 1 in a stack of `shape`."""
    grid = np.mgrid[: shape[0], : shape[1], : shape[2]].astype(float)
    inside = sum(
        ((axis - middle) / radius) ** 2
        for axis, middle, radius in zip(grid, centre, radii, strict=True)
    )
    return (inside <= 1).astype(np.int32)


def packed(seed, *, step=1.0, shape=(24, 96, 96), count=12):
    """Balls that overlap nowhere, not even in neighbouring slices, which are `step` apart."""
    rng = np.random.default_rng(seed)
    stack = np.zeros(shape, np.int32)
    number = 0
    for _ in range(40):
        radius = rng.uniform(3 * step, 3 * step + 6)
        low = np.array([radius / step + 1, radius + 1, radius + 1])
        high = np.array(shape) - low
        if (high <= low).any():
            continue
        one = ball(shape, rng.uniform(low, high), (radius / step, radius, radius))
        around = np.pad(one, ((1, 1), (0, 0), (0, 0)))
        taken = (around[:-2] + one + around[2:])[stack > 0].any()
        if number < count and not taken:
            number += 1
            stack[one > 0] = number
    return stack
