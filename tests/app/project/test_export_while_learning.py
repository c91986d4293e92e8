"""An export while a network learns states the learning that made the exported masks."""

import csv
import json
import threading

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QRadioButton
from safetensors.numpy import save_file

from app.dialogs.export import ExportDialog
from app.panels.dragged_files import DraggedFiles
from app.panels.message_strip import MessageStrip
from app.project import export_sources
from app.state.learning import FINISHED
from sketchpose_engine.live.requests import Learn, SaveWeights
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.sketch.values import FOREGROUND
from sketchpose_engine.training.events import StepDone


def writes_header(path, steps):
    """A weights file with nothing but its provenance."""
    header = {"diameter_px": 20.0, "provenance": {"steps": steps, "seconds": float(steps)}}
    metadata = {"sketchpose": json.dumps(header)}
    save_file({"empty": np.zeros(1, np.float32)}, path, metadata=metadata)


def saved_weights(one):
    return [each for each in one.session.asked if isinstance(each, SaveWeights)]


def test_methods_name_the_steps_of_the_exported_masks(user, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    one = user()
    one.session.write_weights = writes_header
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.presses("Ctrl+E")
    dialog = one.program.window.findChild(ExportDialog)
    steps = one.program.learning.steps
    assert steps > 0
    for text in ("Masks (label image)", "Text for the methods section"):
        (box,) = [each for each in dialog.findChildren(QCheckBox) if each.text() == text]
        box.setChecked(True)

    # Behind the dialog learning goes on: a third cell, more steps, weights saved anew.
    before = len(saved_weights(one))
    one.session._images[one.scene.image_id][95:105, 100:130] = FOREGROUND
    one.session.post(Learn(True))
    one.wait_until(lambda: one.scene.labels.max() == 3)
    one.wait_until(lambda: len(saved_weights(one)) > before)
    assert one.program.learning.steps > steps

    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == "Export"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    one.wait_until(lambda: bool(one.notes) and "Exported" in one.notes[-1])
    folder = one.program.project_controller.project.folder / "results"
    assert tifffile.imread(folder / "cells_masks.tif").max() == 2
    text = (folder / "methods.txt").read_text()
    assert f"for {steps} step" in text
    assert one.problems == []
    (strip,) = one.program.window.findChildren(MessageStrip)
    assert strip.findChild(DraggedFiles).isVisible()


def says(dialog):
    """What the dialog says of the results that it saves."""
    (said,) = [t.text() for t in dialog.findChildren(QLabel) if t.text().startswith("Saves")]
    return said


def finds_a_third_cell(one):
    """Learn on behind the dialog, until a third cell is found and saved."""
    before = len(saved_weights(one))
    one.session._images[one.scene.image_id][95:105, 100:130] = FOREGROUND
    one.session.post(Learn(True))
    one.wait_until(lambda: one.scene.labels.max() == 3)
    one.wait_until(lambda: len(saved_weights(one)) > before)


def chooses(dialog, kind, text):
    (found,) = [each for each in dialog.findChildren(kind) if each.text().startswith(text)]
    found.setChecked(True)


def counts_exported(one):
    """The counts in the table that the dialog writes."""
    dialog = one.program.window.findChild(ExportDialog)
    chooses(dialog, QCheckBox, "Count")
    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == "Export"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    one.wait_until(lambda: any("Exported" in note for note in one.notes), timeout=30_000)
    folder = one.program.project_controller.project.folder / "results"
    with (folder / "counts.csv").open(newline="") as file:
        return [int(row["count"]) for row in csv.DictReader(file)]


def finds_two_cells(one):
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.wait_until(lambda: one.program.learning.state == FINISHED)


@pytest.fixture
def at_work(user, monkeypatch):
    """A user with two images, each with two cells."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    one = user()
    one.session.write_weights = writes_header
    one.opens(one.makes_image("b.tif"), one.makes_image("a.tif"))
    finds_two_cells(one)
    first = one.scene
    one.program.project_controller.frames.step(1)
    one.wait_until(lambda: one.scene is not first)
    finds_two_cells(one)
    return one


@pytest.mark.parametrize(
    ("scope", "sentence", "counts"),
    [("This image", "Saves 2 cells, as", [2]), ("All", "Saves 4 cells of 2 images.", [2, 2])],
)
def test_the_count_in_the_dialog_is_the_one_that_is_written(at_work, scope, sentence, counts):
    at_work.presses("Ctrl+E")
    dialog = at_work.program.window.findChild(ExportDialog)
    chooses(dialog, QRadioButton, scope)
    assert sentence in says(dialog)
    finds_a_third_cell(at_work)
    assert sentence in says(dialog)  # the result is that of the moment when the dialog was opened
    assert counts_exported(at_work) == counts


def test_the_count_of_all_images_follows_filters_that_were_moved_just_now(at_work, monkeypatch):
    read, waits = export_sources.read_result, threading.Event()

    def reads_late(*arguments):
        waits.wait(20)
        return read(*arguments)

    monkeypatch.setattr(export_sources, "read_result", reads_late)
    at_work.program.bus.project.filters_chosen.emit((Filter("centroid_y_px", 55.0),))
    at_work.wait_until(lambda: at_work.scene.count() == 1)
    at_work.presses("Ctrl+E")
    dialog = at_work.program.window.findChild(ExportDialog)
    chooses(dialog, QRadioButton, "All")
    assert "Saves the cells of 2 images; they are being counted." in says(dialog)
    assert "Cells that filters hide are left out." in says(dialog)
    waits.set()
    at_work.wait_until(lambda: "Saves 2 cells of 2 images." in says(dialog))
    assert counts_exported(at_work) == [1, 1]


@pytest.mark.parametrize(("column", "is_said"), [("area_um2", True), ("area_px", False)])
def test_before_an_export_it_is_said_that_filters_in_micrometres_need_a_pixel_size(
    at_work, column, is_said
):
    at_work.program.bus.project.filters_chosen.emit((Filter(column, 1.0),))
    at_work.presses("Ctrl+E")
    dialog = at_work.program.window.findChild(ExportDialog)
    sentence = "Images without a pixel size are left out"
    chooses(dialog, QRadioButton, "This image")
    assert sentence not in says(dialog)
    chooses(dialog, QRadioButton, "All")
    assert (sentence in says(dialog)) == is_said


@pytest.mark.parametrize("scope", ["This image", "All"])
def test_filters_are_applied_to_the_masks_that_are_exported(at_work, monkeypatch, scope):
    """Not to those of before, which the window has measured last."""
    centres = [np.nonzero(at_work.scene.labels == n)[0].mean() for n in (1, 2)]
    upper, lower = (1, 2) if centres[0] < centres[1] else (2, 1)
    at_work.program.bus.project.filters_chosen.emit((Filter("centroid_y_px", 55.0),))
    at_work.wait_until(lambda: at_work.scene.count() == 1)
    monkeypatch.setattr(at_work.program.measurer, "_wait", lambda: None)
    labels = at_work.scene.labels
    swapped = np.where(labels == upper, lower, np.where(labels == lower, upper, 0))
    labels[:] = swapped  # as if found anew: numbers say nothing about which cell it is
    at_work.presses("Ctrl+E")
    dialog = at_work.program.window.findChild(ExportDialog)
    chooses(dialog, QRadioButton, scope)
    chooses(dialog, QCheckBox, "Masks")
    at_work.wait_until(lambda: "being counted" not in says(dialog))
    assert counts_exported(at_work)[-1] == 1
    folder = at_work.program.project_controller.project.folder / "results"
    masks = tifffile.imread(folder / "a_masks.tif")
    assert set(np.unique(masks)) == {0, upper}
    assert np.nonzero(masks)[0].mean() > 55


def test_the_dialog_says_when_the_cells_were_found_and_that_learning_goes_on(at_work):
    one = at_work
    one.program.bus.engine.step_done.emit(StepDone(9, 1.0, {}, 1.0, 1))
    one.presses("Ctrl+E")
    said = says(one.program.window.findChild(ExportDialog))
    assert f"found at {one.scene.found_at:%H:%M}" in said
    assert "Learning goes on; what it changes from now on is not saved." in said


def test_the_dialog_says_that_a_first_guess_is_saved(at_work):
    one = at_work
    one.scene.is_guess = True
    one.presses("Ctrl+E")
    assert "Saves 2 cells of the first guess" in says(one.program.window.findChild(ExportDialog))
