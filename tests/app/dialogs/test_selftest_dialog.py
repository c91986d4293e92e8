"""Help, Check this installation: what the self-test says is shown while it says it."""

import os
import sys
import textwrap
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton

from app.core import paths
from app.dialogs.selftest import BUSY, CANCELLED, WELL, SelfTestDialog

GOOD = """
    import os, sys
    assert sys.argv[1:] == ["--selftest"]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    print("ok      Window on screen (0.1 s)", flush=True)
    print("ok      1 px = 0.5 µm", flush=True)
    print('{"passed": 2, "failed": 0}')
"""
BAD = """
    import sys
    print("ok      Window on screen (0.1 s)")
    print("FAILED  Reader of LIF files: it is not there")
    print('{"passed": 1, "failed": 1}')
    sys.stderr.write("Traceback, in full")
    sys.exit(1)
"""
CRASH = "import os; os.abort()"
SLOW = """
    import os, pathlib, tempfile, time
    pathlib.Path(tempfile.gettempdir(), "left").touch()
    print(os.getpid(), tempfile.gettempdir(), flush=True)
    time.sleep(60)
"""


class Window:
    """The dialog, opened from the menu, as one sees it."""

    def __init__(self, user) -> None:
        self._user = user
        self._help_menu_action("Check this installation…").trigger()
        (self.dialog,) = user.program.window.findChildren(SelfTestDialog)

    def _help_menu_action(self, text):
        menus = self._user.program.window.menuBar().actions()
        (bar,) = [action for action in menus if action.text() == "&Help"]
        actions = bar.menu().actions()
        (found,) = [action for action in actions if action.text().replace("&", "") == text]
        return found

    @property
    def verdict(self) -> str:
        return self.dialog.findChild(QLabel).text()

    @property
    def lines(self) -> list[str]:
        return self.dialog.findChild(QPlainTextEdit).toPlainText().splitlines()

    @property
    def busy(self) -> bool:
        return self.dialog.findChild(QProgressBar).isVisible()

    def waits(self, holds) -> None:
        self._user.wait_until(holds, timeout=20_000)

    def clicks(self, text: str) -> None:
        buttons = self.dialog.findChildren(QPushButton)
        (button,) = [each for each in buttons if each.text() == text]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def window(user, tmp_path, monkeypatch):
    """Open the dialog, with a small program in place of the self-test."""

    def opened(script: str) -> Window:
        program = tmp_path / "program.py"
        program.write_text(textwrap.dedent(script), encoding="utf-8")
        monkeypatch.setattr(paths, "program_command", lambda: [sys.executable, str(program)])
        return Window(user())

    return opened


def test_all_is_well(window):
    seen = window(GOOD)
    assert (seen.verdict, seen.busy, seen.dialog.isModal()) == (BUSY, True, False)
    seen.waits(lambda: seen.verdict == WELL)
    assert seen.lines[:2] == ["ok      Window on screen (0.1 s)", "ok      1 px = 0.5 µm"]
    assert not seen.busy
    seen.clicks("Close")
    assert not seen.dialog.isVisible()


def test_what_failed_is_told_and_can_be_copied(window):
    seen = window(BAD)
    seen.waits(lambda: not seen.busy)
    assert seen.verdict == "This does not work: Reader of LIF files: it is not there"
    seen.clicks("Copy report")
    seen.clicks("Copied")  # it says that it has done it, and does it again
    copied = QGuiApplication.clipboard().text()
    assert seen.verdict in copied
    assert "ok      Window on screen (0.1 s)" in copied
    assert '{"passed": 1, "failed": 1}' in copied
    assert "Traceback, in full" in copied


def test_a_crash_of_the_test_is_no_success(window):
    seen = window(CRASH)
    seen.waits(lambda: not seen.busy)
    assert "ended without a result" in seen.verdict


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked for as on Unix")
def test_cancelled_it_ends_at_once_and_leaves_nothing_behind(window):
    seen = window(SLOW)
    seen.waits(lambda: bool(seen.lines))
    process, aside = seen.lines[0].split(maxsplit=1)
    assert (Path(aside) / "left").exists()
    start = time.monotonic()
    seen.clicks("Cancel")
    assert seen.verdict == CANCELLED
    assert time.monotonic() - start < 2
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)
    assert not Path(aside).exists()


def test_lines_can_be_selected(window):
    seen = window(GOOD)
    flags = seen.dialog.findChild(QPlainTextEdit).textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse


def test_a_program_that_cannot_be_started_is_told(user, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "program_command", lambda: [str(tmp_path / "gone")])
    seen = Window(user())
    seen.waits(lambda: not seen.busy)
    assert "cannot be started" in seen.verdict


# Which program it is


def test_from_source_it_is_this_python():
    assert paths.program_command() == [sys.executable, "-m", "app"]
    assert (paths.program_folder() / "app" / "__main__.py").exists()


@pytest.mark.parametrize(
    ("platform", "name"),
    [("linux", "sketchpose"), ("darwin", "sketchpose"), ("win32", "sketchpose-console.exe")],
)
def test_a_bundle_is_its_own_program_and_on_windows_the_one_with_text(
    monkeypatch, tmp_path, platform, name
):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "sketchpose"))
    assert paths.program_command() == [str(tmp_path / name)]
