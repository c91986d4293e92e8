"""Weights files of Omnipose and Cellpose: read, or refused in one sentence."""

import io
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.events import StepDone
from sketchpose_engine.training.settings import TrainSettings
from tests.engine.helpers.evil_arrays import EVIL_MARK, Evil
from tests.engine.helpers.peers import sound, state_of, written
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of

STEM = "downsample.down.res_down_0.conv.conv_0.2.weight"


def refused(path):
    """The sentence a file is refused with."""
    with pytest.raises(InputError) as caught:
        load_weights(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "choose a file" in sentence
    return sentence


def equal(one, other):
    theirs = other.network.state_dict()
    return all(torch.equal(value, theirs[name]) for name, value in one.network.state_dict().items())


# Who made it


@pytest.mark.parametrize(
    ("name", "outputs", "program", "known_px"),
    [
        ("cyto2_omnitorch_0", 4, "Omnipose", 30),
        ("bact_phase_omnitorch_0", 4, "Omnipose", None),
        ("worm_omnitorch_0", 4, "Omnipose", None),
        ("cellpose_residual_on_omni_abstract_nclasses_2_nchan_1_dim_2_mine", 3, "Omnipose", None),
        ("bact_phase_affinitytorch_0", 3, "Omnipose", None),
        ("cytotorch_0", 3, "Cellpose", 30),
        ("nucleitorch_0", 3, "Cellpose", 17),
        ("my_own_20240101", 3, "Cellpose", 30),
    ],
)
def test_a_file_is_told_by_its_outputs_and_its_name(tmp_path, name, outputs, program, known_px):
    model = load_weights(written(tmp_path / name, state_of(outputs)))
    assert model.provenance["program"] == program
    assert model.provenance["file"] == name
    assert model.network.shape.known_px == known_px
    assert model.network.shape.mirrored is (program == "Omnipose")
    assert model.general  # the sketch says how wide the cells are


def test_cellpose_says_how_wide_its_cells_were(tmp_path):
    widths = {"diam_mean": torch.tensor([24.0]), "diam_labels": torch.tensor([48.0])}
    model = load_weights(written(tmp_path / "mine", {**state_of(3), **widths}))
    assert (model.diameter_px, model.eighths) == (48, 4)
    told = model.for_diameter(16)
    assert (told.eighths, told.general, told.warm) == (12, False, True)
    assert model.for_diameter(3).eighths == 16  # there is an end to enlarging


@pytest.mark.parametrize("width", [float("nan"), -1.0, 0.0, float("inf"), 1e30])
def test_a_width_that_is_nonsense_is_not_believed(tmp_path, width):
    widths = {"diam_mean": torch.tensor([width]), "diam_labels": torch.tensor([width])}
    model = load_weights(written(tmp_path / "mine", {**state_of(3), **widths}))
    assert (model.diameter_px, model.network.shape.known_px) == (30, 30)


def test_that_a_probability_is_no_distance_is_said(tmp_path):
    assert (
        "draw a few strokes"
        in load_weights(written(tmp_path / "a", state_of(3))).provenance["note"]
    )
    assert "note" not in load_weights(written(tmp_path / "b", state_of(4))).provenance


# How it is wrapped


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: {f"module.{name}": value for name, value in state.items()},
        lambda state: {"state_dict": state, "epoch": 3},
        lambda state: {"model": {f"net.{name}": value for name, value in state.items()}},
        lambda state: {n: v for n, v in state.items() if not n.endswith("num_batches_tracked")},
    ],
    ids=["module", "state_dict", "net in model", "of an old PyTorch"],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_usual_wrappings_are_taken_off(tmp_path, wrap, zipped):
    state = state_of()
    bare = load_weights(written(tmp_path / "bare", state))
    path = written(tmp_path / "other", wrap(state), _use_new_zipfile_serialization=zipped)
    for name, value in load_weights(path).network.named_parameters():
        assert torch.equal(value, bare.network.get_parameter(name)), name


def test_one_input_is_as_good_as_two(tmp_path):
    model = load_weights(written(tmp_path / "mine", state_of(inputs=1)))
    assert model.network.shape.inputs == 1
    assert model.for_channels(3).network.shape.channels == 3


def test_where_the_name_says_that_the_style_is_off_it_is(tmp_path):
    on = load_weights(written(tmp_path / "style_on", state_of())).network.state_dict()
    off = load_weights(written(tmp_path / "style_off", state_of())).network.state_dict()
    styles = [name for name in on if name.endswith("full.weight")]
    assert all(on[name].any() and not off[name].any() for name in styles)


# Going on from it


@pytest.mark.parametrize("classes", [1, 3])
def test_it_comes_back_as_it_was_from_a_file_of_our_own(tmp_path, classes):
    model = load_weights(written(tmp_path / "a", state_of())).for_channels(2).for_classes(classes)
    save_weights(tmp_path / "own.safetensors", replace(model, class_names=("a", "b")))
    loaded = load_weights(tmp_path / "own.safetensors")
    assert loaded.network.shape == model.network.shape
    assert loaded.provenance == model.provenance
    assert loaded.general
    assert equal(loaded, model)


