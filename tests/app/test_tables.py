"""The tables: actions, preferences, advice."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QStyleHints

from app.canvas.tools import TOOLS
from app.core import paths
from app.core.action_keys import ActionKey
from app.core.preferences import TABLE as PREFERENCES
from app.core.preferences import Preferences
from app.dialogs.help import COLUMNS
from app.state.advice import AdviceController
from app.state.advice_rules import RULES, Facts
from app.state.learning import FINISHED, LEARNING, PAUSED
from app.state.questions import Question
from app.ui.action_table import MENUS, ROWS, TABLE
from app.ui.actions import Actions
from app.ui.icons import Icons
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND

# Actions


def test_no_two_actions_share_a_key_or_a_name():
    keys = [QKeySequence(key).toString() for row in TABLE for key in row.keys]
    assert len(keys) == len(set(keys))
    assert len(ROWS) == len(TABLE)
    assert "" not in keys


def test_every_action_is_in_a_menu_with_an_icon_that_exists():
    for row in TABLE:
        assert row.menu in MENUS
        assert not row.icon or paths.icon_file(row.icon).exists()
        assert not row.switch or row.switch in PREFERENCES
        assert not row.tool or row.tool in TOOLS


def test_the_list_of_keys_has_all_menus():
    assert {menu for column in COLUMNS for menu in column} == set(MENUS)


def test_every_tool_can_be_reached_by_key():
    assert {row.tool for row in TABLE if row.keys} - {""} == set(TOOLS)


def test_every_key_has_a_row_and_no_row_lacks_its_handler(bus, preferences):
    assert set(ROWS) == set(ActionKey)
    handlers = {row.key: lambda: None for row in TABLE if row.needs_handler}
    del handlers[ActionKey.UNDO]
    with pytest.raises(ValueError, match="undo"):
        Actions(bus, preferences, Icons(), handlers)
    handlers |= {ActionKey.UNDO: lambda: None, ActionKey.TOOL_CELL: lambda: None}
    with pytest.raises(ValueError, match="tool_cell"):
        Actions(bus, preferences, Icons(), handlers)


def test_every_switch_switches_its_preference_and_follows_it(user):
    program = user().program
    for row in TABLE:
        if row.switch:
            before = program.preferences[row.switch]
            program.actions[row.key].trigger()
            assert program.preferences[row.switch] is not before
            program.preferences.toggle(row.switch)
            assert program.actions[row.key].isChecked() is before


def test_the_theme_is_one_of_three(user):
    program = user().program
    program.actions.trigger("theme_dark")
    assert program.theme.dark
    assert program.actions["theme_dark"].isChecked()
    program.actions.trigger("theme_light")
    assert not program.theme.dark
    assert not program.actions["theme_dark"].isChecked()


def test_title_bars_follow_the_chosen_theme(user, monkeypatch):
    chosen = []
    monkeypatch.setattr(QStyleHints, "setColorScheme", lambda hints, scheme: chosen.append(scheme))
    program = user().program
    for name in ("dark", "light", "system"):
        program.actions.trigger(f"theme_{name}")
    scheme = Qt.ColorScheme
    assert chosen == [scheme.Unknown, scheme.Dark, scheme.Light, scheme.Unknown]


# Preferences


def reopened(bus, preferences: Preferences) -> Preferences:
    preferences._settings.sync()
    path = preferences._settings.fileName()
    return Preferences(bus, QSettings(path, QSettings.Format.IniFormat))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("live", False),
        ("masks_percent", 7),
        ("cell_radius_px", 2.5),
        ("theme", "dark"),
        ("recent_projects", ["/a b", "/c,d"]),
        ("recent_projects", ["one"]),
    ],
)
def test_a_preference_is_remembered_with_its_type(bus, preferences, key, value):
    preferences[key] = value
    again = reopened(bus, preferences)[key]
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize(
    ("key", "value"), [("theme", "pink"), ("cell_radius_px", -1.0), ("live", 1)]
)
def test_what_a_preference_cannot_be_is_refused(preferences, key, value):
    with pytest.raises(ValueError, match=key):
        preferences[key] = value


def test_a_damaged_settings_file_gives_the_defaults(bus, preferences):
    settings = preferences._settings
    settings.setValue("theme", "pink")
    settings.setValue("cell_radius_px", "wide")
    settings.setValue("masks_percent", "1000")
    again = reopened(bus, preferences)
    for key in ("theme", "cell_radius_px", "masks_percent"):
        assert again[key] == PREFERENCES[key].default


# Advice


def said(**facts) -> str:
    rule = next((rule for rule in RULES if rule.holds(Facts(opened=True, **facts))), None)
    return rule.name if rule else ""


ALL = frozenset({FOREGROUND, BACKGROUND})


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({}, "first cell"),
        ({"cells": 40, "is_guess": True}, "first cell"),
        ({"cells": 40}, ""),  # found with what was learned on other frames
        ({"kinds": frozenset({BACKGROUND})}, "no cell"),
        ({"kinds": frozenset({FOREGROUND})}, "no background"),
        ({"kinds": frozenset({FOREGROUND, BOUNDARY}), "state": LEARNING}, "patience"),
        ({"kinds": ALL, "state": PAUSED}, "paused"),
        ({"kinds": ALL, "state": PAUSED, "cells": 114}, ""),  # saved masks are there
        (
            {
                "kinds": ALL,
                "state": LEARNING,
                "steps": 50,
                "cells": 3,
                "determined": 0.01,
                "guidance": Guidance("", 0.5, None, None),
            },
            "no edge",
        ),
        ({"kinds": ALL, "state": PAUSED, "cells": 3, "determined": 0.01}, ""),  # from the disk
        ({"kinds": ALL, "state": LEARNING, "steps": 500, "cells": 3, "determined": 0.5}, ""),
        ({"kinds": ALL, "state": LEARNING, "steps": 50}, "nothing found"),
        ({"kinds": ALL, "state": FINISHED, "steps": 50, "cells": 3}, "finished"),
        (
            {
                "kinds": ALL,
                "state": LEARNING,
                "steps": 50,
                "cells": 3,
                "touching": Question("?", "", (4, 5), Box(0, 0, 9, 9), (), (12, 13)),
            },
            "touching",
        ),
        (
            {
                "kinds": ALL,
                "state": LEARNING,
                "steps": 50,
                "cells": 3,
                "touching": Question("?", "", (4, 5), Box(0, 0, 9, 9), (), (12, 13)),
                "unsure": Question("?", "", (4, 5), Box(0, 0, 9, 9), (), is_of_gap=True),
            },
            "gap",
        ),
        (
            {
                "kinds": ALL,
                "state": LEARNING,
                "steps": 500,
                "cells": 3,
                "guidance": Guidance("", 0.5, None, None),
            },
            "disagrees",
        ),
        ({"kinds": ALL, "state": LEARNING, "steps": 500, "cells": 3}, ""),
    ],
)
def test_the_first_rule_that_holds_is_said(facts, rule):
    assert said(**facts) == rule


def test_a_sentence_that_was_waved_away_is_not_said_again(bus, scene):
    sentences = []
    bus.notices.advised.connect(lambda advice: sentences.append(advice and advice.rule))
    adviser = AdviceController(bus)
    bus.frame.opened.emit(scene())
    assert sentences == ["first cell"]
    adviser.dismiss()
    assert sentences[-1] == "no cell"
    bus.frame.closed.emit()
    bus.frame.opened.emit(scene())
    assert "first cell" not in sentences[1:]
