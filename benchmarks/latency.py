"""Latency of the canvas while the engine trains on all cores.

    QT_QPA_PLATFORM=offscreen python benchmarks/latency.py --side 2048

Opens an image of that size (a shipped sample, repeated), draws strokes with real mouse events,
pans and zooms, undoes, and prints percentiles in milliseconds; then the latency of learning.
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication
from scripted_user import Mouse, Watch, opened, spend, start_program, stroke

from sketchpose_engine.core.resources import resource

BEAT_MS = 4
STROKES_TIMED = 6


class Beat:
    """Recorder of the times in which the window was blocked."""

    def __init__(self) -> None:
        self.blocked_ms: list[float] = []
        self._last_s = time.perf_counter()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.blocked_ms.append(1000 * (now - self._last_s) - BEAT_MS)
        self._last_s = now


class Run:
    """One run: the program, a mouse, and the times when strokes were drawn, used and answered."""

    def __init__(self, program: object) -> None:
        self.program = program
        self.canvas = program.canvas
        self.watch = Watch(self.canvas)
        self.hand = Mouse(self.canvas, self.watch)
        self.rng = random.Random(0)
        self.size = QPoint(self.canvas.width(), self.canvas.height())
        self.drawn: dict[int, float] = {}
        self.used: dict[int, float] = {}
        self.shown: dict[int, float] = {}
        self.steps = 0
        bus = program.bus
        bus.frame.sketch_changed.connect(
            lambda change: self.drawn.setdefault(change.revision, time.perf_counter())
        )
        bus.engine.step_done.connect(self._step)
        bus.engine.masks_ready.connect(lambda ready: self._note(self.shown, ready.revision))

    def draw(self, tool: str, moves: int) -> list[float]:
        """One stroke; what its moves took."""
        self.program.bus.view.tool_changed.emit(tool)
        return stroke(self.hand, self.rng, self.size, moves)

    def undo(self) -> float:
        """Undo one stroke; return the milliseconds until painted."""
        start = time.perf_counter()
        self.program.actions.trigger("undo")
        while self.watch.painted_s < start and time.perf_counter() - start < 1:
            QApplication.processEvents()
        return 1000 * (self.watch.painted_s - start)

    def zoom(self, times: int) -> list[float]:
        """Turn the wheel in and out."""
        results = []
        for number in range(times):
            results.append(self.hand.wheel(self.size / 2, 1 if number % 20 < 10 else -1))
            QApplication.processEvents()
        return results

    def pan(self, moves: int) -> list[float]:
        """Drag the picture about."""
        self.program.bus.view.tool_changed.emit("hand")
        self.hand.mouse(QEvent.Type.MouseButtonPress, self.size / 2, True)
        results = []
        for number in range(moves):
            way = QPoint(-6 * (number % 50), 3 * (number % 50))
            results.append(self.hand.mouse(QEvent.Type.MouseMove, self.size / 2 + way, True))
            QApplication.processEvents()
        self.hand.mouse(QEvent.Type.MouseButtonRelease, self.size / 2, False)
        return results

    def waits(self) -> dict[str, object]:
        """Return the latency of single strokes, until the first training step and masks."""
        first = max(self.drawn) + 1
        for _ in range(STROKES_TIMED):
            self.draw("background", 8)
            newest = max(self.drawn)
            spend(6, lambda newest=newest: newest in self.shown)
        new = [revision for revision in self.drawn if revision >= first]
        return {
            "stroke_to_step_ms": percentiles(self._since_drawn(self.used, new)),
            "stroke_to_masks_ms": percentiles(self._since_drawn(self.shown, new)),
            "strokes_shown": f"{sum(r in self.shown for r in new)} of {len(new)}",
        }

    def _since_drawn(self, times: dict[int, float], revisions: list[int]) -> list[float]:
        return [1000 * (times[r] - self.drawn[r]) for r in revisions if r in times]

    def _step(self, done: object) -> None:
        self.steps = done.step
        self._note(self.used, done.revision)

    def _note(self, times: dict[int, float], revision: int) -> None:
        for known in self.drawn:
            if known <= revision:
                times.setdefault(known, time.perf_counter())


def percentiles(times_ms: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and maximum."""
    return {
        name: round(float(np.percentile(times_ms, part)), 1)
        for name, part in (("median", 50), ("p95", 95), ("max", 100))
    }


def make_picture(path: Path, side_px: int) -> None:
    """Create an image of this size: a shipped sample, repeated."""
    tile = tifffile.imread(resource("samples/nuclei_small/image.tif"))
    repeats = -(-side_px // len(tile))
    tifffile.imwrite(path, np.tile(tile, (repeats, repeats))[:side_px, :side_px])


def measure(program: object, strokes: int, notches: int) -> dict[str, object]:
    """Measure all times of one run."""
    run = Run(program)
    for _ in range(notches):  # magnified, as for drawing
        run.hand.wheel(run.size / 2, 1)
    run.draw("cell", 20)
    run.draw("background", 20)
    spend(60, lambda: run.steps > 20)
    beat = Beat()
    times: dict[str, list[float]] = {"stroke": [], "undo": []}
    for number in range(strokes):
        times["stroke"] += run.draw(("cell", "background", "boundary")[number % 3], 40)
        spend(0.3)
        if number % 5 == 4:
            times["undo"].append(run.undo())
            spend(2.5)
    times |= {"zoom": run.zoom(40), "pan": run.pan(100)}
    return {
        **{f"{name}_ms": percentiles(values) for name, values in times.items()},
        "window_blocked_ms": percentiles(beat.blocked_ms),
        "steps": run.steps,
        **run.waits(),
    }


def main() -> None:
    """Run the benchmark and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=2048, help="of the picture, in pixels")
    parser.add_argument("--strokes", type=int, default=30)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    make_picture(folder / "picture.tif", arguments.side)
    program = start_program(folder)
    start = time.perf_counter()
    opened(program, folder / "picture.tif")
    report: dict[str, object] = {
        "side_px": arguments.side,
        "open_s": round(time.perf_counter() - start, 1),
    }
    report |= measure(program, arguments.strokes, 12 if arguments.side > 4000 else 3)
    print(json.dumps(report, indent=2))
    program.window.close()


if __name__ == "__main__":
    main()