def test_one_can_learn_from_there(tmp_path):
    start = load_weights(written(tmp_path / "a", state_of()))
    gold = discs((64, 72), [(16, 16), (18, 46), (46, 22), (48, 52)], 8)
    learner = Learner(CPU, TrainSettings(crop_px=32, batch=2), start)
    learner.set_training_data(
        {"a": AnnotatedImage.of(photograph(gold), Sketch("a", 1, sketch_of(gold)))}
    )
    events = [learner.step() for _ in range(3)]
    assert all(isinstance(event, StepDone) and np.isfinite(event.loss) for event in events)
    assert learner.model.diameter_px < 20  # as drawn
    assert learner.described().provenance["started_from"]["program"] == "Omnipose"


def test_it_is_learned_from_there_gently_and_from_our_own_file_of_it_too(tmp_path):
    start = load_weights(written(tmp_path / "a", state_of())).for_diameter(20)
    save_weights(tmp_path / "own.safetensors", start)
    whole = TrainSettings()
    for model in (start, load_weights(tmp_path / "own.safetensors")):
        settings = Learner(CPU, whole, model)._settings
        assert settings.keep_norms
        assert settings.rate < whole.rate and settings.hidden_rate < whole.hidden_rate


# Refused


def test_other_networks_are_refused_by_what_they_are(tmp_path):
    zeros = torch.zeros(2, 2)
    transformer = {"encoder.patch_embed.proj.weight": zeros, "diam_mean": torch.ones(1)}
    assert "transformer" in refused(written(tmp_path / "cpsam", transformer))
    plain = {"downsample.down.conv_down_0.conv.conv_0.0.weight": zeros}
    assert "without residual" in refused(written(tmp_path / "plain", plain))
    volumes = {**state_of(), STEM: torch.zeros(4, 2, 3, 3, 3)}
    assert "volumes" in refused(written(tmp_path / "plant_omni", volumes))
    assert "does not outline cells" in refused(written(tmp_path / "denoise", state_of(outputs=1)))
    assert "another kind" in refused(written(tmp_path / "resnet", {"fc.weight": zeros}))
    for content in ({}, [], 3, {"state_dict": {}}, {"a": 1}, zeros, None):
        refused(written(tmp_path / "other", content))


def test_a_layer_of_another_size_is_named(tmp_path):
    name = "upsample.up.res_up_0.conv.conv_1.full.weight"
    state = {**state_of(), name: torch.zeros(8, 6)}
    assert f"The layer {name} of mine is of size 8x6, but the network has 4x6" in refused(
        written(tmp_path / "mine", state)
    )


def test_a_layer_that_lacks_or_is_not_finite_is_named(tmp_path):
    name = "output.0.weight"
    state = state_of()
    state[name] = state[name] * float("nan")
    assert f"{name} is not finite" in refused(written(tmp_path / "mine", state))
    del state[name]
    assert f"lacks the layer {name}" in refused(written(tmp_path / "mine", state))


@pytest.mark.parametrize(
    "value",
    [
        torch.zeros(1).expand(4, 2, 3, 3),
        torch.zeros(4, 2, 3, 3).to_sparse(),
        torch.zeros(4, 2, 3, 3, dtype=torch.complex64),
        torch.zeros(()),
        torch.zeros(0, 2, 3, 3),
        torch.zeros(10**4, 2, 1, 1),
        torch.empty(4, 10**3, 1, 1),
    ],
    ids=["of one number", "sparse", "complex", "a number", "none", "wide", "many inputs"],
)
def test_an_odd_layer_is_refused(tmp_path, value):
    refused(written(tmp_path / "mine", {**state_of(), STEM: value}))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "cpsam"
    with path.open("wb") as file:
        file.write(b"PK\3\4")
        file.truncate(2**30)
    assert "Cellpose-SAM" in refused(path)


def test_a_file_with_code_is_refused(tmp_path):
    content = io.BytesIO(sound(zipped=True))
    with zipfile.ZipFile(content, "a") as file:
        file.writestr("archive/constants.pkl", b"")
    (tmp_path / "scripted.pt").write_bytes(content.getvalue())
    assert "holds a program" in refused(tmp_path / "scripted.pt")


@pytest.mark.parametrize("zipped", [False, True])
def test_nothing_in_a_file_is_run(tmp_path, monkeypatch, zipped):
    monkeypatch.chdir(tmp_path)
    content = {**state_of(), "evil": Evil()}
    refused(written(tmp_path / "mine", content, _use_new_zipfile_serialization=zipped))
    (tmp_path / "bare").write_bytes(pickle.dumps(Evil()))
    refused(tmp_path / "bare")
    assert not (tmp_path / EVIL_MARK).exists()
