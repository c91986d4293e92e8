"""An export of an earlier result states the learning that made it, and when it was found."""

import time
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.dialogs.export import ExportDialog
from app.panels.result_button import ResultButton
from app.panels.result_history import ResultHistory
from app.project.export_methods import provenance_of_image
from sketchpose_engine.live.messages import ResultsHeld
from sketchpose_engine.live.result import Result, packed, reduced
from sketchpose_engine.results.methods_text import Methods, methods_text
from sketchpose_engine.results.provenance import Provenance
from tests.app.project.test_export_while_learning import writes_header

YESTERDAY, TODAY = 1_700_000_000.0, 1_700_086_400.0
GENERAL = {"general": True, "trained_on": ["set"], "steps": 9000}


def result(number, steps=40, made_at=YESTERDAY, **more):
    labels = np.zeros((120, 160), np.int32)
    labels[10:20, 10:50] = 1
    return Result(
        number, "cells", labels.shape, packed(labels), reduced(labels), np.zeros(2, np.uint8),
        1, 9, steps, steps / 10, made_at=made_at, **more,
    )  # fmt: skip


def session(steps, start=GENERAL, made_at=YESTERDAY):
    date = datetime.fromtimestamp(made_at).strftime("%Y-%m-%d")
    return {
        "trained_on": ["cells"],
        "started_from": start,
        "steps": steps,
        "seconds": steps / 10,
        "date": date,
    }


def training(facts, returned_to, has_learned=True):
    """The sentence about the training of what is exported."""
    known = provenance_of_image(Provenance(facts, 20.0), returned_to, has_learned=has_learned)
    text = methods_text(Methods(known.facts))
    (sentence,) = [each for each in text.split(". ") if "network was trained" in each]
    return sentence


def test_a_result_of_this_session_has_its_own_steps():
    assert "for 40 steps (4 s)" in training(session(946), result(3))


def test_a_result_of_this_session_adds_to_the_sessions_before():
    facts = session(946, session(100), TODAY)
    assert "for 140 steps (14 s)" in training(facts, result(3, made_at=TODAY))


@pytest.mark.parametrize("has_learned", [False, True])
def test_a_restored_result_has_the_steps_of_its_session(has_learned):
    facts = session(946, session(100), TODAY) if has_learned else session(100)
    assert "for 40 steps (4 s)" in training(facts, result(0), has_learned)


def test_a_restored_result_of_a_day_before_is_of_none_of_the_later_sessions():
    facts = session(500, session(500, session(100), TODAY), TODAY)
    assert "for 40 steps (4 s)" in training(facts, result(0))


def test_a_result_made_before_midnight_is_of_the_session_that_ended_after_it():
    facts = session(946, session(100), TODAY)
    assert "for 140 steps (14 s)" in training(facts, result(3))


def test_a_result_with_more_steps_than_a_session_is_of_an_earlier_one():
    facts = session(3, session(100))
    assert "for 40 steps (4 s)" in training(facts, result(0), has_learned=False)


def test_a_first_guess_is_that_of_the_weights_that_learning_started_from():
    guess = result(1, steps=0, is_guess=True)
    known = provenance_of_image(Provenance(session(946), 20.0), guess, has_learned=True)
    assert known.facts == GENERAL


def test_a_result_that_has_a_record_of_its_training_states_that():
    own = session(28)
    assert "for 28 steps (3 s)" in training(session(946, session(100)), result(3, provenance=own))


def test_what_is_not_recorded_stays_unknown():
    assert provenance_of_image(None, result(1), has_learned=True) is None


@pytest.fixture
def at_work(user, monkeypatch):
    """A user who has learned, and has two earlier results in the row."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    one = user()
    one.session.write_weights = writes_header
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    return one


def returns_to(user, made_at):
    """Return to the first of two results."""
    user.session._results = (result(1, made_at=made_at), result(2))
    user.program.bus.engine.results_held.emit(ResultsHeld(user.session._results, None))
    history = user.program.window.findChild(ResultHistory)
    QTest.mouseClick(history.findChildren(ResultButton)[0], Qt.MouseButton.LeftButton)
    user.wait_until(lambda: user.scene.labels.max() == 1)
    user.wait_until(lambda: user.program._earlier_results.returned_to is not None)


def opens_export(user):
    """The dialog, and what it says of the result."""
    user.presses("Ctrl+E")
    dialog = user.program.window.findChild(ExportDialog)
    (said,) = [t.text() for t in dialog.findChildren(QLabel) if t.text().startswith("Saves")]
    return dialog, said


def test_the_methods_name_the_steps_of_the_result(at_work):
    returns_to(at_work, YESTERDAY)
    dialog, _ = opens_export(at_work)
    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == "Export"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    at_work.wait_until(lambda: any("Exported" in note for note in at_work.notes))
    folder = at_work.program.project_controller.project.folder / "results"
    assert "trained for 40 steps (4 s)" in (folder / "methods.txt").read_text("utf-8-sig")


def test_the_dialog_says_when_the_result_was_found(at_work):
    returns_to(at_work, YESTERDAY)
    made = datetime.fromtimestamp(YESTERDAY)
    date = QLocale().toString(made.date(), QLocale.FormatType.ShortFormat)
    assert f"as found on {date} at {made:%H:%M:%S}." in opens_export(at_work)[1]


def test_masks_from_disk_were_not_found_when_the_image_was_opened(at_work, user):
    folder = at_work.program.project_controller.project.folder
    at_work.leaves()
    again = user()
    taken = []
    again.program.bus.frame.masks_changed.connect(taken.append)
    again.opens(folder)
    again.wait_until(lambda: bool(taken) and again.scene.labels.max() == 2)
    assert "as found before this image was opened." in opens_export(again)[1]


def test_a_result_of_today_needs_no_date(at_work):
    made_at = time.time() - 1e-3
    returns_to(at_work, made_at)
    at_work.scene.found_at = datetime.fromtimestamp(YESTERDAY)
    said = opens_export(at_work)[1]
    assert f"as found at {datetime.fromtimestamp(made_at):%H:%M:%S}." in said


def test_masks_that_have_changed_since_are_not_those_of_the_result(at_work):
    returns_to(at_work, YESTERDAY)
    results = at_work.session._results
    at_work.program.bus.engine.results_held.emit(ResultsHeld(results, None))
    assert f"as found at {at_work.scene.found_at:%H:%M:%S}." in opens_export(at_work)[1]
