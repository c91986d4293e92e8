"""Fixtures of the app's tests: a bus, fresh preferences, small scenes; nothing may be left over."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication

from app.bus import Bus
from app.preferences import Preferences
from app.scene import Channel, Scene

# The same examples on every run and machine, as in the engine's tests.
settings.register_profile("app", deadline=None, derandomize=True)
settings.load_profile("app")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """A test that leaves a widget behind fails; its timers would go on with it."""
    yield
    application = QApplication.instance()
    if application is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = QApplication.topLevelWidgets()
        assert left == []


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
            "colours": np.zeros(shape, np.uint8),
            "valid": np.zeros(shape, bool),
        }
        return Scene(**(made | attributes))

    return make
