"""The signals, and the page that lists them."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_of_signals_is_up_to_date():
    script = runpy.run_path(str(DOCS / "make_signals.py"))
    assert (DOCS / "signals.md").read_text("utf-8") == script["page"](), "run docs/make_signals.py"


def test_every_signal_is_emitted_and_received():
    script = runpy.run_path(str(DOCS / "make_signals.py"))
    groups = script["groups"]()
    emitters, receivers = script["users"](set(groups))
    names = {(name, s) for name, group in groups.items() for s, _ in script["signals"](group)}
    assert set(emitters) == names
    assert set(receivers) == names


def test_a_blocked_bus_delivers_nothing(bus):
    heard = []
    bus.notices.noted.connect(heard.append)
    bus.block()
    bus.notices.noted.emit("late")
    assert heard == []
