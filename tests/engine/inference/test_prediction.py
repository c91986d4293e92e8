"""Tiles: every pixel is what the whole image would have given."""

import numpy as np
import pytest
import torch

from sketchpose_engine.core.box import Box
from sketchpose_engine.images.intensity import normalise, percentile_range
from sketchpose_engine.inference.prediction import Fields, PredictSettings, masks_of, predict
from sketchpose_engine.models.model import Model
from tests.engine.helpers.support import CPU, lived_in, photograph, tiny_network, voronoi

WHOLE = PredictSettings(tile_px=10**6)
TILED = PredictSettings(tile_px=64)
ODD = (333, 262)
PLANES = photograph(voronoi(ODD, 60, seed=1, background=0.4))


def model_of(eighths=8, channels=1):
    network = lived_in(tiny_network(channels))
    with torch.no_grad():
        network.head.weight *= 20  # a contrast as after training
    return Model(network.train(), eighths, 30.0)  # as the trainer leaves it


def predicted(model, planes=PLANES, settings=WHOLE):
    fields = Fields.empty(planes.shape[-2:])
    tiles = list(predict(model, planes, CPU, settings, fields))
    return fields, tiles


def test_at_the_resolution_of_the_image_the_fields_are_those_of_the_network():
    planes, model = PLANES[:, :128, :192], model_of()
    fields, _ = predicted(model, planes)
    normalised = normalise(planes, *percentile_range(planes))
    with torch.no_grad():
        distance, flow, _ = model.network.eval()(torch.from_numpy(normalised[None]))
    np.testing.assert_allclose(fields.distance, distance[0], atol=1e-5)
    np.testing.assert_allclose(fields.flow, flow[0], atol=1e-4, rtol=1e-3)  # half precision


@pytest.mark.parametrize("eighths", [8, 4, 12, 1, 3, 32])
def test_tiles_give_the_fields_of_the_whole_image(eighths):
    planes = PLANES[:, :150, :101] if eighths > 12 else PLANES
    model = model_of(eighths)
    whole, [only] = predicted(model, planes)
    tiled, tiles = predicted(model, planes, TILED)
    assert only.box == Box.whole(planes.shape[1:])
    assert len(tiles) > 1 or eighths < 3
    assert whole.distance.std() > 0.05
    np.testing.assert_allclose(tiled.distance, whole.distance, atol=1e-4)
    np.testing.assert_allclose(tiled.flow, whole.flow, atol=1e-4, rtol=1e-3)  # half precision


@pytest.mark.parametrize("eighths", [8, 4, 12])
def test_tiles_give_the_masks_of_the_whole_image(eighths):
    model = model_of(eighths)
    masks = []
    for settings in (WHOLE, TILED):
        fields, _ = predicted(model, settings=settings)
        fields.distance -= fields.distance.mean()  # about half of it is foreground
        masks.append(masks_of(fields.distance, fields.flow, model, 4))
    assert masks[0].max() > 5
    np.testing.assert_array_equal(*masks)


@pytest.mark.parametrize("eighths", [8, 4, 12])
@pytest.mark.parametrize("shape", [(8, 8), (64, 64), (65, 200), (129, 64)], ids=str)
def test_tiles_share_out_the_image(shape, eighths):
    _, tiles = predicted(model_of(eighths), np.ones((1, *shape)), TILED)
    covered = np.zeros(shape, int)
    for tile in tiles:
        covered[tile.box.slices] += 1
    assert (covered == 1).all()
    assert [tile.done for tile in tiles] == list(range(1, len(tiles) + 1))
    assert {tile.total for tile in tiles} == {len(tiles)}


@pytest.mark.parametrize("tile_px", [1, 64, 100, 150, 1000])
@pytest.mark.parametrize("eighths", [8, 4, 12])
def test_no_tile_is_larger_than_allowed_but_for_the_smallest_possible(tile_px, eighths):
    _, tiles = predicted(model_of(eighths), np.ones((1, 200, 330)), PredictSettings(tile_px))
    largest_px = max(max(tile.box.shape) for tile in tiles)
    assert largest_px <= max(tile_px * 8 // eighths, 64)


def test_until_its_tile_is_done_nothing_is_written():
    fields = Fields.empty(ODD)
    tile = next(predict(model_of(), PLANES, CPU, TILED, fields))
    assert fields.distance[tile.box.slices].any()
    fields.distance[tile.box.slices] = 0
    fields.flow[:, *tile.box.slices] = 0
    assert not fields.distance.any()
    assert not fields.flow.any()


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_any_kind_of_image_gives_finite_fields(channels, dtype):
    planes = np.repeat(PLANES[:, :70, :50], channels, 0).astype(dtype)
    fields, _ = predicted(model_of(channels=channels), planes)
    assert fields.distance.shape == (70, 50)
    assert fields.distance.dtype == np.float32
    assert fields.flow.shape == (2, 70, 50)
    assert np.isfinite(fields.distance).all()
    assert np.isfinite(fields.flow).all()


def test_brightness_and_contrast_of_the_image_do_not_matter():
    model = model_of()
    plain, _ = predicted(model)
    brighter, _ = predicted(model, PLANES.astype(np.float32) * 7 + 1000)
    np.testing.assert_allclose(brighter.distance, plain.distance, atol=1e-4)


def test_between_two_tiles_the_network_may_be_set_to_training():
    model, fields = model_of(), Fields.empty(ODD)
    for _ in predict(model, PLANES, CPU, TILED, fields):
        model.network.train()
    whole, _ = predicted(model_of())
    np.testing.assert_allclose(fields.distance, whole.distance, atol=1e-4)


def test_prediction_changes_nothing_in_the_network():
    model = model_of()
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    predicted(model, settings=TILED)
    assert not model.network.training
    for name, value in model.network.state_dict().items():
        assert torch.equal(value, before[name]), name
