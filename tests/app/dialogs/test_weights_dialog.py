"""What learning starts from: three ways, and files that are chosen or dropped."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from app.core import paths
from app.dialogs.weights import FILE, NOTHING, OWN, WeightsDialog
from app.ui.icons import Icons
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.live.requests import Learn, LoadWeights

LEFT = Qt.MouseButton.LeftButton
NOTE = "Draw a few strokes first."
OWN_WEIGHTS = LoadWeights(resource(GENERAL_WEIGHTS))


class Reader:
    """Reads files as slowly as a test wants."""

    def __init__(self):
        self.asked: list[Path] = []
        self._answers = []

    def __call__(self, path, done, failed):
        self.asked.append(path)
        self._answers.append((done, failed))

    def finds(self, number=-1, **told):
        self._answers[number][0](told)

    def refuses(self, sentence, number=-1):
        self._answers[number][1](InputError(sentence))


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def dialog(qtbot, tmp_path, reader):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = WeightsDialog(parent, Icons(), reader, tmp_path, tmp_path / "models")
    made.show()
    yield made  # its parent lives as long


@pytest.fixture
def at_work(user):
    """A user with an image open."""
    one = user()
    one.opens(one.makes_image())
    return one


def button(dialog, text, kind=QPushButton):
    (found,) = [each for each in dialog.findChildren(kind) if each.text().startswith(text)]
    return found


def clicks(dialog, text, kind=QPushButton):
    widget = button(dialog, text, kind)
    place = QPoint(8, widget.height() // 2)  # a radio button is its circle and its text
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, place)


def drops(dialog, *paths, urls=()):
    """Drags files over the dialog and lets them go; whether they were welcome."""
    data = QMimeData()
    data.setUrls([*(QUrl.fromLocalFile(str(path)) for path in paths), *map(QUrl, urls)])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, LEFT, none)
    enter.ignore()
    QApplication.sendEvent(dialog, enter)
    if enter.isAccepted():
        QApplication.sendEvent(dialog, QDropEvent(QPoint(50, 50), action, data, LEFT, none))
    return enter.isAccepted()


def says(dialog):
    return " ".join(each.text() for each in dialog.findChildren(QLabel))


def test_at_first_it_is_sketchposes_own(dialog):
    assert dialog.chosen() == (OWN, None)
    assert button(dialog, "Use").isEnabled()


def test_nothing_is_a_choice(dialog):
    clicks(dialog, "Nothing", QRadioButton)
    assert dialog.chosen() == (NOTHING, None)


def test_the_keyboard_is_enough(dialog):
    dialog.activateWindow()
    QApplication.processEvents()
    button(dialog, "Sketchpose", QRadioButton).setFocus()
    QTest.keyClick(button(dialog, "Sketchpose", QRadioButton), Qt.Key.Key_Down)
    assert dialog.chosen() == (NOTHING, None)
    accepted = []
    dialog.accepted.connect(lambda: accepted.append(dialog.chosen()))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert accepted == [(NOTHING, None)]


def test_without_a_file_there_is_none_to_use(dialog):
    clicks(dialog, "A file", QRadioButton)
    assert not button(dialog, "Use").isEnabled()
    clicks(dialog, "Sketchpose", QRadioButton)
    assert button(dialog, "Use").isEnabled()


def test_a_dropped_file_is_read_before_it_can_be_used(dialog, reader):
    path = Path("/models/cyto3")
    assert drops(dialog, path)
    assert reader.asked == [path]
    assert button(dialog, "A file", QRadioButton).isChecked()
    assert "Reading cyto3" in says(dialog)
    assert not button(dialog, "Use").isEnabled()
    reader.finds(program="Cellpose", note=NOTE)
    assert "cyto3, of Cellpose." in says(dialog)
    assert "several times as long" in says(dialog)
    assert NOTE in says(dialog)
    assert button(dialog, "Use").isEnabled()
    assert dialog.chosen() == (FILE, path)


def test_a_file_can_be_chosen(dialog, reader, monkeypatch, tmp_path):
    path = tmp_path / "mine.safetensors"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    clicks(dialog, "Choose")
    reader.finds(steps=40)
    assert "mine.safetensors, of Sketchpose." in says(dialog)
    assert dialog.chosen() == (FILE, path)


def test_a_bad_file_is_told_in_its_sentence_and_cannot_be_used(dialog, reader):
    drops(dialog, Path("/models/cpsam"))
    reader.refuses("cpsam is of a transformer: choose another file.")
    assert "cpsam is of a transformer: choose another file." in says(dialog)
    assert not button(dialog, "Use").isEnabled()
    drops(dialog, Path("/models/cyto3"))
    reader.finds(program="Cellpose")
    assert "transformer" not in says(dialog)
    assert button(dialog, "Use").isEnabled()


def test_a_late_answer_on_another_file_is_not_heeded(dialog, reader):
    drops(dialog, Path("/slow"))
    drops(dialog, Path("/quick"))
    reader.finds(0, program="Omnipose")
    assert "Reading quick" in says(dialog)
    assert not button(dialog, "Use").isEnabled()


def test_an_answer_after_the_dialog_is_closed_changes_nothing(dialog, reader):
    drops(dialog, Path("/slow"))
    clicks(dialog, "Cancel")
    QApplication.processEvents()
    reader.refuses("Too late.")
    reader.finds(program="Omnipose")


def test_only_one_file_is_welcome(dialog, reader):
    assert not drops(dialog, Path("/a"), Path("/b"))
    assert not drops(dialog, urls=["https://example.org/cyto3"])
    assert not drops(dialog)
    assert reader.asked == []


def test_the_folder_of_the_other_programs_is_offered_where_it_is(
    qtbot, tmp_path, reader, monkeypatch
):
    folders = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *asked: folders.append(asked[2]) or ("", "")
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    made = WeightsDialog(parent, Icons(), reader, Path("elsewhere"), tmp_path)
    made.show()
    clicks(made, "Cellpose's folder")
    clicks(made, "Choose")
    assert folders == [str(tmp_path), "elsewhere"]
    assert reader.asked == []


def test_it_says_where_files_are_and_everything_has_a_tip(dialog):
    for word in (".cellpose/models", "Save what was learned", "Cellpose-SAM"):
        assert word in says(dialog)
    for each in (*dialog.findChildren(QRadioButton), button(dialog, "Choose")):
        assert each.toolTip()


def test_where_the_other_programs_keep_models_can_be_told(monkeypatch, tmp_path):
    monkeypatch.delenv("CELLPOSE_LOCAL_MODELS_PATH", raising=False)
    assert paths.peer_models() == Path.home() / ".cellpose" / "models"
    monkeypatch.setenv("CELLPOSE_LOCAL_MODELS_PATH", os.fspath(tmp_path))
    assert paths.peer_models() == tmp_path


# In the program


def opened_dialog(user):
    user.program.actions["load_weights"].trigger()
    dialogs = user.program.window.findChildren(WeightsDialog)
    (found,) = [each for each in dialogs if each.isVisible()]
    return found


def asks_for(user, request):
    count = user.session.asked.count(request)
    return lambda: user.session.asked.count(request) > count


def test_learning_starts_from_what_was_chosen(at_work):
    for text, request in (("Nothing", LoadWeights(None)), ("Sketchpose", OWN_WEIGHTS)):
        dialog, asked = opened_dialog(at_work), asks_for(at_work, request)
        clicks(dialog, text, QRadioButton)
        clicks(dialog, "Use")
        at_work.wait_until(asked)
        at_work.wait_until(lambda: isinstance(at_work.session.asked[-1], Learn))


def test_a_file_of_another_program_is_read_in_the_background(at_work, tmp_path):
    from tests.engine.helpers.peers import state_of, written

    path = written(tmp_path / "cyto3", state_of(outputs=3))
    dialog = opened_dialog(at_work)
    drops(dialog, path)
    at_work.wait_until(lambda: button(dialog, "Use").isEnabled())
    assert "cyto3, of Cellpose." in says(dialog)
    asked = asks_for(at_work, LoadWeights(path))
    clicks(dialog, "Use")
    at_work.wait_until(asked)


def test_a_file_of_another_kind_is_refused_where_it_was_dropped(at_work, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("nothing of the kind")
    dialog = opened_dialog(at_work)
    drops(dialog, path)
    at_work.wait_until(lambda: "notes.txt is not a" in says(dialog))
    assert not button(dialog, "Use").isEnabled()
    assert at_work.problems == []
    clicks(dialog, "Cancel")
