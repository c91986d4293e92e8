"""The learning that made an earlier result, for the methods text."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.live.result import Result

if TYPE_CHECKING:
    from sketchpose_engine.results.provenance import Provenance

Facts = Mapping[str, Any]  # provenance of weights


def provenance_of_image(
    known: "Provenance | InputError | None", made: Result | None, *, has_learned: bool
) -> "Provenance | InputError | None":
    """Describe the learning that made the masks that are shown.

    Parameters
    ----------
    known
        Of `export_sources.provenance_of`.
    made
        Result with the masks that are shown, recorded when they were found; None: they are those of
        the present weights.
    has_learned
        Whether the present weights were trained since the project was opened: a result that was
        restored is of an earlier session.
    """
    if known is None or isinstance(known, InputError) or made is None:
        return known
    if made.provenance is not None:
        return replace(known, facts=dict(made.provenance))
    is_later = has_learned and made.is_restored  # a result of an earlier version
    return replace(known, facts=_facts_at(made, known.facts, is_later=is_later))


def _facts_at(result: Result, facts: Facts, *, is_later: bool) -> dict[str, Any]:
    """Return the record of the session that made a result, as it was then.

    Parameters
    ----------
    result
        Steps, seconds and time of the learning.
    facts
        Record of the latest session, with those before.
    is_later
        Whether that session is known to be later than the result.
    """
    made_on = datetime.fromtimestamp(result.made_at).strftime("%Y-%m-%d")
    while (before := _session_before(facts)) is not None and (
        is_later
        or facts.get("steps", 0) < result.steps
        or (result.is_restored and made_on <= _ended_on(before) and made_on < _ended_on(facts))
    ):
        facts, is_later = before, False
    start = facts.get("started_from")
    if not result.steps and isinstance(start, Mapping):  # made by these weights, unchanged
        return dict(start)
    trained = {"steps": result.steps, "seconds": round(result.seconds, 1), "date": made_on}
    return {**facts, **trained}


def _ended_on(facts: Facts) -> str:
    """Return the day on which a session was saved last; "" if unknown."""
    return str(facts.get("date", ""))


def _session_before(facts: Facts) -> Facts | None:
    """Return the record of the session in the same project that this one continued, if any."""
    from sketchpose_engine.results.provenance import is_same_project

    before = facts.get("started_from")
    if not isinstance(before, Mapping) or "general" in before:
        return None
    return before if is_same_project(before, facts) else None
