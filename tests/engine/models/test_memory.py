"""Too little memory: smaller parts, then the processor, and nothing that was learned is lost.

The graphics card of these tests computes on the processor and counts what is sent to it.
"""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from sketchpose_engine.core.box import Box
from sketchpose_engine.inference.prediction import predict_box
from sketchpose_engine.live.messages import NetworkReady, Notice
from sketchpose_engine.live.requests import Learn
from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.live.validation import StrokeCrops
from sketchpose_engine.models.adabn import adapt_batch_norm
from sketchpose_engine.models.device import Device
from sketchpose_engine.models.memory import ran_out, within_memory
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.network_image import NetworkImage
from sketchpose_engine.training import optimiser as optimiser_module
from sketchpose_engine.training.events import StepDone, TrainingEnded
from sketchpose_engine.training.optimiser import Optimiser
from sketchpose_engine.training.sampling import sample_batch
from sketchpose_engine.training.settings import LossSettings, TrainSettings
from sketchpose_engine.training.targets import Targets
from sketchpose_engine.training.train_step import TrainStep
from sketchpose_engine.training.trainer import Trainer
from tests.engine.helpers.driven import DRAWN, Driven, hurry, opened, those
from tests.engine.helpers.support import (
    CPU,
    lived_in,
    photograph,
    sample_of,
    sketch_of,
    tiny_network,
    voronoi,
)

GOLD = voronoi((64, 72), 9, 0, background=0.3)
PLANES = photograph(voronoi((400, 360), 80, seed=1, background=0.4))
CROP_PX = 32
CROP = CROP_PX * CROP_PX


@dataclass
class Card(Device):
    """Pretends to be a graphics card that takes so many pixels at a time."""

    name: str = "cuda"
    half: bool = False
    most: float = float("inf")

    def __post_init__(self):
        self.said, self.sent = [], []
        self.report = self.said.append

    def arithmetic(self, training=False):
        return Device("cpu", False).arithmetic()

    def move_network(self, network):
        return Device("cpu", False).move_network(network)

    def move_tensor(self, tensor):
        return tensor

    def synchronise(self):
        """Nothing is computed elsewhere."""

    def move_batch(self, batch):
        self.sent.append(batch.shape)
        if self.name == "cuda" and batch.numel() > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return Device("cpu", False).move_batch(batch)


def sample():
    return sample_of(photograph(GOLD) / 100, sketch_of(GOLD), unit_px=8)


def batch(crops=8):
    return sample_batch([sample()], crops, CROP_PX, np.random.default_rng(0), CPU)


def state_of(network, optimiser):
    kept = [
        *network.state_dict().values(),
        *(v for each in optimiser.state().values() for v in each),
    ]
    return [value.clone() for value in kept]


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def one_step(card, crops=8):
    network = tiny_network()
    network.train()
    optimiser = Optimiser(network, 0.05, 0.01, 0.2)
    terms, learned = TrainStep(network, card, optimiser).learn(batch(crops), LossSettings(), 1.0)
    assert learned
    return network, optimiser, terms


# What running out of memory is


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        RuntimeError("MPS backend out of memory (MPS allocated: 9.06 GB)"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried ..."),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        MemoryError(),
    ],
)
def test_every_way_to_run_out_of_memory_is_known(error):
    assert ran_out(error)


@pytest.mark.parametrize(
    "error",
    [RuntimeError("mat1 and mat2 shapes cannot be multiplied"), ValueError("out of memory")],
)
def test_other_errors_are_no_lack_of_memory(error):
    assert not ran_out(error)

    def work(_size):
        raise error

    card = Card()
    with pytest.raises(type(error)):
        within_memory(card, "crops", 8, work)
    assert (card.name, card.fits, card.said) == ("cuda", {}, [])


# Smaller parts, then the processor


def sizes_tried(card, most, size=8, least=1):
    tried = []

    def work(part):
        tried.append((card.name, part))
        if card.name == "cuda" and part > most:
            raise torch.OutOfMemoryError
        return part

    within_memory(card, "crops", size, work, least)
    return tried


def test_what_fits_is_done_at_once():
    card = Card()
    assert sizes_tried(card, 8) == [("cuda", 8)]
    assert card.said == []


def test_what_does_not_fit_is_halved_and_the_size_that_fits_is_remembered():
    card = Card()
    assert sizes_tried(card, 2) == [("cuda", 8), ("cuda", 4), ("cuda", 2)]
    assert sizes_tried(card, 2) == [("cuda", 2)]
    assert card.said == [
        "The graphics card's memory is full: Sketchpose works in smaller parts from now on."
    ]


def test_when_not_even_the_least_fits_the_processor_takes_over_with_all_of_it():
    card = Card()
    tried = sizes_tried(card, 0, least=3)
    assert tried == [("cuda", 8), ("cuda", 4), ("cuda", 3), ("cpu", 8)]
    assert "computes on the processor from now on" in card.said[-1]
    assert sizes_tried(card, 0) == [("cpu", 8)]


def test_when_not_even_the_processor_has_memory_that_is_an_error():
    tried = []

    def work(part):
        tried.append(part)
        raise MemoryError

    computer = Card("cpu")
    with pytest.raises(MemoryError):
        within_memory(computer, "crops", 4, work)
    assert tried == [4, 2, 1]
    assert computer.said == [
        "The computer's memory is full: Sketchpose works in smaller parts from now on."
    ]


