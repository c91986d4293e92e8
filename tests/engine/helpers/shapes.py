"""Label images with known masks, for tests and benchmarks of reconstruction.

Every generator returns int32 labels (H, W): 0 background, objects 1..N, each 4-connected,
the same for the same arguments. Lengths are in pixels.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from scipy.spatial import cKDTree
from skimage.measure import label as components

Labels = NDArray[np.int32]
Points = NDArray[np.float64]
Shape = tuple[int, int]


def touching_rods(shape: Shape = (256, 256), seed: int = 0) -> Labels:
    """Bundles of parallel rods at many angles; neighbours touch along their whole side."""
    rng = np.random.default_rng(seed)

    def bundle() -> tuple[Labels, int]:
        angle, extent = rng.uniform(0, np.pi), rng.uniform(40, 110)
        y, x = _grid(shape) - rng.uniform(0, shape)[:, None, None]
        along = x * np.cos(angle) + y * np.sin(angle)
        across = y * np.cos(angle) - x * np.sin(angle)
        return _lanes(along, across, rng, extent, width=(8, 12), length=(20, 60))

    return _stack(shape, bundle, tries=60, min_area=160)


def filaments(shape: Shape = (384, 384), seed: int = 0) -> Labels:
    """Long curved worms, 6-10 wide and 80-300 long, alone or side by side in twos and threes."""
    rng = np.random.default_rng(seed)

    def ribbon() -> tuple[Labels, int]:
        curve = _worm(rng, length=300) + rng.uniform(0, shape)
        along, across = _curve_coordinates(shape, curve)
        extent = rng.choice([8, 16, 24])
        return _lanes(along, across, rng, extent, width=(6, 10), length=(80, 300), single=True)

    return _stack(shape, ribbon, tries=100, min_area=500, whole=True)


def convex_cells(shape: Shape = (512, 512), seed: int = 0) -> Labels:
    """Discs and ellipses of 6 to 100 px, the large ones first, every second one touching."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(shape, np.int32)
    centres: list[Points] = []
    for size in np.sort(np.exp(rng.uniform(np.log(6), np.log(100), 400)))[::-1]:
        flatness = np.sqrt(rng.uniform(0.6, 1))
        axes = size / 2 * np.array([1 / flatness, flatness])
        angle, centre = rng.uniform(0, np.pi), rng.uniform(0, shape)
        target = centres[rng.integers(len(centres))] if centres and rng.random() < 0.5 else None
        if _paint_ellipse(labels, len(centres) + 1, centre, axes, angle, target):
            centres.append(centre)
    return _tidy(labels)


def tissue(shape: Shape = (512, 512), seed: int = 0) -> Labels:
    """Cells of 6 to 100 px that fill the whole image: no background at all."""
    rng = np.random.default_rng(seed)
    radii = 2.2 * rng.random(6000) ** (-1 / 1.8)  # a power law: few are large
    radii = np.sort(radii[radii < 42])[::-1]
    seeds: Points = np.empty((0, 3))
    for radius in radii:
        centre = rng.uniform(0, shape)
        gaps = np.hypot(*(seeds[:, :2] - centre).T) - seeds[:, 2]
        if (gaps >= radius).all():
            seeds = np.vstack([seeds, [*centre, radius]])
    # Power diagram: the nearest seed once each is lifted out of the plane by its radius.
    lift = np.sqrt(seeds[:, 2].max() ** 2 - seeds[:, 2] ** 2)
    tree = cKDTree(np.column_stack([seeds[:, :2], lift]))
    pixels = np.moveaxis(_grid(shape), 0, -1)
    pixels = np.concatenate([pixels, np.zeros((*shape, 1))], axis=-1)  # (H, W, 3)
    labels = tree.query(pixels)[1].astype(np.int32) + 1
    while not (labels := _tidy(labels)).all():  # splinters of cells go to a neighbour
        nearest = distance_transform_edt(labels == 0, return_distances=False, return_indices=True)
        labels = labels[tuple(nearest)]
    return labels


