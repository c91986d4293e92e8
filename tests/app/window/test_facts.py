"""What the user tells about images: pixel size, kinds of cells, masks made elsewhere."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
)

from app.dialogs.choice import ChoiceDialog
from app.dialogs.classes import ClassesDialog
from app.dialogs.pixel_size import PixelSizeDialog
from app.panels.class_brush import ClassBrush
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.live.requests import SetMasks
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.project.relinking import missing_images
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND, cell_value

KINDS = (CellClass("alive", (0, 200, 0)), CellClass("dead", (200, 0, 200)))


def press(dialog, text):
    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image("a.tif"), someone.makes_image("b.tif"))
    return someone


# Pixel size


def pixel_button(user) -> QPushButton:
    (button,) = [
        each
        for each in user.program.window.statusBar().findChildren(QPushButton)
        if each.objectName() == "quiet"
    ]
    return button


def says_pixel_size(user, text, unit="µm", every=False):
    QTest.mouseClick(pixel_button(user), Qt.MouseButton.LeftButton)
    dialogs = user.program.window.findChildren(PixelSizeDialog)
    (dialog,) = [each for each in dialogs if each.isVisible()]
    dialog.findChild(QLineEdit).clear()
    QTest.keyClicks(dialog.findChild(QLineEdit), text)
    dialog.findChild(QComboBox).setCurrentText(unit)
    dialog.findChild(QCheckBox).setChecked(every)
    return dialog


def test_an_unknown_pixel_size_stays_unknown_until_it_is_told(one):
    assert pixel_button(one).text() == "Pixel size unknown"
    assert one.scene.pixel_size_um is None
    press(says_pixel_size(one, "0,25"), "Use")
    assert one.scene.pixel_size_um == 0.25
    assert pixel_button(one).text() == "1 px = 0.25 µm"
    project = Project.open(one.program.project_controller.project.folder)
    assert [image.pixel_size_um for image in project.images] == [0.25, None]


def test_it_can_be_told_for_all_images_and_in_other_units(one):
    press(says_pixel_size(one, "65", "nm", every=True), "Use")
    project = one.program.project_controller.project
    assert [image.pixel_size_um for image in project.images] == [0.065, 0.065]


@pytest.mark.parametrize("text", ["0", "-1", "wide", "1e9"])
def test_nonsense_cannot_be_used(one, text):
    dialog = says_pixel_size(one, text)
    assert not dialog.accept_button.isEnabled()
    press(dialog, "Cancel")
    assert one.scene.pixel_size_um is None


def test_empty_is_what_the_file_says(user):
    someone = user()
    resolution = {"resolution": (5e4, 5e4), "resolutionunit": "CENTIMETER"}
    someone.opens(someone.makes_image(**resolution))
    assert someone.scene.pixel_size_um == pytest.approx(0.2)
    press(says_pixel_size(someone, "7"), "Use")
    assert someone.scene.pixel_size_um == 7
    press(says_pixel_size(someone, ""), "Use")
    assert someone.scene.pixel_size_um == pytest.approx(0.2)


# Kinds of cells


def test_with_one_kind_nothing_of_kinds_is_to_be_seen(one):
    button = one.program.window.findChild(ClassBrush).findChild(QToolButton)
    assert not button.isVisible()


def test_a_second_kind_has_a_name_a_brush_and_a_key(one):
    one.program.actions.trigger("classes")
    (dialog,) = one.program.window.findChildren(ClassesDialog)
    press(dialog, "Add a kind")
    first, second = dialog.findChildren(QLineEdit)
    for field, name in ((first, "alive"), (second, "dead")):
        field.clear()
        QTest.keyClicks(field, name)
    press(dialog, "Use")
    project = Project.open(one.program.project_controller.project.folder)
    assert [each.name for each in project.classes] == ["alive", "dead"]
    button = one.program.window.findChild(ClassBrush).findChild(QToolButton)
    assert button.isVisible() and button.text() == "alive"
    one.presses("4")
    assert button.text() == "dead"
    one.draws((30, 20), (30, 50))
    assert one.sketch[30, 30] == cell_value(1)
    one.presses("1")
    assert button.text() == "alive"
    one.draws((60, 20), (60, 50))
    assert one.sketch[60, 30] == FOREGROUND


def test_two_kinds_of_one_name_cannot_be_used(one):
    one.program.actions.trigger("classes")
    (dialog,) = one.program.window.findChildren(ClassesDialog)
    press(dialog, "Add a kind")
    second = dialog.findChildren(QLineEdit)[1]
    second.clear()
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(second, "Cell")
    assert not dialog.accept_button.isEnabled()
    press(dialog, "Cancel")


def test_cells_are_shown_in_the_colour_of_their_kind(one):
    one.program.project_controller.settings.set_classes(KINDS)
    labels = np.zeros(one.scene.shape, np.int32)
    labels[10:30, 10:30], labels[50:70, 10:30] = 1, 2
    ready = MasksReady(
        one.scene.image_id,
        1,
        one.scene.box,
        labels,
        np.array([0, 3, 3], np.uint8),
        np.array([0, 400, 400]),
        np.array([0, 1, 2], np.uint8),
    )
    one.program.bus.engine.masks_ready.emit(ready)
    one.program.preferences["masks_percent"] = 100
    for name in ("strokes", "outlines"):
        one.program.preferences[f"show_{name}"] = False
    one.canvas.repaint()
    for y, kind in ((20, KINDS[0]), (60, KINDS[1])):

        def shown(y=y):
            colour = one.canvas.grab().toImage().pixelColor(one.at(y, 20))
            return (colour.red(), colour.green(), colour.blue())

        one.wait_until(lambda shown=shown, kind=kind: shown() == kind.colour)


def test_a_project_with_kinds_opens_again(one, user):
    one.program.project_controller.settings.set_classes(KINDS)
    labels = np.zeros(one.scene.shape, np.int32)
    labels[10:30, 10:30], labels[50:70, 10:30] = 1, 2
    rows, areas_px = np.array([0, 1, 2, 0], np.uint8), np.array([0, 400, 400, 0])
    classes = np.array([0, 1, 2, 1], np.uint8)  # of a cell that is gone, too
    name, box = one.scene.image_id, one.scene.box
    one.session._masks[name] = InstanceMasks(labels)
    one.program.bus.engine.masks_ready.emit(
        MasksReady(name, 1, box, labels, rows, areas_px, classes)
    )
    one.presses("PgDown")
    one.wait_until(lambda: one.scene.entry_id == "b")
    one.presses("PgUp")
    one.wait_until(lambda: one.scene.entry_id == "a")
    assert one.scene.class_counts() == [0, 0]  # until the engine has spoken
    one.wait_until(lambda: one.program.docks.results._count.text() == "2")
    assert not one.problems


def test_accepting_a_cell_draws_it_as_its_kind(one):
    one.program.project_controller.settings.set_classes(KINDS)
    labels = np.zeros(one.scene.shape, np.int32)
    labels[10:30, 10:30] = 1
    ready = MasksReady(
        one.scene.image_id,
        1,
        one.scene.box,
        labels,
        np.array([0, 1], np.uint8),
        np.array([0, 400]),
        np.array([0, 2], np.uint8),
    )
    one.presses("A")

    def accepted() -> bool:  # the session's own first answer, without cells, may still come between
        one.program.bus.engine.masks_ready.emit(ready)
        one.clicks(20, 20)
        return one.sketch[20, 20] == cell_value(1)

    one.wait_until(accepted)


# Masks made elsewhere


def imports(user, path, way, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    user.program.actions.trigger("import_masks")
    (dialog,) = user.program.window.findChildren(ChoiceDialog)
    (button,) = [b for b in dialog.findChildren(QRadioButton) if b.text() == way]
    button.setChecked(True)
    press(dialog, "Import")


@pytest.fixture
def masks(one):
    labels = np.zeros(one.scene.shape, np.uint16)
    labels[10:30, 10:30], labels[10:30, 30:50] = 1, 2
    path = one.folder / "elsewhere.tif"
    tifffile.imwrite(path, labels)
    return path


def test_masks_made_elsewhere_become_the_masks(one, masks, monkeypatch):
    imports(one, masks, "A result to go on with", monkeypatch)
    one.wait_until(lambda: one.scene.labels.max() == 2)
    assert any(isinstance(request, SetMasks) for request in one.session.asked)
    assert not one.sketch.any()


def test_masks_made_elsewhere_become_strokes_that_can_be_undone(one, masks, monkeypatch):
    imports(one, masks, "Right, everywhere", monkeypatch)
    assert (one.sketch[20, 20], one.sketch[60, 60]) == (FOREGROUND, BACKGROUND)
    assert (one.sketch > 0).all()
    one.presses("Ctrl+Z")
    assert not one.sketch.any()


def test_strokes_made_elsewhere_are_drawn_over_those_that_are_there(one, tmp_path, monkeypatch):
    one.presses("2")
    one.draws((100, 10), (100, 140))
    sketch = np.zeros(one.scene.shape, np.uint8)
    sketch[20:30, 20:30] = FOREGROUND
    tifffile.imwrite(tmp_path / "s.tif", sketch)
    imports(one, tmp_path / "s.tif", "Strokes", monkeypatch)
    assert (one.sketch[25, 25], one.sketch[100, 50]) == (FOREGROUND, BACKGROUND)
    one.presses("Ctrl+Z")
    assert (one.sketch[25, 25], one.sketch[100, 50]) == (0, BACKGROUND)


def test_masks_of_another_size_are_refused_in_a_sentence(one, tmp_path, monkeypatch):
    tifffile.imwrite(tmp_path / "other.tif", np.ones((20, 30), np.uint8))
    imports(one, tmp_path / "other.tif", "A result to go on with", monkeypatch)
    assert "30 x 20 pixels but the image is 160 x 120" in one.problems[-1][0]


# Projects that travel


def test_images_that_were_moved_are_found_again(one, tmp_path, monkeypatch):
    folder = one.program.project_controller.project.folder
    one.program.project_controller.close()
    (tmp_path / "disk").mkdir()
    for name in ("a.tif", "b.tif"):
        (one.folder / name).rename(tmp_path / "disk" / name)
    one.program.project_controller.open_project(folder)
    one.wait_until(lambda: bool(one.problems))
    assert one.problems[0][0].startswith("2 images are not in their place any more")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "disk"))
    one.program.actions.trigger("relink")
    one.wait_until(lambda: one.scene is not None)
    assert one.notes[-1] == "2 images found, 0 still missing."
    assert not missing_images(Project.open(folder))