def test_kinds_of_work_do_not_limit_each_other():
    card = Card()
    sizes_tried(card, 2)
    assert within_memory(card, "tile", 1024, lambda side_px: side_px) == 1024


# Training


@pytest.mark.parametrize("crops", [1, 3])
def test_a_step_in_parts_is_the_step_of_the_whole(crops):
    images, targets = batch(1)  # six times the same: so each part has the means of the whole
    alike = images.repeat(6, 1, 1, 1), Targets(*(torch.cat([t] * 6) for t in targets))
    steps = []
    for card in (Card(), Card(most=crops * CROP)):
        network = lived_in(tiny_network())  # batch norm does not look at the crops
        optimiser = Optimiser(network, 0.05, 0.01, 0.2)
        terms, learned = TrainStep(network, card, optimiser).learn(alike, LossSettings(), 1.0)
        assert learned
        assert card.name == "cuda"
        steps.append([*terms.values(), *(m for m in optimiser.state()["momenta"])])
    assert [shape[0] for shape in card.sent][-6 // crops :] == [crops] * (6 // crops)
    for whole, parts in zip(*steps, strict=True):
        torch.testing.assert_close(torch.as_tensor(parts), torch.as_tensor(whole))


def test_the_processor_goes_on_from_the_same_weights():
    processor = one_step(Card("cpu"))
    card = Card(most=0)
    fallen = one_step(card)
    assert card.name == "cpu"
    assert same(state_of(*processor[:2]), state_of(*fallen[:2]))


@pytest.mark.parametrize("at", [1, 3])
def test_a_step_that_fails_half_way_changes_nothing(monkeypatch, at):
    network, optimiser, _ = one_step(Card())
    before = state_of(network, optimiser)
    calls = []
    whole = optimiser_module.orthogonal

    def short(matrix):
        calls.append(matrix)
        if len(calls) == at:
            raise RuntimeError("out of disguise")  # anything: it is not tried again
        return whole(matrix)

    monkeypatch.setattr(optimiser_module, "orthogonal", short)
    with pytest.raises(RuntimeError, match="disguise"):
        TrainStep(network, Card(), optimiser).learn(batch(), LossSettings(), 1.0)
    assert same(state_of(network, optimiser), before)
    assert all(weight.grad is None for weight in network.parameters())


def test_training_goes_on_with_little_memory():
    card = Card(most=2 * CROP)
    trainer = Trainer(tiny_network(), card, TrainSettings(steps=3, crop_px=CROP_PX, batch=8))
    trainer.submit([sample()])
    *steps, end = trainer.run()
    assert [type(step) for step in steps] == [StepDone] * 3
    assert isinstance(end, TrainingEnded)
    assert (card.name, len(card.said)) == ("cuda", 1)


def test_strokes_in_parts_are_separated_as_well():
    pixels = np.argwhere(sketch_of(GOLD) > 0)
    crops = StrokeCrops([(sample(), pixels)], CROP_PX)
    network = lived_in(tiny_network())
    expected = crops.separation(network, Card())
    card = Card(most=5 * CROP)
    assert crops.separation(network, card) == pytest.approx(expected, rel=1e-4)
    assert card.fits == {"crops": 3}


def test_norms_are_fitted_to_a_smaller_part_and_not_twice():
    torch.manual_seed(0)
    view = NetworkImage.of(torch.rand(1, 256, 256))
    network, other = lived_in(tiny_network()), lived_in(tiny_network())
    card = Card(most=128 * 128)
    adapt_batch_norm(network, card, [view])
    assert card.fits == {"norms": 128}
    adapt_batch_norm(other, Card(fits={"norms": 128}), [view])
    assert same(network.buffers(), other.buffers())


# Prediction


def seen_by(card):
    model = Model(lived_in(tiny_network()), 8, 30.0)
    return predict_box(model, PLANES, np.zeros(1), np.full(1, 255.0), card, Box.whole((400, 360)))


def test_tiles_are_halved_and_show_the_same():
    whole = seen_by(Card())
    card = Card(most=330 * 330)
    parts = seen_by(card)
    assert card.name == "cuda"
    assert card.fits == {"tile": 200}
    np.testing.assert_allclose(parts.distance, whole.distance, atol=1e-4)
    np.testing.assert_allclose(parts.flow, whole.flow, atol=1e-3)


def test_a_tile_that_never_fits_is_predicted_by_the_processor():
    card = Card(most=0)
    assert np.array_equal(seen_by(card).distance, seen_by(Card()).distance)
    assert card.name == "cpu"


# The user is told


def test_the_live_session_tells_it_and_goes_on_learning(monkeypatch):
    hurry(monkeypatch)
    driven = Driven()
    card = Card(most=0)
    settings = TrainSettings(crop_px=CROP_PX, batch=2)
    driven.session = LiveSession(card, settings)
    driven._run = driven.session.run()
    driven.post(opened(DRAWN), Learn(True))
    events = driven.until(lambda event: isinstance(event, StepDone) and event.step == 3)
    assert [notice.sentence for notice in those(Notice, events)] == card.reported
    assert "on the processor" in card.reported[-1]
    assert those(NetworkReady, events)[-1].device == "cpu"
