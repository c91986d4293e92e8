"""Exams on held-out strokes: the same for every network, and the best one is kept."""

import numpy as np
import pytest
import torch

from sketchpose_engine import exam as exam_module
from sketchpose_engine.augment import Lesson
from sketchpose_engine.exam import NOT_WORSE, Best, Exam
from sketchpose_engine.held_out import BLOCK_PX
from sketchpose_engine.settings import LossSettings
from tests.engine.support import (
    CPU,
    lesson_of,
    lived_in,
    photograph,
    sketch_of,
    tiny_network,
    voronoi,
)

GOLD = voronoi((64, 72), 9, 0, background=0.3)
SKETCH = sketch_of(GOLD)
CROP_PX = 32


def question(held, sketch=SKETCH):
    """A lesson in which only some blocks teach, and their pixels."""
    blocks = np.zeros((8, 9), bool)
    blocks[held] = True
    lesson = lesson_of(photograph(GOLD) / 100, sketch)
    inside = np.kron(blocks, np.ones((BLOCK_PX, BLOCK_PX), bool))
    lesson = Lesson(**{**vars(lesson), "hidden": ~blocks})
    return lesson, np.argwhere(inside & (sketch > 0))


def exam(held=np.s_[2:5, 2:5], sketch=SKETCH):
    return Exam([question(held, sketch)], CROP_PX, LossSettings())


def test_the_same_network_makes_the_same_mistakes_and_is_left_as_it_is():
    network = lived_in(tiny_network())
    network.train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    one = exam()
    assert one.mistakes(network, CPU) == one.mistakes(network, CPU) > 0
    assert network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_only_what_is_held_out_is_asked():
    other = SKETCH.copy()
    other[:, 48:] = 0  # beyond what is asked, and beyond all that its valid set depends on
    network = lived_in(tiny_network())
    near = np.s_[0:2, 0:2]
    assert exam(near).mistakes(network, CPU) == exam(near, other).mistakes(network, CPU)
    assert exam(near).mistakes(network, CPU) != exam().mistakes(network, CPU)


def test_a_network_that_learned_the_answers_makes_fewer_mistakes():
    network, one = tiny_network(), exam()
    optimiser = torch.optim.Adam(network.parameters(), 1e-2)
    before = one.mistakes(network, CPU)
    for _ in range(30):
        distance, flow, classes = network(one._images)
        total, _ = exam_module.total_loss(distance, flow, one._targets, LossSettings(), classes)
        total.backward()
        optimiser.step()
        optimiser.zero_grad()
    assert one.mistakes(network, CPU) < 0.8 * before


def test_all_images_with_held_out_strokes_are_asked_about():
    questions = [question(np.s_[1, 1]), question(np.s_[5, 5])]
    both = Exam(questions, CROP_PX, LossSettings())
    assert len(both._images) == exam_module.CROPS


class Marks:
    """An exam whose results are known beforehand."""

    def __init__(self, *marks):
        self._marks = iter(marks)

    def mistakes(self, network, device):
        return next(self._marks)


def test_what_is_not_worse_takes_the_place_of_the_best():
    best = Best(Marks(1.0, 0.5, 0.5 * NOT_WORSE, 0.6, 0.4), CPU, 0)
    networks = [tiny_network(seed=seed) for seed in range(5)]
    taken = [best.examine(network, step) for step, network in enumerate(networks, 1)]
    assert taken == [True, True, True, False, True]
    assert (best.mistakes, best.step) == (0.4, 5)
    assert all(
        map(torch.equal, best.network.state_dict().values(), networks[4].state_dict().values())
    )


def test_small_losses_do_not_add_up():
    best = Best(Marks(1.0, 1.015, 1.03), CPU, 0)
    assert [best.examine(tiny_network(), step) for step in range(3)] == [True, True, False]
    assert best.mistakes == 1.0


@pytest.mark.parametrize("mark", [float("nan"), float("inf")])
def test_a_network_gone_mad_is_never_the_best(mark):
    best = Best(Marks(0.5, mark), CPU, 0)
    assert best.examine(tiny_network(), 1)
    assert not best.examine(tiny_network(), 2)


def test_the_copy_does_not_learn_on():
    network = tiny_network()
    best = Best(Marks(0.5), CPU, 0)
    best.examine(network, 1)
    with torch.no_grad():
        network.head.weight.add_(1)
    assert not torch.equal(best.network.head.weight, network.head.weight)
