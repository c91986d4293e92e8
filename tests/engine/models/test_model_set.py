"""Models for images with different numbers of channels, and their files."""

import numpy as np
import pytest

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.model_set import ModelSet, files_beside, load_models, save_models
from sketchpose_engine.models.weights import load_weights
from tests.engine.helpers.support import tiny_network

GREY, COLOUR, TWO = (Model(tiny_network(n), 8, 10.0 * n, {"steps": n}) for n in (1, 3, 2))


def channels(models):
    return models.first.network.shape.channels, sorted(models.others)


def test_each_image_has_the_model_for_its_channels():
    models = ModelSet(GREY, {3: COLOUR})
    assert models.for_channels(1) is GREY
    assert models.for_channels(3) is COLOUR


def test_images_with_other_channels_have_the_first_model_adapted_to_them():
    models = ModelSet(GREY, {3: COLOUR})
    adapted = models.for_channels(2)
    assert adapted.network.shape.channels == 2
    assert adapted.provenance == GREY.provenance
    assert [models.has_seen(n) for n in (1, 2, 3)] == [True, False, True]


def test_a_model_for_unseen_images_replaces_the_first_one_there():
    models = ModelSet(GREY, {3: COLOUR}, unseen=TWO)
    assert models.for_channels(1) is GREY
    assert models.for_channels(4).provenance == TWO.provenance
    assert not models.has_seen(2)


@pytest.mark.parametrize("unseen", [None, TWO])
def test_they_come_back_as_they_were_written(tmp_path, unseen):
    save_models(tmp_path / "w.safetensors", ModelSet(COLOUR, {1: GREY, 2: TWO}, unseen))
    again = load_models(tmp_path / "w.safetensors")
    assert channels(again) == (3, [1, 2])
    assert (again.unseen and again.unseen.provenance) == (unseen and unseen.provenance)
    for wanted in (GREY, COLOUR, TWO):
        number = wanted.network.shape.channels
        found = again.for_channels(number)
        assert found.provenance == wanted.provenance
        for name, value in wanted.network.state_dict().items():
            np.testing.assert_array_equal(found.network.state_dict()[name], value)


def test_the_first_one_is_an_ordinary_file_of_weights(tmp_path):
    save_models(tmp_path / "w.safetensors", ModelSet(GREY, {3: COLOUR}))
    assert load_weights(tmp_path / "w.safetensors").network.shape.channels == 1


def test_files_of_an_earlier_set_are_removed_and_others_stay(tmp_path):
    path, strange = tmp_path / "w.safetensors", tmp_path / "w_mine.safetensors"
    strange.write_bytes(b"mine")
    save_models(path, ModelSet(GREY, {3: COLOUR}))
    save_models(path, ModelSet(COLOUR, {2: TWO}))
    assert channels(load_models(path)) == (3, [2])
    save_models(path, ModelSet(COLOUR))
    assert not files_beside(path)
    assert strange.exists()


def test_the_first_one_counts_if_two_files_are_for_the_same_number(tmp_path):
    path = tmp_path / "w.safetensors"
    save_models(path, ModelSet(COLOUR, {1: TWO}))
    old = files_beside(path)[0].read_bytes()
    save_models(path, ModelSet(TWO))
    (tmp_path / "w_2_channels.safetensors").write_bytes(old)
    again = load_models(path)
    assert channels(again) == (2, [])


def test_a_damaged_file_is_refused_by_name(tmp_path):
    path = tmp_path / "w.safetensors"
    save_models(path, ModelSet(GREY, {3: COLOUR}))
    files_beside(path)[0].write_bytes(b"damaged")
    with pytest.raises(InputError, match="w_3_channels"):
        load_models(path)
