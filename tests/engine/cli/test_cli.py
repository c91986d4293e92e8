"""The command line, in this process: what it writes, what it prints, how it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from sketchpose_engine import __version__
from sketchpose_engine.cli import evaluate, options, segment
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.results.file_kinds import FILE_KINDS
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.engine.helpers.command_line import MASKS, PLANES, QUICK, RUN, SKETCH, TRAIN

# Commands


def test_run_writes_masks_overlay_tables_and_weights(report_of, files):
    report = report_of(*RUN)
    names = {"a_masks.tif", "a_overlay.png", "a_objects.csv", "a_weights.safetensors"}
    names |= {"counts.csv", "objects.csv", "methods.txt"}
    assert {path.name for path in (files / "out").iterdir()} == names
    assert {Path(file).name for file in report["files"]} == names
    masks = load_labels("out/a_masks.tif")
    assert masks.shape == MASKS.shape
    assert report["cells"] == masks.max() > 0
    assert (report["steps"], report["ended_by"], report["device"]) == (3, "steps", "cpu")
    assert Path("out/counts.csv").read_text().splitlines()[1].startswith(f"a.tif,,{masks.max()}")
    assert len(Path("out/a_objects.csv").read_text().splitlines()) == 1 + masks.max()


def test_run_writes_every_kind_of_file_that_is_asked_for(report_of, files):
    kinds = [kind.id for kind in FILE_KINDS]
    report_of(*RUN, "--files", ",".join(kinds))
    for kind in FILE_KINDS:
        assert (files / "out" / (f"a{kind.ending}" if kind.each else kind.ending)).is_file(), (
            kind.id
        )
    np.testing.assert_array_equal(load_sketch("out/a_sketch.tif", SKETCH.shape), SKETCH)
    assert tifffile.imread("out/a_fields.tif").shape == (3, *MASKS.shape)


def test_run_from_nothing_estimates_the_size_of_the_cells(report_of):
    report = report_of(*RUN[:-2], "--init", "scratch")
    assert report["cell_diameter_px"] == pytest.approx(22, rel=0.5)
    assert load_weights("out/a_weights.safetensors").provenance["started_from"] == "random weights"


def test_train_writes_weights_that_know_where_they_come_from(report_of):
    report = report_of(*TRAIN, "--out", "new/w.safetensors", "--seed", 5)
    assert report["images"] == 2
    assert report["files"] == ["new/w.safetensors"]
    provenance = load_weights("new/w.safetensors").provenance
    assert provenance["trained_on"] == ["a.tif", "b.tif"]
    assert (provenance["steps"], provenance["seed"]) == (3, 5)


SEGMENT = ("segment", "--weights", "tiny.safetensors", "--out", "out")


def test_segment_takes_every_frame_of_a_stack(report_of, files):
    movie = np.stack([PLANES[0], np.flip(PLANES[0]), PLANES[0].T[:72].T])
    tifffile.imwrite("movie.tif", movie, imagej=True, metadata={"axes": "TYX"})
    report = report_of(*SEGMENT, "movie.tif", "--files", "masks,counts,all_objects")
    assert [row["image"] for row in report["images"]] == [
        "movie.tif t1",
        "movie.tif t2",
        "movie.tif t3",
    ]
    assert {path.name for path in (files / "out").iterdir()} == {
        "movie_t1_masks.tif",
        "movie_t2_masks.tif",
        "movie_t3_masks.tif",
        "counts.csv",
        "objects.csv",
    }
    counts = [line.split(",")[:3] for line in Path("out/counts.csv").read_text().splitlines()[1:]]
    cells = [str(row["cells"]) for row in report["images"]]
    assert counts == [["movie.tif", f"t{n}", count] for n, count in enumerate(cells, 1)]


def test_segment_can_look_at_the_maximum_over_all_depths(report_of, files):
    depths = np.stack([PLANES[0], PLANES[0] // 2])
    tifffile.imwrite("stack.tif", depths, imagej=True, metadata={"axes": "ZYX"})
    report_of(*SEGMENT, "stack.tif", "--depths", "max", "--files", "masks")
    report_of(*SEGMENT, "a.tif", "--files", "masks")
    np.testing.assert_array_equal(
        load_labels("out/stack_max_masks.tif"), load_labels("out/a_masks.tif")
    )


def test_segment_goes_on_where_it_was_interrupted(call, report_of, files, monkeypatch):
    whole = segment.Exporter.write

    def interrupt(exporting, result, *more):
        if result.image == "b.tif":
            raise KeyboardInterrupt
        return whole(exporting, result, *more)

    with monkeypatch.context() as patch:
        patch.setattr(segment.Exporter, "write", interrupt)
        assert call(*SEGMENT, "a.tif", "b.tif")[0] == 130
    before = (files / "out" / "a_masks.tif").stat().st_mtime_ns
    report = report_of(*SEGMENT, "a.tif", "b.tif")
    assert (files / "out" / "a_masks.tif").stat().st_mtime_ns == before
    assert [row["image"] for row in report["images"]] == ["a.tif", "b.tif"]
    assert len(Path("out/counts.csv").read_text().splitlines()) == 3
    rows = Path("out/objects.csv").read_text().splitlines()
    assert len(rows) == 1 + sum(row["cells"] for row in report["images"])
    assert not (files / "out" / options.LEDGER).exists()
    report_of(*SEGMENT, "a.tif", "b.tif")
    assert (files / "out" / "a_masks.tif").stat().st_mtime_ns > before


def test_run_learns_classes_by_name(report_of, files):
    sketch = SKETCH.copy()
    sketch[36:][sketch[36:] == 2] = 4
    tifffile.imwrite("two.tif", sketch)
    words = ("--sketch", "two.tif", "--out", "out", "--classes", "round, odd", *QUICK)
    report_of("run", "a.tif", *words)
    header, row = Path("out/counts.csv").read_text().splitlines()
    assert header == "image,frame,count,count_round,count_odd,pixel_size_um"
    _, _, count, first, second, _ = row.split(",")
    assert int(count) == int(first) + int(second) > 0
    assert "round and odd" in Path("out/methods.txt").read_text("utf-8-sig")
    assert load_weights("out/a_weights.safetensors").classes == ("round", "odd")


def test_segment_takes_images_and_folders(report_of, files):
    (files / "more").mkdir()
    tifffile.imwrite("more/c.tif", PLANES[0])
    tifffile.imwrite("more/c_sketch.tif", SKETCH)  # not an image to segment
    report = report_of("segment", "a.tif", "more", "--weights", "tiny.safetensors", "--out", "out")
    assert [row["image"] for row in report["images"]] == ["a.tif", "c.tif"]
    assert all(row["cells"] > 0 for row in report["images"])
    assert report["problems"] == []
    for name, row in zip("ac", report["images"], strict=True):
        assert load_labels(f"out/{name}_masks.tif").max() == row["cells"]
    assert len(Path("out/counts.csv").read_text().splitlines()) == 3


def test_segment_leaves_out_what_it_cannot_read_and_says_so(report_of):
    Path("broken.tif").write_text("no image")
    words = ("segment", "broken.tif", "a.tif", "--weights", "tiny.safetensors", "--out", "out")
    report = report_of(*words)
    assert [row["image"] for row in report["images"]] == ["a.tif"]
    [problem] = report["problems"]
    assert "broken.tif" in problem


def test_segment_sees_colour_images_with_weights_learned_on_grey_ones(report_of):
    tifffile.imwrite("rgb.tif", np.moveaxis(PLANES.repeat(3, 0), 0, -1), photometric="rgb")
    words = ("segment", "rgb.tif", "a.tif", "--weights", "tiny.safetensors", "--out", "out")
    grey, colour = (row["cells"] for row in report_of(*words)["images"])
    assert grey == colour > 0
    np.testing.assert_array_equal(load_labels("out/rgb_masks.tif"), load_labels("out/a_masks.tif"))


def test_masks_of_run_agree_with_its_sketch(report_of):
    report_of(*RUN)
    masks = load_labels("out/a_masks.tif")
    assert not masks[SKETCH == BACKGROUND].any()
    assert (masks[SKETCH == FOREGROUND] > 0).all()


def test_evaluate_compares_masks_with_a_gold_standard(report_of):
    tifffile.imwrite("gold.tif", MASKS.astype(np.uint16))
    tifffile.imwrite("mine.tif", np.where(MASKS == 4, 0, MASKS).astype(np.uint16))
    report = report_of("evaluate", "--masks", "mine.tif", "--gold", "gold.tif")
    assert (report["objects_gold"], report["objects_predicted"]) == (4, 3)
    assert report["precision@0.5"] == 1
    assert report["recall@0.5"] == 0.75


def test_demo_needs_no_arguments(report_of, monkeypatch):
    monkeypatch.setattr(options, "DEMO_SAMPLE", "samples/nuclei_small")
    monkeypatch.setattr(options, "DEMO_SECONDS", 1e-3)
    report = report_of("demo")
    assert report["ended_by"] == "seconds"
    assert Path(report["results_are_in"]) == Path("sketchpose-demo").resolve()
    assert Path("sketchpose-demo/image_masks.tif").is_file()


def test_the_sample_of_the_demo_is_there():
    from sketchpose_engine.core.resources import resource

    for name in ("image.tif", "sketch.tif"):
        assert resource(f"{options.DEMO_SAMPLE}/{name}").is_file()


def test_a_budget_of_seconds_ends_the_training(report_of):
    report = report_of(*RUN[:-6], "--seconds", 0.01, "--init", "tiny.safetensors")
    assert report["ended_by"] == "seconds"


# Repeatability


def test_the_same_steps_and_seed_give_the_same_masks_and_weights(call):
    for out in ("one", "two"):
        call("run", "a.tif", "--sketch", "a_sketch.tif", "--out", out, *QUICK, "--seed", 4)
    assert Path("one/a_masks.tif").read_bytes() == Path("two/a_masks.tif").read_bytes()
    one, two = (load_weights(f"{out}/a_weights.safetensors") for out in ("one", "two"))
    for name, value in one.network.state_dict().items():
        np.testing.assert_array_equal(value, two.network.state_dict()[name])


def test_another_seed_gives_other_weights(call):
    for seed in (1, 2):
        call(*TRAIN, "--out", f"{seed}.safetensors", "--seed", seed)
    one, two = (load_weights(f"{seed}.safetensors").network.stem.weight for seed in (1, 2))
    assert (one != two).any()


# Output


@pytest.mark.parametrize("words", [RUN, (*TRAIN, "--out", "w.safetensors")], ids=lambda w: w[0])
def test_results_go_to_stdout_and_progress_to_stderr(call, words):
    code, out, err = call(*words)
    assert code == 0
    assert "steps: 3\n" in out
    assert "ended by: steps\n" in out
    assert "Learning [" in err
    assert "Learning" not in out
    assert "\r" not in err  # nobody watches: one line each, at its end


def test_json_is_one_object_and_nothing_else(call):
    code, out, err = call(*RUN, "--json")
    assert code == 0
    assert isinstance(json.loads(out), dict)
    assert "Learning [" in err


def test_help_and_version_answer_without_loading_pytorch():
    script = (
        "import sys, contextlib\n"
        "from sketchpose_engine.cli.parser import main\n"
        "for words in (['--version'], ['--help'], ['run', '--help']):\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        main(words)\n"
        "assert 'torch' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"sketchpose {__version__}" in done.stdout
    for command in ("run", "train", "segment", "evaluate", "demo"):
        assert command in done.stdout


def test_stopping_with_ctrl_c_is_no_error_of_the_program(call, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluate, "evaluate", interrupted)
    code, out, err = call("evaluate", "--masks", "a.tif", "--gold", "a.tif")
    assert (code, out) == (130, "")
    assert "Stopped" in err


def test_training_can_start_from_the_network_that_is_shipped(report_of):
    report_of(*RUN[:-6], "--steps", 1, "--device", "cpu", "--init", "default")
    made = load_weights("out/a_weights.safetensors")
    assert made.provenance["started_from"]["general"]
    assert made.warm and not made.general  # it knows how wide these cells are


def test_the_network_that_is_shipped_is_small_and_general():
    from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource

    path = resource(GENERAL_WEIGHTS)
    assert path.stat().st_size < 1.2e6
    assert load_weights(path).general
