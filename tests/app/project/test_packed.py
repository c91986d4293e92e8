"""A project in one file: packed, opened again in every way there is."""

import os
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.dialogs.choice import ChoiceDialog
from sketchpose_engine.project.archive import pack
from sketchpose_engine.project.project import Project

ROOT = Path(__file__).parents[3]
OPENS = """
    import sys
    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtGui import QFileOpenEvent
    from PySide6.QtWidgets import QApplication
    import app.program
    from app import __main__
    from app.program import Program

    def double_click(file):
        QCoreApplication.sendEvent(QApplication.instance(), QFileOpenEvent(file))

    class Watched(Program):
        def show(self):
            super().show()
            self.bus.frame.opened.connect(self.tells)
            self.bus.notices.problem_met.connect(
                lambda problem: (print(problem), self.window.close())
            )
            if {double_clicked!r}:
                QTimer.singleShot(0, lambda: double_click({double_clicked!r}))

        def tells(self, scene):
            print(self.project_controller.project.folder.name, scene.name)
            QTimer.singleShot(0, self.window.close)

    app.program.Program = Watched
    sys.exit(__main__.main({words!r}))
"""


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image("a.tif"), someone.makes_image("b.tif"))
    return someone


def packs(one, chosen, monkeypatch) -> str:
    """Packs the project into the file that is chosen; the name that was offered."""
    offered = []

    def choose(parent, title, start, kinds):
        offered.append(start)
        return str(chosen), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    one.program.actions.trigger("pack")
    dialogs = one.program.window.findChildren(ChoiceDialog)
    (dialog,) = [each for each in dialogs if each.isVisible()]
    (button,) = [
        each for each in dialog.findChildren(QPushButton) if each.text() == "Choose the file…"
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    one.wait_until(lambda: "packed" in "".join(one.notes))
    return offered[0]


def test_a_project_is_packed_and_opened_elsewhere(one, tmp_path, monkeypatch):
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    drawn = one.sketch.copy()
    target = tmp_path / "travel.sketchpose"
    packs(one, target, monkeypatch)
    one.program.bus.project.files_dropped.emit([str(target)])
    one.wait_until(lambda: one.program.project_controller.project.folder.name == "travel")
    one.wait_until(lambda: one.scene is not None)
    np.testing.assert_array_equal(one.sketch, drawn)
    assert one.scene.labels.max() == 2


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        ("travel", "travel.sketchpose"),
        ("day 1.5", "day 1.5.sketchpose"),
        ("travel.zip", "travel.zip"),  # as before, and for those who want to see it as one
        ("TRAVEL.SKETCHPOSE", "TRAVEL.SKETCHPOSE"),
    ],
)
def test_it_has_an_ending_of_its_own(one, tmp_path, monkeypatch, chosen, written):
    offered = packs(one, tmp_path / chosen, monkeypatch)
    assert offered == str(one.program.project_controller.project.folder) + ".sketchpose"
    assert zipfile.is_zipfile(tmp_path / written)
    one.program.bus.project.files_dropped.emit([str(tmp_path / written)])
    one.wait_until(lambda: one.program.project_controller.project.folder.name == Path(written).stem)


def test_it_can_be_chosen_where_images_are_opened(one, monkeypatch):
    kinds = []

    def choose(parent, title, start, offered):
        kinds.append(offered)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    one.program.actions.trigger("open")
    assert "*.sketchpose" in kinds[0] and "*.zip" in kinds[0]


@pytest.mark.parametrize("ending", [".sketchpose", ".zip"])
@pytest.mark.parametrize("way", ["named on the command line", "double-clicked on macOS"])
def test_it_is_opened_from_outside(one, tmp_path, ending, way):
    file = tmp_path / f"travel{ending}"
    for _ in pack(Project.open(one.program.project_controller.project.folder), file):
        pass
    named = way == "named on the command line"
    script = OPENS.format(
        double_clicked="" if named else str(file), words=[str(file)] if named else []
    )
    own = {"SKETCHPOSE_HOME": str(tmp_path / "h"), "SKETCHPOSE_PROJECTS": str(tmp_path / "p")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={**os.environ, **own, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines()[:1] == ["travel a.tif"], done.stdout + done.stderr
    assert done.returncode == 0
