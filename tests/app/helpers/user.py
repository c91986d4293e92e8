"""A user with a mouse and a keyboard, in front of the program."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.payloads import Problem
from app.program import Program
from tests.app.helpers.fake_session import FakeSession

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class User:
    """Starts the program with a fake session, and uses it through real events."""

    def __init__(self, folder: Path, wait_until: Callable[..., None]) -> None:
        self.folder = folder
        self.session = FakeSession()
        self.gone = False
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.program = Program(application, settings, lambda: self.session)
        self.wait_until = wait_until
        self.problems: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.program.bus.notices.problem_met.connect(self._note_problem)
        self.program.bus.notices.noted.connect(self.notes.append)
        self.program.bus.notices.message_shown.connect(lambda m: self.notes.append(m.sentence))
        self.program.preferences["open_into"] = "add"  # as if it had been answered before
        self.program.bus.project.opened.connect(self._keep_brushes)
        self.program.window.resize(1280, 720)
        self.program.show()
        QTest.qWaitForWindowExposed(self.program.window)

    def _keep_brushes(self, project) -> None:
        """Keep the sizes of the brushes, as in a project that was used before."""
        self.program.preferences["brushes_of"] = str(project.folder)

    def _note_problem(self, problem: Problem) -> None:
        self.problems.append((problem.sentence, problem.details))

    @property
    def canvas(self):
        return self.program.canvas

    @property
    def scene(self):
        return self.program.document.scene

    @property
    def sketch(self) -> np.ndarray:
        return self.scene.sketch

    def makes_image(self, name: str = "cells.tif", shape=(120, 160), **options) -> Path:
        """A file with an image of noise."""
        path = self.folder / name
        noise = np.random.default_rng(0).integers(0, 200, shape, np.uint8)
        tifffile.imwrite(path, noise, **options)
        return path

    def opens(self, *files: Path) -> None:
        """Opens image files, as by dropping them."""
        opened = []
        self.program.bus.frame.opened.connect(opened.append)
        self.program.bus.project.files_dropped.emit([str(path) for path in files])
        self.wait_until(lambda: bool(opened))
        self.program.bus.frame.opened.disconnect(opened.append)

    def at(self, y: float, x: float) -> QPoint:
        """Where a pixel of the image is in the canvas."""
        top, left = self.canvas.viewport.to_screen((y, x))
        return QPoint(round(left), round(top))

    def draws(self, *points: tuple[float, float], button=LEFT, modifiers=NONE) -> None:
        """Draws a stroke through points (y, x) of the image."""
        QApplication.processEvents()  # the picture may still be moving to its place
        QTest.mouseMove(self.canvas, self.at(*points[0]))
        QTest.mousePress(self.canvas, button, modifiers, self.at(*points[0]))
        for point in points[1:]:
            QTest.mouseMove(self.canvas, self.at(*point))
        QTest.mouseRelease(self.canvas, button, modifiers, self.at(*points[-1]))

    def clicks(self, y: float, x: float, button=LEFT, modifiers=NONE) -> None:
        """Clicks on a pixel of the image."""
        QTest.mouseClick(self.canvas, button, modifiers, self.at(y, x))

    def presses(self, keys: str) -> None:
        """Presses a shortcut, such as "Ctrl+Z", and waits until it is done."""
        from PySide6.QtGui import QKeySequence

        if QApplication.activeWindow() is None:  # offscreen, a closed dialog leaves none active
            self.program.window.activateWindow()
            QApplication.processEvents()
        combination = QKeySequence(keys)[0]
        QTest.keyClick(self.program.window, combination.key(), combination.keyboardModifiers())
        QApplication.processEvents()

    def draws_cells_and_background(self) -> None:
        """Two cells, and a line of background between them."""
        self.presses("1")
        self.draws((30, 20), (30, 50))
        self.draws((80, 20), (80, 50))
        self.presses("2")
        self.draws((55, 10), (55, 140))

    def leaves(self) -> None:
        """Closes the window, if that was not done already."""
        if self.gone:
            return
        self.gone = True
        self.program.window.close()
        QApplication.processEvents()  # what the engine had said before it ended
        self.program.window.deleteLater()
