"""What an export leaves behind: its result in the row of earlier ones, and a message."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from threading import current_thread, main_thread

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QMessageBox, QPushButton, QToolButton

from app.core.payloads import Message
from app.dialogs.export import ExportDialog
from app.panels.message_strip import MessageStrip
from app.panels.result_button import ResultButton
from app.panels.result_history import ResultHistory
from app.project import replaced_exports, stored_results
from sketchpose_engine.live.messages import ResultsHeld
from sketchpose_engine.live.requests import Learn, NoteExport, RecordForExport, SaveResultWeights
from sketchpose_engine.sketch.values import FOREGROUND
from tests.app.helpers.strip import says
from tests.app.project.test_export_while_learning import writes_header

LEFT = Qt.MouseButton.LeftButton
EXPORTED = re.compile(r"Exported \d+ files? at (\d\d:\d\d:\d\d) to ")


@pytest.fixture
def at_work(user, monkeypatch):
    """A user with two cells."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    monkeypatch.setattr(stored_results, "SAVE_MS", 50)
    one = user()
    one.session.write_weights = writes_header
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    return one


def opens_export(user):
    user.presses("Ctrl+E")
    dialog = user.program.window.findChild(ExportDialog)
    for text in ("Masks (label image)", "Count"):
        for box in dialog.findChildren(QCheckBox):
            if box.text().startswith(text):
                box.setChecked(True)
    return dialog


def clicks(dialog, text):
    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == text]
    QTest.mouseClick(button, LEFT)


def exports(user):
    """Export, and return the message."""
    said = len(user.notes)
    clicks(opens_export(user), "Export")
    user.wait_until(lambda: any(EXPORTED.match(note) for note in user.notes[said:]))
    return says(user)


def finds_a_third_cell(user):
    user.session._images[user.scene.image_id][95:105, 100:130] = FOREGROUND
    user.session.post(Learn(True))
    user.wait_until(lambda: user.scene.labels.max() == 3)


def row(user):
    return user.program.window.findChild(ResultHistory).findChildren(ResultButton)


def tips_of_exported(user):
    return [each.toolTip() for each in row(user) if "exported" in each.toolTip()]


# The result


def test_the_exported_result_is_in_the_row_and_says_when_it_was_exported(at_work):
    exports(at_work)
    at_work.wait_until(lambda: len(tips_of_exported(at_work)) == 1)
    (exported,) = at_work.session._results
    moment = datetime.fromtimestamp(exported.exported_at)
    assert f"It was exported at {moment:%H:%M}." in tips_of_exported(at_work)[0]
    np.testing.assert_array_equal(exported.labels(), at_work.scene.labels)


def test_what_is_held_are_the_masks_of_the_moment_when_the_dialog_was_opened(at_work):
    dialog = opens_export(at_work)
    finds_a_third_cell(at_work)
    clicks(dialog, "Export")
    at_work.wait_until(lambda: len(tips_of_exported(at_work)) == 1)
    assert at_work.session._results[0].cells == 2


def test_nothing_was_exported_when_the_dialog_was_cancelled(at_work):
    clicks(opens_export(at_work), "Cancel")
    asked = [type(each) for each in at_work.session.asked]
    assert RecordForExport in asked
    assert NoteExport not in asked


def test_nothing_was_exported_when_files_are_not_to_be_replaced(at_work, monkeypatch):
    asked = []
    exports(at_work)
    monkeypatch.setattr(
        QMessageBox, "question", lambda *said: asked.append(said) or QMessageBox.StandardButton.No
    )
    clicks(opens_export(at_work), "Export")
    at_work.wait_until(lambda: bool(asked))
    assert sum(isinstance(each, NoteExport) for each in at_work.session.asked) == 1


def test_the_question_says_what_a_table_of_all_images_loses(at_work, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QMessageBox,
        "question",
        lambda *said: asked.append(said[2]) or QMessageBox.StandardButton.No,
    )
    exports(at_work)
    table = next(at_work.folder.rglob("counts.csv"))
    for separator in ",;":
        rows = (["image", "frame", "count"], ["cells.tif", "", "2"], ["b.tif", "", "7"])
        table.write_text("\ufeff" + "\n".join(separator.join(row) for row in rows))
        clicks(opens_export(at_work), "Export")
        at_work.wait_until(lambda: bool(asked))
        assert "counts.csv has 1 other image, which will be missing" in asked.pop()
    rows = [*rows, ["cells.tif", "t2", "5"], ["cells.tif", "t3", "6"]]
    table.write_text("\n".join(",".join(row) for row in rows if row[0] != "b.tif"))
    clicks(opens_export(at_work), "Export")
    at_work.wait_until(lambda: bool(asked))
    assert "counts.csv has 2 other frames, which will be missing" in asked.pop()
    assert "7" not in table.read_text()  # it was not replaced, nor changed


