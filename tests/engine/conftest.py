"""Fixtures and profiles of the engine's tests."""

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import settings

from sketchpose_engine.cli.parser import main
from sketchpose_engine.models import device
from sketchpose_engine.project.project import Project
from tests.engine.helpers.command_line import write_files

# The same examples on every run and machine: a red test is a change of the program.
settings.register_profile("engine", deadline=None, derandomize=True)
settings.load_profile("engine")


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Tiny networks are slower on several threads, and results must not depend on their number."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested says nothing of the graphics card of this computer."""
    monkeypatch.setattr(device, "has_nvidia_card", lambda: False)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: toy images, their sketches and weights."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)  # full precision everywhere
    write_files()
    return tmp_path


@pytest.fixture
def call(files: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; its exit code, stdout and stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def report_of(call: Callable[..., tuple[int, str, str]]) -> Callable[..., dict[str, Any]]:
    """The JSON object a command prints that must succeed."""

    def run(*words: object) -> dict[str, Any]:
        code, out, _ = call(*words, "--json")
        assert code == 0
        return dict(json.loads(out))

    return run


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project without images."""
    project = Project.create(tmp_path / "project")
    yield project
    project.close()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """While it lasts, nothing can be written to the end."""

    def fail(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    @contextmanager
    def full() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fail)
            yield

    return full
