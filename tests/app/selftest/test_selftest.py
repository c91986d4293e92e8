"""`sketchpose --selftest`: that everything works is told, and what does not is told, too."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.selftest import files
from app.selftest.report import Report, require
from sketchpose_engine import __version__
from sketchpose_engine.results.file_kinds import FILE_KINDS

ROOT = Path(__file__).parents[3]
PATIENCE_S = 240
BROKEN = """
    import socket, sys, threading
    from app import __main__
    from app.core import paths

    sys.modules["liffile"] = None  # as if it had been forgotten
    paths.sample_sketches = lambda folder: {"": paths.resource(f"samples/{folder}/gone.tif")}

    def calls_home():
        try:
            socket.create_connection(("127.0.0.1", 9), 0.1)
        except OSError:
            pass

    words = ["--selftest"]
    real = __main__.check_installation

    def checked(words):
        threading.Timer(0.2, calls_home).start()
        return real(words)

    __main__.check_installation = checked
    sys.exit(__main__.main(words))
"""


@dataclass(frozen=True)
class Told:
    """What a self-test has said."""

    code: int
    lines: list[str]
    facts: dict
    details: str

    @property
    def failed(self) -> list[str]:
        return [line for line in self.lines if line.startswith("FAILED")]


@pytest.fixture
def selftest(tmp_path: Path) -> Callable[..., Told]:
    """Run it as a process; what it puts aside is in a folder of this test, and must go again."""

    def run(*words: str, program: tuple[str, ...] = (sys.executable, "-m", "app")) -> Told:
        aside = tmp_path / "aside"
        aside.mkdir()
        own = {"HOME": str(tmp_path / "home"), "TMPDIR": str(aside), "TEMP": str(aside)}
        environment = {**os.environ, **own, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*program, *words], env=environment, cwd=ROOT, capture_output=True, text=True,
            timeout=PATIENCE_S,
        )  # fmt: skip
        assert list(aside.iterdir()) == []
        found = [path.name.lower() for path in (tmp_path / "home").rglob("*")]
        assert [name for name in found if "sketchpose" in name] == []
        *lines, last = done.stdout.splitlines() or [""]
        assert last.startswith("{"), done.stderr
        return Told(done.returncode, lines, json.loads(last), done.stderr)

    return run


def test_everything_works_here(selftest, tmp_path):
    kept, picture = tmp_path / "kept", tmp_path / "window.png"
    told = selftest("--selftest", "--keep", str(kept), "--screenshot", str(picture))
    assert told.failed == [], told.details
    assert told.code == 0
    facts = told.facts
    assert facts["sketchpose"] == __version__
    assert (facts["passed"], facts["failed"]) == (len(told.lines), 0)
    assert 30 <= facts["cells"] <= 60
    assert 0 < facts["first_paint_s"] < facts["engine_s"] < facts["seconds"] + 5
    assert facts["engine_s"] < facts["first_masks_s"] < facts["seconds"] + 5
    assert 0 < facts["first_step_s"] < facts["seconds"]
    assert facts["steps_per_s"] > 0
    assert (facts["device"], facts["frozen"], facts["network_attempts"]) == ("cpu", False, 0)
    for name in ("python", "qt", "torch", "platform", "threads"):
        assert facts[name], name
    assert len(list(kept.iterdir())) == len(FILE_KINDS)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_it_works_where_there_is_no_network(selftest):
    cut = ("unshare", "-rn")
    if shutil.which("unshare") is None or subprocess.run([*cut, "true"]).returncode:
        pytest.skip("this system does not let one cut the network off (unshare -rn)")
    told = selftest("--selftest", program=(*cut, sys.executable, "-m", "app"))
    assert told.failed == [], told.details
    assert told.facts["network_attempts"] == 0


def test_what_is_broken_is_told(selftest):
    told = selftest(program=(sys.executable, "-c", textwrap.dedent(BROKEN)))
    assert told.code == 1
    failed = "\n".join(told.failed)
    assert "FAILED  Reader of LIF files" in failed
    assert "FAILED  Sample: Plant tissue" in failed and "gone.tif" in failed
    assert "FAILED  No network: tried: " in failed and "socket.connect ('127.0.0.1', 9)" in failed
    assert told.facts["failed"] == len(told.failed)
    assert told.facts["network_attempts"] >= 1
    assert any(line.startswith("-       Project opened again") for line in told.lines)
    assert any(line.startswith("ok      TIFF, lzw") for line in told.lines), "the rest goes on"
    assert "Traceback" in told.details


def test_without_pytorch_it_does_not_wait(selftest):
    script = """
        import sys
        from app import __main__
        sys.modules["torch"] = None
        sys.exit(__main__.main(["--selftest"]))
    """
    told = selftest(program=(sys.executable, "-c", textwrap.dedent(script)))
    assert told.code == 1
    assert told.failed[0].startswith("FAILED  First strokes, first step of learning: Something")
    assert "ModuleNotFoundError" in told.failed[0]
    assert (told.facts["torch"], told.facts["first_step_s"]) == (None, None)
    assert told.facts["seconds"] < 60


def test_it_ends_when_it_takes_too_long(selftest):
    told = selftest("--selftest", "--seconds", "0.5")
    assert told.code == 1
    assert told.failed == ["FAILED  Watchdog: not done after 0.5 s"]
    assert told.facts["failed"] == 1
    assert "most recent call first" in told.details


def test_a_folder_with_files_in_it_is_not_written_to(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    words = [sys.executable, "-m", "app", "--selftest", "--keep", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_help_tells_of_it():
    done = subprocess.run(
        [sys.executable, "-m", "app", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--selftest" in done.stdout


def test_every_kind_of_file_has_a_reader():
    assert set(files.READERS) == {kind.id for kind in FILE_KINDS}


def test_a_chain_stops_where_it_is_broken(capsys):
    report = Report()
    report.run_chain(
        [
            ("first", lambda: None),
            ("second", lambda: require(False, "it is broken")),
            ("third", lambda: None),
        ]
    )
    assert report.finish() == 1
    first, second, third, last = capsys.readouterr().out.splitlines()
    assert first.startswith("ok      first (")
    assert second == "FAILED  second: it is broken"
    assert third.startswith("-       third: left out")
    facts = json.loads(last)
    assert (facts["passed"], facts["failed"]) == (1, 1)


def test_sockets_within_the_computer_are_no_network(tmp_path):
    script = textwrap.dedent(
        f"""
        import socket
        from app.selftest.network import NetworkWatch
        watch = NetworkWatch()
        socket.socket(socket.AF_UNIX).bind({str(tmp_path / "here")!r})
        assert watch.attempts == [], watch.attempts
        socket.socket(socket.AF_INET).bind(("127.0.0.1", 0))
        assert len(watch.attempts) == 1, watch.attempts
        """
    )
    if not hasattr(__import__("socket"), "AF_UNIX"):
        pytest.skip("this system has no such sockets")
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
