"""The thread that runs a live session: a `for` loop, and a table from messages to signals."""

import gc
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QThread, Signal

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.translation import sentence_of, tr, tr_noop
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.inference.jobs import FrameSegmented, Segmenting, SegmentingEnded
from sketchpose_engine.live.messages import (
    BaselineAdopted,
    Event,
    FieldsExported,
    FieldsReady,
    Guidance,
    Idle,
    ImagesClosed,
    MasksReady,
    NetworkReady,
    Notice,
    RequestFailed,
    ResultsHeld,
    UnusedGpu,
    ValidSetReady,
    WeightsLoaded,
    WeightsRestored,
    WeightsSaved,
)
from sketchpose_engine.live.requests import CloseImages, Learn, LoadWeights, Request
from sketchpose_engine.training.events import StepDone

MOST_ERRORS = 5  # in one session, before it is replaced
MOST_SESSIONS = 3  # before the thread ends
LOOK_S = 0.1  # between two checks that the thread still runs
NICENESS = 2
OF_IMAGES = (MasksReady, FieldsReady, ValidSetReady, Guidance)
OF_WEIGHTS = (StepDone, NetworkReady, BaselineAdopted, WeightsRestored, Idle, Guidance)


class EngineSession(Protocol):
    """What the thread needs of a live session."""

    def post(self, request: Request) -> None:
        """Ask for something."""

    def stop(self) -> None:
        """End `run` soon."""

    def run(self) -> Iterator[Event]:
        """Work until stopped."""


CARD_FAILED = tr_noop(
    "The graphics card has stopped working: Sketchpose computes on the processor until you open it "
    "again, which is slower."
)


def start_session() -> EngineSession:
    """The engine's live session; the first call imports PyTorch, which takes a second or two."""
    is_first = "torch" not in sys.modules
    from sketchpose_engine.live.session import LiveSession
    from sketchpose_engine.live.thread_count import ThreadCount

    if is_first:
        gc.freeze()  # modules stay: looking through PyTorch's would stop the window now and then
    return LiveSession(threads=ThreadCount())


def _explained(error: Exception) -> Exception:
    """Return a sentence for the failure of a graphics card, any other error as it is."""
    from sketchpose_engine.models.device import note_failure  # PyTorch has been imported by now

    return InputError(CARD_FAILED) if note_failure(error) else error


class _Failed:
    """Sent instead of an answer after the session has failed."""


class _Waiter:
    """Waits for one event, which another thread publishes."""

    def __init__(self, answered: Callable[[Event], bool]) -> None:
        self._answered = answered
        self._done = threading.Event()
        self.answer: Event | None = None

    def look_at(self, event: Event) -> None:
        """Take the event if it is the answer; called in the engine's thread."""
        if not self._done.is_set() and self._answered(event):
            self.answer = event
            self._done.set()

    def wait(self, seconds: float) -> bool:
        """Return whether the event has come."""
        return self._done.wait(seconds)


