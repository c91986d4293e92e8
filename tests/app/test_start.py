import subprocess
import sys
from types import ModuleType

import pytest

from app import __main__ as start
from sketchpose_engine import cli


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Stand in for the window and for the engine's command line, and note what they are asked."""
    asked: list[tuple[str, list[str]]] = []
    parser = ModuleType("sketchpose_engine.cli.parser")

    def run(argv: list[str]) -> int:
        asked.append(("command", argv))
        return 3

    def open_window(files: list[str]) -> int:
        asked.append(("window", files))
        return 0

    parser.main = run  # type: ignore[attr-defined]
    parser.COMMANDS = ("run", "demo")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sketchpose_engine.cli.parser", parser)
    monkeypatch.setattr(cli, "parser", parser, raising=False)
    monkeypatch.setattr(start, "open_window", open_window)
    return asked


def test_without_a_command_the_window_opens(asked):
    assert start.main([]) == 0
    assert asked == [("window", [])]


def test_files_are_opened_in_the_window(asked):
    assert start.main(["cells.tif", "more"]) == 0
    assert asked == [("window", ["cells.tif", "more"])]


def test_helpers_of_a_bundle_go_their_way_before_anything_else(asked, monkeypatch):
    monkeypatch.setattr(start.multiprocessing, "freeze_support", lambda: asked.append("helper"))
    start.main(["cells.tif"])
    start.main(["--help"])
    assert asked[::2] == ["helper", "helper"]


@pytest.mark.parametrize("words", [["demo", "--fast"], ["--help"], ["run"]])
def test_a_command_goes_to_the_engine_with_its_exit_code(asked, words):
    assert start.main(words) == 3
    assert asked == [("command", words)]


def test_the_words_typed_are_the_default(asked, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["sketchpose", "--help"])
    assert start.main() == 3


def test_the_window_is_there_before_the_heavy_libraries_are_loaded():
    heavy = {"torch", "scipy", "skimage", "tifffile", "imagecodecs", "pyqtgraph"}
    code = f"import sys, app.program; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
