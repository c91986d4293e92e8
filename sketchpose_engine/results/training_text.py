"""Sentences on the training of a network, from its provenance."""

from collections.abc import Mapping, Sequence
from typing import Any

from .provenance import is_same_project, name_only

MOST_NAMES = 6  # of images; more would make the sentence unreadable
Facts = Mapping[str, Any]  # provenance of weights


def stages_of(own: Sequence[Facts]) -> str:
    """Describe the training in one project, session after session; "" if it is not recorded."""
    return ", then ".join(words for each in own if (words := training_words(each)))


def sessions_of(known: Facts) -> tuple[list[Facts], list[Facts]]:
    """Return the training of a network in its project, and that of the weights it started from.

    A project that is opened again goes on from its own weights. Such a session has learned from the
    same images, or some of them; sessions with the same images count as one.

    Returns
    -------
    own
        Sessions of the project, oldest first; at least one.
    earlier
        What came before, latest first.
    """
    records = [known]
    while isinstance(start := records[-1].get("started_from"), Mapping):
        if "general" in records[-1]:
            break  # what the general network began as is of no interest
        if start.get("steps") != 0:  # opened and saved without learning, by older versions
            records.append(start)
        else:
            records[-1] = {**records[-1], "started_from": start.get("started_from")}
    own = [records.pop(0)]
    while records and "general" not in records[0] and is_same_project(records[0], own[0]):
        before = records.pop(0)
        if before["trained_on"] == own[0]["trained_on"]:
            own[0] = {**before, **own[0], **_sums(before, own[0])}
        else:
            own.insert(0, before)
    return own, records


def _sums(before: Facts, after: Facts) -> Facts:
    """Return the steps and seconds of both, and what the earlier one began as."""
    totals = {
        name: before[name] + after[name]
        for name in ("steps", "seconds")
        if name in before and name in after
    }
    return {**totals, "started_from": before.get("started_from")}


def training_words(known: Facts) -> str:
    """Describe on what, how long and when a network was trained, as far as recorded."""
    words = []
    if names := [name_only(name) for name in known.get("trained_on") or ()]:
        named = f" ({listed(names)})" if len(names) <= MOST_NAMES else ""
        noun = "image set" if "general" in known else "image"
        words.append(f"on {counted(len(names), noun)}{named}")
    if (steps := known.get("steps")) is not None:
        seconds = known.get("seconds")
        lasting = f" ({seconds:.0f} s)" if seconds else ""
        words.append(f"for {counted(steps, 'step')}{lasting}")
    if (seed := known.get("seed")) is not None:
        words.append(f"with random seed {seed}")
    if date := known.get("date"):
        words.append(f"on {date}")
    return " ".join(words)


def counted(number: int, thing: str) -> str:
    """Return a number with the word for it."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(items: Sequence[str]) -> str:
    """Join items with commas and a final `and`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
