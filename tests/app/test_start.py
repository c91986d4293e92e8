import sys
from types import ModuleType

import pytest

from app.__main__ import main


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stand in for the engine's command line, and note what it was asked."""
    asked: list[list[str]] = []
    cli = ModuleType("sketchpose_engine.cli")

    def run(argv: list[str]) -> int:
        asked.append(argv)
        return 3

    cli.main = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sketchpose_engine.cli", cli)
    return asked


def test_without_a_command_it_says_what_to_try(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert "sketchpose demo" in said
    assert "sketchpose --help" in said
    assert commands == []


def test_a_command_goes_to_the_engine_with_its_exit_code(commands: list[list[str]]) -> None:
    assert main(["demo", "--fast"]) == 3
    assert commands == [["demo", "--fast"]]


def test_the_words_typed_are_the_default(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["sketchpose", "--help"])
    assert main() == 3
    assert commands == [["--help"]]
