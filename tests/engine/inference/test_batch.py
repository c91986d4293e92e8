"""Many frames one after another: progress, what goes wrong, and going on after an interruption."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.inference import segment
from sketchpose_engine.inference.batch import segment_all
from sketchpose_engine.inference.jobs import (
    FrameJob,
    FrameRefused,
    FrameSegmented,
    Segmenting,
    SegmentingEnded,
)
from sketchpose_engine.inference.ledger import LEDGER, WEIGHTS, Ledger, is_unfinished
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.live.messages import MasksReady, RequestFailed, WeightsSaved
from sketchpose_engine.live.requests import (
    CloseImage,
    LoadWeights,
    LookAt,
    SaveWeights,
    SegmentAll,
    SetMasks,
    StopSegmenting,
)
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import save_weights
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.results.tiff import write_labels
from sketchpose_engine.sketch.edits import Change
from tests.engine.helpers.driven import (
    DRAWN,
    EARLIER,
    GREY,
    SHAPE,
    WHOLE,
    Driven,
    corrected,
    deleted,
    hurry,
    learning,
    opened,
    those,
)
from tests.engine.helpers.support import CPU, lived_in, tiny_network


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


@pytest.fixture
def jobs(tmp_path):
    """Three images, the second of which is none."""
    for name in "abc":
        tifffile.imwrite(tmp_path / f"{name}.tif", GREY[0])
    (tmp_path / "b.tif").write_bytes(b"II*\0")
    return tuple(
        FrameJob(name, tmp_path / f"{name}.tif", Frame(), tmp_path / f"{name}_masks.tif")
        for name in "abc"
    )


def model():
    network = lived_in(tiny_network(seed=5))
    with torch.no_grad():
        network.head.weight *= 20  # so that it finds something
        network.head.bias[0] += 0.3
    return Model(network, 8, 22.0)


def keeping(seen):
    def keep(job, image, found):
        seen.append(job.page)
        return FrameSegmented(job.page, int(found.labels.max()))

    return keep


def run(jobs, ledger=None, seen=None):
    keep = keeping([] if seen is None else seen)
    settings = PredictSettings(tile_px=64)
    return segment_all(jobs, model(), CPU, keep, ledger, settings)


# One after the other


def test_each_frame_is_told_and_one_that_cannot_be_read_does_not_stop_the_others(jobs):
    events = list(run(jobs))
    assert [event.page for event in those(FrameSegmented, events)] == ["a", "c"]
    (refused,) = those(FrameRefused, events)
    assert refused.page == "b" and refused.sentence.startswith("b.tif is damaged")
    assert events[-1] == SegmentingEnded(2, (refused,), stopped=False)
    told = those(Segmenting, events)
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert all(each.total == 3 and 0 <= each.done <= 3 for each in told)


def test_without_frames_it_ends_at_once():
    assert list(run(())) == [SegmentingEnded(0, (), stopped=False)]


def test_stopped_between_two_tiles_nothing_more_is_done(jobs):
    seen = []
    events = run(jobs, seen=seen)
    while not isinstance(next(events), FrameSegmented):
        pass
    next(events)
    events.close()
    assert seen == ["a"]


# Going on


def interrupted(jobs, path):
    events = run(jobs, Ledger(path, "these weights"))
    while not isinstance(next(events), FrameSegmented):
        pass
    events.close()
    jobs[0].masks_path.touch()


def test_what_is_done_is_not_done_again(jobs, tmp_path):
    interrupted(jobs, tmp_path / "ledger")
    seen = []
    events = list(run(jobs, Ledger(tmp_path / "ledger", "these weights"), seen))
    assert seen == ["c"]
    assert [event.page for event in those(FrameSegmented, events)] == ["a", "c"]
    assert events[-1].done == 2


@pytest.mark.parametrize("change", ["weights", "image", "masks", "ledger"])
def test_what_depends_on_something_else_is_done_again(jobs, tmp_path, change):
    interrupted(jobs, tmp_path / "ledger")
    match change:
        case "image":
            tifffile.imwrite(jobs[0].path, GREY[0][:32])
        case "masks":
            jobs[0].masks_path.unlink()
        case "ledger":
            (tmp_path / "ledger").write_bytes(b"\xff{")
    tools = "other weights" if change == "weights" else "these weights"
    seen = []
    list(run(jobs, Ledger(tmp_path / "ledger", tools), seen))
    assert seen == ["a", "c"]


def test_a_line_torn_by_a_crash_is_not_believed(jobs, tmp_path):
    interrupted(jobs, tmp_path / "ledger")
    whole = (tmp_path / "ledger").read_bytes()
    (tmp_path / "ledger").write_bytes(whole[:-10])
    seen = []
    list(run(jobs, Ledger(tmp_path / "ledger", "these weights"), seen))
    assert seen == ["a", "c"]


# In a live session


def live(jobs, tmp_path, *requests, **more):
    save_weights(tmp_path / "start.safetensors", model())
    driven = Driven(None, *requests, LoadWeights(tmp_path / "start.safetensors"))
    driven.post(SegmentAll(jobs, tmp_path, go_on=False, **more))
    return driven


def test_masks_are_written_and_nothing_is_left_behind(jobs, tmp_path):
    driven = live(jobs, tmp_path)
    end = driven.until(SegmentingEnded)[-1]
    assert (end.done, len(end.refused), end.stopped) == (2, 1, False)
    for found in those(FrameSegmented, driven.seen):
        labels = load_labels(tmp_path / f"{found.page}_masks.tif")
        assert labels.shape == SHAPE
        assert labels.max() == found.cells > 0
        assert found.median_area_px == np.median(np.bincount(labels.ravel())[1:])
    assert not is_unfinished(tmp_path)


def test_stopped_it_keeps_what_is_done_and_goes_on_with_the_same_weights(jobs, tmp_path):
    driven = live(jobs, tmp_path)
    driven.until(FrameSegmented)
    driven.post(StopSegmenting())
    end = driven.until(SegmentingEnded)[-1]
    assert (end.done, end.stopped) == (1, True)
    assert is_unfinished(tmp_path)
    weights = (tmp_path / WEIGHTS).read_bytes()
    driven.post(LoadWeights(None), SegmentAll(jobs, tmp_path, go_on=True))
    events = driven.until(SegmentingEnded)
    assert [event.page for event in those(FrameSegmented, events)] == ["a", "c"]
    assert weights and not (tmp_path / WEIGHTS).exists() and not (tmp_path / LEDGER).exists()


def test_frames_that_are_done_are_counted_with_what_was_corrected_since(jobs, tmp_path):
    driven = live(jobs, tmp_path)
    (found,) = those(FrameSegmented, driven.until(FrameSegmented))
    driven.post(StopSegmenting())
    driven.until(SegmentingEnded)
    labels = load_labels(tmp_path / "a_masks.tif")
    write_labels(tmp_path / "a_masks.tif", np.where(labels == 1, 0, labels), None)
    driven.post(SegmentAll(jobs, tmp_path, go_on=True))
    told = {each.page: each.cells for each in those(FrameSegmented, driven.until(SegmentingEnded))}
    assert told["a"] == found.cells - 1


def test_stroke_requests_are_answered_meanwhile(jobs, tmp_path):
    driven = live(jobs, tmp_path, opened(0 * DRAWN))
    driven.until(Segmenting)
    driven.post(Change("a", 2, {WHOLE: DRAWN}, ()), LookAt("a", WHOLE))
    before_end = driven.until(SegmentingEnded)
    assert driven.session._images.states["a"].image.revision == 2
    assert those(FrameSegmented, before_end)


def test_the_open_image_shows_its_new_masks_and_corrections_stay(jobs, tmp_path):
    hole = np.zeros(SHAPE, bool)
    hole[:34] = True
    driven = live(
        (FrameJob("a", jobs[0].path, Frame(), jobs[0].masks_path, corrections=(deleted(hole),)),),
        tmp_path,
        opened(masks=EARLIER, corrections=(deleted(hole),)),
    )
    driven.until(FrameSegmented)
    (shown,) = those(MasksReady, driven.until(MasksReady))
    assert shown.box == WHOLE
    kept = load_labels(jobs[0].masks_path)
    np.testing.assert_array_equal(shown.labels > 0, kept > 0)
    assert kept.any()
    for number in np.unique(kept[kept > 0]):  # cells that lie mostly where one was deleted
        assert np.count_nonzero(kept[:34] == number) <= np.count_nonzero(kept[34:] == number)


def test_corrections_can_be_undone_after_all_images_were_segmented(jobs, tmp_path):
    hole = np.zeros(SHAPE, bool)
    hole[:34] = True
    job = FrameJob("a", jobs[0].path, Frame(), jobs[0].masks_path, corrections=(deleted(hole),))
    driven = live((job,), tmp_path, opened(masks=EARLIER, corrections=(deleted(hole),)))
    driven.until(SegmentingEnded)
    with_hole = driven.masks().copy()
    driven.rest(corrected(revision=3))
    plain = live((replace(job, corrections=()),), tmp_path, opened(masks=EARLIER))
    plain.until(SegmentingEnded)
    assert (plain.masks() > 0).sum() > (with_hole > 0).sum()
    np.testing.assert_array_equal(driven.masks() > 0, plain.masks() > 0)


def test_an_image_that_is_closed_meanwhile_does_not_end_it(jobs, tmp_path):
    driven = live(jobs, tmp_path, opened())
    driven.until(Segmenting)
    driven.post(CloseImage("a"))
    assert [event.page for event in those(FrameSegmented, driven.until(SegmentingEnded))] == [
        "a",
        "c",
    ]


def test_masks_made_elsewhere_stay_as_long_as_nothing_is_learned(tmp_path):
    save_weights(tmp_path / "start.safetensors", model())
    driven = Driven(None, LoadWeights(tmp_path / "start.safetensors"), opened(0 * DRAWN))
    driven.rest()
    driven.rest(SetMasks("a", EARLIER.astype(np.int32)), LookAt("a", WHOLE))
    np.testing.assert_array_equal(driven.masks(), EARLIER)
    driven.rest(LoadWeights(tmp_path / "start.safetensors"))  # asked for: they are made anew
    assert not np.array_equal(driven.masks(), EARLIER)


def test_masks_of_an_earlier_day_stay_as_long_as_nothing_is_learned(tmp_path):
    save_weights(tmp_path / "start.safetensors", model())
    driven = Driven(None, LoadWeights(tmp_path / "start.safetensors"))
    driven.rest(opened(0 * DRAWN, masks=EARLIER), LookAt("a", WHOLE))
    np.testing.assert_array_equal(driven.masks(), EARLIER)


def test_only_cells_within_the_limits_are_counted(jobs, tmp_path):
    driven = live(jobs[:1], tmp_path, filters=(Filter("area_px", 1e6),))
    (found,) = those(FrameSegmented, driven.until(FrameSegmented))
    assert (found.cells, found.median_area_px) == (0, None)
    assert load_labels(jobs[0].masks_path).any()  # the masks themselves stay


def test_without_weights_there_is_a_sentence(jobs, tmp_path):
    driven = Driven(None, SegmentAll(jobs, tmp_path, go_on=False))
    assert "Nothing has been learned yet" in driven.until(RequestFailed)[-1].sentence
    assert driven.until(SegmentingEnded)[-1].stopped


def test_a_full_disk_ends_it_with_a_sentence_and_what_is_done_stays(jobs, tmp_path, monkeypatch):
    driven = live(jobs, tmp_path)
    driven.until(FrameSegmented)

    def full(*_):
        raise InputError("The disk is full.")

    monkeypatch.setattr(Ledger, "note", full)
    assert driven.until(RequestFailed)[-1].sentence == "The disk is full."
    assert driven.until(SegmentingEnded)[-1].done == 1
    assert is_unfinished(tmp_path)


def test_an_image_too_large_for_the_memory_does_not_stop_the_others(jobs, monkeypatch):
    whole = segment.masks_of

    def full(*words):
        monkeypatch.setattr(segment, "masks_of", whole)
        raise RuntimeError("not enough memory: you tried to allocate 99 bytes")

    monkeypatch.setattr(segment, "masks_of", full)
    events = list(run(jobs))
    assert those(FrameRefused, events)[0].sentence.startswith("a.tif is too large for this")
    assert [event.page for event in those(FrameSegmented, events)] == ["c"]


def test_what_stumbles_ends_it_and_the_session_goes_on(jobs, tmp_path, monkeypatch):
    driven = live(jobs, tmp_path)
    monkeypatch.setattr(Ledger, "note", lambda *_: 1 / 0)
    assert driven.until(SegmentingEnded)[-1].stopped
    with pytest.raises(ZeroDivisionError):
        driven.until(FrameSegmented)
    driven._run = driven.session.run()  # as the thread does
    driven.rest(opened(DRAWN))


def test_learning_goes_on_afterwards(jobs, tmp_path):
    driven = learning()
    driven.post(SegmentAll(jobs[:1], tmp_path, go_on=False))
    driven.until(SegmentingEnded)
    steps = driven.session._learner.steps
    driven.until(lambda event: driven.session._learner.steps > steps)
    driven.post(SaveWeights(Path(tmp_path / "w.safetensors")))
    driven.until(WeightsSaved)
