"""Batch norm that gets to know the images at hand."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpose_engine.models import adabn
from sketchpose_engine.models.adabn import NEW_PART, adapt_batch_norm, with_adapted_norms
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.network_image import NetworkImage
from tests.engine.helpers.support import CPU, lived_in, tiny_network


def view(height=40, width=50, light=1.0, seed=0):
    torch.manual_seed(seed)
    return NetworkImage.of(light * torch.rand(1, height, width))


def state_of(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def test_only_means_and_spreads_change():
    network = lived_in(tiny_network())
    before = state_of(network)
    adapt_batch_norm(network, CPU, [view(light=5)])
    for name, value in state_of(network).items():
        assert torch.equal(value, before[name]) == ("running" not in name)
    assert not network.training


def test_they_go_most_of_the_way_to_the_images():
    network = lived_in(tiny_network())
    first = network.down[0].norm1
    before, seen = first.running_mean.clone(), view()
    with torch.no_grad():
        theirs = network.stem(seen.whole[None]).mean((0, 2, 3))
    adapt_batch_norm(network, CPU, [seen])
    expected = before + NEW_PART * (theirs - before)
    # In the number format of this computer's convolutions.
    torch.testing.assert_close(first.running_mean, expected, rtol=2e-2, atol=2e-2)


def test_the_same_images_give_the_same_means():
    one, other = lived_in(tiny_network()), lived_in(tiny_network())
    for network in (one, other):
        adapt_batch_norm(network, CPU, [view(), view(30, 30, 2, seed=1)])
    for mine, theirs in zip(one.buffers(), other.buffers(), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize("whole", [True, False])
def test_of_a_large_image_its_middle_is_looked_at(whole, monkeypatch):
    monkeypatch.setattr("sketchpose_engine.models.network_image.WHOLE_PX", 10**6 if whole else 0)
    planes = np.zeros((1, 320, 256), np.float32)
    planes[:, 128:192, 96:160] = 1
    image = NetworkImage(planes, np.zeros(1), np.ones(1), 8)
    assert (image.whole is not None) == whole
    middle = adabn._middle(image, 2, 64)
    assert middle.shape == (1, 64, 64)
    assert (middle == 1).all()


def test_an_image_that_is_not_finite_changes_nothing():
    network = lived_in(tiny_network())
    before = state_of(network)
    adapt_batch_norm(network, CPU, [NetworkImage.of(torch.full((1, 32, 32), float("inf")))])
    for name, value in state_of(network).items():
        assert torch.equal(value, before[name])


def fine_tuned():
    return Model(lived_in(tiny_network()), 8, 20.0, warm=True)


def test_a_model_is_adapted_to_an_image_it_was_not_trained_on_in_a_copy():
    model = fine_tuned()
    before = state_of(model.network)
    other = with_adapted_norms(model, view(light=5), CPU)
    assert all(torch.equal(value, before[name]) for name, value in state_of(model.network).items())
    assert not torch.equal(other.network.norm.running_mean, model.network.norm.running_mean)
    for name, value in other.network.named_parameters():
        assert torch.equal(value, before[name])


def test_one_of_random_weights_stays_as_it_is():
    model = replace(fine_tuned(), warm=False)
    assert with_adapted_norms(model, view(), CPU) is model
