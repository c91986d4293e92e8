"""Advice on what to do next, from the first rule that holds."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QTimer

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import Message, MessageButton
from app.core.translation import tr
from app.state.advice_rules import RULES, SOON_STEPS, Facts, Rule
from app.state.debris import debris_in
from app.state.learning import FINISHED
from app.state.questions import (
    Question,
    about_failing,
    about_place,
    about_touching,
    is_answered,
    is_void,
)
from app.state.scene import Scene
from sketchpose_engine.live.messages import Guidance, NetworkReady, ValidSetReady
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import CLASS_OF
from sketchpose_engine.training.events import StepDone

MOST_PX = 5_000_000  # of an image whose sketch is looked at as a whole
LEFT_OUT = "debris"  # key of the message
REST_MS = 5000  # between a question that has become void and the next: a click may be on its way


@dataclass(frozen=True)
class Advice:
    """One sentence, and what a click on it does: an action, a question about a place, a button."""

    rule: str
    sentence: str
    action: ActionKey | None = None
    question: Question | None = None
    button: MessageButton | None = None


class AdviceController:
    """Chooses the sentence, and never shows one again that was dismissed."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._facts = Facts()
        self._scene: Scene | None = None
        self._dismissed: set[str] = set()
        self._said: Advice | None = None
        self._cell_width_px = 0.0
        self._filters: tuple[Filter, ...] = ()
        self._asked: Question | None = None  # at its place: it stays while masks change
        self._put_off: Question | None = None  # it is not in the strip until learning has ended
        self._rest = QTimer(singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._choose)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._close)
        bus.frame.sketch_changed.connect(self._take_sketch)
        bus.engine.learning_changed.connect(self._note_state)
        bus.frame.counted.connect(
            lambda count: self._note(cells=count.cells, is_guess=count.is_guess)
        )
        bus.project.filters_changed.connect(self._take_filters)
        bus.view.tool_changed.connect(lambda tool: self._note(tool=tool))
        bus.engine.guidance_ready.connect(self._take_guidance)
        bus.engine.step_done.connect(self._take_step)
        bus.engine.valid_set_ready.connect(self._take_valid_set)
        bus.engine.learning_restarted.connect(
            lambda: self._note(steps=0, guidance=None, failing=None, touching=None, unsure=None)
        )
        bus.engine.network_ready.connect(self._take_width)
        bus.frame.masks_changed.connect(lambda ready: self._look_again())
        bus.view.question_shown.connect(self._ask)
        bus.view.question_closed.connect(self._note_closed)
        bus.view.question_answered.connect(lambda answered: self._close_question(answered.question))

    @property
    def question(self) -> Question | None:
        """The question that is in the strip, or else the one whose answer would help most."""
        said = self._said.question if self._said is not None else None
        return said or self._facts.failing or self._facts.unsure or self._facts.touching

    def dismiss(self) -> None:
        """Dismiss the present sentence."""
        if self._said is not None:
            self._dismissed.add(self._said.rule)
            self._choose()

    def _open(self, scene: Scene) -> None:
        self._scene = scene
        self._note(
            opened=True,
            guidance=None,
            failing=None,
            touching=None,
            unsure=None,
            debris=None,
            determined=None,
            cells=0,
            kinds=scene.drawn,
        )

    def _close(self) -> None:
        self._scene = None
        self._note(
            opened=False,
            guidance=None,
            failing=None,
            touching=None,
            unsure=None,
            debris=None,
            cells=0,
            kinds=frozenset(),
        )

    def _take_sketch(self, change: Change) -> None:
        new = {int(v) for pixels in change.tiles.values() for v in np.unique(pixels)} - {0}
        if not self._scene:
            return
        kinds = self._facts.kinds | new
        if kinds != new and len(new) < len(kinds):  # something may be gone altogether
            kinds = _drawn(self._scene, kinds) if self._scene.sketch.size < MOST_PX else kinds
        self._facts.kinds = frozenset(kinds)
        if change.tiles:
            self._point_at(None)  # until masks show what the stroke has changed
        self._look_again()

    def _take_width(self, ready: NetworkReady) -> None:
        self._cell_width_px = ready.diameter_px

    def _take_guidance(self, guidance: Guidance) -> None:
        scene = self._scene
        if scene is None or guidance.image_id != scene.image_id:
            return
        self._facts.guidance = guidance
        self._look_again()
        # Every result has other doubts: the last ones count until a question is seen, which stays.
        if not self._is_seen(self._facts.touching):
            self._facts.touching = _unanswered(about_touching(guidance, scene), scene)
        if not self._is_seen(self._facts.unsure):
            place = about_place(guidance, scene, self._cell_width_px)
            self._facts.unsure = _unanswered(place, scene)
        self._point_at(about_failing(guidance, scene, self._cell_width_px), void=True)
        small = scene.sketch.size <= MOST_PX
        self._facts.debris = debris_in(scene, self._filters) if small else None
        self._choose()

    def _is_seen(self, question: Question | None) -> bool:
        """Whether a question is in the strip or at its place, or is put off."""
        said = self._said.question if self._said is not None else None
        return question is not None and question in (said, self._asked, self._put_off)

    def _take_filters(self, filters: tuple[Filter, ...]) -> None:
        self._filters = filters
        self._note(debris=None)

    def _leave_out(self) -> None:
        """Set the filter that leaves out debris; the offer is not repeated."""
        debris, before = self._facts.debris, self._filters
        self.dismiss()
        if debris is None:
            return
        self._bus.project.filters_chosen.emit((*before, debris.filter))
        undo = MessageButton(tr("Undo"), lambda: self._bus.project.filters_chosen.emit(before))
        message = Message(LEFT_OUT, debris.done, (undo,), is_answer=True)
        self._bus.notices.message_shown.emit(message)

    def _point_at(self, question: Question | None, *, void: bool = False) -> None:
        """Point at another drawn cell that is not found; None: all are."""
        before = self._facts.failing
        if before is not None and before != question:
            self._drop(before, void=void)
        self._facts.failing = question

    def _look_again(self) -> None:
        """Drop questions that strokes have answered, or whose cells are gone."""
        for question in (self._facts.touching, self._facts.unsure):
            if question is None or self._scene is None:
                continue
            void = question != self._asked and is_void(question, self._scene)
            if void or is_answered(question, self._scene):
                self._drop(question, void=void)
        self._choose()

    def _ask(self, question: Question) -> None:
        self._asked, self._put_off = question, None
        self._choose()

    def _note_closed(self, question: Question) -> None:
        facts, self._asked = self._facts, None
        if question in (facts.failing, facts.touching, facts.unsure):  # or it is answered, or void
            self._put_off = question
            self._choose()

    def _note_state(self, state: str) -> None:
        self._put_off = None if state == FINISHED else self._put_off
        self._note(state=state)

    def _close_question(self, question: Question) -> None:
        self._drop(question)
        self._choose()

    def _drop(self, question: Question, *, void: bool = False) -> None:
        if void and self._said is not None and self._said.question == question:
            self._rest.start()
        if question == self._facts.failing:
            self._facts.failing = None
        if question == self._facts.touching:
            self._facts.touching = None
        if question == self._facts.unsure:
            self._facts.unsure = None
        self._bus.view.question_closed.emit(question)

    def _take_valid_set(self, ready: ValidSetReady) -> None:
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id or scene.sketch.size > MOST_PX:
            return
        cells = CLASS_OF[scene.sketch] > 0
        drawn = np.count_nonzero(cells)
        self._note(determined=np.count_nonzero(scene.valid & cells) / drawn if drawn else None)

    def _take_step(self, done: StepDone) -> None:
        crossed = self._facts.steps < SOON_STEPS <= done.step or done.step < self._facts.steps
        self._facts.steps = done.step
        if crossed:
            self._choose()

    def _note(self, **facts: object) -> None:
        for name, value in facts.items():
            setattr(self._facts, name, value)
        self._choose()

    def _may_say(self, rule: Rule) -> bool:
        question = rule.question(self._facts)
        waits = question is not None and (question == self._put_off or self._rest.isActive())
        return rule.name not in self._dismissed and not waits

    def _choose(self) -> None:
        facts = self._facts
        rule = next((r for r in RULES if r.holds(facts) and self._may_say(r)), None)
        advice = None
        if rule is not None:
            question, debris, button = rule.question(facts), rule.debris(facts), None
            sentence = f"{question.sentence} {question.hint}" if question else tr(rule.sentence)
            if debris is not None:
                sentence, tip = debris.sentence, tr("Sets a limit for the area; can be undone")
                button = MessageButton(tr("Leave them out"), self._leave_out, tip)
            advice = Advice(rule.name, sentence, rule.action, question, button)
        if advice != self._said:
            self._said = advice
            self._bus.notices.advised.emit(advice)


def _drawn(scene: Scene, kinds: Set[int]) -> frozenset[int]:
    """Those of some kinds that are drawn; sorting the whole sketch would be felt at each stroke."""
    return frozenset(kind for kind in kinds if (scene.sketch == kind).any())


def _unanswered(question: Question | None, scene: Scene) -> Question | None:
    """Return a question, unless a stroke has answered it before it was asked."""
    return None if question is not None and is_answered(question, scene) else question
