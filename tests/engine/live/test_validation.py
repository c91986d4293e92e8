"""How well a network tells drawn cells from drawn background."""

import numpy as np
import pytest
import torch
from scipy import ndimage as ndi

from sketchpose_engine.live.validation import Prequential, StrokeCrops, only
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.values import BOUNDARY
from sketchpose_engine.training.annotated_image import AnnotatedImage
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of, tiny_network

GOLD = discs((64, 72), [(14, 16), (14, 54), (50, 16), (50, 54)], 9)
ALL = sketch_of(GOLD)


class Told:
    """Stands for a network that predicts a distance from an image's brightness."""

    training = False

    def __init__(self, distance):
        self._distance = distance

    def eval(self):
        return self

    def train(self, mode=True):
        return self

    def parameters(self):
        return iter([torch.zeros(1)])

    def __call__(self, images):
        return (self._distance(images[:, 0]),)


def crops(sketch=ALL, most=6):
    page = AnnotatedImage.of(photograph(GOLD), Sketch("a", 1, sketch.copy()))
    return StrokeCrops([(page.training_sample(8, 18.0), page.annotated(most))], 32)


def bright(images):
    return torch.where(images > 0.5, 1.0, -0.5)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (bright, 1.0),
        (lambda images: -bright(images), 0.0),
        (torch.ones_like, 0.5),
        (lambda images: torch.full_like(images, -0.5), 0.5),
    ],
    ids=["right", "inverted", "all cell", "all background"],
)
def test_fields_that_do_not_separate_are_chance(distance, expected):
    assert crops().separation(Told(distance), CPU) == pytest.approx(expected, abs=0.06)


def test_lines_between_cells_are_no_known_part_of_a_cell():
    """A line is wholly in the valid set, but leaves open how far it is to the edges of cells."""
    strokes = sketch_of(GOLD, ndi.binary_erosion(GOLD > 0, iterations=6))
    assert crops(strokes).known == 0
    strokes[30:34, 20:50] = BOUNDARY
    assert crops(strokes).known == 0


def test_of_one_kind_alone_its_own_part_counts():
    cells = np.where(ALL == 1, 0, ALL).astype(np.uint8)
    assert crops(cells).separation(Told(torch.ones_like), CPU) == 1
    assert crops(cells).separation(Told(lambda images: torch.full_like(images, -0.5)), CPU) == 0


def test_only_the_strokes_in_question_count():
    sketch = np.where(GOLD == 1, 2, 0).astype(np.uint8)  # one cell, and background far away
    sketch[-6:] = 1
    page = AnnotatedImage.of(photograph(GOLD), Sketch("a", 1, sketch))
    sample, cell = page.training_sample(8, 18.0), np.array([[14, 16]])
    background = Told(lambda images: torch.full_like(images, -0.5))
    assert StrokeCrops([(only(sample, cell), cell)], 32).separation(background, CPU) == 0
    assert StrokeCrops([(sample, page.annotated(4))], 32).separation(background, CPU) == 0.5


def test_looking_changes_nothing():
    network = tiny_network().train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    crops().separation(network, CPU)
    assert network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_the_last_strokes_count_most():
    found = Prequential()
    assert found.separation is None
    for separation in (0.0, None, 1.0):
        found.note(separation)
    assert found.asked == 2
    assert found.separation == pytest.approx(1 / 1.8)


def test_a_background_stroke_on_a_false_mask_does_not_hide_that_cells_are_found():
    """People draw background where masks are wrong: that says nothing of all other masks."""

    class OnlyCells(StrokeCrops):
        def _foreground(self, network, device):
            inside = torch.zeros_like(self._cells)
            return inside | self._cells | self._background  # all that is drawn is taken for cells

    page = AnnotatedImage.of(photograph(GOLD), Sketch("a", 1, ALL.copy()))
    crops = OnlyCells([(page.training_sample(8, 18.0), page.annotated(4))], 32)
    assert crops.separation(None, CPU) == pytest.approx(0.5)
    assert crops.fit(None, CPU) == (pytest.approx(0.5), 1.0)


def test_where_everything_is_taken_for_cells_nothing_is_found():
    class Everything(StrokeCrops):
        def _foreground(self, network, device):
            return torch.ones_like(self._cells)

    page = AnnotatedImage.of(photograph(GOLD), Sketch("a", 1, ALL.copy()))
    crops = Everything([(page.training_sample(8, 18.0), page.annotated(4))], 32)
    assert crops.fit(None, CPU)[1] is None
