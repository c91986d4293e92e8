"""Questions about a place in the image, and the strokes that answers to them draw."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, NOTHING, cell_value

NEAR_PX = 3  # from the place where two cells meet: a stroke here answers the question
SMALLEST_DISC_PX = 1.5  # radius of a stroke that answers


class Answer(StrEnum):
    """What the user can say, as it stands on the button."""

    ONE_CELL = "One cell"
    TWO_CELLS = "Two cells"
    NOT_A_CELL = "Not a cell"
    CELL = "Cell"
    BACKGROUND = "Background"


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
        The two cells that it is about, which are numbered in the image; empty if it is about a
        place.
    """

    sentence: str
    hint: str
    place: tuple[int, int]
    box: Box
    answers: tuple[Answer, ...]
    labels: tuple[int, ...] = ()


def about_touching(guidance: Guidance, scene: Scene) -> Question | None:
    """Ask whether two masks are one cell; None if there are no such masks (any more)."""
    if guidance.touching is None:
        return None
    one, other, y, x = guidance.touching
    boxes = [_box_of(scene, label, (y, x)) for label in (one, other)]
    if boxes[0] is None or boxes[1] is None:
        return None
    return Question(
        f"Are cells {one} and {other} one cell or two?",
        "If two, draw the line between them.",
        (y, x),
        boxes[0].joined(boxes[1]),
        (Answer.ONE_CELL, Answer.TWO_CELLS, Answer.NOT_A_CELL),
        (one, other),
    )


def about_place(guidance: Guidance, scene: Scene, cell_width_px: float) -> Question | None:
    """Ask what lies at the least certain place; None if there is none."""
    if guidance.where is None:
        return None
    y, x = guidance.where
    return Question(
        "Least certain here: is this a cell or background?",
        "Draw what you see.",
        (y, x),
        Box(y, x, y + 1, x + 1).grown(max(round(cell_width_px / 2), 4), scene.shape),
        (Answer.CELL, Answer.BACKGROUND),
    )


def is_open(question: Question, scene: Scene) -> bool:
    """Whether a question has neither been answered by a stroke nor become void."""
    y, x = question.place
    near = Box(y, x, y + 1, x + 1).grown(NEAR_PX, scene.shape)
    if scene.sketch[near.slices].any():
        return False
    if question.labels:
        there = scene.labels[near.slices]
        return all((there == label).any() for label in question.labels)
    fields = scene.fields
    if fields is None or not near.meets(fields.box):
        return True
    # Imported here: it takes a while to load, and the window does not wait for it.
    from sketchpose_engine.live.guidance import WORTH_A_STROKE

    seen = near.intersection(fields.box).within(fields.box)
    return bool(fields.uncertainty[seen.slices].max() >= WORTH_A_STROKE)


def stroke_for(
    question: Question, answer: Answer, scene: Scene, radius_px: float
) -> tuple[Box, NDArray[np.uint8]] | None:
    """Draw what an answer means.

    Parameters
    ----------
    radius_px
        Of cell strokes.

    Returns
    -------
    tuple or None
        Box, and values of the sketch in it, 0 where nothing is drawn. None if the masks that
        the question is about have changed.
    """
    if not question.labels:
        return _disc(question, answer, scene, radius_px)
    found = [_mask_of(scene, label, question.place) for label in question.labels]
    if found[0] is None or found[1] is None:
        return None
    box = found[0][0].joined(found[1][0]).grown(1, scene.shape)
    one, other = (_placed(each, box) for each in (found[0], found[1]))
    # Imported here: they take a while to load, and the window does not wait for them.
    from sketchpose_engine.masks.pairs import line_between, path_joining

    if answer is Answer.TWO_CELLS:
        pixels, value = line_between(one, other), BOUNDARY
    elif answer is Answer.ONE_CELL:
        pixels = path_joining(one, other, min(radius_px, _stroke_radius(one, other)))
        value = _cell_value(scene, question.labels[0])
    else:
        pixels, value = one | other, BACKGROUND
    drawn = scene.sketch[box.slices] != NOTHING
    return box, np.where(pixels & ~drawn, value, NOTHING).astype(np.uint8)


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


def _placed(mask: tuple[Box, NDArray[np.bool_]], box: Box) -> NDArray[np.bool_]:
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


def _mask_of(
    scene: Scene, label: int, place: tuple[int, int]
) -> tuple[Box, NDArray[np.bool_]] | None:
    """Box and pixels of a mask that comes close to a place."""
    y, x = place
    near = Box(y, x, y + 1, x + 1).grown(NEAR_PX, scene.shape)
    rows, columns = np.nonzero(scene.labels[near.slices] == label)
    if not len(rows):
        return None
    return scene.mask_at((near.top + int(rows[0]), near.left + int(columns[0])))


def _box_of(scene: Scene, label: int, place: tuple[int, int]) -> Box | None:
    found = _mask_of(scene, label, place)
    return found[0] if found else None
