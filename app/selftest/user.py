"""A user who draws on a sample, waits for masks, and exports them; through the real program."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPointF, Qt, QThread
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.core import paths
from app.core.action_keys import ActionKey
from app.program import Program
from app.project import export_methods, export_options, export_sources
from app.selftest.files import Exported
from app.selftest.report import Check, require
from app.state.learning import FINISHED, PAUSED
from sketchpose_engine.live.messages import MasksReady, NetworkReady
from sketchpose_engine.results.file_kinds import FILE_KINDS
from sketchpose_engine.sketch.values import BACKGROUND, CLASS_OF, FOREGROUND
from sketchpose_engine.training.events import StepDone

NAME, SAMPLE = "Small nuclei", "nuclei_small"  # the quickest
CELLS = (30, 60)  # that are found on it
LEAST_STEPS = 20
LEAST_AGREEMENT = 0.9  # part of the drawn pixels that the network has learned
PIXEL_UM = 0.325
THIN_PX = 1.5  # brush that stays in the strokes of the sample
WAIT_S = 90.0  # for one thing; the slowest computers take some ten seconds


class SelfTestUser:
    """Starts the program, and uses it.

    Parameters
    ----------
    program
        Not shown yet.
    folder
        For files of the user's own; new.
    exports
        Where results are exported to; new or empty.
    picture
        Where a picture of the window is saved when there are masks; None: nowhere.

    Attributes
    ----------
    problems
        Problems that were reported.
    painted
        When the window was on screen for the first time, of `time.time`.
    ready
        When the engine was loaded, of `time.time`.
    masked
        When the first masks came, of `time.time`.
    network
        As reported by the engine.
    """

    def __init__(self, program: Program, folder: Path, exports: Path, picture: Path | None) -> None:
        self._program, self._folder, self._exports = program, folder, exports
        self._picture = picture
        self.problems: list[str] = []
        self.painted: float | None = None
        self.ready: float | None = None
        self.masked: float | None = None
        self.network: NetworkReady | None = None
        self.exported: Exported | None = None
        self._first_stroke: float | None = None
        self._heavy_early = False
        self._steps: list[float] = []  # when each was done
        self._first_step: float | None = None
        bus = program.bus
        bus.notices.problem_met.connect(
            lambda problem: self._note_problem(problem.sentence, problem.details)
        )
        bus.engine.step_done.connect(self._note_step)
        bus.frame.masks_changed.connect(self._note_masks)
        bus.engine.started.connect(lambda: setattr(self, "ready", time.time()))
        bus.engine.network_ready.connect(lambda ready: setattr(self, "network", ready))
        self._load_the_rest = program.window.on_screen
        program.window.on_screen = self._note_painted

    def checks(self) -> Iterator[Check]:
        """What is done, in this order; each needs those before."""
        yield "Window on screen", self._see_the_window
        yield "First strokes, first step of learning", self._draw_first_strokes
        yield f"Sample with its strokes: {NAME}", self._open_the_sample
        yield f"Learning, {LEAST_STEPS} steps", self._learn
        yield "Masks, and strokes that are learned", self._wait_for_masks
        if self._picture is not None:
            yield "Picture of the window", self._take_picture
        yield "Pause", self._pause
        yield "Export of every kind of file", self._export
        yield "Project opened again with its masks", self._open_again

    @property
    def cells(self) -> int:
        """How many are in the window."""
        scene = self._program.document.scene
        return 0 if scene is None else int(np.count_nonzero(np.unique(scene.labels)))

    @property
    def first_step_s(self) -> float | None:
        """From the end of the first stroke to the end of the first step of learning."""
        if self._first_stroke is None or self._first_step is None:
            return None
        return self._first_step - self._first_stroke

    @property
    def steps_per_s(self) -> float | None:
        """Steps of learning, on the sample with its strokes."""
        if len(self._steps) < 2:
            return None
        return (len(self._steps) - 1) / (self._steps[-1] - self._steps[0])

    def leave(self) -> None:
        """Close the window, and wait until everything has ended."""
        self._program.window.close()
        require(self._program.engine.isFinished(), "the engine goes on")
        require(not self.problems, " ".join(self.problems))

    def _see_the_window(self) -> None:
        self._program.show()
        self._wait(lambda: self.painted is not None, "the window was never painted")
        require(not self._heavy_early, "PyTorch was loaded before the window was there")

    def _draw_first_strokes(self) -> None:
        """Open the bare image of the sample, and draw a cell and background with the mouse."""
        from sketchpose_engine.images.label_images import load_sketch

        image = self._folder / "cells.tif"
        shutil.copyfile(paths.sample_image(SAMPLE), image)
        self._program.project_controller.add([image])
        self._wait(lambda: self._program.document.scene is not None, "the image was not opened")
        scene = self._program.document.scene
        assert scene is not None
        drawn = load_sketch(paths.sample_sketches(SAMPLE)[""], scene.shape)
        for tool, value in (("cell", FOREGROUND), ("background", BACKGROUND)):
            self._program.preferences[f"{tool}_radius_px"] = THIN_PX
            self._program.bus.view.tool_changed.emit(tool)
            self._draw(*_longest_line(drawn == value))
            if self._first_stroke is None:
                self._first_stroke = time.monotonic()
        kinds = set(np.unique(scene.sketch))
        require(kinds == {0, FOREGROUND, BACKGROUND}, f"the strokes were not painted: {kinds}")
        self._wait(lambda: bool(self._steps), "nothing was learned")

    def _open_the_sample(self) -> None:
        before = self._program.document.scene
        self._program.project_controller.open_sample(NAME, SAMPLE)
        self._wait(lambda: self._program.document.scene not in (None, before), "it was not opened")
        scene = self._program.document.scene
        assert scene is not None
        require(scene.sketch.any(), "its strokes are missing")
        self._program.project_controller.settings.set_pixel_size(PIXEL_UM, False)
        self._steps.clear()

    def _learn(self) -> None:
        self._wait(lambda: len(self._steps) >= LEAST_STEPS, "learning came to a halt")

    def _wait_for_masks(self) -> None:
        """Of all cells, and where they were drawn."""
        low, high = CELLS
        self._wait(
            lambda: low <= self.cells <= high and self._agreement() >= LEAST_AGREEMENT,
            lambda: (
                f"{self.cells} cells were found, where {low} to {high} are, and "
                f"{100 * self._agreement():.0f} % of the strokes are learned"
            ),
        )

    def _take_picture(self) -> None:
        saved = self._program.window.grab().save(str(self._picture))
        require(saved, f"{self._picture} cannot be written")

    def _pause(self) -> None:
        learning = self._program.learning
        if learning.state != FINISHED:  # when nothing changes, it ends by itself
            self._program.actions.trigger(ActionKey.LIVE)
        self._wait(lambda: learning.state in (PAUSED, FINISHED), "learning went on")

    def _export(self) -> None:
        """Through the code that the window uses; the fields come from the engine's thread."""
        scene, project = self._program.document.scene, self._program.project_controller.project
        assert scene is not None and project is not None
        kinds = tuple(kind.id for kind in FILE_KINDS)
        taken = export_sources.taken(scene)
        self.exported = Exported(self._exports, taken)
        choice = export_options.Choice(self._exports, kinds, open_after=False)
        known = export_methods.provenance_of(project)
        self._program.exporter.export(project, taken, choice, known)
        planned = export_sources.files([self.exported.stem], self._exports, kinds)
        self._wait(
            lambda: all(path.exists() for path in planned),
            lambda: "missing: " + ", ".join(path.name for path in planned if not path.exists()),
        )

    def _open_again(self) -> None:
        scene, project_controller = self._program.document.scene, self._program.project_controller
        assert scene is not None and project_controller.project is not None
        labels, sketch, folder = (
            scene.labels.copy(),
            scene.sketch.copy(),
            project_controller.project.folder,
        )
        project_controller.close()
        require(self._program.document.scene is None, "it was not closed")
        project_controller.open_project(folder)
        self._wait(lambda: self._program.document.scene is not None, "it was not opened")
        again = self._program.document.scene
        assert again is not None
        require(np.array_equal(again.sketch, sketch), "the strokes are not those that were drawn")
        require(np.array_equal(again.labels, labels), "the masks are not those that were there")
        require(again.pixel_size_um == PIXEL_UM, f"a pixel is {again.pixel_size_um} µm")
        self._wait(lambda: bool(again.rows.any()), "the masks were not shown")

    def _agreement(self) -> float:
        scene = self._program.document.scene
        assert scene is not None
        cell, background = CLASS_OF[scene.sketch] > 0, scene.sketch == BACKGROUND
        right = (cell & (scene.labels > 0)) | (background & (scene.labels == 0))
        return float(right[cell | background].mean())

    def _draw(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """A stroke between two pixels of the image, with the mouse."""
        places = [self._program.canvas.viewport.to_screen(point) for point in (start, end)]
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for kind, (y, x), button, held in (
            (QEvent.Type.MouseMove, places[0], none, none),
            (QEvent.Type.MouseButtonPress, places[0], left, left),
            (QEvent.Type.MouseMove, places[1], none, left),
            (QEvent.Type.MouseButtonRelease, places[1], left, none),
        ):
            canvas, place = self._program.canvas, QPointF(x, y)
            modifiers = Qt.KeyboardModifier.NoModifier
            far = canvas.mapToGlobal(place)
            QApplication.sendEvent(canvas, QMouseEvent(kind, place, far, button, held, modifiers))

    def _wait(self, holds: Callable[[], bool], otherwise: str | Callable[[], str]) -> None:
        """Run the event loop until a condition holds; fail on a reported problem or timeout."""
        end = time.monotonic() + WAIT_S
        while not holds():
            require(not self.problems, " ".join(self.problems))
            if time.monotonic() > end:
                require(False, otherwise if isinstance(otherwise, str) else otherwise())
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            QThread.msleep(2)

    def _note_problem(self, sentence: str, details: str) -> None:
        self.problems.append(sentence)
        sys.stderr.write(f"{sentence}\n{details}\n")

    def _note_painted(self) -> None:
        self.painted = time.time()
        self._heavy_early = sys.modules.get("torch") is not None
        self._load_the_rest()

    def _note_masks(self, ready: MasksReady) -> None:
        self.masked = self.masked or time.time()

    def _note_step(self, done: StepDone) -> None:
        self._steps.append(time.monotonic())
        if self._first_step is None:
            self._first_step = self._steps[0]


def _longest_line(pixels: NDArray[np.bool_]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Both ends (y, x) of the longest row of pixels."""
    steps = np.diff(np.pad(pixels, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    starts, ends = np.argwhere(steps == 1), np.argwhere(steps == -1)
    longest = int(np.argmax(ends[:, 1] - starts[:, 1]))
    y, left = starts[longest].tolist()
    return (y, left), (y, int(ends[longest, 1]) - 1)