class EngineThread(QThread):
    """Runs a session and publishes its events, in the window's thread.

    Events that concern other weights than those asked for last, or another frame than the one that
    is shown, are not published: they were under way when another project or frame was opened. What
    the session holds of a frame is sent again when it is opened the next time.

    Parameters
    ----------
    bus
        Where to publish.
    make_session
        Called in the thread.
    """

    _arrived = Signal(object)  # an event, on its way into the window's thread

    def __init__(self, bus: Bus, make_session: Callable[[], EngineSession] = start_session) -> None:
        super().__init__()
        self._bus = bus
        self._make_session = make_session
        self._session: EngineSession | None = None
        self._early: deque[Request] = deque()  # posted before there was a session
        self._stopped = False
        self._lost = False  # a session was given up: the next one has no weights and images
        self._lock = threading.Lock()
        self._waiters: list[_Waiter] = []
        self._number = 0  # of the request that was numbered last
        self._awaited: dict[type, int] = {}  # type of an answer -> its number
        self._shown = ""  # frame that is open
        self._arrived.connect(self._publish)
        bus.frame.opened.connect(lambda scene: self._note_shown(scene.image_id))
        bus.frame.closed.connect(lambda: self._note_shown(""))
        self._signals: dict[type, Any] = {
            StepDone: bus.engine.step_done,
            MasksReady: bus.engine.masks_ready,
            FieldsReady: bus.engine.fields_ready,
            ValidSetReady: bus.engine.valid_set_ready,
            Guidance: bus.engine.guidance_ready,
            NetworkReady: bus.engine.network_ready,
            BaselineAdopted: bus.engine.baseline_adopted,
            WeightsRestored: bus.engine.weights_restored,
            Idle: bus.engine.idle,
            ResultsHeld: bus.engine.results_held,
            WeightsSaved: bus.engine.weights_saved,
            UnusedGpu: bus.engine.gpu_unused,
            Segmenting: bus.engine.segmenting,
            FrameSegmented: bus.engine.frame_segmented,
            SegmentingEnded: bus.engine.segmenting_ended,
        }

    def post(self, request: Request) -> None:
        """Ask the session for something, or as soon as there is one."""
        request = self._numbered(request)
        with self._lock:
            if self._session is None:
                self._early.append(request)
            else:
                self._session.post(request)

    def ask(
        self, request: Request, answered: Callable[[Event], bool], timeout_s: float
    ) -> Event | None:
        """Post a request, wait for its answer, and publish all events up to it.

        Parameters
        ----------
        answered
            Whether an event is the answer; called in the engine's thread.
        timeout_s
            Longest time to wait. The window stands still meanwhile.

        Returns
        -------
        Event or None
            The answer; None: it did not come in time.
        """
        waiter = _Waiter(answered)
        self._waiters.append(waiter)
        self.post(request)
        end_s = time.monotonic() + timeout_s
        while self.isRunning() and time.monotonic() < end_s and not waiter.wait(LOOK_S):
            pass
        self._waiters.remove(waiter)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
        return waiter.answer

    def stop(self) -> None:
        """End the session after the step under way, and wait for that."""
        with self._lock:
            self._stopped = True
            if self._session is not None:
                self._session.stop()
        self.wait()

    def run(self) -> None:
        """Run sessions until stopped: one that fails again and again is replaced."""
        _give_way()
        for _ in range(MOST_SESSIONS):
            try:
                session = self._make_session()
            except Exception as error:  # noqa: BLE001  reported, with its traceback
                report(self._bus, error)
                break
            if self._run_session(session):
                return
        self._bus.engine.ended.emit()

    def _run_session(self, session: EngineSession) -> bool:
        """Run one session; return whether it was stopped, and did not fail too often."""
        with self._lock:
            if self._stopped:
                return True
            self._session = session
            early, self._early = self._early, deque()
            for request in early:
                session.post(request)
        (self._bus.engine.restarted if self._lost else self._bus.engine.started).emit()
        for _ in range(MOST_ERRORS):
            try:
                for event in session.run():
                    self._send(event)
            except Exception as error:  # noqa: BLE001  reported, with its traceback
                explained = _explained(error)
                report(self._bus, explained)
                self._arrived.emit(_Failed())
                if explained is not error:
                    break  # nothing in the memory of the card can be used again
                session.post(Learn(False))
            else:
                return True
        with self._lock:
            self._session, self._lost = None, True  # requests wait for the next one
        return False

    def _send(self, event: Event) -> None:
        """Send an event to the window's thread; called in the engine's."""
        self._arrived.emit(event)
        for waiter in tuple(self._waiters):
            waiter.look_at(event)

    def _publish(self, event: Event | _Failed) -> None:
        """Emit the signal of an event, in the window's thread."""
        if isinstance(event, _Failed):
            self._awaited.clear()  # the answers may never come
            self._bus.engine.failed.emit()
        elif isinstance(event, (WeightsLoaded, ImagesClosed)):
            if self._awaited.get(type(event)) == event.number:
                del self._awaited[type(event)]
        elif isinstance(event, RequestFailed):
            report(self._bus, event.error)
        elif isinstance(event, Notice):
            self._bus.notices.noted.emit(sentence_of(event.sentence))
        elif isinstance(event, FieldsExported):
            self._bus.notices.noted.emit(
                tr("The output of the network is in {file}", file=event.path)
            )
        elif (signal := self._signals.get(type(event))) is not None and not self._is_late(event):
            signal.emit(event)

    def _numbered(self, request: Request) -> Request:
        """Number a request that makes earlier events invalid."""
        if isinstance(request, (LoadWeights, CloseImages)):
            self._number += 1
            answer = WeightsLoaded if isinstance(request, LoadWeights) else ImagesClosed
            self._awaited[answer] = self._number
            return replace(request, number=self._number)
        return request

    def _note_shown(self, frame: str) -> None:
        self._shown = frame

    def _is_late(self, event: Event) -> bool:
        """Whether an event belongs to earlier weights, or to a frame that is not shown."""
        shown = ImagesClosed not in self._awaited and self._shown
        if isinstance(event, OF_IMAGES) and event.image_id != shown:
            return True
        if isinstance(event, ResultsHeld):
            return ImagesClosed in self._awaited
        return isinstance(event, OF_WEIGHTS) and WeightsLoaded in self._awaited


def _give_way() -> None:
    """Lower the priority of this thread, and of those that PyTorch starts from it."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # Users may not undo the niceness of a program that was started with `nice`.
        niceness = max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
    else:
        QThread.currentThread().setPriority(QThread.Priority.LowPriority)
