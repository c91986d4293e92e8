"""What goes wrong: in full into the log file, in one plain sentence to the user."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from app.core.bus import Bus
from app.core.payloads import Problem
from app.core.translation import counted, sentence_of, tr, tr_noop
from sketchpose_engine.core.errors import InputError

UNEXPECTED = tr_noop("Something went wrong inside Sketchpose; what you drew is saved. ({name})")

log = logging.getLogger("sketchpose")


@contextmanager
def kept_log(path: Path) -> Iterator[None]:
    """Write the log to a file of limited size, for as long as this lasts."""
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


def report(bus: Bus, error: BaseException) -> None:
    """Report an error to the user and log the details; safe from any thread.

    Parameters
    ----------
    bus
        Receiver of the problem.
    error
        An `InputError` is the user's to mend: its sentence is enough.
    """
    if isinstance(error, InputError):
        log.info("%s", error)
        bus.notices.problem_met.emit(Problem(sentence_of(error)))
        return
    details = "".join(traceback.format_exception(error))
    log.error("%s", details)
    bus.notices.problem_met.emit(Problem(tr(UNEXPECTED, name=type(error).__name__), details))


def saved(bus: Bus, save: Callable[[], None]) -> bool:
    """Run a function that saves; report why if it fails."""
    try:
        save()
    except InputError as error:
        report(bus, error)
        return False
    return True


def first_of(problems: Sequence[str]) -> str:
    """Return the first of some sentences, and how many more there are."""
    more = len(problems) - 1
    if not more:
        return problems[0]
    return counted(more, "{sentence} and %n more", "{sentence} and %n more", sentence=problems[0])


def catch_all(bus: Bus) -> None:
    """Report all uncaught exceptions from now on."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report(bus, error)

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(bus, args.exc_value)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
