"""Questions about a place in the image, and the strokes that answers to them draw."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.translation import tr, tr_noop
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.masks.drawn_cells import SAME_CELL_GAP, drawn_cells
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, NOTHING, cell_value

Mask = tuple[Box, NDArray[np.bool_]]
NEAR_PX = 3  # from the place where two cells meet: a stroke here answers the question
SMALLEST_DISC_PX = 1.5  # radius of a stroke that answers
FAR_SMALLER = 1 / 3  # of the larger cell's area: of such a pair, only the smaller may be no cell

LEAST_CERTAIN = tr_noop("Least certain here: is this a cell or background?")
IN_GAP = tr_noop("Nothing was found here, in a place as wide as a cell: is this one?")

FAILING = {  # sentence and remedy, by what became of a drawn cell
    "missed": (
        tr_noop("A cell that you drew is not found."),
        tr_noop("Paint all of it, up to its edge. If background was drawn over it, undo that."),
    ),
    "merged": (
        tr_noop("Cells that you drew are one mask."),
        tr_noop("Two cells? Say so, or press 3 and draw the line between them, from rim to rim."),
    ),
    "partly": (
        tr_noop("A cell that you filled is only partly covered."),
        tr_noop("Fill another one like it, up to its edge, and draw background around both."),
    ),
    "cut": (
        tr_noop("A cell that you drew is cut into pieces."),
        tr_noop("Draw one long stroke through all of it."),
    ),
}


class Answer(StrEnum):
    """What the user can say, as it stands on the button."""

    ONE_CELL = tr_noop("One cell")
    TWO_CELLS = tr_noop("Two cells")
    NEITHER_IS_A_CELL = tr_noop("Neither is a cell")
    SMALLER_IS_NOT_A_CELL = tr_noop("{number} is not a cell")
    CELL = tr_noop("Cell")
    BACKGROUND = tr_noop("Background")
    DRAW_LINE = tr_noop("Draw a line here")


MEANING = {  # of the answers: the tips of their buttons
    Answer.ONE_CELL: tr_noop("Draw a cell stroke that joins them"),
    Answer.TWO_CELLS: tr_noop("Draw the boundary between them"),
    Answer.DRAW_LINE: tr_noop("Take the brush for boundaries, and draw the line yourself"),
    Answer.NEITHER_IS_A_CELL: tr_noop("Draw background over both"),
    Answer.SMALLER_IS_NOT_A_CELL: tr_noop("Draw background over the smaller one"),
    Answer.CELL: tr_noop("Draw a cell stroke here"),
    Answer.BACKGROUND: tr_noop("Draw background here"),
}


@dataclass(frozen=True)
class Question:
    """A place where the network is uncertain.

    Attributes
    ----------
    sentence
        The question.
    hint
        How it is answered by drawing.
    place
        (y, x) in px.
    box
        Part of the image to bring into view.
    answers
        What can be answered.
    labels
        The two cells that it is about, numbered in the image; empty if it is about a place.
    masks
        Box and pixels (box) of these cells, as they were when the question arose, or of drawn ones
        that are one mask.
    is_of_drawn
        Whether it is about a drawn cell that is not found: it stays until new masks answer it.
    is_of_gap
        Whether it is about a place without a mask.
    """

    sentence: str
    hint: str
    place: tuple[int, int]
    box: Box
    answers: tuple[Answer, ...]
    labels: tuple[int, ...] = ()
    masks: tuple[Mask, ...] = field(default=(), compare=False, repr=False)
    is_of_drawn: bool = False
    is_of_gap: bool = False

    @property
    def smaller(self) -> int:
        """Index of the smaller one of two cells."""
        return int(np.argmin([np.count_nonzero(pixels) for _, pixels in self.masks]))

    def text_of(self, answer: Answer) -> str:
        """What is on the button of an answer."""
        number = self.labels[self.smaller] if self.labels else ""
        return tr(answer.value, number=number)


def about_touching(guidance: Guidance, scene: Scene) -> Question | None:
    """Ask whether two masks are one cell; None if there are no such masks (any more)."""
    if guidance.touching is None:
        return None
    one, other, y, x = guidance.touching
    first, second = (_mask_of(scene, label, (y, x)) for label in (one, other))
    if first is None or second is None:
        return None
    areas = sorted(np.count_nonzero(pixels) for _, pixels in (first, second))
    is_far_smaller = areas[0] < FAR_SMALLER * areas[1]
    no_cell = Answer.SMALLER_IS_NOT_A_CELL if is_far_smaller else Answer.NEITHER_IS_A_CELL
    return Question(
        tr("Are cells {one} and {other} one cell or two?", one=one, other=other),
        tr("Your answer is drawn as a stroke."),
        (y, x),
        first[0].joined(second[0]),
        (Answer.ONE_CELL, Answer.TWO_CELLS, no_cell),
        (one, other),
        (first, second),
    )


def about_place(guidance: Guidance, scene: Scene, cell_width_px: float) -> Question | None:
    """Ask what lies in a gap between cells, or at the least certain place; None without either."""
    if (found := guidance.gap or guidance.where) is None:
        return None
    y, x, width_px = (*found, cell_width_px)[:3]
    return Question(
        tr(IN_GAP if guidance.gap else LEAST_CERTAIN),
        tr("Draw what you see."),
        (y, x),
        Box(y, x, y + 1, x + 1).grown(max(round(width_px), 8), scene.shape),
        (Answer.CELL, Answer.BACKGROUND),
        is_of_gap=guidance.gap is not None,
    )


def about_failing(guidance: Guidance, scene: Scene, cell_width_px: float) -> Question | None:
    """Point at a drawn cell that is not found, with what to draw; None if all are found."""
    failing = guidance.failing
    if failing is None:
        return None
    sentence, hint = (tr(each) for each in FAILING[failing.failure])
    box = failing.box.grown(max(failing.box.shape) // 2, scene.shape)
    masks: tuple[Mask, ...] = ()
    if failing.failure == "merged":
        masks = _drawn_in_one(scene, failing.place, failing.box, cell_width_px)
    answers = (Answer.TWO_CELLS, Answer.DRAW_LINE) if len(masks) > 1 else ()
    return Question(sentence, hint, failing.place, box, answers, masks=masks, is_of_drawn=True)


def _drawn_in_one(
    scene: Scene, place: tuple[int, int], box: Box, cell_width_px: float
) -> tuple[Mask, ...]:
    """Return the drawn cells that share the mask at a place."""
    label = scene.labels[place]
    if not label:
        return ()
    numbers = drawn_cells(scene.sketch[box.slices], SAME_CELL_GAP * cell_width_px)
    numbers[scene.labels[box.slices] != label] = 0
    return tuple((box, numbers == number) for number in np.unique(numbers[numbers > 0]))


def is_answered(question: Question, scene: Scene) -> bool:
    """Whether something is drawn at the place of a question."""
    return not question.is_of_drawn and bool(
        scene.sketch[_near(question.place, scene).slices].any()
    )


def is_void(question: Question, scene: Scene) -> bool:
    """Whether the masks or the uncertainty that a question arose from are gone."""
    if question.is_of_drawn:
        return False
    if question.is_of_gap:
        return bool(scene.labels[question.place])
    near = _near(question.place, scene)
    if question.labels:
        there = scene.labels[near.slices]
        return not all((there == label).any() for label in question.labels)
    fields = scene.fields
    if fields is None or not near.meets(fields.box):
        return False
    # Imported here: the window need not wait for it.
    from sketchpose_engine.live.guidance import WORTH_A_STROKE

    seen = near.intersection(fields.box).within(fields.box)
    return bool(fields.uncertainty[seen.slices].max() < WORTH_A_STROKE)


def stroke_for(
    question: Question, answer: Answer, scene: Scene, radius_px: float
) -> tuple[Box, NDArray[np.uint8]]:
    """Draw what an answer means.

    Parameters
    ----------
    radius_px
        Of cell strokes.

    Returns
    -------
    tuple
        Box, and values of the sketch in it, 0 where nothing is drawn.
    """
    if question.is_of_drawn:
        return _lines(question, scene)
    if not question.labels:
        return _disc(question, answer, scene, radius_px)
    box = question.box.grown(1, scene.shape)
    one, other = (_placed(mask, box) for mask in question.masks)
    # Imported here: they take a while to load, and the window does not wait for them.
    from sketchpose_engine.masks.pairs import line_between, path_joining

    if answer is Answer.TWO_CELLS:
        pixels, value = line_between(one, other), BOUNDARY
    elif answer is Answer.ONE_CELL:
        pixels = path_joining(one, other, min(radius_px, _stroke_radius(one, other)))
        value = _cell_value(scene, question.labels[0])
    elif answer is Answer.SMALLER_IS_NOT_A_CELL:
        pixels, value = (one, other)[question.smaller], BACKGROUND
    else:
        pixels, value = one | other, BACKGROUND
    drawn = scene.sketch[box.slices] != NOTHING
    return box, np.where(pixels & ~drawn, value, NOTHING).astype(np.uint8)


def _lines(question: Question, scene: Scene) -> tuple[Box, NDArray[np.uint8]]:
    """Draw lines between the drawn cells that are one mask."""
    from sketchpose_engine.masks.pairs import lines_dividing

    mask = scene.mask_at(question.place)
    if mask is None:
        return question.box, np.zeros(question.box.shape, np.uint8)
    box = mask[0].joined(question.masks[0][0])
    parts = np.zeros(box.shape, np.int32)
    for number, drawn in enumerate(question.masks, 1):
        parts[_placed(drawn, box)] = number
    lines = lines_dividing(_placed(mask, box), parts) & (scene.sketch[box.slices] == NOTHING)
    return box, np.where(lines, BOUNDARY, NOTHING).astype(np.uint8)


def _disc(
    question: Question, answer: Answer, scene: Scene, radius_px: float
) -> tuple[Box, NDArray[np.uint8]]:
    radius_px = max(radius_px, SMALLEST_DISC_PX)
    y, x = question.place
    box = Box(y, x, y + 1, x + 1).grown(int(radius_px), scene.shape)
    rows, columns = np.ogrid[box.top : box.bottom, box.left : box.right]
    inside = (rows - y) ** 2 + (columns - x) ** 2 <= radius_px**2
    value = BACKGROUND if answer is Answer.BACKGROUND else cell_value(0)
    return box, np.where(inside, value, NOTHING).astype(np.uint8)


def _placed(mask: Mask, box: Box) -> NDArray[np.bool_]:
    """A mask in a larger box."""
    pixels = np.zeros(box.shape, bool)
    pixels[mask[0].within(box).slices] = mask[1]
    return pixels


def _stroke_radius(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Radius of a stroke that leaves room to both sides in the smaller mask."""
    return max(float(np.sqrt(min(one.sum(), other.sum()))) / 4, 1.0)


def _cell_value(scene: Scene, label: int) -> int:
    """Sketch value of a cell's class."""
    classes = scene.classes
    known = classes is not None and label < len(classes) and classes[label]
    return cell_value(int(known) - 1) if known else cell_value(0)


def _near(place: tuple[int, int], scene: Scene) -> Box:
    """Box around a place."""
    y, x = place
    return Box(y, x, y + 1, x + 1).grown(NEAR_PX, scene.shape)


def _mask_of(scene: Scene, label: int, place: tuple[int, int]) -> Mask | None:
    """Box and pixels of a mask that comes close to a place."""
    near = _near(place, scene)
    rows, columns = np.nonzero(scene.labels[near.slices] == label)
    if not len(rows):
        return None
    return scene.mask_at((near.top + int(rows[0]), near.left + int(columns[0])))
