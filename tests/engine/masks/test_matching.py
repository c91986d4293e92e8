"""Scores against hand-worked cases, a brute-force oracle and an independent library."""

from itertools import permutations

import cellseg_metrics as library
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.masks.matching import THRESHOLDS, aggregated_jaccard, evaluate, match, pooled

SMALL = arrays(np.int32, (5, 6), elements=st.integers(0, 4))


def labels(*rows):
    return np.array([[int(value) for value in row] for row in rows], np.int32)


# Gold: A is 6 px, B is 4 px. Predicted: 1 covers 4 px of A and 1 px of background, 2 is all of B,
# 3 is 2 px of background.
GOLD = labels("11100000", "11100000", "00000220", "00000220")
PREDICTED = labels("11000330", "11000000", "10000220", "00000220")


def test_hand_worked_scores():
    scores = evaluate(PREDICTED, GOLD).as_dict()
    # A: 4 of 6 + 5 - 4 = 7 px; B: 4 of 4.
    expected = {
        "objects_predicted": 3,
        "objects_gold": 2,
        "true_positives": 2,
        "false_positives": 1,
        "false_negatives": 0,
        "precision@0.5": 2 / 3,
        "recall@0.5": 1.0,
        "f1@0.5": 4 / 5,
        "ap@0.5": 2 / 3,
        "precision@0.7": 1 / 3,
        "recall@0.7": 1 / 2,
        "f1@0.7": 2 / 5,
        "ap@0.7": 1 / 4,
        "f1@0.9": 2 / 5,
        "ap": (2 * 2 / 3 + 8 * 1 / 4) / 10,  # A counts at 0.5 and 0.55 only
        "dice": 2 * 8 / (11 + 10),
        "jaccard": 8 / 13,
        "aji": (4 + 4) / (7 + 4 + 2),
        "dq": 4 / 5,
        "sq": (4 / 7 + 1) / 2,
        "pq": 4 / 5 * (4 / 7 + 1) / 2,
    }
    assert {key: scores[key] for key in expected} == pytest.approx(expected)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_an_iou_exactly_on_the_threshold_matches(threshold):
    gold = np.ones((1, 20), np.int32)
    predicted = np.zeros((1, 20), np.int32)
    predicted[0, : round(20 * threshold)] = 1
    assert match(predicted, gold).at(threshold).true_positives == 1
    predicted[0, round(20 * threshold) - 1] = 0
    assert match(predicted, gold).at(threshold).true_positives == 0


def test_two_halves_at_exactly_one_half_match_once():
    found = match(labels("1122"), labels("5555")).at(0.5)
    assert (found.true_positives, found.false_positives, found.false_negatives) == (1, 1, 0)


def test_below_one_half_the_most_matches_win_over_the_best_one():
    # Gold 1 overlaps 1 and 2, gold 2 overlaps 1 only: taking the best pair (1, 1) first gives
    # one match, the optimal assignment two.
    predicted, gold = labels("2211111"), labels("1111122")
    matches = match(predicted, gold)
    assert sorted(matches.iou) == pytest.approx([2 / 5, 2 / 5, 3 / 7])
    found = matches.at(0.3)
    assert (found.true_positives, found.iou_sum) == (2, pytest.approx(4 / 5))


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"), [("00", "00", 1), ("00", "11", 0), ("11", "00", 0)]
)
def test_empty_images(predicted, gold, expected):
    scores = evaluate(labels(predicted), labels(gold)).as_dict()
    for key, value in scores.items():
        if not key.startswith(("objects", "true", "false")):
            assert value == expected, key


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int64, np.uint64])
def test_any_integer_type_and_large_values(dtype):
    top = np.iinfo(dtype).max
    gold = GOLD.astype(dtype)
    gold[GOLD == 2] = top
    gold[GOLD == 1] = top - 1  # as floats these two would be one
    assert evaluate(PREDICTED, gold) == evaluate(PREDICTED, GOLD)


def test_images_of_other_sizes_or_kinds_are_refused():
    with pytest.raises(InputError, match="8 x 4 pixels but the gold standard is 4 x 8"):
        evaluate(PREDICTED, GOLD.T)
    with pytest.raises(InputError, match="gold standard must hold whole numbers"):
        evaluate(PREDICTED, GOLD.astype(float))
    with pytest.raises(InputError, match="predicted masks must hold"):
        evaluate(-PREDICTED, GOLD)


# ---- the oracle: definitions, word by word, on Python sets ----


def objects(image):
    return [{*np.flatnonzero(image == value)} for value in np.unique(image) if value]


def iou(a, b):
    return len(a & b) / len(a | b)


def brute_assignment(predicted, gold, threshold):
    """Try every one-to-one assignment: most matches, then the highest sum of IoU."""
    few, many = sorted([predicted, gold], key=len)
    best = (0, 0.0)
    for chosen in permutations(many, len(few)):
        matched = [v for v in map(iou, few, chosen) if v >= threshold]
        best = max(best, (len(matched), sum(matched)))
    return best


def brute_aji(predicted, gold):
    if not predicted and not gold:
        return 1.0
    intersection, union, taken = 0, 0, []
    for g in gold:
        touching = [p for p in predicted if p & g]
        if not touching:
            union += len(g)
            continue
        best = max(touching, key=lambda p: (iou(p, g), len(p & g), -min(p)))
        intersection += len(best & g)
        union += len(best | g)
        taken.append(best)
    return intersection / (union + sum(len(p) for p in predicted if p not in taken))


