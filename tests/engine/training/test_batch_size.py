"""Crops of a training step: as many as the device computes in the time of a few."""

import pytest
import torch

from sketchpose_engine.models.device import Device
from sketchpose_engine.training import batch_size
from sketchpose_engine.training.batch_size import LONGEST_S, SIZES, choose_batch
from tests.engine.helpers.support import CPU, tiny_network

NETWORK = tiny_network()


class Card(Device):
    """A graphics card that computes on the CPU and has memory for some crops."""

    crops = 1000

    def move_network(self, network):
        return CPU.move_network(network)

    def move_batch(self, batch):
        if len(batch) > self.crops:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return batch

    def arithmetic(self, training=False):
        return CPU.arithmetic()

    def synchronise(self):
        """Nothing is computed elsewhere."""


@pytest.fixture
def card():
    return Card("cuda", half=False)


def timed(monkeypatch, times_ms):
    """Let the gradients of each size take so long; return the sizes that are measured."""
    measured = []

    def time_s(_device, _network, size, _crop_px):
        measured.append(size)
        return times_ms[size] / 1000

    monkeypatch.setattr(batch_size, "_time_s", time_s)
    return measured


@pytest.mark.parametrize(
    ("times_ms", "chosen"),
    [
        ({8: 17, 16: 17, 32: 17, 64: 18, 96: 19}, 96),  # the card idles
        ({8: 2, 16: 3, 32: 5, 64: 9, 96: 13}, 96),  # it does not, but is fast
        ({8: 17, 16: 18, 32: 30, 64: 31, 96: 31}, 16),
        ({8: 40, 16: 80, 32: 160, 64: 320, 96: 480}, 8),
        ({8: 1000 * LONGEST_S + 1, 16: float("inf"), 32: 1, 64: 1, 96: 1}, 8),
    ],
)
def test_crops_are_added_while_they_are_free_or_the_step_is_short(
    monkeypatch, card, times_ms, chosen
):
    timed(monkeypatch, times_ms)
    assert choose_batch(card, NETWORK, 80) == chosen


def test_a_device_is_measured_once(monkeypatch, card):
    measured = timed(monkeypatch, dict.fromkeys(SIZES, 1.0))
    assert choose_batch(card, NETWORK, 80) == choose_batch(card, NETWORK, 80) == SIZES[-1]
    assert measured == list(SIZES)


def test_a_processor_is_not_measured(monkeypatch):
    measured = timed(monkeypatch, {})
    assert choose_batch(Device("cpu", half=False), NETWORK, 80) == SIZES[0]
    assert measured == []


def test_a_batch_that_does_not_fit_the_memory_is_not_chosen(monkeypatch, card):
    card.crops = 20
    monkeypatch.setattr(batch_size, "LONGEST_S", 100.0)
    assert choose_batch(card, NETWORK, 16) == 16
    assert card.reported == []  # nothing has been lost: no message


def test_other_errors_are_raised(monkeypatch, card):
    def fail(_images):
        raise RuntimeError("device-side assert triggered")

    monkeypatch.setattr(card, "move_batch", fail)
    with pytest.raises(RuntimeError, match="assert"):
        choose_batch(card, NETWORK, 16)


def test_measuring_leaves_the_network_unchanged(card):
    before = {name: value.clone() for name, value in NETWORK.state_dict().items()}
    choose_batch(card, NETWORK, 16)
    assert all(torch.equal(value, before[name]) for name, value in NETWORK.state_dict().items())
    assert all(weight.grad is None for weight in NETWORK.parameters())
