"""Exported files are dragged out of the message that reports them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.core.payloads import Message
from app.panels.dragged_files import DraggedFiles, urls_of
from app.panels.message_strip import MessageStrip
from app.ui.icons import Icons

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def files(tmp_path):
    made = [tmp_path / "cells_masks.tif", tmp_path / "counts ü.csv"]
    for path in made:
        path.write_text("content")
    return tuple(made)


@pytest.fixture
def strip(qtbot, bus, files):
    made = MessageStrip(bus, Icons(), lambda: None)
    made.move(100, 100)  # beside the pointer
    qtbot.addWidget(made)
    bus.notices.message_shown.emit(Message("exported", "Exported 2 files.", files=files))
    return made


@pytest.fixture
def dragged(monkeypatch):
    """What is dragged, instead of the desktop's own loop: paths and action."""
    found = []

    def drag(self, action):
        found.append(([url.toLocalFile() for url in self.mimeData().urls()], action))
        return action

    monkeypatch.setattr(QDrag, "exec", drag)
    return found


def pulls(handle, distance_px):
    start = handle.rect().center()
    QTest.mousePress(handle, LEFT, NONE, start)
    QTest.mouseMove(handle, start + QPoint(distance_px, 0))
    QTest.mouseRelease(handle, LEFT, NONE, start + QPoint(distance_px, 0))


def test_the_files_of_a_message_are_copied_to_where_they_are_dragged(strip, files, dragged):
    handle = strip.findChild(DraggedFiles)
    assert handle.isVisible()
    assert [label.text() for label in handle.findChildren(QLabel)] == ["", "2 files"]
    assert "Drag the files" in handle.toolTip()
    pulls(handle, QApplication.startDragDistance() + 1)
    assert dragged == [([str(path) for path in files], Qt.DropAction.CopyAction)]


def test_a_click_or_a_short_movement_drags_nothing(strip, dragged):
    pulls(strip.findChild(DraggedFiles), 0)
    pulls(strip.findChild(DraggedFiles), QApplication.startDragDistance() - 1)
    assert dragged == []


def test_other_messages_offer_no_files(strip, bus):
    bus.notices.message_shown.emit(Message("other", "Something else."))
    assert not strip.findChild(DraggedFiles).isVisible()
    bus.notices.message_ended.emit("other")
    assert strip.findChild(DraggedFiles).isVisible()


def test_files_that_are_gone_are_left_out_and_without_any_a_sentence_says_so(
    strip, bus, files, dragged
):
    notes = []
    bus.notices.noted.connect(notes.append)
    files[0].unlink()
    pulls(strip.findChild(DraggedFiles), 50)
    assert dragged[0][0] == [str(files[1])]
    files[1].unlink()
    pulls(strip.findChild(DraggedFiles), 50)
    assert len(dragged) == 1
    assert notes == ["The files are not there any more: export again."]


def test_another_program_accepts_the_data_as_files(files):
    data = urls_of(files)
    event = QDragEnterEvent(QPoint(), Qt.DropAction.CopyAction, data, LEFT, NONE)
    assert event.mimeData().hasUrls()
    assert event.mimeData().hasFormat("text/uri-list")