@settings(deadline=None, max_examples=150)
@given(SMALL, SMALL, st.sampled_from([0.1, 0.2, 0.3, 0.4, *THRESHOLDS]))
def test_agrees_with_brute_force(predicted, gold, threshold):
    matches, p, g = match(predicted, gold), objects(predicted), objects(gold)
    found = matches.at(threshold)
    count, iou_sum = brute_assignment(p, g, threshold)
    assert found.true_positives == count
    assert found.iou_sum == pytest.approx(iou_sum)
    assert (found.false_positives, found.false_negatives) == (len(p) - count, len(g) - count)
    assert aggregated_jaccard(matches) == pytest.approx(brute_aji(p, g))


@settings(deadline=None, max_examples=50)
@given(SMALL, SMALL)
def test_exchanging_the_images_exchanges_precision_and_recall(predicted, gold):
    there, back = evaluate(predicted, gold).as_dict(), evaluate(gold, predicted).as_dict()
    for key in ["f1@0.5", "f1@0.7", "ap", "dice", "jaccard", "sq", "pq"]:
        assert there[key] == pytest.approx(back[key]), key
    assert there["precision@0.5"] == back["recall@0.5"]


@settings(deadline=None, max_examples=50)
@given(SMALL, SMALL, st.permutations(range(1, 5)), st.permutations(range(1, 5)))
def test_renumbering_the_objects_changes_nothing(predicted, gold, one, other):
    renumbered = np.array([0, *one])[predicted], 1000 * np.array([0, *other])[gold]
    assert evaluate(*renumbered) == evaluate(predicted, gold)


@settings(deadline=None, max_examples=30)
@given(SMALL)
def test_the_gold_standard_itself_is_perfect(gold):
    scores = evaluate(gold, gold)
    assert scores.objects_predicted == scores.objects_gold == len(objects(gold))
    for key, value in scores.as_dict().items():
        if not key.startswith(("objects", "true", "false")):
            assert value == pytest.approx(1), key


def discs(seed, jitter):
    """A field of touching discs whose places and radii are jittered."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:300, :300]
    image = np.zeros((300, 300), np.int32)
    for value, (row, column) in enumerate(np.ndindex(10, 10), 1):
        dy, dx, dr = rng.normal(0, jitter, 3)
        inside = np.hypot(y - 30 * row - 15 - dy, x - 30 * column - 15 - dx) < 13 + dr
        if rng.random() > 0.05 * jitter:  # some cells are missed
            image[inside] = value
    return image


@pytest.mark.parametrize("jitter", [0.5, 2, 4])
def test_agrees_with_an_independent_library(jitter):
    gold, predicted = discs(1, 1), discs(2, jitter)
    matches, scores = match(predicted, gold), evaluate(predicted, gold)
    for threshold in THRESHOLDS:
        found = matches.at(threshold)
        strictly_above = threshold - 1e-6  # the library asks for intersection / (union + eps) > t
        theirs = library.panoptic_quality(gold, predicted, strictly_above)
        assert found.f1 == pytest.approx(theirs["dq"], abs=1e-6)
        assert found.sq == pytest.approx(theirs["sq"], abs=1e-6)
        assert found.pq == pytest.approx(theirs["pq"], abs=1e-6)
        theirs = library.average_precision(gold, predicted, strictly_above)
        assert found.precision == pytest.approx(theirs, abs=1e-6)
    if jitter <= 2:  # the library chooses by intersection where Kumar chooses by IoU
        theirs = library.aggregated_jaccard_index(gold, predicted)
        assert scores.aji == pytest.approx(theirs, abs=1e-6)
    pixels = library.get_stats((gold > 0).astype(int), (predicted > 0).astype(int))
    assert scores.dice == pytest.approx(library.dice_coef(*pixels))
    assert scores.jaccard == pytest.approx(library.iou_score(*pixels))


# Several images


def test_images_together_are_scored_by_all_their_objects():
    one = evaluate(labels("1102"), labels("1100"))
    other = evaluate(labels("111000"), labels("110033"))
    both = pooled([one, other])
    half = both.detections[0.5]
    assert (both.objects_predicted, both.objects_gold) == (3, 3)
    assert (half.true_positives, half.false_positives, half.false_negatives) == (2, 1, 1)
    assert half.f1 == half.precision == half.recall == pytest.approx(2 / 3)
    assert half.sq == pytest.approx((1 + 2 / 3) / 2)
    assert half.pq == pytest.approx(half.f1 * half.sq)
    assert both.detections[0.7].true_positives == 1
    assert both.as_dict()["dq"] == half.f1
    for name in ("dice", "jaccard", "aji"):
        assert getattr(both, name) == pytest.approx((getattr(one, name) + getattr(other, name)) / 2)


@given(SMALL)
def test_one_image_is_scored_as_it_is_alone(image):
    alone = evaluate(image, np.roll(image, 1))
    assert pooled([alone]) == alone
    twice = pooled([alone, alone])
    assert twice.as_dict()["pq"] == pytest.approx(alone.as_dict()["pq"])
