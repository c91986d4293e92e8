"""Crops: what is turned, mirrored or scaled in the image is so in its targets."""

import numpy as np
import pytest
import torch

from sketchpose_engine.sketch.valid_set import sketched_boundary
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.training.losses import total_loss
from sketchpose_engine.training.sampling import (
    crop_images,
    jitter_intensity,
    sample_batch,
    sample_crops,
)
from sketchpose_engine.training.sampling import crop_targets as targets_of_crops
from sketchpose_engine.training.settings import LossSettings
from sketchpose_engine.training.targets import Targets, targets_at
from tests.engine.helpers.support import (
    CPU,
    discs,
    one_crop,
    photograph,
    sample_of,
    sketch_of,
    voronoi,
)

SETS = ("equality", "inequality", "background", "flowing")
SIZE = 40
MIDDLE = np.full(2, (SIZE - 1) / 2)
UPRIGHT = one_crop(MIDDLE, np.eye(2))
TURNED = ([[0, -1], [1, 0]], [[-1, 0], [0, -1]], [[0, 1], [-1, 0]])
MIRRORED = ([[-1, 0], [0, 1]], [[1, 0], [0, -1]], [[0, 1], [1, 0]], [[0, -1], [-1, 0]])


def partly_sketched(seed=0, scale=1.0, unit_px=1.0):
    """A lesson of a square partition, sketched in part, with every kind of stroke."""
    masks = voronoi((SIZE, SIZE), 9, seed, background=0.3)
    seen = voronoi((SIZE, SIZE), 5, seed + 1, background=0.5) > 0
    return sample_of(photograph(masks) / 100, sketch_of(masks, seen), scale, unit_px)


def targets_of(sample, rows, columns):
    """Targets of some pixels, as arrays."""
    at = (torch.from_numpy(np.ascontiguousarray(index)) for index in (rows, columns))
    return Targets(*(part.numpy() for part in targets_at(sample.sketch_on(CPU), *at)))


def all_targets(sample):
    return targets_of(sample, *np.indices(sample.labels.shape))


def crop_image(image, crop, crop_px):
    return crop_images(image, crop, crop_px, CPU)[0]


def crop_targets(sample, crop, crop_px):
    """Targets of a single crop, as arrays."""
    return Targets(*(part[0].numpy() for part in targets_of_crops(sample, crop, crop_px, CPU)))


def nearest_pixels(labels):
    """How many boundary pixels are equally near to each pixel."""
    gaps = np.argwhere(np.ones_like(labels))[:, None] - np.argwhere(sketched_boundary(labels))
    squared = (gaps**2).sum(2)
    return (squared == squared.min(1, keepdims=True)).sum(1).reshape(labels.shape)


# Poses


def test_a_crop_that_is_not_turned_is_a_slice():
    masks = voronoi((30, 50), 9, 0, background=0.3)
    seen = voronoi((30, 50), 5, 1, background=0.5) > 0
    sample = sample_of(photograph(masks) / 100, sketch_of(masks, seen))
    pose = one_crop(np.array([12.0, 20.0]) + 7.5, np.eye(2))
    there = slice(12, 28), slice(20, 36)
    torch.testing.assert_close(
        crop_image(sample.image, pose, 16), sample.image.whole[:, *there], atol=1e-5, rtol=0
    )
    found = crop_targets(sample, pose, 16)
    whole = all_targets(sample)
    np.testing.assert_array_equal(found.distance, whole.distance[there])
    np.testing.assert_allclose(found.flow, whole.flow[:, *there], atol=1e-6)
    for name in SETS:
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name)[there])


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("seed", range(5))
def test_image_and_targets_of_a_crop_show_the_same_places(seed, scale):
    places = (np.indices((int(60 * scale), int(90 * scale))) + 0.5) / scale - 0.5
    labels = sketch_of(voronoi((60, 90), 9, seed, background=0.4))
    sample = sample_of(places, labels, scale)  # an image that tells where it shows itself
    pose = one_crop(
        np.array([30.0, 45.0]) * scale,
        sample_crops(sample, 1, 1, np.random.default_rng(seed)).matrix[0],
    )
    crop_px = int(30 * scale)
    shown = crop_image(sample.image, pose, crop_px).numpy()
    rows, columns = np.round(shown).astype(int)
    sure = (np.abs(shown - np.round(shown)) < 0.49).all(0)
    assert sure.mean() > 0.8
    expected = targets_of(sample, rows, columns)
    found = crop_targets(sample, pose, crop_px)
    for name in SETS:
        np.testing.assert_array_equal(getattr(found, name)[sure], getattr(expected, name)[sure])


