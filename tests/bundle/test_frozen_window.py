"""The frozen program on a screen: a mouse draws, the program is killed, and nothing is lost."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.resources import resource
from sketchpose_engine.project.project import Project
from tests.bundle.conftest import NAME, PATIENCE_S

MIDDLE = (590, 340)  # of the picture, in a window of 1280 x 720
needs_screen = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("Xvfb") or not shutil.which("xdotool"),
    reason="needs Xvfb and xdotool: a screen and a mouse that no one sees",
)


def until(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        time.sleep(0.1)


@pytest.fixture
def screen(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """An environment with a screen."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    server = subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        display = told.readline().strip()
    yield environment | {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
    server.terminate()
    server.wait()


def mouse(screen: dict[str, str], *words: object) -> str:
    done = subprocess.run(
        ["xdotool", *map(str, words)], env=screen, capture_output=True, text=True, check=False
    )
    return done.stdout


def pixels_drawn(projects: Path) -> int:
    """On the only image of the only project, as they are on disk."""
    (folder,) = (file.parent for file in projects.glob("*/project.json"))
    project = Project.open(folder)
    (image,) = project.images
    labels, _, _ = project.sketches.read(image.id, tifffile.imread(image.path).shape)
    return int(np.count_nonzero(labels))


@needs_screen
def test_a_stroke_outlives_the_program(
    bundle: Path, screen: dict[str, str], tmp_path: Path
) -> None:
    image = tmp_path / "cells.tif"
    shutil.copyfile(resource("samples/nuclei_small/image.tif"), image)
    program = subprocess.Popen([str(bundle / NAME), str(image)], env=screen, cwd=tmp_path)
    try:
        until(lambda: mouse(screen, "search", "--onlyvisible", "--name", "cells.tif"), "the window")
        until(lambda: list(tmp_path.glob("projects/*/project.json")), "the project")
        x, y = MIDDLE

        def drawn() -> bool:
            mouse(screen, "mousemove", x, y, "mousedown", 1)
            mouse(screen, "mousemove", x + 20, y + 8, "mousemove", x + 40, y, "mouseup", 1)
            time.sleep(0.5)
            return program.poll() is None and any(tmp_path.glob("projects/*/sketches/*"))

        until(drawn, "a stroke on disk")
    finally:
        program.kill()
        program.wait()
    assert pixels_drawn(tmp_path / "projects") > 20
