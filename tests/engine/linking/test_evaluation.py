"""DET and TRA against counts by hand, and against an independent program where it is installed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.linking.ctc import write_ctc
from sketchpose_engine.linking.evaluation import evaluate
from sketchpose_engine.linking.settings import TimeSettings
from sketchpose_engine.linking.time_linker import link_frames
from tests.engine.linking.movies import merged, movie, truth, without
from tests.engine.linking.test_linking_movies import disc


def scores(reference, result, **options):
    one, other = link_frames(reference, **options), link_frames(result, **options)
    return evaluate((one, reference), (other, result))


def test_equal_tracks_are_perfect():
    frames = [disc((20, 20), (40, 40))] * 3
    found = scores(frames, frames)
    assert (found.det, found.tra, found.masks, found.edges) == (1, 1, 6, 4)


def test_a_missing_mask():
    whole, part = disc((20, 20), (60, 60)), disc((20, 20))
    found = scores([whole] * 3, [whole, part, whole])
    assert (found.false_negatives, found.missing_edges, found.redundant_edges) == (1, 2, 1)
    assert found.det == pytest.approx(1 - 10 / 60)
    assert found.tra == pytest.approx(1 - (10 + 2 * 1.5 + 1) / (60 + 4 * 1.5))


def test_a_mask_too_many():
    found = scores([disc((20, 20))] * 2, [disc((20, 20)), disc((20, 20), (60, 60))])
    assert (found.false_positives, found.det) == (1, 1 - 1 / 20)


def test_merged_masks():
    one, joined = disc((30, 30), (30, 41)), (disc((30, 30), (30, 41)) > 0).astype(int)
    found = scores([one] * 2, [one, joined])
    assert (found.splits, found.missing_edges, found.redundant_edges) == (1, 2, 0)
    assert found.tra == pytest.approx(1 - (5 + 3) / (40 + 3))


def test_a_division_that_was_not_seen():
    frames = [disc((40, 40), radius=9), disc((36, 34), (44, 46))]
    with_, alone = link_frames(frames), link_frames(frames, TimeSettings(divisions=False))
    found = evaluate((with_, frames), (alone, frames))
    assert (found.missing_edges, found.wrong_edges) == (1, 1)
    assert found.tra == pytest.approx(1 - (1.5 + 1) / (30 + 3))


def test_nothing_compared_with_nothing():
    assert scores([disc()], [disc()]).tra == 1
    assert scores([disc()], [disc((20, 20))]).tra == 0
    assert scores([disc((20, 20))], [disc()]).tra == 0


def test_movies_of_different_length_or_size():
    frames = [disc((20, 20))] * 2
    for others in (frames[:1], frames * 2, [one[:-1] for one in frames]):
        with pytest.raises(InputError, match="differ in number or size"):
            scores(frames, others)


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["missing", "merged", "jumps"]))
def test_an_independent_program_finds_the_same(tmp_path_factory, seed, fault):
    module = pytest.importorskip("ctc_metrics.scripts.evaluate")
    share = 1.2 if fault == "jumps" else 0.45
    one = movie(seed, share=share)
    frames = {"missing": without, "merged": merged}.get(fault, lambda m, *_: m.frames)(
        one, 0.2, seed
    )
    reference, result = truth(one), link_frames(frames)
    folder = tmp_path_factory.mktemp("ctc")
    (folder / "gt" / "TRA").mkdir(parents=True)
    (folder / "res").mkdir()
    write_ctc(folder / "gt" / "TRA", reference, one.frames, "reference")
    write_ctc(folder / "res", result, frames)
    theirs = module.evaluate_sequence(
        str(folder / "res"), str(folder / "gt"), metrics=["Valid", "DET", "TRA"], threads=1
    )
    ours = evaluate((reference, one.frames), (result, frames))
    assert theirs["Valid"] == 1
    assert ours.det == pytest.approx(theirs["DET"])
    assert ours.tra == pytest.approx(theirs["TRA"])
    assert np.isclose(ours.tra, 1) == (
        ours.redundant_edges + ours.missing_edges == 0 == ours.splits
    )
