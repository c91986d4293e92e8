"""A live session, driven event by event in the test's own thread, with a tiny network."""

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.live import activity
from sketchpose_engine.live import model_adaptation as fitting_module
from sketchpose_engine.live import prediction_schedule as schedule_module
from sketchpose_engine.live.messages import Idle
from sketchpose_engine.live.requests import Learn, OpenImage
from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.sketch.edits import Change, Correction, Sketch
from sketchpose_engine.training.events import StepDone
from sketchpose_engine.training.settings import TrainSettings
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of, tiny_network

GOLD = discs((64, 72), [(16, 16), (18, 46), (46, 22), (48, 52)], 11)
SHAPE = GOLD.shape
WHOLE = Box.whole(SHAPE)
GREY = photograph(GOLD)
RGB = np.repeat(GREY, 3, axis=0)
NOTHING = np.zeros(SHAPE, np.uint8)
DRAWN = sketch_of(GOLD, np.indices(SHAPE)[0] < 34)
EARLIER = discs(SHAPE, [(16, 16), (48, 52)], 9)


def hurry(monkeypatch):
    """Small networks, and looks at them at once."""
    monkeypatch.setattr(
        fitting_module, "UNet", lambda shape: tiny_network(shape.channels, classes=shape.classes)
    )
    monkeypatch.setattr(activity, "FIRST_STEPS", 3)
    monkeypatch.setattr(activity, "NEWS_STEPS", 2)
    monkeypatch.setattr(schedule_module, "PAUSE_S", 0.0)


class Driven:
    """A session whose events are taken one by one; it may never wait for ever."""

    def __init__(self, train=None, *requests):
        self.session = LiveSession(CPU, train or TrainSettings(crop_px=32, batch=2))
        self.session._wake.wait = lambda: pytest.fail("waits though something is expected")
        self._run = self.session.run()
        self.seen = []
        self.post(*requests)

    def post(self, *requests):
        for request in requests:
            self.session.post(request)

    def until(self, wanted, most=400):
        """Events up to the first of this type, or that this is true of."""
        events = []
        for _ in range(most):
            event = next(self._run)
            events.append(event)
            self.seen.append(event)
            if isinstance(event, wanted) if isinstance(wanted, type) else wanted(event):
                return events
        raise AssertionError(f"no such event among {most}")

    def rest(self, *requests):
        """Why it rests, some requests later."""
        self.post(*requests)
        return self.until(Idle)[-1].reason

    def end(self):
        """All that comes after a stop."""
        self.session.stop()
        rest = list(self._run)
        self.seen += rest
        return rest

    def masks(self, image_id="a"):
        return self.session._images.states[image_id].masks.labels


def opened(labels=NOTHING, image_id="a", planes=GREY, **more):
    return OpenImage(image_id, planes, Sketch(image_id, 1, labels.copy()), **more)


def stroke(labels, revision=2, image_id="a", corrections=()):
    return Change(image_id, revision, {WHOLE: labels.copy()}, tuple(corrections))


def corrected(*corrections, revision=2):
    return Change("a", revision, {}, corrections)


def deleted(cell):
    return Correction("delete", WHOLE, cell)


def those(kind, events):
    return [event for event in events if isinstance(event, kind)]


def learning(train=None):
    driven = Driven(train, opened(DRAWN), Learn(True))
    driven.until(StepDone)
    return driven
