"""The text for a paper: whole sentences, right numbers, and nothing that is not known."""

import re

import pytest

from sketchpose_engine import __version__
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.results import methods_text as module
from sketchpose_engine.results.methods_text import Methods, methods_text, write_methods

PROVENANCE = {
    "trained_on": ["a", "b"],
    "started_from": "random weights",
    "steps": 400,
    "seconds": 63.4,
    "ended_by": "the user",
    "seed": 0,
    "annotated_px": 9000,
    "date": "2026-03-01",
}


def test_all_that_is_known_is_said():
    text = methods_text(
        Methods(
            PROVENANCE,
            sketched_images=2,
            strokes=14,
            images=30,
            diameter_px=30.04,
            smallest_px=25,
            filters=("Objects that touch the border of the image were removed.",),
            pixel_sizes_um=(0.5,),
            class_names=("live", "dead", "unsure"),
        )
    )
    first, second, references = text.strip().split("\n\n")
    assert first.startswith(f"Objects were segmented with Sketchpose {__version__} (PyTorch ")
    assert first.endswith(
        "[2]. 14 separate strokes were drawn by hand on 2 images. Training started from "
        "random weights. The network was trained on 2 images (a and b) for 400 steps (63 s) "
        "with random seed 0 on 2026-03-01."
    )
    assert second == (
        "30 images with a pixel size of 0.5 µm were segmented. The resolution of the network "
        "was chosen for cells 30 pixels (15 µm) wide; the width of a cell is the diameter of the "
        "largest disc inside it. Objects smaller than 25 pixels were removed. Objects that touch "
        "the border of the image were removed. Objects were assigned to 3 classes: live, dead and "
        "unsure. Objects were counted, and measured by the definitions of scikit-image [3]."
    )
    assert re.findall(r"^\[(\d)\]", references, re.MULTILINE) == ["1", "2", "3"]


def test_images_that_were_segmented_at_another_stage_of_the_training_are_named():
    few = methods_text(Methods(PROVENANCE, other_steps={"a.tif": 40, "b.tif": 120}))
    stage = "Segmented at another stage of the training (number of steps): "
    assert f"{stage}a.tif (40) and b.tif (120). " in few
    many = methods_text(Methods(PROVENANCE, other_steps={f"{n}.tif": 40 + n for n in range(9)}))
    assert f"{stage}9 images (40 to 48). " in many
    assert stage not in methods_text(Methods(PROVENANCE))


def test_networks_for_other_numbers_of_channels_are_described_too():
    began = {"general": "many kinds", "trained_on": ["x"], "steps": 9}
    opened_only = {"trained_on": [], "steps": 0, "started_from": began}
    first = {"trained_on": ["pink"], "steps": 30, "started_from": began}
    again = {
        "trained_on": ["pink"],
        "steps": 28,
        "started_from": {**opened_only, "started_from": first},
    }
    text = methods_text(Methods(PROVENANCE, other_networks=[again]))
    assert (
        "For images with another number of channels, another network was trained on 1 image (pink) "
        "for 58 steps."
    ) in text
    assert "another network" not in methods_text(Methods(PROVENANCE))


def test_what_is_unknown_is_not_mentioned():
    first, second, _ = methods_text(Methods()).split("\n\n")
    assert first.endswith("it predicts, as Omnipose does [2].")
    assert second == "Objects were counted, and measured by the definitions of scikit-image [3]."
    partly = methods_text(Methods({"trained_on": [], "steps": 3}))
    assert "The network was trained for 3 steps." in partly
    assert "None" not in partly


def test_strokes_that_came_with_a_sample_are_not_passed_off_as_ones_own():
    text = methods_text(Methods(sketched_images=1, strokes=9, is_sample=True))
    assert (
        "9 separate strokes were drawn by hand on 1 image, with those that come with this sample "
        "of Sketchpose." in text
    )


def test_one_is_singular():
    known = {**PROVENANCE, "trained_on": ["a"], "steps": 1}
    text = methods_text(
        Methods(known, sketched_images=1, strokes=1, images=1, smallest_px=1, class_names=("x",))
    )
    assert "1 separate stroke was drawn by hand on 1 image." in text
    assert "trained on 1 image (a) for 1 step (63 s)" in text
    assert "1 image was segmented." in text
    assert "to 1 class: x." in text
    assert "smaller" not in text
    assert "1 image was annotated by hand" in methods_text(Methods(sketched_images=1))


def test_pretrained_weights_tell_their_own_story():
    known = {**PROVENANCE, "started_from": {**PROVENANCE, "trained_on": list("abcdefgh")}}
    text = methods_text(Methods(known, "nuclei.safetensors"))
    assert "Training started from pretrained weights from the file nuclei.safetensors." in text
    assert "The pretrained weights had been trained on 8 images for 400 steps" in text


