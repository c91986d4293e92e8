"""Settings that are stored between two runs: one table, key, default, check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSettings

from app.core.bus import Bus
from app.core.payloads import PreferenceChange
from app.core.translation import LANGUAGES, SYSTEM


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: low <= value <= high


def _one_of(*values: str) -> Callable[[Any], bool]:
    return lambda value: value in values


@dataclass(frozen=True)
class Preference:
    """One setting; a stored value of another type, or that fails the check, is ignored."""

    default: Any
    check: Callable[[Any], bool] = lambda value: True


# Layers that the canvas can show: their name, whether shown at first, opacity in percent.
LAYERS = {
    "masks": (True, 45),
    "outlines": (True, 100),
    "strokes": (True, 70),
    "trusted": (False, 60),
    "distance": (False, 70),
    "flow": (False, 70),
    "uncertainty": (False, 70),
}

TABLE = {
    "theme": Preference("system", _one_of("system", "light", "dark")),
    "language": Preference(SYSTEM, _one_of(SYSTEM, *LANGUAGES)),  # from the next start on
    "live": Preference(True),
    "learn_from_all": Preference(True),
    "until_steady": Preference(True),
    "keep_drawn": Preference(False),
    "fill_loops": Preference(False),
    "pen_pressure": Preference(True),
    "cell_radius_px": Preference(6.0, _between(0.5, 500)),
    "background_radius_px": Preference(8.0, _between(0.5, 500)),
    "boundary_radius_px": Preference(1.0, _between(0.5, 500)),
    "eraser_radius_px": Preference(10.0, _between(0.5, 500)),
    "brushes_of": Preference(""),  # folder of the project that they were last used in
    "more_layers": Preference(False),  # whether the panel Show is unfolded
    "preview_box": Preference(False),
    "hints_done": Preference(False),
    "card_told": Preference(False),
    "recent_projects": Preference([]),
    "export_kinds": Preference([]),
    "export_linked": Preference([]),
    "export_open": Preference(True),
    "export_all": Preference(False),
    "export_csv": Preference("standard", _one_of("standard", "excel-de")),
    "last_folder": Preference(""),
    "open_last": Preference("add", _one_of("add", "new")),  # answer of the last time it was asked
    "open_into": Preference("ask", _one_of("ask", "add", "new")),  # images, beside a project
    "subfolders": Preference(False),
    "layouts": Preference(""),  # of the window, by arrangement of screens; JSON
    "show_numbers": Preference(False),
    "show_side_views": Preference(False),
    **{f"show_{name}": Preference(shown) for name, (shown, _) in LAYERS.items()},
    **{f"{name}_percent": Preference(p, _between(0, 100)) for name, (_, p) in LAYERS.items()},
}


class Preferences:
    """The table's values, kept between two runs of the program.

    Parameters
    ----------
    bus
        Receiver of each change.
    settings
        Where they are kept.
    """

    def __init__(self, bus: Bus, settings: QSettings) -> None:
        self._bus = bus
        self._settings = settings
        self._values = {key: self._stored(key) for key in TABLE}

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        preference = TABLE[key]
        if type(value) is not type(preference.default) or not preference.check(value):
            raise ValueError(f"{key} cannot be {value!r}")
        if value == self._values[key]:
            return
        self._values[key] = value
        self._settings.setValue(key, value)
        self._bus.view.preference_changed.emit(PreferenceChange(key, value))

    def reload(self, key: str) -> Any:
        """Read a value anew, which another program may have stored since; return it."""
        self._settings.sync()
        self._values[key] = self._stored(key)
        return self._values[key]

    def sync(self) -> None:
        """Write everything to disk now, where another program can read it."""
        self._settings.sync()

    def toggle(self, key: str) -> None:
        """Invert a switch."""
        self[key] = not self[key]

    def _stored(self, key: str) -> Any:
        preference = TABLE[key]
        kind = type(preference.default)
        if not self._settings.contains(key):
            return preference.default
        # An ini file holds words: Qt turns them into the type that is asked for.
        value = self._settings.value(key, preference.default, kind)
        if value is None and kind is list:
            value = []  # how Qt stores an empty list
        return value if isinstance(value, kind) and preference.check(value) else preference.default
