"""Scripted user for benchmarks: starts the program, and moves a mouse over its canvas."""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parents[1]))

if TYPE_CHECKING:
    from app.program import Program


class Watch(QObject):
    """Recorder of the time of the last paint event."""

    def __init__(self, canvas: QObject) -> None:
        super().__init__()
        self._paint = canvas.paintEvent
        canvas.paintEvent = self._painted
        self.painted_s = 0.0

    def _painted(self, event: QEvent) -> None:
        self._paint(event)
        self.painted_s = time.perf_counter()


def start_program(folder: Path, make_session: Callable[[], object] | None = None) -> "Program":
    """Start the program with its real engine or another one, and all its files in a folder."""
    os.environ["SKETCHPOSE_HOME"] = str(folder / "home")
    from app.core import paths
    from app.program import Program

    paths.projects_folder = lambda: folder / "projects"
    application = QApplication.instance() or QApplication(sys.argv[:1])
    settings = QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)
    program = Program(application, settings, *([make_session] if make_session else []))
    program.window.resize(1280, 720)
    program.show()
    return program


def opened(program: "Program", file: Path) -> None:
    """Open an image or project, and wait until it is shown."""
    scenes: list[object] = []
    program.bus.frame.opened.connect(scenes.append)
    program.project_controller.add([file])
    spend(600, lambda: bool(scenes))


class Mouse:
    """Mouse that moves over the canvas."""

    def __init__(self, canvas: QObject, watch: Watch) -> None:
        self._canvas, self._watch = canvas, watch

    def mouse(self, kind: QEvent.Type, place: QPoint, down: bool) -> float:
        """Send an event; return the milliseconds until the canvas was painted."""
        button = Qt.MouseButton.LeftButton
        moving = kind == QEvent.Type.MouseMove
        event = QMouseEvent(
            kind,
            QPointF(place),
            self._canvas.mapToGlobal(QPointF(place)),
            Qt.MouseButton.NoButton if moving else button,
            button if down else Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        return self._sent(event)

    def wheel(self, place: QPoint, notches: int) -> float:
        """Turn the wheel; return the milliseconds until painted."""
        event = QWheelEvent(
            QPointF(place),
            self._canvas.mapToGlobal(QPointF(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        return self._sent(event)

    def _sent(self, event: QEvent) -> float:
        start = time.perf_counter()
        QApplication.sendEvent(self._canvas, event)
        while self._watch.painted_s < start and time.perf_counter() - start < 1:
            QApplication.processEvents()
        return 1000 * (max(self._watch.painted_s, start) - start)


def spend(seconds: float, until: Callable[[], bool] = lambda: False) -> None:
    """Process events for some time."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and not until():
        QApplication.processEvents()
        time.sleep(0.001)


def stroke(hand: Mouse, rng: random.Random, size: QPoint, moves: int) -> list[float]:
    """Draw one random wavy stroke; return the times of its moves."""
    x, y = rng.uniform(60, size.x() - 60), rng.uniform(60, size.y() - 60)
    hand.mouse(QEvent.Type.MouseButtonPress, QPoint(int(x), int(y)), True)
    times = []
    for _ in range(moves):
        x = min(max(x + rng.uniform(-14, 14), 5), size.x() - 5)
        y = min(max(y + rng.uniform(-14, 14), 5), size.y() - 5)
        times.append(hand.mouse(QEvent.Type.MouseMove, QPoint(int(x), int(y)), True))
        QApplication.processEvents()
        time.sleep(0.006)  # a mouse reports about 125 times a second
    hand.mouse(QEvent.Type.MouseButtonRelease, QPoint(int(x), int(y)), False)
    return times
