"""The mean of a network's last weights."""

from itertools import pairwise

import pytest
import torch

from sketchpose_engine.training.ema import EMA, update_ema
from tests.engine.helpers.support import CPU, lived_in, tiny_network


@pytest.mark.parametrize("part", [0.25, torch.tensor(0.25)], ids=["number", "tensor"])
def test_the_mean_moves_by_a_part_towards_the_newest_weights(part):
    mean, newest = tiny_network(), lived_in(tiny_network(seed=1))
    before = {name: value.clone() for name, value in mean.state_dict().items()}
    update_ema(mean, newest, part)
    for name, value in mean.state_dict().items():
        expected = newest.state_dict()[name]
        if value.is_floating_point():
            expected = 0.75 * before[name] + 0.25 * expected
        torch.testing.assert_close(value, expected)


def test_the_newest_weights_stay_as_they_are():
    mean, newest = tiny_network(), tiny_network(seed=1)
    before = [value.clone() for value in newest.state_dict().values()]
    update_ema(mean, newest, 0.5)
    assert all(map(torch.equal, before, newest.state_dict().values()))


def test_an_average_begins_with_the_newest_weights_and_slows_down_to_its_part():
    network = tiny_network()
    ema = EMA(network, CPU, part=0.1, head_start=3)
    weight = next(network.parameters())
    mean = next(ema.network.parameters())
    assert mean is not weight
    shares = []
    for _ in range(60):
        with torch.no_grad():
            weight += 1.0
        before = mean.clone()
        ema.update(network)
        shares.append(((mean - before) / (weight - before)).mean().item())
    assert shares[0] == pytest.approx(1)
    assert all(new <= old + 1e-4 for old, new in pairwise(shares))
    assert shares[36] == pytest.approx(0.1, rel=0.02) and shares[-1] == pytest.approx(0.1, rel=0.01)
    assert ema.steps == 60
