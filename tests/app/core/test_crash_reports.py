"""A crash of C code: told in one sentence when the program starts again, in full in the log."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from app.core.crash_reports import SENTENCE, report_notes
from app.panels.strips import ProblemStrip

ROOT = Path(__file__).parents[3]
DOES = """
    import faulthandler, sys
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel
    from app import __main__
    from app.panels.strips import ProblemStrip
    from app.program import Program

    class Watched(Program):
        def show(self):
            super().show()
            QTimer.singleShot(300, lambda: {what})

        def tells(self):
            strip = self.window.findChild(ProblemStrip)
            print("told" if strip.isVisible() else "silent", flush=True)
            self.window.close()

        def waits(self):
            print("there", flush=True)
            QTimer.singleShot(60_000, self.window.close)
            sys.stdin.readline()
            self.window.close()

    import app.program
    app.program.Program = Watched
    __main__.open_window([])
"""


@pytest.fixture
def start(tmp_path):
    """Start the program with its window, and let it do something soon after."""
    home = tmp_path / "home"
    own = {"SKETCHPOSE_HOME": str(home), "PYTHONPATH": str(ROOT)}

    def started(what: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(DOES.format(what=what))],
            env={**os.environ, **own}, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    return started


def notes(tmp_path) -> list[Path]:
    return sorted((tmp_path / "home").glob("crash-*"))


def said(process: subprocess.Popen) -> str:
    out, _ = process.communicate(timeout=60)
    return out.strip()


def test_a_crash_is_told_once_at_the_next_start_and_is_in_the_log(start, tmp_path):
    crashed = start("faulthandler._sigsegv()")
    said(crashed)
    assert crashed.returncode != 0
    assert any("Current thread" in path.read_text() for path in notes(tmp_path))
    assert said(start("self.tells()")) == "told"
    log = (tmp_path / "home" / "sketchpose.log").read_text()
    assert "A crash of an earlier time" in log
    assert "_sigsegv" in log or "<lambda>" in log
    assert notes(tmp_path) == []
    assert said(start("self.tells()")) == "silent"


def test_a_window_that_is_closed_leaves_no_note(start, tmp_path):
    assert said(start("self.tells()")) == "silent"
    assert notes(tmp_path) == []


def test_two_windows_at_once_do_not_take_each_other_for_crashed(start, tmp_path):
    first = start("self.waits()")
    assert first.stdout.readline().strip() == "there"
    (note,) = [path for path in notes(tmp_path) if path.suffix == ".txt"]
    note.write_text("not yet the last word")
    assert said(start("self.tells()")) == "silent"
    assert note.read_text() == "not yet the last word"
    first.communicate("go\n", timeout=60)
    assert notes(tmp_path) == []


def test_the_strip_has_the_sentence_and_the_details(user):
    one = user()
    report_notes(one.program.bus, ["Fatal Python error: Segmentation fault"])
    strip = one.program.window.findChild(ProblemStrip)
    assert strip.isVisible()
    assert SENTENCE in [label.text() for label in strip.findChildren(QLabel)]
    assert "Segmentation fault" in strip.findChild(QPlainTextEdit).toPlainText()
    assert one.program.learning.state != "Problem", "nothing has stopped"


def test_without_a_crash_nothing_is_told(user):
    one = user()
    report_notes(one.program.bus, [])
    assert not one.program.window.findChild(ProblemStrip).isVisible()