def c_shapes(shape: Shape = (320, 320), seed: int = 0) -> Labels:
    """Thick rings, horseshoes and spirals: one object each, closed by touching itself."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(shape, np.int32)
    pitch = 80
    corners = [(y, x) for y in range(0, shape[0], pitch) for x in range(0, shape[1], pitch)]
    for number, corner in enumerate(corners):
        width, radius, turn = rng.uniform(9, 15), rng.uniform(18, 27), rng.uniform(0, 2 * np.pi)
        gap = (width - 1.5) / radius  # the round ends meet
        stretch = 1.0
        if number % 3 == 2:  # a spiral: the ends lie side by side
            angle = np.linspace(0, 2 * np.pi + 0.5, 400)
            distance = radius - width / 2 + (width - 0.5) * angle / (2 * np.pi)
        else:
            angle = np.linspace(gap / 2, 2 * np.pi - gap / 2, 400)
            distance = np.full_like(angle, radius)
            stretch = 0.75 if number % 3 == 1 else 1.0  # a horseshoe is a narrow ring
        # The ends lie at angle 0, on the long axis.
        curve = np.column_stack([stretch * distance * np.sin(angle), distance * np.cos(angle)])
        curve = curve @ _rotation(turn) + np.add(corner, pitch / 2)
        near = cKDTree(curve).query(np.moveaxis(_grid(shape), 0, -1))[0] <= width / 2
        labels[near & (labels == 0)] = number + 1
    return _tidy(labels)


def many(n: int = 2000, shape: Shape = (1024, 1024), seed: int = 0) -> Labels:
    """Exactly n convex cells, some of them touching; for timing."""
    rng = np.random.default_rng(seed)
    pitch = np.sqrt(shape[0] * shape[1] / n)
    rows = int(np.ceil(shape[0] / pitch))
    columns = int(np.ceil(n / rows))
    step = np.array([shape[0] / rows, shape[1] / columns])
    cells = np.sort(rng.permutation(rows * columns)[:n])
    seeds = np.column_stack([cells // columns, cells % columns]) + 0.5
    seeds = (seeds + rng.uniform(-0.2, 0.2, seeds.shape)) * step
    distance, nearest = cKDTree(seeds).query(np.moveaxis(_grid(shape), 0, -1))
    radius = step.min() * rng.uniform(0.3, 0.6, n)
    return _tidy(np.where(distance <= radius[nearest], nearest + 1, 0).astype(np.int32))


def _grid(shape: Shape) -> Points:
    """Pixel positions (2, H, W), in the order y, x."""
    return np.indices(shape).astype(float)


def _rotation(angle: float) -> Points:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _tidy(labels: Labels) -> Labels:
    """Keep the largest 4-connected part of each object, and number them 1..N."""
    parts = components(labels, background=0, connectivity=1)
    sizes = np.bincount(parts.ravel())
    owner = np.zeros(len(sizes), np.int64)
    owner[parts.ravel()] = labels.ravel()
    order = np.lexsort((-sizes, owner))
    first = np.r_[True, np.diff(owner[order]) > 0]
    keep = order[first & (owner[order] > 0)]
    number = np.zeros(len(sizes), np.int32)
    number[np.sort(keep)] = np.arange(1, len(keep) + 1)
    return number[parts]


def _lanes(
    along: Points,
    across: Points,
    rng: np.random.Generator,
    extent: float,
    width: tuple[float, float],
    length: tuple[float, float],
    single: bool = False,
) -> tuple[Labels, int]:
    """Round-ended rods in parallel lanes; `across` is cut without gaps, so that sides touch."""
    labels = np.zeros(along.shape, np.int32)
    count, low = 0, -extent / 2
    while low < extent / 2:
        w = rng.uniform(*width)
        start = 0.0 if single else -extent / 2 - rng.uniform(0, length[0])
        while start < (1 if single else extent / 2):
            stop = start + rng.uniform(*length)
            axis = np.clip(along, start + w / 2, stop - w / 2)  # nearest point of the midline
            inside = np.hypot(along - axis, across - low - w / 2) <= w / 2
            inside |= (along == axis) & (across >= low) & (across < low + w)
            count += 1
            labels[inside & (labels == 0)] = count
            start = stop
        low += w
    return labels, count


def _stack(
    shape: Shape,
    draw: Callable[[], tuple[Labels, int]],
    tries: int,
    min_area: int,
    whole: bool = False,
) -> Labels:
    """Lay drawing over drawing; an object that hits an earlier one is left out.

    With `whole`, the drawing is left out if any of its objects hits one.
    """
    result = np.zeros(shape, np.int32)
    total = 0
    for _ in range(tries):
        drawn, count = draw()
        areas = np.bincount(drawn.ravel(), minlength=count + 1)
        bad = np.bincount(drawn[result > 0], minlength=count + 1) > 0
        bad |= areas < min_area
        bad[0] = False
        if whole and bad.any():
            continue
        drawn[bad[drawn]] = 0
        result = np.where(drawn > 0, drawn + total, result)
        total += count
    return _tidy(result)


def _worm(rng: np.random.Generator, length: float) -> Points:
    """Points (n, 2), one a pixel, of a line that winds but never crosses itself."""
    s = np.arange(-20, length + 20)
    wave = 2 * np.pi * s / rng.uniform(180, 320) + rng.uniform(0, 2 * np.pi)
    heading = rng.uniform(0, 2 * np.pi) + rng.uniform(0.4, 0.9) * np.sin(wave)
    return np.cumsum(np.column_stack([np.sin(heading), np.cos(heading)]), axis=0)


def _curve_coordinates(shape: Shape, curve: Points) -> tuple[Points, Points]:
    """Each pixel's position along the curve and its signed distance from it; far away, infinite."""
    along, across = np.zeros(shape), np.full(shape, np.inf)
    low = np.maximum(curve.min(axis=0) - 30, 0).astype(int)
    high = np.maximum(curve.max(axis=0) + 30, 0).astype(int)
    box = tuple(map(slice, low, high))
    pixels = np.moveaxis(_grid(shape)[:, *box], 0, -1)  # (h, w, 2)
    nearest = cKDTree(curve).query(pixels)[1]
    tangent = np.gradient(curve, axis=0)[nearest]
    offset = pixels - curve[nearest]
    along[box] = nearest - 20 + (offset * tangent).sum(-1)
    across[box] = offset[..., 0] * tangent[..., 1] - offset[..., 1] * tangent[..., 0]
    return along, across


