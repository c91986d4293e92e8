"""Power cuts: the program is killed at random moments while a scripted user draws.

    QT_QPA_PLATFORM=offscreen python benchmarks/kills.py --times 50

After each SIGKILL the project is opened again: it must contain every finished stroke, and the
sketch of the last edit, pixel by pixel. The same project is used throughout.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SIDE_PX = 512


def draw_for_ever(folder: Path, project: Path | None, log: Path, seed: int) -> None:
    """Run the victim: draw, and log the state after each finished edit."""
    from PySide6.QtCore import QPoint
    from scripted_user import Mouse, Watch, opened, spend, start_program, stroke

    program = start_program(folder)
    opened(program, project or folder / "picture.tif")
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(change: object) -> None:
        digest = fingerprint(program.document.annotations.labels)
        os.write(written, f"{change.revision} {digest}\n".encode())

    program.bus.frame.sketch_changed.connect(
        note
    )  # connected last: the journal has the stroke by then
    hand, rng = Mouse(program.canvas, Watch(program.canvas)), random.Random(seed)
    size = QPoint(program.canvas.width(), program.canvas.height())
    tools = ("cell", "background", "boundary", "eraser")
    for number in range(100_000):
        program.bus.view.tool_changed.emit(tools[number % 4])
        stroke(hand, rng, size, rng.randint(2, 12))
        if number % 6 == 5:
            program.actions.trigger("undo")
        if number % 40 == 39:
            program.project_controller.frames.leave()  # what switching to another image does
        spend(0.02)


def fingerprint(labels: np.ndarray) -> str:
    """Return the fingerprint of a sketch."""
    return hashlib.sha256(np.ascontiguousarray(labels)).hexdigest()[:16]


def killed_once(folder: Path, project: Path | None, number: int, rng: random.Random) -> int:
    """Start, kill, check; return the revision. Raises AssertionError if a stroke is lost."""
    from sketchpose_engine.project.project import Project

    log = folder / f"log{number}"
    words = [sys.executable, __file__, "--victim", str(folder), str(log), str(number)]
    victim = subprocess.Popen(words + ([str(project)] if project else []))
    while not log.exists() or not log.stat().st_size:
        time.sleep(0.02)
        assert victim.poll() is None, "the program ended by itself"
    time.sleep(rng.uniform(0, 2.5))
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    lines = [line.split() for line in log.read_text().splitlines() if " " in line]
    known = {int(revision): digest for revision, digest in lines}
    place = project or next((folder / "projects").iterdir())
    again = Project.open(place)
    labels, _, revision = again.sketches.read(again.images[0].id, (SIDE_PX, SIDE_PX))
    last = max(known)
    assert revision in (last, last + 1), f"{revision} found, {last} finished"
    if revision in known:
        assert fingerprint(labels) == known[revision], f"revision {revision} is not as drawn"
    return revision


def main() -> None:
    """Kill, reopen, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--victim", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.victim:
        folder, log, seed, *project = arguments.victim
        draw_for_ever(Path(folder), Path(project[0]) if project else None, Path(log), int(seed))
        return
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from latency import make_picture

    folder = Path(tempfile.mkdtemp())
    make_picture(folder / "picture.tif", SIDE_PX)
    rng, project = random.Random(0), None
    for number in range(arguments.times):
        revision = killed_once(folder, project, number, rng)
        project = next((folder / "projects").iterdir())
        print(f"kill {number + 1}: revision {revision}, as drawn", flush=True)


if __name__ == "__main__":
    main()
