"""Frames a second, and memory, while one steps through a long movie with masks.

    python benchmarks/scroll.py [--frames 200] [--side 512] [--cells 60]

Starts the real window and the real engine without a screen, opens an invented movie whose frames
have masks, and steps from frame to frame as soon as the one before is painted.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def memory_mb() -> float:
    """Resident memory of this process, without pages of files that it has mapped."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def make_project(folder: Path, frames: int, side: int, cells: int) -> Path:
    """Write a movie of moving discs, and a project with their masks."""
    from sketchpose_engine.project.project import Project

    rng = np.random.default_rng(0)
    centres = rng.uniform(0, side, (cells, 2))
    speeds = rng.normal(0, 1, (cells, 2))
    y, x = np.mgrid[:side, :side]
    path = folder / "movie.tif"
    project = Project.create(folder / "project")
    masks = []
    with tifffile.TiffWriter(path, imagej=True) as file:
        pages = []
        for _ in range(frames):
            labels = np.zeros((side, side), np.int32)
            for number, (cy, cx) in enumerate(centres % side, 1):
                labels[(y - cy) ** 2 + (x - cx) ** 2 < 100] = number
            noise = rng.normal(300, 30, labels.shape)
            pages.append((noise + 900 * (labels > 0)).clip(0, 65535).astype(np.uint16))
            masks.append(labels)
            centres += speeds
        file.write(np.stack(pages), metadata={"axes": "TYX"})
    (image,) = project.add_images([path])
    digits = len(str(frames))
    for number, labels in enumerate(masks, 1):
        key = f"{image.id}.t{number:0{digits}}"
        project.save_frame(key, labels, None, None, len(np.unique(labels)) - 1)
    project.close()
    return folder / "project"


def main() -> None:
    """Step through all frames, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--cells", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {"SKETCHPOSE_HOME": f"{name}/home", "SKETCHPOSE_PROJECTS": f"{name}/projects"}
        folder = make_project(Path(name), options.frames, options.side, options.cells)
        from PySide6.QtCore import QEventLoop, QSettings
        from PySide6.QtWidgets import QApplication

        from app.program import Program

        application = QApplication(sys.argv[:1])
        program = Program(application, QSettings(f"{name}/s.ini", QSettings.Format.IniFormat))
        program.window.resize(1280, 720)
        program.show()
        opened = [0]  # frames; their scenes are not kept
        program.bus.frame.opened.connect(lambda scene: opened.__setitem__(0, opened[0] + 1))

        def wait(count: int) -> None:
            while opened[0] < count:
                application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            program.canvas.repaint()

        program.project_controller.open_project(folder)
        wait(1)
        until = time.perf_counter() + 15  # the engine is being loaded
        while time.perf_counter() < until:
            application.processEvents()
        for turn in range(options.rounds):
            memory = [memory_mb()]
            start = time.perf_counter()
            for step in range(1, options.frames):
                before = opened[0]
                program.project_controller.frames.step_frame(1)
                wait(before + 1)
                if step % 20 == 0:
                    memory.append(memory_mb())
            rate = (options.frames - 1) / (time.perf_counter() - start)
            told = " ".join(f"{each:.0f}" for each in memory)
            print(f"round {turn + 1}: {rate:.1f} frames/s; MB after each 20 frames: {told}")
            program.project_controller.frames.step_frame(1)
            wait(opened[0])
        program.window.close()


if __name__ == "__main__":
    main()