def _paint_ellipse(
    labels: Labels,
    number: int,
    centre: Points,
    axes: Points,
    angle: float,
    target: Points | None,
) -> bool:
    """Paint an ellipse where it is free, moved towards `target`, if any, until it touches.

    Changes `centre` to where it came to lie.
    """
    reach = int(axes.max()) + 2
    offset = np.moveaxis(_grid((2 * reach + 1, 2 * reach + 1)), 0, -1) - reach
    inside = (((offset @ _rotation(angle)) / axes) ** 2).sum(-1) <= 1
    disc = offset[inside].astype(int)  # (n, 2), the pixels around the centre

    def pixels(at: Points) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        y, x = (disc + np.round(at).astype(int)).T
        visible = (y >= 0) & (x >= 0) & (y < labels.shape[0]) & (x < labels.shape[1])
        return y[visible], x[visible]

    if labels[pixels(centre)].any():
        return False
    if target is not None:
        way = target - centre
        for share in np.arange(0, 1, 1 / max(np.hypot(*way), 1)):
            at = centre + share * way
            if labels[pixels(at)].any():
                break
        centre[:] = at
    place = pixels(centre)
    hit = labels[place] > 0
    if hit.mean() > 0.1:
        return False
    labels[place] = np.where(hit, labels[place], number)
    return True
