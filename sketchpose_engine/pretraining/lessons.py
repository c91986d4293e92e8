"""Complete annotations become lessons, as if someone had drawn them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..augment import Lesson
from ..images import Planes
from ..imports import strokes_of
from ..messages import Sketch
from ..page import Page
from ..scale import choose_eighths
from ..settings import MOST_EIGHTHS
from .bodies import smooth_noise
from .corpus import Corpus
from .synthetic import draw_image

INVENTED = 0.6  # part of the lessons
PARTLY_DRAWN = 0.3  # part of the lessons of which some strokes are missing
SMALLEST_SEEN, LARGEST_SEEN = 0.7, 1.4  # of the width at which the network is to see cells
SURE_OF_WIDTH = 0.1  # log error of the diameter that a user's few strokes would show

Draw = Callable[[np.random.Generator], Lesson]


def drawing(corpus: Corpus | None) -> Draw:
    """Return what draws a lesson from the corpus and from invented images; None: only those."""

    def draw(rng: np.random.Generator) -> Lesson:
        if corpus is None or rng.random() < INVENTED:
            image, labels = draw_image(rng)
            return lesson_of(image[None], strokes_of(labels), rng)
        return lesson_of(*corpus.draw(rng), rng)

    return draw


def lesson_of(planes: Planes, sketch: NDArray[np.uint8], rng: np.random.Generator) -> Lesson:
    """Lesson of one image, its cells seen a little smaller or larger than they would be.

    Parameters
    ----------
    planes
        (C, H, W); colours become grey by a random mix.
    sketch
        (H, W), complete.
    rng
        For the mix, the size, and which strokes are missing.
    """
    page = Page.of(_grey(planes, rng), Sketch("", 1, sketch))
    diameter_px = page.diameter_px()
    if rng.random() < PARTLY_DRAWN:
        scale_px = diameter_px * float(rng.uniform(1, 4))
        missing = smooth_noise(page.shape, scale_px, rng) < rng.uniform(-1.3, 1.0)
        if (partly := np.where(missing, 0, sketch).astype(np.uint8)).any():
            page.turn_to(Sketch("", 2, partly))
    size = np.exp(rng.uniform(np.log(SMALLEST_SEEN), np.log(LARGEST_SEEN)))
    eighths = min(max(round(choose_eighths(diameter_px) * size), 1), MOST_EIGHTHS)
    return page.lesson(eighths, diameter_px * float(np.exp(rng.normal(0, SURE_OF_WIDTH))))


def _grey(planes: Planes, rng: np.random.Generator) -> NDArray[np.float32]:
    """(1, H, W): a random mix of the channels."""
    if len(planes) == 1:
        return planes.astype(np.float32)
    mix = np.abs(rng.normal(1, 0.5, len(planes)))
    return np.tensordot(mix / mix.sum(), planes, 1)[None].astype(np.float32)
