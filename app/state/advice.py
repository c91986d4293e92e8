"""Advice on what to do next: a table of rules, of which the first that holds is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.state.learning import FINISHED, LEARNING, PAUSED, PROBLEM, WAITING
from app.state.questions import Question, about_place, about_touching, is_open
from app.state.scene import Scene
from sketchpose_engine.live.messages import Guidance, NetworkReady, ValidSetReady
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, CLASS_OF
from sketchpose_engine.training.events import StepDone

SOON_STEPS = 30  # masks after fewer steps are not reliable
LOW_AGREEMENT = 0.9
LITTLE_TOLD = 0.03
MOST_PX = 5_000_000  # of an image whose sketch is looked at as a whole
MANY_STEPS = 150  # after these, what is still unsure needs a stroke


@dataclass
class Facts:
    """Input of the rules."""

    opened: bool = False
    state: str = WAITING
    kinds: frozenset[int] = frozenset()  # that are drawn, values of `sketch.values`
    cells: int = 0
    steps: int = 0
    guidance: Guidance | None = None
    touching: Question | None = None  # these stay until they are answered
    unsure: Question | None = None
    is_guess: bool = False  # nothing was learned before the cells were found
    tool: str = ""
    determined: float | None = None  # part of the cell strokes that fixes the edge's distance


@dataclass(frozen=True)
class Advice:
    """One sentence, and what a click on it does: an action, or a question about a place."""

    rule: str
    sentence: str
    action: ActionKey | None = None
    question: Question | None = None


@dataclass(frozen=True)
class Rule:
    """A sentence, or a question, that is shown while its condition holds."""

    name: str
    holds: Callable[[Facts], bool]
    sentence: str = ""  # of the question if there is one
    action: ActionKey | None = None
    question: Callable[[Facts], Question | None] = field(default=lambda facts: None)


def _draws_cells(facts: Facts) -> bool:
    return any(CLASS_OF[kind] for kind in facts.kinds)


def _fails(facts: Facts) -> bool:
    """Whether the masks do not fit the strokes."""
    return facts.cells == 0 or facts.guidance is None or _disagrees(facts)


def _disagrees(facts: Facts) -> bool:
    agreement = facts.guidance.agreement if facts.guidance else None
    return agreement is not None and agreement < LOW_AGREEMENT


RULES = (
    Rule(
        "edit",
        lambda f: f.opened and f.tool == "edit",
        "Drag across a cell to split it. Shift+click two cells to merge them. Ctrl+click deletes.",
    ),
    Rule(
        "first cell",
        lambda f: f.opened and not f.kinds,
        "Draw on a few cells: a short stroke in each is enough.",
        ActionKey.TOOL_CELL,
    ),
    Rule(
        "no cell",
        lambda f: f.opened and not _draws_cells(f),
        "Draw on a few cells: none are drawn yet.",
        ActionKey.TOOL_CELL,
    ),
    Rule(
        "guess",
        lambda f: f.is_guess and f.cells > 0 and not f.kinds & {BACKGROUND, BOUNDARY},
        "This is a first guess. Draw some background so that the program learns from your image.",
        ActionKey.TOOL_BACKGROUND,
    ),
    Rule(
        "no background",
        lambda f: f.opened and not f.kinds & {BACKGROUND, BOUNDARY},
        "Now draw some background. If cells fill the whole image, draw the lines between them.",
        ActionKey.TOOL_BACKGROUND,
    ),
    Rule(
        "paused",
        lambda f: f.opened and f.state == PAUSED and f.steps == 0 and not f.cells,
        "Learning is paused: press Start and masks appear.",
        ActionKey.LIVE,
    ),
    Rule(
        "no edge",
        lambda f: (
            f.determined is not None
            and f.determined < LITTLE_TOLD
            and _draws_cells(f)
            and _fails(f)
        ),
        "Cell edges are unclear: fill one cell right up to its edge, and paint background "
        "touching it.",
        ActionKey.TOOL_BACKGROUND,
    ),
    Rule(
        "patience",
        lambda f: f.state == LEARNING and f.steps < SOON_STEPS and f.cells == 0,
        "Learning from your strokes: the first masks come in a few seconds. Go on drawing.",
    ),
    Rule(
        "nothing found",
        lambda f: f.steps >= SOON_STEPS and f.cells == 0 and f.state != PROBLEM,
        "No cells found yet. Draw a few more, and the background right next to them.",
        ActionKey.TOOL_CELL,
    ),
    Rule(
        "touching",
        lambda f: f.touching is not None and f.steps >= SOON_STEPS,
        question=lambda f: f.touching,
    ),
    Rule(
        "disagrees",
        lambda f: f.steps >= MANY_STEPS and _disagrees(f),
        "Not all of your strokes can be learned: check that cell strokes stay inside cells and "
        "cross no line between two.",
    ),
    Rule(
        "unsure",
        lambda f: f.steps >= MANY_STEPS and f.unsure is not None,
        question=lambda f: f.unsure,
    ),
    Rule(
        "finished",
        lambda f: f.state == FINISHED,
        "Nothing changes any more: correct what is wrong with a stroke, or export.",
        ActionKey.EXPORT,
    ),
)


class AdviceController:
    """Chooses the sentence, and never shows one again that was dismissed."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._facts = Facts()
        self._scene: Scene | None = None
        self._dismissed: set[str] = set()
        self._said: Advice | None = None
        self._cell_width_px = 0.0
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._close)
        bus.frame.sketch_changed.connect(self._take_sketch)
        bus.engine.learning_changed.connect(lambda state: self._note(state=state))
        bus.frame.counted.connect(
            lambda count: self._note(cells=count.cells, is_guess=count.is_guess)
        )
        bus.view.tool_changed.connect(lambda tool: self._note(tool=tool))
        bus.engine.guidance_ready.connect(self._take_guidance)
        bus.engine.step_done.connect(self._take_step)
        bus.engine.valid_set_ready.connect(self._take_valid_set)
        bus.engine.learning_restarted.connect(
            lambda: self._note(steps=0, guidance=None, touching=None, unsure=None)
        )
        bus.engine.network_ready.connect(self._take_width)
        bus.frame.masks_changed.connect(lambda ready: self._look_again())
        bus.view.question_answered.connect(lambda answered: self._close_question(answered.question))

    @property
    def question(self) -> Question | None:
        """The question that is in the strip, or else the one whose answer would help most."""
        said = self._said.question if self._said is not None else None
        return said or self._facts.unsure or self._facts.touching

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
            touching=None,
            unsure=None,
            determined=None,
            cells=0,
            kinds=scene.drawn,
        )

    def _close(self) -> None:
        self._scene = None
        self._note(
            opened=False, guidance=None, touching=None, unsure=None, cells=0, kinds=frozenset()
        )

    def _take_sketch(self, change: Change) -> None:
        new = {int(v) for pixels in change.tiles.values() for v in np.unique(pixels)} - {0}
        if not self._scene:
            return
        kinds = self._facts.kinds | new
        if kinds != new and len(new) < len(kinds):  # something may be gone altogether
            kinds = _kinds(self._scene) if self._scene.sketch.size < MOST_PX else kinds
        self._facts.kinds = frozenset(kinds)
        self._look_again()

    def _take_width(self, ready: NetworkReady) -> None:
        self._cell_width_px = ready.diameter_px

    def _take_guidance(self, guidance: Guidance) -> None:
        scene = self._scene
        if scene is None or guidance.image_id != scene.image_id:
            return
        self._facts.guidance = guidance
        self._look_again()
        # Every result has other doubts: one question at a time, until it is answered.
        if self._facts.touching is None:
            self._facts.touching = about_touching(guidance, scene)
        if self._facts.unsure is None:
            self._facts.unsure = about_place(guidance, scene, self._cell_width_px)
        self._choose()

    def _look_again(self) -> None:
        """Drop questions that strokes have answered, or whose cells are gone."""
        for question in (self._facts.touching, self._facts.unsure):
            if question and self._scene and not is_open(question, self._scene):
                self._drop(question)
        self._choose()

    def _close_question(self, question: Question) -> None:
        self._drop(question)
        self._choose()

    def _drop(self, question: Question) -> None:
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

    def _choose(self) -> None:
        facts = self._facts
        rule = next((r for r in RULES if r.name not in self._dismissed and r.holds(facts)), None)
        advice = None
        if rule is not None:
            question = rule.question(facts)
            sentence = f"{question.sentence} {question.hint}" if question else rule.sentence
            advice = Advice(rule.name, sentence, rule.action, question)
        if advice != self._said:
            self._said = advice
            self._bus.notices.advised.emit(advice)


def _kinds(scene: Scene) -> frozenset[int]:
    """Kinds that are drawn."""
    return frozenset(int(value) for value in np.unique(scene.sketch)) - {0}
