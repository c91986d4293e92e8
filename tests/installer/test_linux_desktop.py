"""The portable program makes a menu entry without a password, and takes it away again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "installer" / "linux"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a Linux desktop")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The archive as its user has it, with a program that needs nothing."""
    folder = tmp_path / "my programs" / "sketchpose"
    plugin = folder / "_internal/PySide6/Qt/plugins/platforms/libqxcb.so"
    plugin.parent.mkdir(parents=True)
    shutil.copyfile("/bin/true", plugin)
    plugin.chmod(0o755)
    (folder / "sketchpose").write_text("#!/bin/sh\n")
    desktop = folder / "desktop"
    subprocess.run([sys.executable, ROOT / "installer" / "icons.py", desktop], check=True)
    for name in ("desktop_files.sh", "sketchpose.desktop", "sketchpose.xml"):
        shutil.copy(LINUX / name, desktop)
    shutil.copy(ROOT / "resources/icons/sketchpose.svg", desktop)
    shutil.copy(LINUX / "install.sh", folder)
    return folder


def install(folder: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    return subprocess.run(
        ["bash", str(folder / "install.sh"), *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def files_of(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*sketchpose*") if path.is_file()}


def test_the_menu_entry_starts_the_program_where_it_is(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = install(unpacked, home)
    assert done.returncode == 0, done.stderr
    entry = (home / ".local/share/applications/sketchpose.desktop").read_text()
    assert f'Exec="{unpacked}/sketchpose" %F\n' in entry
    assert "application/x-sketchpose-project" in entry
    assert ".local/share/icons/hicolor/256x256/apps/sketchpose.png" in files_of(home)
    assert ".local/share/mime/packages/sketchpose.xml" in files_of(home)


def test_nothing_is_left_when_it_is_removed(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    install(unpacked, home)
    done = install(unpacked, home, "--remove")
    assert done.returncode == 0, done.stderr
    assert files_of(home) == set()


def test_a_folder_whose_name_no_menu_can_hold_is_refused(unpacked: Path, tmp_path: Path) -> None:
    odd = unpacked.rename(unpacked.with_name("100% cells"))
    done = install(odd, tmp_path / "home")
    assert done.returncode == 1
    assert "Please move this folder" in done.stderr
    assert files_of(tmp_path / "home") == set()
