"""The frozen program, as `installer/build_bundle.sh` makes it; SKETCHPOSE_BUNDLE names another."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "sketchpose-console.exe" if sys.platform == "win32" else "sketchpose"
PATIENCE_S = 240

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of the frozen program."""
    folder = Path(os.environ.get("SKETCHPOSE_BUNDLE") or ROOT / "dist" / "sketchpose")
    if not (folder / NAME).exists():
        pytest.skip("there is no frozen program: run installer/build_bundle.sh")
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a user who has nothing: no Python, no settings, no projects."""
    folders = {
        "HOME": tmp_path / "home",
        "SKETCHPOSE_HOME": tmp_path / "own",
        "SKETCHPOSE_PROJECTS": tmp_path / "projects",
    }
    for folder in folders.values():
        folder.mkdir()
    # The cache is that of the tests: the number format is measured once for all programs. Results
    # differ in rounding with another number of threads.
    caches = ("XDG_CACHE_HOME", "LOCALAPPDATA")
    shared = ("SYSTEMROOT", "TEMP", "TMP", *caches, "OMP_NUM_THREADS")
    kept = {name: os.environ[name] for name in shared if name in os.environ}
    paths = {"PATH": "/usr/bin:/bin"} if sys.platform != "win32" else {"PATH": os.environ["PATH"]}
    named = {name: str(folder) for name, folder in folders.items()}
    return kept | paths | named | {"LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def run(bundle: Path, environment: dict[str, str], tmp_path: Path) -> Run:
    """Run the frozen program to its end, far away from the sources."""

    def run(*words: str | Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, str(bundle / NAME), *map(str, words)],
            env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_S,
            encoding="utf-8",
        )  # fmt: skip

    return run
