"""How long the hand waits for the picture, while the engine learns on all cores.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/latency.py --side 2048

Opens a picture of that size (a shipped sample, repeated), draws strokes with real mouse events,
pans and zooms, undoes, and prints percentiles in milliseconds; then what a stroke waits for.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

BEAT_MS = 4


class Watch(QObject):
    """Notes when the canvas was painted last, and the longest time nothing else could be done."""

    def __init__(self, canvas: QObject) -> None:
        super().__init__()
        self._paint = canvas.paintEvent
        canvas.paintEvent = self._painted
        self.painted_s = 0.0
        self.blocked_ms: list[float] = []
        self._beat_s = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _painted(self, event: QEvent) -> None:
        self._paint(event)
        self.painted_s = time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.blocked_ms.append(1000 * (now - self._beat_s) - BEAT_MS)
        self._beat_s = now


class Hand:
    """Moves a mouse over the canvas."""

    def __init__(self, application: QApplication, canvas: QObject, watch: Watch) -> None:
        self._application, self._canvas, self._watch = application, canvas, watch

    def mouse(self, kind: QEvent.Type, place: QPoint, down: bool) -> float:
        """Send an event; milliseconds until the canvas was painted after it."""
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
        """Turn the wheel; milliseconds until painted."""
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
            self._application.processEvents()
        return 1000 * (max(self._watch.painted_s, start) - start)


def spend(application: QApplication, seconds: float, until=lambda: False) -> None:
    """Let the program live for a while."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and not until():
        application.processEvents()
        time.sleep(0.001)


def percentiles(times_ms: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    return {
        name: round(float(np.percentile(times_ms, part)), 1)
        for name, part in (("median", 50), ("p95", 95), ("max", 100))
    }


def stroke(hand: Hand, rng: random.Random, size: QPoint, moves: int) -> list[float]:
    """One wavy stroke somewhere; the times its moves took."""
    x, y = rng.uniform(60, size.x() - 60), rng.uniform(60, size.y() - 60)
    hand.mouse(QEvent.Type.MouseButtonPress, QPoint(int(x), int(y)), True)
    times = []
    for _ in range(moves):
        x = min(max(x + rng.uniform(-14, 14), 5), size.x() - 5)
        y = min(max(y + rng.uniform(-14, 14), 5), size.y() - 5)
        times.append(hand.mouse(QEvent.Type.MouseMove, QPoint(int(x), int(y)), True))
        QApplication.processEvents()
        time.sleep(0.006)  # a mouse reports some 125 times a second
    hand.mouse(QEvent.Type.MouseButtonRelease, QPoint(int(x), int(y)), False)
    return times


def main() -> None:
    """Run the benchmark and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=2048, help="of the picture, in pixels")
    parser.add_argument("--strokes", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20, help="at most, to wait for the engine")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    os.environ["SKETCHPOSE_HOME"] = str(folder / "home")
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from app import paths
    from app.wiring import Program

    paths.projects_folder = lambda: folder / "projects"
    tile = tifffile.imread(paths.sample_image("nuclei_small"))
    repeats = -(-arguments.side // len(tile))
    picture = np.tile(tile, (repeats, repeats))[: arguments.side, : arguments.side]
    tifffile.imwrite(folder / "picture.tif", picture)
    del picture

    application = QApplication(sys.argv[:1])
    program = Program(application, QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
    program.window.resize(1280, 720)
    program.show()
    opened: list[object] = []
    program.bus.image_opened.connect(opened.append)
    start = time.perf_counter()
    program.keeper.add([folder / "picture.tif"])
    spend(application, 600, lambda: bool(opened))
    report = {"side_px": arguments.side, "open_s": round(time.perf_counter() - start, 1)}
    report |= measure(application, program, arguments)
    print(json.dumps(report, indent=2))
    program.window.close()


def measure(application: QApplication, program: object, arguments: argparse.Namespace) -> dict:
    """All times of one run."""
    bus, canvas = program.bus, program.canvas
    rng = random.Random(0)
    size = QPoint(canvas.width(), canvas.height())
    watch = Watch(canvas)
    hand = Hand(application, canvas, watch)
    used: dict[int, float] = {}
    shown: dict[int, float] = {}
    drawn: dict[int, float] = {}
    steps: list[int] = []
    bus.sketch_changed.connect(lambda c: drawn.setdefault(c.revision, time.perf_counter()))
    bus.step_done.connect(lambda d: (steps.append(d.step), note(used, drawn, d.revision)))
    bus.masks_ready.connect(lambda m: note(shown, drawn, m.revision))
    # Close to the cells, as one draws
    for _ in range(12 if arguments.side > 4000 else 3):
        hand.wheel(QPoint(size.x() // 2, size.y() // 2), 1)
    for tool in ("cell", "background"):
        bus.tool_changed.emit(tool)
        stroke(hand, rng, size, 20)
    spend(application, 60, lambda: bool(steps) and steps[-1] > 20)
    watch.blocked_ms.clear()
    times: dict[str, list[float]] = {"stroke": [], "pan": [], "zoom": [], "undo": []}
    for number in range(arguments.strokes):
        bus.tool_changed.emit(("cell", "background", "boundary")[number % 3])
        times["stroke"] += stroke(hand, rng, size, 40)
        spend(application, 0.3)
        if number % 5 == 4:
            times["undo"].append(undo(application, program, watch))
            spend(application, 2.5)
    for number in range(40):
        times["zoom"].append(hand.wheel(size / 2, 1 if number % 20 < 10 else -1))
        application.processEvents()
    bus.tool_changed.emit("hand")
    hand.mouse(QEvent.Type.MouseButtonPress, size / 2, True)
    for number in range(100):
        place = QPoint(size.x() // 2 - 6 * (number % 50), size.y() // 2 + 3 * (number % 50))
        times["pan"].append(hand.mouse(QEvent.Type.MouseMove, place, True))
        application.processEvents()
    hand.mouse(QEvent.Type.MouseButtonRelease, size / 2, False)
    return {
        **{f"{name}_ms": percentiles(values) for name, values in times.items()},
        "window_blocked_ms": percentiles(watch.blocked_ms),
        "steps": steps[-1],
        **single_strokes(application, program, hand, rng, size, drawn, used, shown),
    }


def single_strokes(application, program, hand, rng, size, drawn, used, shown) -> dict:
    """What one stroke after the other waits for: its first step, its masks."""
    first = max(drawn) + 1
    for _ in range(6):
        program.bus.tool_changed.emit("background")
        stroke(hand, rng, size, 8)
        newest = max(drawn)
        spend(application, 6, lambda newest=newest: newest in shown)
    to_step = [1000 * (used[r] - drawn[r]) for r in drawn if r >= first and r in used]
    to_masks = [1000 * (shown[r] - drawn[r]) for r in drawn if r >= first and r in shown]
    return {
        "stroke_to_step_ms": percentiles(to_step),
        "stroke_to_masks_ms": percentiles(to_masks),
        "strokes_shown": f"{len(to_masks)} of 6",
    }


def undo(application: QApplication, program: object, watch: Watch) -> float:
    """Undo one stroke; milliseconds until painted."""
    start = time.perf_counter()
    program.actions.trigger("undo")
    while watch.painted_s < start and time.perf_counter() - start < 1:
        application.processEvents()
    return 1000 * (watch.painted_s - start)


def note(times: dict[int, float], drawn: dict[int, float], revision: int) -> None:
    """All strokes up to this one were seen now."""
    for known in drawn:
        if known <= revision:
            times.setdefault(known, time.perf_counter())


if __name__ == "__main__":
    main()
