"""The mean of a network's last weights."""

import pytest
import torch

from sketchpose_engine.training.ema import update_ema
from tests.engine.helpers.support import lived_in, tiny_network


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
