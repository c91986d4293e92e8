"""Earlier results outlast the window: they are stored with the project."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtTest import QTest

from app.panels.result_button import ResultButton
from app.panels.result_history import ResultHistory
from app.project import stored_results
from sketchpose_engine.live.messages import ResultsHeld
from sketchpose_engine.live.requests import (
    KeepResult,
    RestoreResults,
    ReturnToResult,
    SaveResultWeights,
)
from sketchpose_engine.live.result import Result, packed, reduced
from sketchpose_engine.project.archive import unpack
from sketchpose_engine.project.project import Project
from tests.app.helpers.strip import press, says

MADE_AT = 1_000_000_000


@pytest.fixture
def one(user, monkeypatch):
    monkeypatch.setattr(stored_results, "SAVE_MS", 50)
    someone = user()
    someone.opens(someone.makes_image("a.tif"), someone.makes_image("b.tif"))
    settled(someone)
    return someone


def settled(user):
    """Wait until what is on disk has been read."""
    stored = user.program.project_controller.results
    user.wait_until(lambda: stored._stored is not None)


def result(number, cells, image_id="a", **more):
    labels = np.zeros((120, 160), np.int32)
    for cell in range(cells):
        labels[10 * cell : 10 * cell + 8, 10:50] = cell + 1
    return Result(
        number, image_id, labels.shape, packed(labels), reduced(labels),
        np.arange(cells + 1, dtype=np.uint8) % 7, cells, 9, 40, 72.0,
        made_at=MADE_AT + number / 100, **more,
    )  # fmt: skip


def holds(user, *results):
    user.program.bus.engine.results_held.emit(ResultsHeld(results, None))


def folder_of(user):
    return user.program.project_controller.project.folder


def opens_project(user, folder):
    user.program.project_controller.open_project(folder)
    user.wait_until(lambda: user.scene is not None and user.scene.entry_id == "a")
    settled(user)


def row(user):
    history = user.program.window.findChild(ResultHistory)
    buttons = history.findChildren(ResultButton)
    return [each for each in buttons if each.isVisibleTo(user.program.window)]


def counts(user):
    return [button.text() for button in row(user)]


def reopened(one, user):
    """Closes the window, and opens the project in another one."""
    folder = folder_of(one)
    one.leaves()
    again = user()
    opens_project(again, folder)
    return again


def test_they_are_in_the_row_after_a_restart(one, user):
    holds(one, result(1, 5), result(2, 7, kept=True), result(3, 4, image_id="b"))
    again = reopened(one, user)
    again.wait_until(lambda: counts(again) == ["5", "7"])
    tip = row(again)[1].toolTip()
    made = QLocale().toString(QDateTime.fromSecsSinceEpoch(MADE_AT), QLocale.FormatType.ShortFormat)
    assert f"7 cells, the result of {made}" in tip
    assert "It is kept." in tip


def test_a_click_shows_the_masks_and_says_that_they_are_masks_only(one, user):
    holds(one, result(1, 5), result(2, 7))
    again = reopened(one, user)
    again.wait_until(lambda: len(row(again)) == 2)
    QTest.mouseClick(row(again)[0], Qt.MouseButton.LeftButton)
    again.wait_until(lambda: again.scene.labels.max() == 5)
    assert "5 cells. These masks stay until you draw or press Start" in says(again)
    again.wait_until(
        lambda: again.program.docks.learning._state.text() == "Paused at a stored result"
    )
    press(again, "Undo")
    again.wait_until(lambda: again.scene.labels.max() == 7)


def test_one_stored_result_is_shown_too(one, user):
    holds(one, result(1, 5))
    again = reopened(one, user)
    again.wait_until(lambda: counts(again) == ["5"])


def test_what_left_the_row_is_gone_from_the_project(one, user):
    kept = result(2, 7)
    holds(one, result(1, 5), kept)
    one.program.project_controller.bring_to_disk()
    holds(one, kept, result(3, 6))
    again = reopened(one, user)
    again.wait_until(lambda: counts(again) == ["7", "6"])


def test_a_pin_is_stored_at_once(one, tmp_path):
    first = result(1, 5, name="first")
    holds(one, first)
    holds(one, result(1, 5, name="first", kept=True))
    one.program.project_controller.results.finish()
    project = Project.open(folder_of(one))
    assert project.results.read("a", "first", (120, 160))[1]["kept"] is True


def test_results_of_an_image_that_the_engine_has_dropped_stay_on_disk(one, user):
    holds(one, result(1, 5), result(2, 7))
    one.program.project_controller.bring_to_disk()
    holds(one)
    again = reopened(one, user)
    again.wait_until(lambda: counts(again) == ["5", "7"])


def test_results_come_back_when_the_image_is_looked_at_again(one):
    holds(one, result(1, 5), result(2, 7))
    one.program.project_controller.frames.open_image("b")
    one.wait_until(lambda: one.scene.entry_id == "b")
    holds(one)  # the engine has dropped them
    one.program.project_controller.frames.open_image("a")
    one.wait_until(lambda: counts(one) == ["5", "7"])


def test_they_are_stored_while_learning_goes_on(one):
    stored = one.program.project_controller.project.results
    holds(one, result(1, 5, name="first"))
    one.wait_until(lambda: stored.names("a") == ["first"])
    holds(one, result(1, 5, name="first"), result(2, 7, name="second"))
    one.wait_until(lambda: stored.names("a") == ["first", "second"])
    holds(one, result(2, 7, name="second"))
    one.wait_until(lambda: stored.names("a") == ["second"])


def test_results_that_come_fast_do_not_put_off_storing(one):
    stored = one.program.project_controller.project.results
    results = []
    one.wait_until(lambda: _comes(one, results) or len(stored.names("a")) > 1)


def _comes(user, results):
    """Add a result."""
    results.append(result(len(results) + 1, 5))
    holds(user, *results)


def test_a_crash_loses_none_that_were_saved(one, user, tmp_path):
    holds(one, result(1, 5), result(2, 7))
    one.program.project_controller.bring_to_disk()
    copy = tmp_path / "projects" / "crashed"
    shutil.copytree(folder_of(one), copy, ignore=shutil.ignore_patterns(".*"))
    again = user()
    opens_project(again, copy)
    again.wait_until(lambda: counts(again) == ["5", "7"])


@pytest.mark.parametrize("facts", [b"nothing", None])
def test_a_damaged_file_costs_this_result_only(one, user, facts, caplog):
    holds(one, result(1, 5, name="first"), result(2, 7))
    folder = folder_of(one)
    one.leaves()
    stored = Project.open(folder).results
    if facts is None:
        stored.write("a", "first", np.zeros((120, 160), np.int32), {"cells": 5})
    else:
        stored.path("a", "first").write_bytes(facts)
    again = user()
    opens_project(again, folder)
    again.wait_until(lambda: counts(again) == ["7"])
    assert again.problems == []
    assert "a_first_result.tif is left out" in caplog.text


def test_a_packed_project_holds_them(one, user, tmp_path):
    holds(one, result(1, 5), result(2, 7))
    one.program.project_controller.pack(tmp_path / "p.sketchpose", True)
    one.wait_until((tmp_path / "p.sketchpose").exists)
    folder = unpack(tmp_path / "p.sketchpose", tmp_path / "elsewhere").folder
    again = user()
    opens_project(again, folder)
    again.wait_until(lambda: counts(again) == ["5", "7"])


def test_a_new_session_of_the_engine_gets_them_again(one):
    holds(one, result(1, 5), result(2, 7))
    one.program.bus.engine.restarted.emit()
    one.wait_until(lambda: any(isinstance(each, RestoreResults) for each in one.session.asked))
    one.wait_until(lambda: [each.result.is_restored for each in row(one)] == [True, True])


def test_going_back_to_masks_only_leaves_no_weights_to_save(one, user):
    holds(one, result(1, 5), result(2, 7))
    again = reopened(one, user)
    again.wait_until(lambda: len(row(again)) == 2)
    QTest.mouseClick(row(again)[0], Qt.MouseButton.LeftButton)
    again.wait_until(lambda: any(isinstance(r, ReturnToResult) for r in again.session.asked))
    again.leaves()
    assert again.problems == []


def test_a_restored_result_can_be_released(one, user):
    holds(one, result(1, 5), result(2, 7, kept=True))
    again = reopened(one, user)
    again.wait_until(lambda: len(row(again)) == 2)
    button = row(again)[1]
    again.program.bus.view.result_kept.emit(KeepResult(button.result.number, on=False))
    assert KeepResult(button.result.number, on=False) in again.session.asked


# What was learned, of results that are kept


def weights_of(user, name):
    return folder_of(user) / "history" / f"a_{name}_result.safetensors"


def requests_to_save(user):
    return [each for each in user.session.asked if isinstance(each, SaveResultWeights)]


@pytest.fixture
def kept(one):
    """A user with two results, of which the first one is kept."""
    holds(one, result(1, 5, name="first"), result(2, 7, name="second"))
    holds(one, result(1, 5, name="first", kept=True), result(2, 7, name="second"))
    one.wait_until(weights_of(one, "first").exists)
    one.program.project_controller.bring_to_disk()
    return one


def test_what_was_learned_is_stored_with_results_that_are_kept(kept):
    assert requests_to_save(kept) == [SaveResultWeights(1, weights_of(kept, "first"))]


def test_after_a_restart_learning_goes_on_from_a_kept_result(kept, user):
    again = reopened(kept, user)
    again.wait_until(lambda: len(row(again)) == 2)
    (first,) = [each for each in row(again) if each.result.name == "first"]
    assert "what was learned is not" not in first.toolTip()
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    again.wait_until(lambda: again.scene.labels.max() == 5)
    assert "All strokes are kept; learning goes on with the next one." in says(again)


def test_a_result_whose_masks_alone_are_stored_says_so(kept, user):
    again = reopened(kept, user)
    again.wait_until(lambda: len(row(again)) == 2)
    (second,) = [each for each in row(again) if each.result.name == "second"]
    assert "Its masks are stored, what was learned is not." in second.toolTip()


def test_a_released_result_can_be_kept_again(kept, user):
    holds(kept, result(1, 5, name="first"), result(2, 7, name="second"))
    kept.program.project_controller.bring_to_disk()
    assert weights_of(kept, "first").exists()


def test_of_a_released_result_only_the_masks_are_left_in_the_next_session(kept, user):
    holds(kept, result(1, 5, name="first"), result(2, 7, name="second"))
    again = reopened(kept, user)
    again.wait_until(lambda: len(row(again)) == 2)
    assert not weights_of(again, "first").exists()
    assert [each.result.has_weights for each in row(again)] == [False, False]


def test_what_was_learned_goes_with_its_result(kept):
    holds(kept, result(2, 7, name="second"))
    kept.program.project_controller.bring_to_disk()
    assert not weights_of(kept, "first").exists()


def test_a_kept_result_of_an_earlier_session_is_not_learned_again(kept, user):
    again = reopened(kept, user)
    again.wait_until(lambda: len(row(again)) == 2)
    held = [each.result for each in row(again)]
    holds(again, *(replace(each, kept=True) for each in held))
    assert requests_to_save(again) == []


# The time of learning


def time_shown(user):
    return user.program.docks.learning._time.text()


def test_the_panel_shows_how_long_was_learned_before(one, user):
    holds(one, result(1, 5), replace(result(2, 7), seconds=95.0, steps=310))
    again = reopened(one, user)
    again.wait_until(lambda: time_shown(again) == "1:35")
    assert again.program.docks.learning._time.toolTip() == "310 steps of learning"


def test_no_time_is_shown_for_an_image_without_results(one, user):
    holds(one, result(1, 5))
    again = reopened(one, user)
    again.wait_until(lambda: time_shown(again) == "1:12")
    again.program.project_controller.frames.open_image("b")
    again.wait_until(lambda: again.scene.entry_id == "b")
    assert time_shown(again) == ""


def test_nor_for_masks_before_anything_was_learned(one, user):
    holds(one, result(1, 5))
    again = reopened(one, user)
    again.wait_until(lambda: time_shown(again) == "1:12")
    holds(again, replace(result(1, 5), steps=0, seconds=0.0))
    assert time_shown(again) == ""


def test_none_is_shown_once_what_was_learned_is_forgotten(one, user):
    holds(one, result(1, 5))
    again = reopened(one, user)
    again.wait_until(lambda: time_shown(again) == "1:12")
    again.program.learning.start_fresh()
    assert time_shown(again) == ""