@pytest.mark.parametrize("matrix", [*TURNED, *MIRRORED], ids=str)
def test_a_turned_or_mirrored_crop_is_that_of_a_turned_or_mirrored_sketch(matrix):
    sample = partly_sketched()
    pose = one_crop(MIDDLE, matrix)
    rows, columns = pose.places(SIZE, CPU)[0].numpy().astype(int)
    turned = sample_of(sample.image.whole[:, rows, columns], sample.labels[rows, columns])
    torch.testing.assert_close(
        crop_image(sample.image, pose, SIZE), turned.image.whole, atol=1e-5, rtol=0
    )
    found, expected = crop_targets(sample, pose, SIZE), all_targets(turned)
    for name in (*SETS, "distance"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    settled = expected.flowing & (nearest_pixels(turned.labels) == 1)
    assert settled.sum() > 50
    np.testing.assert_allclose(found.flow[:, settled], expected.flow[:, settled], atol=1e-6)


@pytest.mark.parametrize("scale", [1.0, 0.5, 1.5])
@pytest.mark.parametrize("seed", range(4))
def test_in_any_pose_a_disc_is_a_disc_of_the_zoomed_size(seed, scale):
    radius, centre, unit_px = 16.0, (30.0, 33.0), 2.5
    sketch = sketch_of(discs((64, 64), [centre], radius))
    size_px = int(64 * scale)
    sample = sample_of(np.zeros((1, size_px, size_px)), sketch, scale, unit_px)
    pose = sample_crops(sample, 1, 32, np.random.default_rng(seed))
    found = crop_targets(sample, pose, 32)
    (matrix,), (middle,) = pose.matrix, pose.centre
    zoom = np.sqrt(abs(np.linalg.det(matrix)))
    in_network = (np.array(centre) + 0.5) * scale - 0.5
    in_crop = np.linalg.solve(matrix, in_network - middle) + 15.5
    inward = in_crop[:, None, None] - np.indices((32, 32))
    from_centre = np.hypot(*inward)
    depth = radius * scale / zoom - from_centre
    inside = found.equality & (depth > 2)
    assert inside.any()
    assert np.abs(found.distance * unit_px - depth)[inside].max() < 2 * scale / zoom + 1
    cosine = (found.flow * inward).sum(0) / from_centre
    assert cosine[inside & (from_centre > 3)].mean() > 0.9


@pytest.mark.parametrize(("zoom", "scale", "unit_px"), [(0.5, 1, 1), (1.25, 1, 3), (0.8, 2, 5)])
def test_distances_count_the_pixels_of_the_crop_in_units_of_half_a_cell(zoom, scale, unit_px):
    sample = partly_sketched(scale=scale, unit_px=unit_px)
    pose = one_crop(MIDDLE * scale, zoom * np.eye(2))
    rows, columns = np.floor((pose.places(SIZE, CPU)[0].numpy() + 0.5) / scale).astype(int)
    there = targets_of(sample, rows, columns)
    assert there.distance.max() > 2
    np.testing.assert_allclose(
        crop_targets(sample, pose, SIZE).distance,
        there.distance * scale / zoom / unit_px,
        rtol=1e-6,
    )


@pytest.mark.parametrize("seed", range(10))
def test_in_any_pose_flows_keep_their_length(seed):
    sample = partly_sketched(seed)
    found = crop_targets(sample, sample_crops(sample, 1, 24, np.random.default_rng(seed)), 24)
    np.testing.assert_allclose(np.hypot(*found.flow), found.flowing, atol=1e-5)


def test_beyond_its_edge_the_image_is_mirrored_and_nothing_is_annotated():
    sample = partly_sketched()
    found = crop_image(sample.image, UPRIGHT, SIZE + 20)
    mirrored = np.pad(sample.image.whole.numpy(), [(0, 0), (10, 10), (10, 10)], "symmetric")
    np.testing.assert_allclose(found, mirrored, atol=1e-5)
    targets = crop_targets(sample, UPRIGHT, SIZE + 20)
    annotated = targets.equality | targets.inequality | targets.background
    assert annotated.sum() == np.count_nonzero(sample.labels)


# Where crops are taken


def test_every_crop_shows_an_annotated_pixel():
    labels = np.zeros((SIZE, SIZE), np.uint8)
    labels[0, 0], labels[20, 30] = FOREGROUND, BACKGROUND
    rng = np.random.default_rng(0)
    for scale in (0.5, 1.0, 3.0):
        sample = sample_of(np.zeros((1, SIZE, SIZE)), labels, scale)
        for _ in range(100):
            # At half resolution a single pixel may fall between two of the crop's.
            places = sample_crops(sample, 1, 16, rng).places(16, CPU)[0].numpy()
            single = [(0.5 * scale - 0.5,) * 2, (20.5 * scale - 0.5, 30.5 * scale - 0.5)]
            gaps = [np.hypot(*(places - np.reshape(at, (2, 1, 1)))).min() for at in single]
            assert min(gaps) < 1


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_every_kind_of_stroke_is_the_middle_equally_often(scale):
    labels = np.zeros((SIZE, SIZE), np.uint8)
    labels[:20], labels[30:32], labels[39, 7] = BACKGROUND, FOREGROUND, BOUNDARY
    sample = sample_of(np.zeros((1, SIZE, SIZE)), labels, scale)
    rng = np.random.default_rng(0)
    centres = sample_crops(sample, 1500, 1, rng).centre
    places = (centres + 0.5) / scale - 0.5
    pixels = np.round(places).astype(int)
    assert np.abs(places - pixels).max() <= 0.25 / scale  # the jitter of so small a crop
    share = np.bincount(labels[tuple(pixels.T)], minlength=4) / len(pixels)
    np.testing.assert_allclose(share, [0, 1 / 3, 1 / 3, 1 / 3], atol=0.04)


# What the loss sees


def test_the_image_beside_the_strokes_changes_no_target():
    sample = partly_sketched()
    unknown = torch.from_numpy(sample.labels == 0)
    other = sample_of(sample.image.whole + unknown, sample.labels)
    images, targets = sample_batch([sample], 4, 32, np.random.default_rng(5), CPU)
    other_images, other_targets = sample_batch([other], 4, 32, np.random.default_rng(5), CPU)
    assert not torch.equal(images, other_images)
    for one, two in zip(targets, other_targets, strict=True):
        assert torch.equal(one, two)


def test_fields_on_unannotated_pixels_of_a_crop_change_no_loss():
    _, targets = sample_batch([partly_sketched()], 4, 32, np.random.default_rng(5), CPU)
    unknown = ~(targets.equality | targets.inequality | targets.background)
    assert unknown.any()
    distance, flow = torch.randn(4, 32, 32), torch.randn(4, 2, 32, 32)
    other = distance + 5 * unknown, flow + 5 * unknown[:, None]
    weights = LossSettings()
    loss, _ = total_loss(distance, flow, targets, weights)
    assert torch.equal(total_loss(*other, targets, weights)[0], loss)


# Batches


def test_a_batch_has_the_shapes_the_network_and_the_loss_expect():
    samples = [partly_sketched(0), partly_sketched(2)]
    images, targets = sample_batch(samples, 3, 16, np.random.default_rng(0), CPU)
    assert images.shape == (3, 1, 16, 16)
    assert images.dtype == targets.distance.dtype == targets.flow.dtype == torch.float32
    assert targets.flow.shape == (3, 2, 16, 16)
    for name in (*SETS, "distance"):
        assert getattr(targets, name).shape == (3, 16, 16), name
    assert isinstance(targets, Targets)


def test_the_same_seed_draws_the_same_batch():
    draws = [
        sample_batch([partly_sketched()], 2, 16, np.random.default_rng(7), CPU) for _ in range(2)
    ]
    (images, targets), (again, targets_again) = draws
    assert torch.equal(images, again)
    assert all(map(torch.equal, targets, targets_again))
    other, _ = sample_batch([partly_sketched()], 2, 16, np.random.default_rng(8), CPU)
    assert not torch.equal(images, other)


def test_every_lesson_has_its_turn():
    dark, bright = partly_sketched(), partly_sketched()
    bright = sample_of(bright.image.whole + 1000, bright.labels)
    images, _ = sample_batch([dark, bright], 40, 8, np.random.default_rng(0), CPU)
    assert 10 < (images.mean((1, 2, 3)) > 100).sum() < 30


def test_relighting_keeps_what_is_brighter_brighter():
    crops = torch.linspace(0, 10, 64).reshape(1, 1, 8, 8).repeat(6, 2, 1, 1)
    lit = jitter_intensity(crops, np.random.default_rng(0))
    assert lit.shape == crops.shape
    assert lit.dtype == torch.float32
    for crop in lit.reshape(12, 64):
        assert np.corrcoef(crop, np.arange(64))[0, 1] > 0.99
    assert len({round(float(crop.mean()), 3) for crop in lit.reshape(12, 64)}) == 12