def test_the_general_network_learned_from_image_sets():
    general = {**PROVENANCE, "general": "many kinds", "trained_on": ["nuclei", "plants"]}
    text = methods_text(Methods({**PROVENANCE, "started_from": general}))
    assert "had been trained on 2 image sets (nuclei and plants) for 400 steps" in text


GENERAL = {
    "general": "many kinds",
    "trained_on": ["nuclei", "plants"],
    "steps": 13_000,
    "started_from": {"general": "many kinds", "steps": 9},
}


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (GENERAL, "Training started from pretrained weights."),
        ("random weights", "Training started from random weights."),
    ],
)
def test_a_project_that_was_opened_again_tells_what_its_own_weights_were_trained_from(
    start, sentence
):
    known = {**PROVENANCE, "started_from": start}
    for steps in (100, 20):
        known = {**PROVENANCE, "steps": steps, "seconds": 10.0, "started_from": known}
    text = methods_text(Methods(known))
    assert sentence in text
    assert "The network was trained on 2 images (a and b) for 520 steps (83 s) with" in text
    assert text.count("had been trained") == (start == GENERAL)
    if start == GENERAL:
        pretrained = "The pretrained weights had been trained on 2 image sets (nuclei and plants)"
        assert f"{pretrained} for 13000 steps." in text


def test_images_that_were_added_later_are_a_stage_of_the_training():
    before = {"trained_on": ["a"], "steps": 30, "started_from": GENERAL}
    text = methods_text(Methods({**PROVENANCE, "started_from": before}))
    assert "The network was trained on 1 image (a) for 30 steps, then on 2 images (a and" in text
    assert "had been trained on 2 image sets (nuclei and plants) for 13000 steps." in text


def test_weights_of_another_project_tell_what_they_were_trained_from():
    other = {"trained_on": ["x"], "steps": 30, "started_from": GENERAL}
    text = methods_text(Methods({**PROVENANCE, "started_from": other}))
    assert (
        "The pretrained weights had been trained on 1 image (x) for 30 steps. Before that, they "
        "had been trained on 2 image sets (nuclei and plants) for 13000 steps." in text
    )


def test_weights_of_another_program_are_named():
    peer = {"program": "Cellpose", "file": "cyto3", "note": "whatever"}
    named = "The pretrained weights are those of Cellpose (file cyto3)."
    assert named in methods_text(Methods({**PROVENANCE, "started_from": peer}, ""))
    assert named in methods_text(Methods(peer, "cyto3"))


def test_weights_that_say_nothing():
    text = methods_text(Methods({}, "other.pth"))
    sentence = "were loaded from the file other.pth; how they were trained is not recorded."
    assert f"The weights of the network {sentence}" in text
    assert "The weights of the network were loaded; how" in methods_text(Methods({}))


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((), "2 images were segmented."),
        ((0.65, 0.65), "with a pixel size of 0.65 µm were"),
        ((0.65, 0.1), "with pixel sizes of 0.1 and 0.65 µm were"),
        ((4, 3, 2, 1), "with pixel sizes from 1 to 4 µm were"),
        ((0.65, 0.1, 0.65), "with pixel sizes of 0.1 µm (1) and 0.65 µm (2) were"),
        ((None, None), "2 images were segmented."),
        (
            (0.65, None),
            "1 image had a pixel size of 0.65 µm; the pixel size of 1 image is not known.",
        ),
    ],
)
def test_pixel_sizes(sizes, words):
    assert words in methods_text(Methods(images=2, pixel_sizes_um=sizes))


def test_a_width_in_micrometres_needs_one_pixel_size():
    for sizes, said in (((0.5, 0.5), "20 pixels (10 µm)"), ((0.5, None), "20 pixels wide;")):
        assert said in methods_text(Methods(diameter_px=20, pixel_sizes_um=sizes))


def test_folders_in_old_weights_are_not_told():
    known = {**PROVENANCE, "trained_on": ["/home/x/a.tif", "C:\\y\\b.tif"]}
    text = methods_text(Methods(known, "/home/x/w.safetensors"))
    assert "(a.tif and b.tif)" in text
    assert "/home" not in text and "C:" not in text


def test_a_version_that_cannot_be_found_is_left_out(monkeypatch):
    monkeypatch.setattr(module, "LIBRARIES", {"no-such-thing": "Nothing"})
    assert f"Sketchpose {__version__} (Python 3" in methods_text(Methods())


def test_the_file_is_replaced_or_left(tmp_path, full_disk):
    path = tmp_path / "methods.txt"
    write_methods(path, Methods(images=3))
    assert path.read_text(encoding="utf-8-sig") == methods_text(Methods(images=3))
    with full_disk(), pytest.raises(InputError, match=r"methods\.txt .* the disk is full"):
        write_methods(path, Methods())
    assert "3 images" in path.read_text(encoding="utf-8-sig")