def test_the_window_does_not_wait_for_tables_that_would_be_replaced(at_work, monkeypatch):
    exports(at_work)
    read_in = []
    monkeypatch.setattr(
        replaced_exports, "frames_in", lambda path: read_in.append(current_thread()) or set()
    )
    asked = []
    monkeypatch.setattr(
        QMessageBox, "question", lambda *said: asked.append(said) or QMessageBox.StandardButton.No
    )
    clicks(opens_export(at_work), "Export")
    at_work.wait_until(lambda: bool(asked))
    assert read_in and main_thread() not in read_in


def test_nothing_is_lost_when_the_same_image_is_exported_again(at_work, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QMessageBox,
        "question",
        lambda *said: asked.append(said[2]) or QMessageBox.StandardButton.No,
    )
    exports(at_work)
    clicks(opens_export(at_work), "Export")
    at_work.wait_until(lambda: bool(asked))
    assert "counts.csv" in asked[-1]
    assert "missing" not in asked[-1]


def test_an_export_of_another_day_has_its_date(at_work):
    exports(at_work)
    (exported,) = at_work.session._results
    before = datetime.fromtimestamp(exported.exported_at) - timedelta(days=400)
    old = replace(exported, exported_at=before.timestamp())
    at_work.program.bus.engine.results_held.emit(ResultsHeld((old,), None))
    assert f" at {before:%H:%M}." in tips_of_exported(at_work)[0]
    assert "It was exported on " in tips_of_exported(at_work)[0]


def test_it_is_known_after_a_restart(at_work, user):
    exports(at_work)
    at_work.wait_until(lambda: len(tips_of_exported(at_work)) == 1)
    tip = re.search("It was exported .*", tips_of_exported(at_work)[0])[0]
    assert not any(isinstance(each, SaveResultWeights) for each in at_work.session.asked)
    folder = at_work.program.project_controller.project.folder
    at_work.leaves()
    again = user()
    again.opens(folder)
    again.wait_until(lambda: len(tips_of_exported(again)) == 1)
    assert tip in tips_of_exported(again)[0]


def test_a_second_export_of_a_stored_result_is_stored_too(at_work):
    exports(at_work)
    first = at_work.session._results[0].exported_at
    exports(at_work)
    at_work.wait_until(lambda: at_work.session._results[0].exported_at > first)
    project, scene = at_work.program.project_controller.project, at_work.scene
    at_work.leaves()
    (result,) = stored_results.read_results(project, scene)
    assert result.exported_at > first


# The message


def test_the_message_has_the_time_so_that_a_second_export_is_seen(at_work, monkeypatch):
    first = exports(at_work)
    assert EXPORTED.search(first)
    monkeypatch.setattr("app.project.export_controller.clock_time", lambda moment: "23:59:59")
    assert EXPORTED.search(exports(at_work))[1] == "23:59:59"


def interrupts(user):
    """Something else is said."""
    user.program.bus.notices.message_shown.emit(Message("other", "Something else."))
    assert "Something else." in says(user)


def closes(user):
    (strip,) = user.program.window.findChildren(MessageStrip)
    (close,) = [b for b in strip.findChildren(QToolButton) if b.accessibleName() == "Close"]
    QTest.mouseClick(close, LEFT)


def test_a_second_export_is_reported_although_another_message_came_between(at_work):
    exports(at_work)
    interrupts(at_work)
    assert EXPORTED.search(exports(at_work))


def test_the_message_stays_while_the_user_draws(at_work):
    exports(at_work)
    at_work.draws((100, 20), (100, 60))
    assert EXPORTED.search(says(at_work))


def test_it_comes_back_when_another_message_is_closed_and_nothing_was_drawn(at_work):
    exports(at_work)
    interrupts(at_work)
    closes(at_work)
    assert EXPORTED.search(says(at_work))


@pytest.mark.parametrize("draws_first", [False, True])
def test_it_does_not_come_back_once_a_stroke_was_drawn(at_work, draws_first):
    exports(at_work)
    steps = [lambda: at_work.draws((100, 20), (100, 60)), lambda: interrupts(at_work)]
    for step in steps if draws_first else reversed(steps):
        step()
    closes(at_work)
    assert "Exported" not in says(at_work)
