"""An export while a network learns states the learning that made the exported masks."""

import json

import numpy as np
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from safetensors.numpy import save_file

from app.dialogs.export import ExportDialog
from app.panels.dragged_files import DraggedFiles
from app.panels.message_strip import MessageStrip
from sketchpose_engine.live.requests import Learn, SaveWeights
from sketchpose_engine.sketch.values import FOREGROUND


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
