"""Rules of advice: a table of sentences, of which the first whose condition holds is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.action_keys import ActionKey
from app.core.translation import Translatable
from app.state.debris import Debris
from app.state.learning import FINISHED, LEARNING, PAUSED, PROBLEM, WAITING
from app.state.questions import Question
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, CLASS_OF

SOON_STEPS = 30  # masks after fewer steps are not reliable
LOW_AGREEMENT = 0.9
LITTLE_TOLD = 0.03
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
    failing: Question | None = None  # about a drawn cell
    touching: Question | None = None  # these stay until they are answered
    unsure: Question | None = None
    debris: Debris | None = None
    is_guess: bool = False  # nothing was learned before the cells were found
    tool: str = ""
    determined: float | None = None  # part of the cell strokes that fixes the edge's distance


@dataclass(frozen=True)
class Rule:
    """A sentence, a question, or an offer to leave out debris, shown while its condition holds."""

    name: str
    holds: Callable[[Facts], bool]
    sentence: Translatable = ""  # of the question if there is one
    action: ActionKey | None = None
    question: Callable[[Facts], Question | None] = field(default=lambda facts: None)
    debris: Callable[[Facts], Debris | None] = field(default=lambda facts: None)


def _draws_cells(facts: Facts) -> bool:
    return any(CLASS_OF[kind] for kind in facts.kinds)


def _fails(facts: Facts) -> bool:
    """Whether the masks do not fit the strokes."""
    return facts.cells == 0 or _disagrees(facts)


def _disagrees(facts: Facts) -> bool:
    agreement = facts.guidance.agreement if facts.guidance else None
    return agreement is not None and agreement < LOW_AGREEMENT


def _found(facts: Facts) -> bool:
    """Whether cells were found with what was learned, here or on other frames."""
    return facts.cells > 0 and not facts.is_guess


RULES = (
    Rule(
        "edit",
        lambda f: f.opened and f.tool == "edit",
        "Drag across a cell to split it. Shift+click two cells to merge them. Ctrl+click deletes.",
    ),
    Rule(
        "first cell",
        lambda f: f.opened and not f.kinds and not _found(f),
        "Draw on a few cells: a short stroke in each is enough.",
        ActionKey.TOOL_CELL,
    ),
    Rule(
        "no cell",
        lambda f: f.opened and not _draws_cells(f) and not _found(f),
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
        lambda f: f.opened and not f.kinds & {BACKGROUND, BOUNDARY} and not _found(f),
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
        "drawn cell",
        lambda f: f.failing is not None and f.steps >= SOON_STEPS,
        question=lambda f: f.failing,
    ),
    Rule(
        "gap",
        lambda f: f.unsure is not None and f.unsure.is_of_gap and f.steps >= SOON_STEPS,
        question=lambda f: f.unsure,
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
        "debris",
        lambda f: f.debris is not None and f.steps >= SOON_STEPS,
        debris=lambda f: f.debris,
    ),
    Rule(
        "unsure",
        lambda f: f.steps >= MANY_STEPS and f.unsure is not None,
        question=lambda f: f.unsure,
    ),
    Rule(
        "finished",
        lambda f: f.state == FINISHED and f.failing is None,
        "Nothing changes any more: correct what is wrong with a stroke, or export.",
        ActionKey.EXPORT,
    ),
)
