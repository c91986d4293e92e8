"""Memory over a long session: a scripted user draws while the engine trains.

    QT_QPA_PLATFORM=offscreen python benchmarks/soak.py --minutes 30

With `--projects`, the test is not for memory but for data that are lost or mixed up:

    QT_QPA_PLATFORM=offscreen python benchmarks/soak.py --projects --minutes 60

Draws, erases, undoes, corrects masks, zooms and pauses repeatedly; prints the memory of the process
every minute, and finally what is left: threads, warnings, problems.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import random_user
from latency import make_picture
from PySide6.QtCore import QPoint, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from scripted_user import Mouse, Watch, opened, spend, start_program, stroke

SIDE_PX = 1024
TOOLS = ("cell", "background", "boundary", "eraser", "background", "cell")
SAMPLE_S = 60  # averaging time, as the needs of single steps vary
SETTLED_S = 300  # until caches and the undo history are full
MASK_ACTIONS = ("cell_accepted", "cell_rejected", "cell_deleted")


def memory_mb() -> float:
    """Return the resident memory of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def act(program: object, hand: Mouse, rng: random.Random, number: int) -> None:
    """Perform one action of a user."""
    bus, size = program.bus, QPoint(program.canvas.width(), program.canvas.height())
    bus.view.tool_changed.emit(TOOLS[number % len(TOOLS)])
    stroke(hand, rng, size, rng.randint(3, 40))
    if number % 7 == 3:
        program.actions.trigger("undo")
    if number % 14 == 3:
        program.actions.trigger("redo")
    if number % 9 == 4:
        point = (rng.uniform(0, SIDE_PX - 1), rng.uniform(0, SIDE_PX - 1))
        getattr(bus.canvas, rng.choice(MASK_ACTIONS)).emit(point)
    if number % 25 == 8:
        hand.wheel(size / 2, rng.choice((1, -1)))
    if number % 60 == 30:
        program.actions.trigger("fit")
    if number % 200 == 150:
        program.actions.trigger("clear")
    spend(rng.uniform(0.05, 0.8))


def main() -> None:
    """Run and print one JSON object at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument(
        "--projects",
        action="store_true",
        help="a random user switches, copies and packs projects, and replaces files; an oracle "
        "compares disk, window and engine after each action",
    )
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.projects:
        sys.exit(random_user.run(arguments.minutes, arguments.seed))
    said: list[str] = []
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, *rest: said.append(str(message))

    def note(kind: QtMsgType, context: object, text: str) -> None:
        if "does not support raise" not in text:  # the offscreen platform has no screen
            said.append(text)

    qInstallMessageHandler(note)
    folder = Path(tempfile.mkdtemp())
    make_picture(folder / "picture.tif", SIDE_PX)
    program = start_program(folder)
    program.bus.notices.problem_met.connect(
        lambda problem: said.append(f"{problem.sentence}: {problem.details}")
    )
    steps: list[int] = [0]
    program.bus.engine.step_done.connect(lambda done: steps.__setitem__(0, done.step))
    opened(program, folder / "picture.tif")
    hand, rng = Mouse(program.canvas, Watch(program.canvas)), random.Random(1)
    start, samples, number = time.monotonic(), [], 0
    minute: list[float] = []
    while time.monotonic() - start < 60 * arguments.minutes:
        act(program, hand, rng, number)
        number += 1
        minute.append(memory_mb())
        if time.monotonic() - start > SAMPLE_S * (len(samples) + 1):
            samples.append(round(sum(minute) / len(minute)))
            print(f"minute {len(samples)}: {samples[-1]} MB, step {steps[0]}", flush=True)
            minute.clear()
    last_close = time.perf_counter()
    program.window.close()
    QApplication.processEvents()
    settled = samples[SETTLED_S // SAMPLE_S :] or samples
    report = {
        "actions": number,
        "steps": steps[0],
        "closing_s": round(time.perf_counter() - last_close, 2),
        "memory_mb_settled": [min(settled), max(settled)],
        "memory_mb_first_and_last": [settled[0], settled[-1]],
        "threads_left": [t.name for t in threading.enumerate() if t is not threading.main_thread()],
        "engine_ended": program.engine.isFinished(),
        "said": said[:20],
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
