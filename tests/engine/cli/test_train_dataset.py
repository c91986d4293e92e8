"""`sketchpose train FOLDER --sketches FOLDER`: results, going on, what is refused."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch

from sketchpose_engine.cli import train_dataset
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.offline import dataset_trainer
from sketchpose_engine.offline import resumable_trainer as course_module
from tests.engine.helpers.command_line import PLANES, SKETCH

WORDS = ("train", "images", "--sketches", "sketches", "--out", "w.safetensors")
TINY = ("--device", "cpu", "--init", "tiny.safetensors")


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(
        train_dataset,
        "ResumableTrainerSettings",
        lambda *words: course_module.ResumableTrainerSettings(*words, crop_px=32, batch=2, pool=2),
    )


@pytest.fixture(autouse=True)
def folders(files):
    """Three images, two of them sketched."""
    for name in ("images", "sketches"):
        Path(name).mkdir()
    for name in "abc":
        tifffile.imwrite(f"images/{name}.tif", PLANES[0])
    for name in "ab":
        tifffile.imwrite(f"sketches/{name}_sketch.tif", SKETCH)


@pytest.fixture
def refused(call):
    """The sentence with which a command refuses."""

    def run(*words):
        code, out, err = call(*words)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1 and err.startswith("sketchpose: ")
        return err

    return run


def state_of(path="w.safetensors"):
    return load_weights(path).network.state_dict()


def same(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


@pytest.fixture
def stopped_after(monkeypatch):
    """Ctrl+C in the middle of a step."""

    def stop(steps):
        whole = dataset_trainer.DatasetTrainer.step

        def step(course):
            terms = whole(course)
            if course.step_number == steps:
                signal.raise_signal(signal.SIGINT)
            return terms

        monkeypatch.setattr(dataset_trainer.DatasetTrainer, "step", step)
        return lambda: monkeypatch.setattr(dataset_trainer.DatasetTrainer, "step", whole)

    return stop


# Results


def test_weights_log_curve_and_checkpoint_are_written(report_of):
    report = report_of(*WORDS, *TINY, "--epochs", 3)
    assert report["images"] == 2
    assert report["images_without_sketch"] == 1
    assert (report["steps"], report["epochs"], report["ended_by"]) == (6, 3, "epochs")
    assert report["problems"] == []
    assert set(report["files"]) == {
        "w.safetensors",
        "w_loss.csv",
        "w_loss.png",
        "w_checkpoint.pt",
    }
    assert all(Path(file).is_file() for file in report["files"])
    provenance = load_weights("w.safetensors").provenance
    assert provenance["trained_on"] == ["a.tif", "b.tif"]
    assert provenance["steps"] == 6


def test_from_random_weights_it_looks_at_the_sketches_first(report_of):
    report = report_of(*WORDS, "--steps", 1, "--device", "cpu", "--init", "scratch")
    assert report["cell_diameter_px"] == pytest.approx(22, rel=0.5)
    assert report["channels"] == 1
    assert load_weights("w.safetensors").provenance["started_from"] == "random weights"


def test_a_diameter_a_seed_and_names_are_heeded(report_of):
    more = ("--diameter", 40, "--classes", "alive,dead", "--steps", 2)
    report = report_of(*WORDS, *TINY, *more)
    assert report["cell_diameter_px"] == 40
    assert load_weights("w.safetensors").classes == ("alive", "dead")
    one = state_of()
    report_of(*WORDS, *TINY, *more, "--seed", 3, "--again")
    assert not same(one, state_of())


def test_what_is_wrong_with_files_is_told_in_the_end_and_stops_nothing(report_of, monkeypatch):
    tifffile.imwrite("sketches/c.tif", SKETCH[:20])
    tifffile.imwrite("sketches/stranger.tif", SKETCH)
    problems = report_of(*WORDS, *TINY, "--epochs", 2)["problems"]
    assert len(problems) == 2
    assert "stranger.tif" in problems[0] and "c.tif" in problems[1]
    monkeypatch.setattr(train_dataset, "MOST_PROBLEMS", 1)
    problems = report_of(*WORDS, *TINY, "--epochs", 2, "--again")["problems"]
    assert problems[1:] == ["And 1 more."]


def test_the_weights_segment(report_of):
    report_of(*WORDS, *TINY, "--steps", 2)
    report = report_of("segment", "images", "--weights", "w.safetensors", "--out", "out")
    assert len(report["images"]) == 3


# Going on


def test_stopped_and_started_again_it_gives_what_it_would_have_without_a_pause(
    call, report_of, stopped_after
):
    report_of(*WORDS[:-1], "straight.safetensors", *TINY, "--steps", 5)
    go_on = stopped_after(2)
    code, out, err = call(*WORDS, *TINY, "--steps", 5)
    assert (code, out) == (130, "")
    assert "Stopped after step 2. The same command continues there." in err
    assert not Path("w.safetensors").exists()
    go_on()
    report = report_of(*WORDS, *TINY, "--steps", 5)
    assert report["steps"] == 5
    assert same(state_of(), state_of("straight.safetensors"))


def test_what_is_finished_says_so(report_of):
    report_of(*WORDS, *TINY, "--steps", 2)
    before = Path("w.safetensors").stat().st_mtime_ns
    report = report_of(*WORDS, *TINY, "--steps", 2)
    assert "finished before" in report["hint"]
    assert Path("w.safetensors").stat().st_mtime_ns == before
    Path("w.safetensors").unlink()
    report_of(*WORDS, *TINY, "--steps", 2)
    assert Path("w.safetensors").is_file()
    assert "hint" not in report_of(*WORDS, *TINY, "--steps", 2, "--again")


def test_other_settings_or_images_are_refused_unless_begun_again(report_of, refused):
    report_of(*WORDS, *TINY, "--steps", 2)
    assert "another training, with other settings" in refused(*WORDS, *TINY, "--steps", 3)
    assert "other settings" in refused(*WORDS, *TINY, "--steps", 2, "--diameter", 9)
    tifffile.imwrite("sketches/c.tif", SKETCH)
    assert "with other images" in refused(*WORDS, *TINY, "--steps", 2)
    assert report_of(*WORDS, *TINY, "--steps", 3, "--again")["steps"] == 3


def test_checkpoints_do_not_depend_on_names_in_the_program(report_of):
    report_of(*WORDS, *TINY, "--steps", 2)
    kept = torch.load("w_checkpoint.pt", weights_only=True)
    assert kept["purpose"]["settings"].startswith("(CourseSettings(steps=2, seconds=None, seed=0, ")


def test_a_damaged_checkpoint_is_refused_in_one_sentence(report_of, refused):
    report_of(*WORDS, *TINY, "--steps", 2)
    checkpoint = Path("w_checkpoint.pt")
    checkpoint.write_bytes(checkpoint.read_bytes()[:999])
    assert "w_checkpoint.pt is not a checkpoint, or it is damaged" in refused(
        *WORDS, *TINY, "--steps", 2
    )


# Refused


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("train", "images", "--sketches", "sketches"), "how long"),
        (("train", "images", "images", "--sketches", "sketches", "--steps", 1), "one folder"),
        (("train", "a.tif", "--sketches", "sketches", "--steps", 1), "one folder"),
        (("train", "images", "--sketches", "nowhere", "--steps", 1), "no folder"),
        (("train", "images", "--sketches", "images", "--steps", 1), "has a sketch"),
        (("train", "a.tif", "--sketch", "a_sketch.tif", "--epochs", 1), "--epochs is for a folder"),
        (("train", "a.tif", "--sketch", "a_sketch.tif", "--again"), "--again is for a folder"),
    ],
)
def test_words_that_do_not_go_together(refused, words, told):
    assert told in refused(*words, "--out", "w.safetensors")


def test_a_folder_is_no_weights_file(refused):
    assert "is a folder" in refused(*WORDS[:-1], "images", "--epochs", 1)


# Output


def test_progress_goes_to_stderr_with_epochs_and_loss(call):
    _, out, err = call(*WORDS, *TINY, "--epochs", 2)
    assert "Learning [" in err and "epoch 2.0, loss" in err
    assert "images without sketch: 1\n" in out


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal can be sent there")
def test_a_real_ctrl_c_stops_between_two_steps(files):
    command = [sys.executable, "-m", "sketchpose_engine", *map(str, (*WORDS, *TINY))]
    child = subprocess.Popen([*command, "--steps", "100000"], stderr=subprocess.PIPE, text=True)
    while not Path("w_loss.csv").exists():
        assert child.poll() is None
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "The same command continues there." in err
    assert Path("w_checkpoint.pt").is_file()
