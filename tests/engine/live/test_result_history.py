"""Which earlier results are held: the last ones, the one with most cells, those that are kept."""

import json
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.live.result import SMALL_PX, Result, fallen_from, packed, reduced
from sketchpose_engine.live.result_history import (
    LAST,
    MILESTONES,
    MOST_KEPT,
    HeldResult,
    ResultHistory,
)


def result(number=1, cells=10, image_id="a", kept=False):
    labels = np.zeros((4, 5), np.int32)
    return Result(
        number, image_id, (4, 5), packed(labels), labels, np.zeros(1, np.uint8), cells, 2, 30, 9.0,
        kept=kept,
    )  # fmt: skip


def history(*cells, image_id="a", milestones=True):
    made = ResultHistory()
    for each in cells:
        one = result(made.next_number(), each, image_id)
        made.add(HeldResult(one, None, milestones))
    return made


def numbers(made):
    return [each.number for each in made.results]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**31 - 1))
def test_masks_come_back_as_they_were(height, width, seed):
    labels = np.random.default_rng(seed).integers(0, 9, (height, width)).astype(np.int32)
    one = Result(1, "a", labels.shape, packed(labels), labels, labels, 1, 1, 1, 1.0)
    np.testing.assert_array_equal(one.labels(), labels)


def test_a_stored_result_is_the_same_again():
    labels = np.arange(20, dtype=np.int32).reshape(4, 5) % 3
    one = replace(
        result(4, kept=True),
        exported_at=1.5e9,
        packed=packed(labels), colours=np.arange(3, dtype=np.uint8),
        classes=np.array([0, 1, 2], np.uint8),
    )  # fmt: skip
    again = Result.of_facts(one.name, "a", labels, json.loads(json.dumps(one.facts())))
    assert again.is_restored
    for field in fields(Result):
        if field.name not in ("number", "small"):
            np.testing.assert_array_equal(getattr(again, field.name), getattr(one, field.name))


@pytest.mark.parametrize(
    "wrong",
    [{"colours": [0]}, {"colours": [0, 1, 99]}, {"colours": None}, {"classes": [0]}, {"cells": ""}],
)
def test_facts_that_do_not_belong_to_the_masks_are_refused(wrong):
    labels = np.full((4, 5), 2, np.int32)
    facts = {**result().facts(), "colours": [0, 1, 2]}
    Result.of_facts("x", "a", labels, facts)
    with pytest.raises((ValueError, TypeError)):
        Result.of_facts("x", "a", labels, {**facts, **wrong})


def test_a_small_copy_is_small():
    assert max(reduced(np.zeros((1000, 3), np.int32)).shape) <= SMALL_PX


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_the_last_results_and_the_one_with_most_cells_are_held(cells):
    made = history(*cells)
    held = [each.cells for each in made.results]
    assert held[-LAST:] == cells[-LAST:]
    assert max(held) == max(cells)
    assert len(held) <= MILESTONES + 1


@given(st.integers(1, 200))
def test_the_first_result_is_held_and_so_are_some_of_each_age(count):
    made = numbers(history(*range(count)))
    assert made[0] == 1
    ages = [count - number for number in made]
    # Each result that is held is at most some six times as old as the next.
    assert all(old <= 6 * (new + 1) for old, new in pairwise(ages[1:]))


def test_what_is_no_milestone_is_held_while_it_has_most_cells():
    made = history(10, 20, 30, milestones=False)
    assert numbers(made) == [3]


def test_a_result_that_is_kept_stays_and_takes_no_other_ones_place():
    made = history(10, 5)
    assert made.keep(2, True)
    for number in range(3, 20):
        made.add(HeldResult(result(number, 4), None, True))
    held = numbers(made)
    assert held[:2] == [1, 2]
    assert len(held) == MILESTONES + 1  # 1 is held as the one with most cells, too
    assert made.keep(2, False)
    assert 2 not in numbers(made)


def test_no_more_than_a_few_can_be_kept():
    made = history(*range(MOST_KEPT + 1))
    kept = [made.keep(number, True) for number in range(1, MOST_KEPT + 2)]
    assert kept == [True] * MOST_KEPT + [False]


def test_why_one_more_cannot_be_kept_is_said_with_what_to_do():
    made = history(*range(MOST_KEPT + 1))
    assert made.refusal(1) is None
    for number in range(1, MOST_KEPT + 1):
        made.keep(number, True)
    assert str(made.refusal(MOST_KEPT + 1)) == (
        "4 results are kept already: right-click one of them to release it first."
    )
    assert made.refusal(1) is None  # it is kept
    made.keep(1, False)
    assert made.refusal(MOST_KEPT + 1) is None


def test_it_is_said_if_results_of_other_images_are_among_those_that_are_kept():
    made = ResultHistory()
    for image_id in ("a",) * MOST_KEPT + ("b",):
        one = result(made.next_number(), image_id=image_id, kept=image_id == "a")
        made.add(HeldResult(one, object(), True))  # with the network that made it
    assert "counting other images" in made.refusal(MOST_KEPT + 1)


def test_the_result_exported_last_stays_and_the_one_before_goes():
    made = history(10, 4, 4, 4)
    made.hold_for_export(made.find(2).result)
    assert made.note_export("a", 1000.0)
    for number in range(5, 30):
        made.add(HeldResult(result(number, 4), None, True))
    assert made.find(2).result.exported_at == 1000.0
    made.hold_for_export(made.find(28).result)
    assert made.note_export("a", 2000.0)
    for number in range(30, 60):
        made.add(HeldResult(result(number, 4), None, True))
    assert made.find(2) is None
    assert made.find(28).result.exported_at == 2000.0


