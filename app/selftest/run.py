"""`sketchpose --selftest`: the whole way through the real program, with nothing of the user's."""

import argparse
import faulthandler
import io
import os
import platform
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.selftest.network import NetworkWatch
from app.selftest.report import Report, require

if TYPE_CHECKING:
    from app.selftest.user import SelfTestUser

SECONDS = 300.0
GRACE_S = 10.0  # when not even the watchdog gets to work
OWN = {"SKETCHPOSE_HOME": "home", "SKETCHPOSE_PROJECTS": "projects"}  # variable, folder


def main(words: list[str], network: NetworkWatch, started: float) -> int:
    """Run all checks; the exit code.

    Parameters
    ----------
    words
        Of the command line.
    network
        Has watched since the start.
    started
        When the process was started, of `time.time`.
    """
    arguments = _parser().parse_args(words)
    if arguments.keep is not None and arguments.keep.exists() and any(arguments.keep.iterdir()):
        sys.stderr.write(f"sketchpose: {arguments.keep} is not empty: choose a new folder.\n")
        return 2
    if not arguments.on_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if isinstance(sys.stdout, io.TextIOWrapper):  # pipes have a code page on Windows
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    report = Report()
    folder = Path(tempfile.mkdtemp(prefix="sketchpose-selftest-")).resolve()
    os.environ |= {name: str(folder / place) for name, place in OWN.items()}
    with _watchdog(arguments.seconds, report, folder):
        try:
            _run(arguments, report, folder, started)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        report.run("Nothing is left behind", lambda: require(not folder.exists(), str(folder)))
        report.run(
            "No network",
            lambda: require(not network.attempts, f"tried: {'; '.join(network.attempts)}"),
        )
    report.facts["network_attempts"] = len(network.attempts)
    return report.finish()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sketchpose --selftest",
        description="Check that Sketchpose works on this computer: one line a check, and one "
        "JSON object at the end. Nothing of yours is touched. Exit code 0: everything works.",
        allow_abbrev=False,
    )
    parser.add_argument("--selftest", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--on-screen", action="store_true", help="show the window")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what is exported")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="a picture of the window with masks"
    )
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help=f"at the most (default: {SECONDS:.0f})"
    )
    return parser


def _run(arguments: argparse.Namespace, report: Report, folder: Path, started: float) -> None:
    """Everything that takes place in the folder."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from app.core import error_reporting, garbage, paths
    from app.program import Program
    from app.selftest import files, formats
    from app.selftest.user import SelfTestUser

    application = QApplication(sys.argv[:1])
    with garbage.collected_here(), error_reporting.kept_log(paths.log_file()):
        settings = QSettings(str(paths.settings_file()), QSettings.Format.IniFormat)
        program = Program(application, settings)
        error_reporting.catch_all(program.bus)
        results = arguments.keep or folder / "results"
        user = SelfTestUser(program, folder, results, arguments.screenshot)
        report.run_chain(user.checks())
        if user.exported is not None:
            report.run_all(files.checks(user.exported))
        report.facts |= _facts(user, started)
        report.run("End without problems", user.leave)
        settings.sync()  # or Qt would write them when all is removed
        (folder / "formats").mkdir()
        report.run_all(formats.checks(folder / "formats"))


def _facts(user: "SelfTestUser", started: float) -> dict[str, object]:
    """Facts for the last line; None if it ended before."""
    from PySide6.QtCore import qVersion

    torch = sys.modules.get("torch")  # by now the engine has loaded it, or could not
    return {
        "first_paint_s": _rounded(user.painted and user.painted - started),
        "engine_s": _rounded(user.ready and user.ready - started),
        "first_masks_s": _rounded(user.masked and user.masked - started),
        "first_step_s": _rounded(user.first_step_s),
        "steps_per_s": _rounded(user.steps_per_s),
        "cells": user.cells,
        "python": platform.python_version(),
        "qt": qVersion(),
        "torch": getattr(torch, "__version__", None),
        "platform": platform.platform(),
        "device": user.network and user.network.device,
        "threads": torch and torch.get_num_threads(),
        "frozen": bool(getattr(sys, "frozen", False)),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


@contextmanager
def _watchdog(seconds: float, report: Report, folder: Path) -> Iterator[None]:
    """End the process with a failed check if what is inside takes longer than this."""

    def bark() -> None:
        if sys.stderr is not None:
            faulthandler.dump_traceback(sys.stderr, all_threads=True)
        shutil.rmtree(folder, ignore_errors=True)
        report.fail("Watchdog", f"not done after {seconds:g} s")
        report.finish()
        os._exit(1)

    timer = threading.Timer(seconds, bark)
    timer.daemon = True
    timer.start()
    if sys.stderr is not None:
        faulthandler.enable()  # reports crashes of libraries, too
        faulthandler.dump_traceback_later(seconds + GRACE_S, exit=True)
    try:
        yield
    finally:
        timer.cancel()
        faulthandler.cancel_dump_traceback_later()


def process_start(otherwise: float) -> float:
    """When this process was started, of `time.time`; only known on Linux."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return otherwise
    age_s = uptime_s - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.time() - age_s
