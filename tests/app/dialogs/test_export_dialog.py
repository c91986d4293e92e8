"""The export dialog: what it offers, and what it hands over."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from app.dialogs.export import ExportDialog
from app.project import export_options
from sketchpose_engine.results import file_kinds, tables


@pytest.fixture
def dialog(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_(images=1, last=None, **options):
        made = ExportDialog(parent, Path("results"), images, last, **options)
        made.show()
        return made

    return open_


def button(dialog, kind, text):
    (found,) = [each for each in dialog.findChildren(kind) if each.text().startswith(text)]
    return found


def test_every_kind_of_file_is_offered_once():
    offered = [kind.id for kind in export_options.EXPORT_OPTIONS]
    assert sorted(offered) == sorted(kind.id for kind in file_kinds.FILE_KINDS)
    assert all(kind.text and kind.tip for kind in export_options.EXPORT_OPTIONS)


def test_at_first_the_usual_is_chosen(dialog):
    choice = dialog().chosen()
    assert set(choice.kinds) == {"masks", "overlay", "objects", "counts", "methods"}
    assert choice.folder == Path("results")
    assert choice.open_after
    assert not choice.all_images


def test_the_last_choice_is_offered_again(dialog):
    last = export_options.Choice(Path("elsewhere"), ("rois", "all_objects"), True, False)
    assert dialog(5, last, every=True).chosen() == export_options.Choice(
        Path("results"), last.kinds[::-1], True, False
    )
    only = dialog(1, last, every=True).chosen()
    assert (only.kinds, only.all_images) == (("rois",), False)


def test_the_way_numbers_are_written_is_offered_and_remembered(dialog):
    open_ = dialog()
    assert open_.chosen().csv == "standard"
    box = open_.findChild(QComboBox, "csv")
    box.setCurrentIndex(1)
    assert open_.chosen().csv == "excel-de"
    last = export_options.Choice(Path(), ("counts",), csv="excel-de")
    assert dialog(1, last).chosen().csv == "excel-de"
    assert not dialog(1, export_options.Choice(Path(), ("masks",))).findChild(QComboBox).isEnabled()
    assert [box.itemData(n) for n in range(box.count())] == list(tables.DIALECTS)


def test_with_one_image_there_is_no_choice_of_all(dialog):
    assert not button(dialog(1), QRadioButton, "All").isEnabled()
    assert button(dialog(12), QRadioButton, "All").text() == "All 12 images of the project"


def test_frames_of_one_movie_are_called_frames(dialog):
    open_ = dialog(4, of_frames=True)
    assert button(open_, QRadioButton, "All").text() == "All 4 frames"
    assert button(open_, QRadioButton, "This").text() == "This frame"


def test_one_table_of_all_images_needs_several(dialog):
    open_ = dialog(3)
    box = button(open_, QCheckBox, "Measurements of all images")
    assert not box.isEnabled()
    button(open_, QRadioButton, "All").click()
    assert open_.chosen().all_images
    assert "all_objects" in open_.chosen().kinds
    button(open_, QRadioButton, "This").click()
    assert "all_objects" not in open_.chosen().kinds


def test_nothing_can_be_exported_without_a_kind_or_a_folder(dialog):
    open_ = dialog(1, export_options.Choice(Path(), ()))
    export = button(open_, QPushButton, "Export")
    assert not export.isEnabled()
    button(open_, QCheckBox, "Masks").click()
    assert export.isEnabled()
    open_._folder.setText(" ")
    assert not export.isEnabled()


def test_every_choice_is_reached_with_the_tab_key_and_enter_exports(dialog, qtbot):
    made = dialog()
    button(made, QRadioButton, "This image").setFocus()
    reached = []
    while True:
        focused = made.focusWidget()
        if focused in reached:
            break
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    usable = [
        each
        for kind in (QCheckBox, QComboBox, QLineEdit, QPushButton)
        for each in made.findChildren(kind)
        if each.isEnabled()
    ]
    assert [each for each in usable if each not in reached] == []
    assert any(isinstance(each, QRadioButton) for each in reached)
    box = button(made, QCheckBox, "Count")
    before = box.isChecked()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked() != before
    with qtbot.waitSignal(made.accepted, timeout=1000):
        QTest.keyClick(made.findChild(QLineEdit), Qt.Key.Key_Return)


def test_escape_exports_nothing(dialog, qtbot):
    made = dialog()
    with qtbot.waitSignal(made.rejected, timeout=1000):
        QTest.keyClick(made, Qt.Key.Key_Escape)
