"""The Windows installer with a stand-in for the program, run by wine: no Windows is needed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "installer/windows/verify_setup.sh"
HAS_WINE = shutil.which("wine64") or Path("/usr/lib/wine/wine64").exists()
needs_wine = pytest.mark.skipif(
    not (HAS_WINE and shutil.which("makensis")), reason="needs makensis and wine64"
)

PROMISES = (
    "an older Windows is refused",
    "too little space is refused",
    "what is refused changes nothing",
    "it installs silently",
    "every file is there, byte for byte",
    "it is in the start menu",
    "nothing is put on the desktop unasked",
    "projects open in it",
    "an upgrade is refused while it runs",
    "then nothing is changed",
    "no file of the older version is left",
    "the user's file survives the upgrade",
    "of all files only the user's is left",
    "Windows has forgotten it",
    "no folder is left",
    "another program's kind of file is left alone",
)


@pytest.fixture(scope="module")
def verified() -> set[str]:
    environment = os.environ | {"PYTHON": sys.executable}
    run = subprocess.run(
        ["bash", SCRIPT], env=environment, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return set(run.stdout.splitlines())


@needs_wine
@pytest.mark.parametrize("promise", PROMISES)
def test_the_installer_keeps_its_promise(verified: set[str], promise: str) -> None:
    assert f"ok: {promise}" in verified


needs_gnu = pytest.mark.skipif(sys.platform != "linux", reason="needs bash, find and du of GNU")


def refused(payload: Path) -> str:
    """What the build says when it will not pack this folder."""
    build = SCRIPT.with_name("build_setup.sh")
    run = subprocess.run(["bash", build, payload], capture_output=True, text=True)
    assert run.returncode == 1
    return run.stderr


@needs_gnu
def test_a_missing_program_is_told(tmp_path: Path) -> None:
    assert "sketchpose.exe is missing: run PyInstaller first" in refused(tmp_path)


@needs_gnu
def test_more_than_the_installer_can_hold_is_told(tmp_path: Path) -> None:
    (tmp_path / "sketchpose.exe").touch()
    with (tmp_path / "large.dll").open("wb") as file:
        file.truncate(2_100_000_000)  # a hole: it takes no space here
    assert "an NSIS installer takes 2 GB: pack a zip file instead" in refused(tmp_path)


@needs_gnu
def test_names_that_are_too_long_for_windows_are_told(tmp_path: Path) -> None:
    (tmp_path / "sketchpose.exe").touch()
    (tmp_path / ("a" * 100)).mkdir()
    (tmp_path / ("a" * 100) / ("b" * 100)).touch()
    assert "too long for Windows" in refused(tmp_path)
