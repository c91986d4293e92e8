"""The thread that runs a live session: a `for` loop, and a table from messages to signals."""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from PySide6.QtCore import QThread

from app.bus import Bus
from app.errors import report
from sketchpose_engine.errors import InputError
from sketchpose_engine.messages import (
    CardUnused,
    Comparing,
    Event,
    FieldsReady,
    FrameSegmented,
    Guidance,
    Learn,
    MasksReady,
    NetworkReady,
    Notice,
    Refused,
    Request,
    Resting,
    Segmenting,
    SegmentingEnded,
    StepDone,
    StepSkipped,
    Switched,
    ValidSetReady,
    WeightsKept,
)

MOST_ERRORS = 5  # in one session, before it is given up
NICENESS = 2


class Session(Protocol):
    """What the thread needs of a live session."""

    def post(self, request: Request) -> None:
        """Ask for something."""

    def stop(self) -> None:
        """End `run` soon."""

    def run(self) -> Iterator[Event]:
        """Work until stopped."""


def start_session() -> Session:
    """The engine's live session; the first call imports PyTorch, which takes a second or two."""
    from sketchpose_engine.live import LiveSession

    return LiveSession()


class EngineThread(QThread):
    """Runs a session and publishes what it says.

    Parameters
    ----------
    bus
        Where to publish.
    make_session
        Called in the thread.
    """

    def __init__(self, bus: Bus, make_session: Callable[[], Session] = start_session) -> None:
        super().__init__()
        self._bus = bus
        self._make_session = make_session
        self._session: Session | None = None
        self._early: deque[Request] = deque()  # posted before there was a session
        self._stopped = False
        self._lock = threading.Lock()
        self._signals: dict[type, Any] = {
            StepDone: bus.step_done,
            StepSkipped: bus.step_skipped,
            MasksReady: bus.masks_ready,
            FieldsReady: bus.fields_ready,
            ValidSetReady: bus.valid_set_ready,
            Guidance: bus.guidance_given,
            NetworkReady: bus.network_ready,
            Comparing: bus.comparing,
            Switched: bus.switched,
            Resting: bus.rested,
            WeightsKept: bus.weights_kept,
            CardUnused: bus.card_unused,
            Segmenting: bus.segmenting,
            FrameSegmented: bus.frame_segmented,
            SegmentingEnded: bus.segmenting_ended,
        }

    def post(self, request: Request) -> None:
        """Ask the session for something, or as soon as there is one."""
        with self._lock:
            if self._session is None:
                self._early.append(request)
            else:
                self._session.post(request)

    def stop(self) -> None:
        """End the session after the step under way, and wait for that."""
        with self._lock:
            self._stopped = True
            if self._session is not None:
                self._session.stop()
        self.wait()

    def run(self) -> None:
        """Run the session until it is stopped, whatever happens in it."""
        _give_way()
        try:
            session = self._make_session()
        except Exception as error:  # noqa: BLE001  reported, with its traceback
            report(self._bus, error)
            return
        with self._lock:
            if self._stopped:
                return
            self._session = session
            for request in self._early:
                session.post(request)
        self._bus.engine_started.emit()
        for _ in range(MOST_ERRORS):
            try:
                for event in session.run():
                    self._publish(event)
            except Exception as error:  # noqa: BLE001  reported, with its traceback
                report(self._bus, error)
                session.post(Learn(False))
            else:
                return

    def _publish(self, event: Event) -> None:
        if isinstance(event, Refused):
            report(self._bus, InputError(event.sentence))
        elif isinstance(event, Notice):
            self._bus.noted.emit(event.sentence)
        elif (signal := self._signals.get(type(event))) is not None:
            signal.emit(event)


def _give_way() -> None:
    """Let the window's thread go first; the threads that PyTorch starts from here inherit it."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    else:
        QThread.currentThread().setPriority(QThread.Priority.LowPriority)
