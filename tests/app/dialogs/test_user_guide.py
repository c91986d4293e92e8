"""The user guide in the window: the shipped document, its sections and pictures."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPushButton, QWidget

from app.dialogs.user_guide import GUIDE, GuideText, show_user_guide
from sketchpose_engine.core.resources import resource

IMAGE = QTextDocument.ResourceType.ImageResource.value


@pytest.fixture
def dialog(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    yield show_user_guide(parent)


def test_it_shows_the_sections_of_the_document(dialog):
    contents = dialog.findChild(QListWidget)
    titles = [contents.item(row).text() for row in range(contents.count())]
    lines = resource(GUIDE).read_text(encoding="utf-8").splitlines()
    assert titles == [line.lstrip("# ") for line in lines if line.startswith(("# ", "## "))]


def test_a_section_is_scrolled_to(dialog):
    text, contents = dialog.findChild(GuideText), dialog.findChild(QListWidget)
    contents.setCurrentRow(0)
    top = text.verticalScrollBar().value()
    contents.setCurrentRow(contents.count() // 2)
    assert text.verticalScrollBar().value() > top + 100


def test_every_picture_is_there_and_no_wider_than_the_window(dialog):
    text = dialog.findChild(GuideText)
    lines = resource(GUIDE).read_text(encoding="utf-8").splitlines()
    names = [line.split("](")[1].rstrip(")") for line in lines if line.startswith("![")]
    assert names
    for name in names:
        picture = text.loadResource(IMAGE, QUrl(name))
        assert isinstance(picture, QImage) and not picture.isNull()
        assert picture.width() / picture.devicePixelRatio() <= text.viewport().width()


def test_links_to_the_network_are_opened_outside(dialog, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog.findChild(GuideText).anchorClicked.emit(QUrl("https://example.org/"))
    assert [url.toString() for url in opened] == ["https://example.org/"]


def test_other_documents_are_shown_in_its_place_and_a_button_leads_back(dialog):
    contents = dialog.findChild(QListWidget)
    first = contents.item(0).text()
    dialog.findChild(GuideText).anchorClicked.emit(QUrl("files.md#files-that-sketchpose-writes"))
    assert contents.item(0).text() == "Files"
    (back,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Back to the beginning"]
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert contents.item(0).text() == first


def test_every_document_that_it_links_to_is_there(dialog):
    text = resource(GUIDE).read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([\w-]+\.md)", text):
        assert (resource(GUIDE).parent / name).is_file()
