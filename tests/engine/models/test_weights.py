"""Networks on disk, and for other channels and sizes of cells."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.inference.prediction import Fields, PredictSettings, predict
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.rescaling import MOST_EIGHTHS, choose_eighths
from sketchpose_engine.models.unet import MERGES, UNet, UNetConfig
from sketchpose_engine.models.weights import FORMAT, load_weights, save_weights
from tests.engine.helpers.support import CPU, lived_in, photograph, tiny_network, voronoi

PROVENANCE = {"trained_on": ["a.tif", "b é.tif"], "steps": 7, "started_from": {"seed": 1}}


def model_of(channels=1):
    return Model(lived_in(tiny_network(channels)), 12, 21.5, PROVENANCE)


def written(path, header, state):
    """A safetensors file with this header."""
    save_file(state, path, None if header is None else {"sketchpose": json.dumps(header)})
    return path


def good_header():
    return {
        "format": FORMAT,
        "version": "0.1.0",
        "network": {"channels": 1, "widths": [4, 8]},
        "eighths": 8,
        "diameter_px": 30.0,
        "provenance": {},
    }


def refused(path):
    """The sentence a file is refused with."""
    with pytest.raises(InputError) as caught:
        load_weights(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


# Round trip


@pytest.mark.parametrize(
    "length", [0x2080, 0x4B50]
)  # those files start as a pickle, and a zip file
def test_a_header_of_any_length_is_read(tmp_path, length):
    def saved(name):
        model = replace(model_of(), provenance={"trained_on": [name]})
        save_weights(tmp_path / "w.safetensors", model)
        return int.from_bytes((tmp_path / "w.safetensors").read_bytes()[:8], "little")

    name = "x" * (length - saved(""))
    assert saved(name) == length
    assert load_weights(tmp_path / "w.safetensors").provenance == {"trained_on": [name]}


@pytest.mark.parametrize("channels", [1, 3])
def test_a_model_comes_back_as_it_was_saved(tmp_path, channels):
    model = model_of(channels)
    path = tmp_path / "cells ä.safetensors"
    save_weights(path, model)
    loaded = load_weights(path)
    assert loaded.network.shape == model.network.shape
    assert (loaded.eighths, loaded.diameter_px) == (12, 21.5)
    assert loaded.provenance == PROVENANCE
    state = loaded.network.state_dict()
    for name, value in model.network.state_dict().items():
        assert torch.equal(state[name], value), name


@pytest.mark.parametrize("merge", MERGES)
def test_a_network_of_squares_of_pixels_comes_back(tmp_path, merge):
    network = UNet(UNetConfig(2, (4, 6), patch_px=2, merge=merge))
    save_weights(tmp_path / "w.safetensors", Model(network, 8, 20.0))
    loaded = load_weights(tmp_path / "w.safetensors").network
    assert loaded.shape == network.shape
    for name, value in network.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], value)


def test_a_network_whose_parts_would_not_fit_together_is_refused(tmp_path):
    network = UNet(UNetConfig(1, (4, 4, 4, 4), patch_px=2))
    save_weights(tmp_path / "w.safetensors", Model(network, 8, 20.0))
    assert "do not fit" in refused(tmp_path / "w.safetensors")


def test_weights_in_the_memory_order_of_training_are_saved_as_well(tmp_path):
    model = model_of()
    CPU.move_network(model.network)
    save_weights(tmp_path / "w.safetensors", model)
    loaded = load_weights(tmp_path / "w.safetensors")
    assert torch.equal(loaded.network.stem.weight, model.network.stem.weight)


def test_a_file_says_what_made_it(tmp_path):
    from safetensors import safe_open

    from sketchpose_engine import __version__

    save_weights(tmp_path / "w.safetensors", model_of())
    with safe_open(tmp_path / "w.safetensors", "pt") as file:
        header = json.loads(file.metadata()["sketchpose"])
    assert header["format"] == FORMAT
    assert header["version"] == __version__
    assert header["provenance"] == PROVENANCE


def test_saving_replaces_the_old_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "w.safetensors"
    for diameter_px in (10.0, 20.0):
        save_weights(path, replace(model_of(), diameter_px=diameter_px))
    assert load_weights(path).diameter_px == 20
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_saved_is_said_in_a_sentence(tmp_path):
    with pytest.raises(InputError, match="cannot be saved"):
        save_weights(tmp_path / "no folder" / "w.safetensors", model_of())


# Refused files


def test_a_missing_file_is_refused(tmp_path):
    assert "no weights file" in refused(tmp_path / "missing.safetensors")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(500), bytes(10_000)])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / "other.pth"
    path.write_bytes(content)
    refused(path)


def test_a_pickle_is_refused_without_being_run(tmp_path):
    path = tmp_path / "model.pth"
    torch.save({"stem.weight": torch.zeros(3)}, path)
    refused(path)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.99])
def test_a_file_cut_short_is_refused(tmp_path, part):
    path = tmp_path / "w.safetensors"
    save_weights(path, model_of())
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    refused(path)


def test_weights_of_another_program_are_refused(tmp_path):
    state = {"layer": torch.zeros(2)}
    assert "another program" in refused(written(tmp_path / "a.safetensors", None, state))
    newer = {**good_header(), "format": "sketchpose-weights-2"}
    assert "another program" in refused(written(tmp_path / "b.safetensors", newer, state))


@pytest.mark.parametrize("missing", ["network", "eighths", "diameter_px", "provenance"])
def test_a_header_that_lacks_something_is_refused(tmp_path, missing):
    header = good_header()
    del header[missing]
    refused(written(tmp_path / "w.safetensors", header, tiny_network().state_dict()))


@pytest.mark.parametrize(
    "change",
    [
        {"network": {}},
        {"network": {"channels": 0, "widths": [4, 8]}},
        {"network": {"channels": 1, "widths": []}},
        {"network": {"channels": "one", "widths": [4, 8]}},
        {"network": 3},
        {"eighths": 0},
        {"eighths": 1000},
        {"diameter_px": -1.0},
        {"diameter_px": None},
        {"provenance": 3},
    ],
    ids=str,
)
def test_a_header_with_nonsense_is_refused(tmp_path, change):
    header = {**good_header(), **change}
    refused(written(tmp_path / "w.safetensors", header, tiny_network().state_dict()))


@pytest.mark.parametrize("header", [[], "text", 3, None, {"format": [FORMAT]}], ids=str)
def test_a_header_of_another_form_is_refused(tmp_path, header):
    path = tmp_path / "w.safetensors"
    save_file({"a": torch.zeros(1)}, path, {"sketchpose": json.dumps(header)})
    refused(path)


def test_layers_that_do_not_fit_are_refused(tmp_path):
    state = tiny_network(widths=(4, 6)).state_dict()
    refused(written(tmp_path / "sizes.safetensors", good_header(), state))
    state = tiny_network().state_dict()
    del state["head.bias"]
    refused(written(tmp_path / "missing.safetensors", good_header(), state))


# Half precision


def test_half_the_size_is_nearly_as_good(tmp_path):
    model = model_of()
    save_weights(tmp_path / "whole.safetensors", model)
    save_weights(tmp_path / "half.safetensors", model, half=True)
    whole, half = ((tmp_path / f"{name}.safetensors").stat().st_size for name in ("whole", "half"))
    saved = sum(value.numel() for value in model.network.state_dict().values()) * 2
    assert whole - half == pytest.approx(saved, rel=0.05)
    state = load_weights(tmp_path / "half.safetensors").network.state_dict()
    for name, value in model.network.state_dict().items():
        assert state[name].dtype == value.dtype  # whole again
        torch.testing.assert_close(state[name], value, rtol=1e-3, atol=1e-6)


# The general network


@pytest.mark.parametrize("general", [False, True])
def test_a_file_says_whether_its_network_is_general(tmp_path, general):
    save_weights(tmp_path / "w.safetensors", replace(model_of(), general=general))
    assert load_weights(tmp_path / "w.safetensors").general is general


def test_files_of_before_there_were_general_networks_are_of_none(tmp_path):
    path = written(tmp_path / "w.safetensors", good_header(), tiny_network().state_dict())
    assert not load_weights(path).general


@pytest.mark.parametrize("diameter_px", [6.0, 30.0, 200.0])
def test_a_general_network_sees_cells_as_one_with_random_weights_would(diameter_px):
    model = replace(model_of(), general=True)
    told = model.for_diameter(diameter_px)
    assert (told.eighths, told.diameter_px) == (choose_eighths(diameter_px), diameter_px)
    assert not told.general  # from now on it knows
    assert model.for_diameter(None) is model


# Other channels, other cells


def fields_of(model, planes):
    fields = Fields.empty(planes.shape[1:])
    list(predict(model, planes, CPU, PredictSettings(), fields))
    return fields


GREY = photograph(voronoi((64, 64), 12, seed=0))


@pytest.mark.parametrize("channels", [2, 3, 5])
def test_a_grey_picture_in_equal_colours_gives_the_fields_of_grey(channels):
    model = model_of()
    colours = model.for_channels(channels)
    assert colours.network.shape.channels == channels
    one, other = fields_of(model, GREY), fields_of(colours, GREY.repeat(channels, 0))
    np.testing.assert_allclose(other.distance, one.distance, atol=1e-5)
    assert (colours.eighths, colours.diameter_px) == (model.eighths, model.diameter_px)
    assert colours.provenance == model.provenance


def test_a_colour_model_sees_a_grey_picture_as_equal_colours():
    model = model_of(3)
    one = fields_of(model, GREY.repeat(3, 0))
    other = fields_of(model.for_channels(1), GREY)
    np.testing.assert_allclose(other.distance, one.distance, atol=1e-5)


def test_for_the_channels_it_has_a_model_stays_as_it_is():
    model = model_of()
    assert model.for_channels(1) is model


def test_for_other_channels_the_model_itself_is_not_changed():
    model = model_of()
    before = model.network.stem.weight.clone()
    with torch.no_grad():
        for weight in model.for_channels(3).network.parameters():
            weight += 1
    assert torch.equal(model.network.stem.weight, before)
    assert model.network.shape.channels == 1


def test_larger_cells_are_shown_smaller_so_that_the_network_sees_what_it_knows():
    model = replace(model_of(), eighths=8, diameter_px=30.0)
    doubled = model.for_diameter(60)
    assert (doubled.eighths, doubled.diameter_px) == (4, 60)
    halved = model.for_diameter(15)
    assert (halved.eighths, halved.diameter_px) == (16, 15)
    assert doubled.for_diameter(30).eighths == 8


@pytest.mark.parametrize(("diameter_px", "eighths"), [(1e-3, MOST_EIGHTHS), (1e5, 1)])
def test_resampling_has_its_limits(diameter_px, eighths):
    assert model_of().for_diameter(diameter_px).eighths == eighths


def test_without_a_diameter_a_model_stays_as_it_is():
    model = model_of()
    assert model.for_diameter(None) is model
