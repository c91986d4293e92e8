"""Fixtures of the app's tests: a bus, fresh preferences, small scenes; nothing may be left over."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shiboken6
from hypothesis import settings
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.core import paths
from app.core.bus import Bus
from app.core.preferences import Preferences
from app.core.translation import install_language
from app.panels import click_guard
from app.program import Program
from app.state import measurer
from app.state.scene import Channel, Scene
from sketchpose_engine.masks.palette import PALETTE
from tests.app.helpers.looker import STROKES, Looker
from tests.app.helpers.user import User

# The same examples on every run and machine, as in the engine's tests.
settings.register_profile("app", deadline=None, derandomize=True)
settings.load_profile("app")


@pytest.fixture(autouse=True, scope="session")
def collected_here() -> Iterator[None]:
    """Garbage is collected after each test, never in a thread of the program; see `garbage`."""
    gc.disable()
    gc.freeze()  # all that was imported and collected by then: looking at it takes a second a test
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """A test that leaves a widget behind fails; its timers would go on with it."""
    yield
    application = QApplication.instance()
    if application is not None:
        gc.collect()  # plots hold their menus in circles
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = QApplication.topLevelWidgets()
        assert [(type(w).__name__, w.windowTitle() or w.objectName()) for w in left] == []


@pytest.fixture(autouse=True)
def clicks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clicks on what has just changed have an effect: tests are faster than users."""
    monkeypatch.setattr(click_guard, "GUARD_MS", 0)


@pytest.fixture
def bus(qapp: QApplication) -> Bus:
    """A notice board of this test only."""
    return Bus()


@pytest.fixture
def preferences(bus: Bus, tmp_path: Path) -> Preferences:
    """What a new user has, kept in a file of this test only."""
    return Preferences(bus, QSettings(str(tmp_path / "p.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def scene() -> Callable[..., Scene]:
    """Make a scene: black, nothing drawn, no cells; any attribute can be given."""

    def make(shape: tuple[int, int] = (60, 80), **attributes: Any) -> Scene:
        planes = attributes.pop("planes", np.zeros((1, *shape), np.uint8))
        shape = planes.shape[1:]
        channels = [Channel(f"{n}", 0, 255, 0, 255) for n in range(len(planes))]
        made = {
            "image_id": "image",
            "name": "image.tif",
            "levels": [planes],
            "channels": channels,
            "sketch": np.zeros(shape, np.uint8),
            "labels": np.zeros(shape, np.int32),
            "rows": (np.arange(256) % len(PALETTE)).astype(np.uint8),
            "valid": np.zeros(shape, bool),
        }
        return Scene(**(made | attributes))

    return make


@pytest.fixture
def canvas(qtbot: QtBot, bus: Bus, preferences: Preferences) -> Canvas:
    """A canvas without an image, 400 x 300, on the screen and with the keyboard."""
    widget = Canvas(bus, preferences)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    with qtbot.waitActive(widget):
        widget.show()
    return widget


@pytest.fixture
def opened(canvas: Canvas, bus: Bus, scene: Callable[..., Scene]) -> Canvas:
    """A canvas with an image twice as large as itself, at actual size."""
    bus.frame.opened.emit(scene((600, 800)))
    canvas.view.actual_size()
    return canvas


@pytest.fixture
def user(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], User]]:
    """Start the program, as often as one likes, with the same settings and projects."""
    monkeypatch.setenv("SKETCHPOSE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(paths, "projects_folder", lambda: tmp_path / "projects")
    users: list[User] = []

    def start() -> User:
        users.append(User(tmp_path, qtbot.waitUntil))
        return users[-1]

    yield start
    for each in users:
        each.leaves()
        assert each.program.engine.isFinished()
        _free(each.program)


def _free(program: Program) -> None:
    """Destroy the objects that others are connected with.

    The garbage collector does not see what a connection refers to: each program that was ever
    started would stay in memory, and all tests would become slower.
    """
    for sender in (*vars(program.bus).values(), program.actions):
        shiboken6.delete(sender)


@pytest.fixture
def looker(user: Callable[[], User], monkeypatch: pytest.MonkeyPatch) -> Looker:
    """A user with four cells of different sizes, who has opened the table."""
    monkeypatch.setattr(measurer, "SETTLE_MS", 50)
    one = user()
    one.opens(one.makes_image())
    for row, end in STROKES:
        one.draws((row, 20), (row, end))
    one.presses("2")
    one.draws((112, 5), (112, 60))
    one.wait_until(lambda: one.scene.labels.max() == 4)
    found = Looker(one)
    one.presses("Ctrl+T")
    found.waits_for_rows(4)
    return found


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The window in German, as if the user had chosen it."""
    locale = QLocale()
    install_language(qapp, "de")
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)
    QLocale.setDefault(locale)