def test_the_result_exported_last_of_each_image_is_held():
    made = history(*[4] * 4)
    made.add(HeldResult(result(5, 3, "b"), None, True))
    for number, image_id in ((2, "a"), (5, "b")):
        made.hold_for_export(made.find(number).result)
        made.note_export(image_id, 1000.0)
    for number in range(6, 60):
        made.add(HeldResult(result(number, 4, "ab"[number % 2]), None, True))
    assert {2, 5} <= set(numbers(made))


def test_a_result_that_may_be_exported_is_held_before_it_is():
    made = history(10, 4)
    made.hold_for_export(made.find(2).result)
    for number in range(3, 30):
        made.add(HeldResult(result(number, 4), None, True))
    assert made.note_export("a", 1000.0)


def test_results_of_an_image_that_is_not_in_view_lose_their_weights_but_not_their_masks():
    made = history()
    for image_id in ("a",) * MILESTONES + ("b",) * MILESTONES:
        one = result(made.next_number(), image_id=image_id)
        made.add(HeldResult(one, object(), True))  # with the network that made it
    mine = [each for each in made.results if each.image_id == "a"]
    assert len(mine) == MILESTONES
    assert not all(each.has_weights for each in mine)
    with_weights = [each.number for each in made.results if made.find(each.number).learner]
    assert with_weights == [each.number for each in made.results if each.has_weights]
    assert len(with_weights) <= MILESTONES + 1


def test_nothing_is_noted_of_an_image_without_results():
    assert not history(10).note_export("b", 1000.0)


def test_a_restored_result_that_was_exported_stays():
    made = history()
    exported, other = stored(3, 4)
    made.restore([replace(exported, exported_at=1000.0), other])
    for _ in range(30):
        made.add(HeldResult(result(made.next_number(), 4), None, True))
    assert made.results[0].exported_at == 1000.0


def test_the_record_of_the_training_is_stored_with_a_result():
    one = result()
    known = {"steps": 28, "trained_on": ["a"], "started_from": {"general": True}}
    facts = json.loads(json.dumps({**replace(one, provenance=known).facts(), "colours": [0]}))
    empty = np.zeros((4, 5), np.int32)
    assert Result.of_facts("x", "a", empty, facts).provenance == known
    assert Result.of_facts("x", "a", empty, {**facts, "provenance": 7}).provenance is None
    del facts["provenance"]
    assert Result.of_facts("x", "a", empty, facts).provenance is None


def test_a_stored_result_of_an_earlier_version_was_never_exported():
    facts = {**result().facts(), "colours": [0]}
    assert facts.pop("exported_at") is None
    again = Result.of_facts("x", "a", np.zeros((4, 5), np.int32), facts)
    assert again.exported_at is None


def stored(*cells, image_id="a"):
    """Results of a project: they have no numbers."""
    return [result(0, each, image_id) for each in cells]


def test_results_of_the_project_come_before_those_of_the_session():
    made = history(7)
    made.restore(stored(5, 6))
    assert [(each.number, each.cells) for each in made.results] == [(-1, 5), (0, 6), (1, 7)]
    assert [each.is_restored for each in made.results] == [True, True, False]


def test_results_that_are_held_already_are_not_restored_again():
    made, same = history(), stored(5, 6)
    made.restore(same)
    made.restore(same)
    assert numbers(made) == [-1, 0]


def test_restored_results_count_for_their_own_image_only():
    made = history(*range(MILESTONES))
    made.restore(stored(*range(MILESTONES), image_id="b"))
    made.add(HeldResult(result(made.next_number(), 3), None, True))
    assert sum(each.image_id == "b" for each in made.results) == MILESTONES


@given(st.integers(1, 60))
def test_the_row_of_an_image_does_not_grow_from_session_to_session(count):
    made = ResultHistory()
    made.restore(stored(*[4] * MILESTONES))
    for _ in range(count):
        made.add(HeldResult(result(made.next_number(), 4), None, True))
    assert len(made.results) <= MILESTONES + 1
    assert made.results[0].number == 1 - MILESTONES


def test_a_restored_result_that_is_kept_stays():
    made = history()
    made.restore(stored(3, 4))
    assert made.keep(-1, True)
    for _ in range(30):
        made.add(HeldResult(result(made.next_number(), 4), None, True))
    assert made.results[0].number == -1


def test_results_of_an_image_that_is_closed_are_dropped():
    made = history(10, 11)
    made.add(HeldResult(result(3, image_id="b"), None, True))
    assert made.forget("a")
    assert numbers(made) == [3]
    assert not made.forget("a")
    assert made.forget()
    assert not made.results


@pytest.mark.parametrize(
    ("cells", "earlier", "fallen"),
    [
        (67, [166, 154, 100], 154),  # the latest good one
        (10, [61, 45, 20, 12], 45),  # not one of those in between
        (40, [61, 45], 45),
        (230, [378, 320, 314, 240], 314),  # the first ones were pieces of cells
        (0, [166], 166),
        (111, [166], None),  # exactly two thirds are 110.7
        (110, [166], 166),
        (0, [2], None),
        (0, [], None),
        (200, [166], None),
    ],
)
def test_a_third_fewer_cells_than_the_most_is_a_fall(cells, earlier, fallen):
    found = fallen_from(cells, [result(n, each) for n, each in enumerate(earlier)])
    assert (found and found.cells) == fallen
