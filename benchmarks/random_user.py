"""Random user of several projects: after each action, disk, window and engine must agree."""

import json
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtCore import QPoint
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QRadioButton
from scipy import ndimage as ndi
from scripted_user import Mouse, Watch, spend, start_program, stroke
from views_agree import GatedSession, Oracle, same_files

from app.core.payloads import Problem

SIDES = ((96, 120), (130, 110))
TOOLS = ("cell", "background", "boundary", "eraser", "cell", "background")
WAIT_S = 30.0
MOST_PROJECTS = 5


def make_image(path: Path, seed: int, shape: tuple[int, int], kind: str = "grey") -> None:
    """Create an image of cells: grey, of three colours, or a movie of three frames."""
    rng = np.random.default_rng(seed)
    spots = np.zeros(shape)
    for _ in range(7):
        spots[rng.integers(12, shape[0] - 12), rng.integers(12, shape[1] - 12)] = 1
    cells = ndi.gaussian_filter(ndi.binary_dilation(spots, iterations=8) * 150.0, 1)
    picture = (cells + 30 + rng.normal(0, 3, shape)).clip(0, 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "colour":
        tifffile.imwrite(path, np.stack([picture, picture // 2, 255 - picture], -1))
    elif kind == "movie":
        frames = np.stack([np.roll(picture, 9 * n, 1) for n in range(3)])
        tifffile.imwrite(path, frames, imagej=True, metadata={"axes": "TYX"})
    else:
        tifffile.imwrite(path, picture)


class RandomUser:
    """User who performs random actions.

    Parameters
    ----------
    folder
        Folder for all files.
    seed
        Seed of the actions.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.rng = folder, random.Random(seed)
        self.sessions: list[GatedSession] = []
        self.problems: list[Problem] = []
        self.done: Counter[str] = Counter()
        self.number = 0
        self.program = start_program(folder, self._session)
        self.program.bus.notices.problem_met.connect(self.problems.append)
        self.oracle = Oracle(self.program, self.sessions)
        self.program.bus.project.image_replaced.connect(
            lambda found: self.oracle.forget(found.image_id)
        )
        self.hand = Mouse(self.program.canvas, Watch(self.program.canvas))
        self.projects: list[Path] = []
        QDesktopServices.openUrl = lambda url: True
        self.begin_project()
        spend(WAIT_S, lambda: bool(self.sessions))

    def _session(self) -> GatedSession:
        self.sessions.append(GatedSession())
        return self.sessions[-1]

    @property
    def project_controller(self):
        return self.program.project_controller

    @property
    def scene(self):
        return self.program.document.scene

    def act(self) -> str:
        """Perform one action, and wait for its effects."""
        names = list(ACTIONS)
        name = self.rng.choices(names, [ACTIONS[each] for each in names])[0]
        getattr(self, name)()
        self.answer_questions()
        if self.rng.random() < 0.7:
            spend(self.rng.choice((0, 0.02, 0.1, 0.5)))
        self.wait_for_image()
        self.done[name] += 1
        self.number += 1
        return name

    def wait_for_image(self) -> None:
        """Wait until the chosen image is shown, or a question about it is asked."""

        def there() -> bool:
            wanted = self.project_controller.frames.wanted
            return not wanted or (self.scene is not None and self.scene.entry_id == wanted)

        for _ in range(10):
            spend(WAIT_S, there)
            self.project_controller.frames.finish()
            QApplication.processEvents()
            if not self.answer_questions():
                return

    def answer_questions(self) -> bool:
        """Choose randomly in every open dialog."""
        dialogs = [each for each in self.program.window.findChildren(QDialog) if each.isVisible()]
        for dialog in dialogs:
            buttons = dialog.findChildren(QRadioButton)
            buttons = [b for b in buttons if b.text() != "Find the old file"]
            if buttons and self.rng.random() < 0.8:
                self.rng.choice(buttons).setChecked(True)
                dialog.accept()
            else:
                dialog.reject()
            dialog.deleteLater()
        QApplication.processEvents()
        return bool(dialogs)

    # On the canvas

    def draw(self) -> None:
        if self.scene is not None:
            self.program.bus.view.tool_changed.emit(self.rng.choice(TOOLS))
            size = QPoint(self.program.canvas.width(), self.program.canvas.height())
            stroke(self.hand, self.rng, size, self.rng.randint(2, 12))

    def draw_both(self) -> None:
        for tool in ("cell", "background"):
            if self.scene is not None:
                self.program.bus.view.tool_changed.emit(tool)
                size = QPoint(self.program.canvas.width(), self.program.canvas.height())
                stroke(self.hand, self.rng, size, 8)

    def history(self) -> None:
        for _ in range(self.rng.choice((1, 1, 2, 40))):
            self.program.actions.trigger(self.rng.choice(("undo", "undo", "redo")))

    def undo_everything(self) -> None:
        drawn = self.program.document.annotations
        while drawn is not None and drawn.can_undo:
            self.program.document.undo()

    def correct(self) -> None:
        if self.scene is None:
            return
        places = np.argwhere(self.scene.labels)
        if len(places):
            y, x = map(float, places[self.rng.randrange(len(places))])
            name = self.rng.choice(("cell_accepted", "cell_rejected", "cell_deleted"))
            getattr(self.program.bus.canvas, name).emit((y, x))

    # Images

    def switch_image(self) -> None:
        names = list(self.project_controller.entries)
        for _ in range(self.rng.choice((1, 1, 3))):
            if names:
                self.project_controller.frames.open_image(self.rng.choice(names))
                spend(self.rng.choice((0, 0, 0.05)))

    def switch_frame(self) -> None:
        self.project_controller.frames.step_frame(self.rng.choice((1, -1)))

    def pixel_size(self) -> None:
        size_um = self.rng.choice((None, 0.5, 0.25))
        self.project_controller.settings.set_pixel_size(size_um, self.rng.random() < 0.5)

    def filter_cells(self) -> None:
        from sketchpose_engine.results.filters import Filter

        chosen = self.rng.choice(((), (Filter("area_px", 60.0),), (Filter("area_px", 250.0),)))
        self.program.bus.project.filters_chosen.emit(chosen)

    def remove_image(self) -> None:
        if self.scene is not None and len(self.project_controller.entries) > 2:
            path = self.project_controller.project.image(self.scene.entry_id).path
            self.project_controller.remove_image(self.scene.entry_id)
            self.wait_for_image()
            if self.rng.random() < 0.8:
                self.project_controller.add([path])

    def replace_file(self) -> None:
        image = self.rng.choice(self.project_controller.project.images)
        if image.path.exists():
            make_image(image.path, self.number, self.rng.choice(SIDES))
            self.project_controller.frames.shut()
            self.project_controller.frames.open_image(image.id)

    def move_files(self) -> None:
        """Rename the folder with the images of a project, and find them again."""
        project = self.project_controller.project
        folders = {image.path.parent for image in project.images if image.path.exists()}
        if not folders:
            return
        old = self.rng.choice(sorted(folders))
        new = old.with_name(f"{old.name.split('~')[0]}~{self.number}")
        others = [f for f in self.projects if f != project.folder]
        old.rename(new)
        self.moved = (old, new, others)
        self.program._missing_files.relink(new.parent)

    # Projects

    def begin_project(self) -> None:
        if len(self.projects) >= MOST_PROJECTS:
            self.open_project()
            return
        home = self.folder / "images" / f"p{self.number}"
        kinds = self.rng.sample(("grey", "grey", "colour", "movie"), 3)
        for day, kind in enumerate(kinds):  # equal names in all projects
            shape = self.rng.choice(SIDES)
            make_image(home / f"day{day}" / "cells.tif", self.number + day, shape, kind)
        self.project_controller.add(sorted(home.rglob("*.tif")), new=True)
        self._note_project()

    def open_project(self) -> None:
        self.project_controller.open_project(self.rng.choice(self.projects))

    def save_as(self) -> None:
        old, shown = self.project_controller.project.folder, self.scene
        renewed = "" if shown is None else f"masks/{shown.image_id}_masks.tif"  # saved continuously
        copy = self.folder / "projects" / f"copy {self.number}"
        self.project_controller.save_copy(copy)
        for (folder, key), digest in list(self.oracle.known.items()):
            if folder == old:
                self.oracle.known[copy, key] = digest
        different = [name for name in same_files(old, copy) if name != renewed]
        if different := [name for name in different if "segment_all" not in name]:
            self.oracle.wrong.append(f"the copy of a project differs in {different}")
        self._note_project()

    def pack(self) -> None:
        from sketchpose_engine.project.archive import unpack

        folder, path = (
            self.project_controller.project.folder,
            self.folder / f"{self.number}.sketchpose",
        )
        self.project_controller.pack(path, self.rng.random() < 0.3)
        self.project_controller._background.finish()
        QApplication.processEvents()
        if path.exists():
            opened = unpack(path, self.folder / "unpacked").folder
            different = [n for n in same_files(folder, opened) if n.startswith("sketches")]
            if different:  # masks and weights may have been updated meanwhile
                self.oracle.wrong.append(f"a packed project differs in {different}")
            shutil.rmtree(opened)
            path.unlink()

    def _note_project(self) -> None:
        if (folder := self.project_controller.project.folder) not in self.projects:
            self.projects.append(folder)
        if len(self.projects) > MOST_PROJECTS:
            self.projects.pop(0)

    # Long work

    def segment_all(self) -> None:
        self.program.segmentation.begin(
            go_on=self.program.segmentation.unfinished() and self.rng.random() < 0.3,
            only_new=self.rng.random() < 0.4,
        )
        spend(self.rng.choice((0, 0.05, 1.0)))

    def cancel(self) -> None:
        from app.panels.task import TaskLine

        for line in self.program.window.findChildren(TaskLine):
            if self.rng.random() < 0.5:
                line._stop.click()

    def export(self) -> None:
        from app.project import export_options, export_sources

        if self.scene is not None and self.scene.labels.any():  # or the window offers no export
            kinds = ("masks", "counts", "sketch", *(("fields",) if self.number % 2 else ()))
            everything = self.rng.random() < 0.5
            choice = export_options.Choice(
                self.folder / f"out{self.number}", kinds, everything, False
            )
            shown = export_sources.taken(self.scene)
            self.program.exporter.export(self.project_controller.project, shown, choice, None)

    def learning(self) -> None:
        self.program.actions.trigger(self.rng.choice(("live", "live", "fresh")))

    def wait(self) -> None:
        spend(self.rng.uniform(0, 2))


ACTIONS = {
    "draw": 8, "draw_both": 5, "history": 4, "undo_everything": 1, "correct": 4, "switch_image": 8,
    "switch_frame": 3, "pixel_size": 2, "filter_cells": 2, "remove_image": 1, "replace_file": 2,
    "move_files": 1, "begin_project": 1, "open_project": 3, "save_as": 1, "pack": 1,
    "segment_all": 2, "cancel": 2, "export": 1, "learning": 2, "wait": 4,
}  # fmt: skip


def run(minutes: float, seed: int) -> int:
    """Act for some minutes; print disagreements; return 0 if there were none."""
    folder = Path(tempfile.mkdtemp(prefix="sketchpose_soak_"))
    user = RandomUser(folder, seed)
    start, recent = time.monotonic(), []
    while time.monotonic() - start < 60 * minutes and len(user.oracle.wrong) < 20:
        before = len(user.oracle.wrong)
        recent = [*recent[-7:], user.act()]
        user.oracle.check(" < ".join(recent[::-1]))
        for sentence in user.oracle.wrong[before:]:
            print(f"{user.number}: {sentence}", flush=True)
    user.program.window.close()
    QApplication.processEvents()
    sentences = Counter(problem.sentence for problem in user.problems)
    unexpected = [each.details for each in user.problems if "Traceback" in each.details]
    report = {
        "actions": user.number,
        "checks": user.oracle.checks,
        "done": dict(user.done),
        "wrong": len(user.oracle.wrong),
        "unexpected": unexpected[:5],
        "said": sentences.most_common(12),
        "engine_ended": user.program.engine.isFinished(),
    }
    print(json.dumps(report, indent=2))
    shutil.rmtree(folder)
    return int(bool(user.oracle.wrong or unexpected))
