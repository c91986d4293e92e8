"""Muon for the convolutions between features, Adam for everything else."""

import pytest
import torch
from torch import nn

from sketchpose_engine.training.optimiser import ADAM_BETAS, ADAM_EPSILON, Optimiser, orthogonal
from tests.engine.helpers.support import tiny_network


def learn_line(optimise, steps=30):
    """Weights after some steps of a regression with one hidden layer; `optimise(layers)` steps."""
    torch.manual_seed(0)
    layers = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    step = optimise(layers)
    x = torch.randn(20, 3)
    for number in range(1, steps + 1):
        (layers(x).squeeze(1) - x[:, 0]).square().mean().backward()
        step(number)
    return torch.cat([weight.detach().flatten() for weight in layers.parameters()])


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_without_convolutions_it_is_adam_that_spares_the_biases(weight_decay):
    from torch.optim import AdamW  # the engine itself never imports it

    def reference(layers):
        groups = [
            {"params": [w for w in layers.parameters() if w.ndim > 1]},
            {"params": [w for w in layers.parameters() if w.ndim == 1], "weight_decay": 0.0},
        ]
        adam = AdamW(groups, 1e-2, ADAM_BETAS, ADAM_EPSILON, weight_decay)

        def step(number):
            for group in adam.param_groups:
                group["lr"] = 1e-2 / number
            adam.step()
            adam.zero_grad()

        return step

    def ours(layers):
        optimiser = Optimiser(layers, hidden_rate=1.0, rate=1e-2, weight_decay=weight_decay)
        return lambda number: optimiser.step(1 / number)

    torch.testing.assert_close(learn_line(ours), learn_line(reference), atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("shape", [(16, 16), (8, 40), (40, 8), (1, 9)], ids=str)
def test_orthogonal_brings_singular_values_near_1(shape):
    torch.manual_seed(0)
    for scale in (1e-4, 1.0, 1e4):
        matrix = scale * torch.randn(shape)
        strengths = torch.linalg.svdvals(orthogonal(matrix))
        strong = torch.linalg.svdvals(matrix) > 0.1 * scale * max(shape) ** 0.5
        assert strengths[strong].min() > 0.6
        assert strengths.max() < 1.3


def test_orthogonal_keeps_the_singular_vectors():
    torch.manual_seed(0)
    matrix = torch.randn(6, 10)
    left, strengths, right = torch.linalg.svd(matrix, full_matrices=False)
    assert strengths.min() > 0.5
    inner = left.T @ orthogonal(matrix) @ right.T
    assert (inner - inner.diagonal().diag()).abs().max() < 1e-4


def test_orthogonal_takes_each_matrix_of_a_batch_by_itself():
    torch.manual_seed(0)
    batch = torch.randn(3, 6, 10)
    each = torch.stack([orthogonal(matrix) for matrix in batch])
    torch.testing.assert_close(orthogonal(batch), each)


def test_orthogonal_of_nothing_is_nothing():
    assert not orthogonal(torch.zeros(4, 6)).any()


def test_a_hidden_convolution_moves_by_the_hidden_rate_in_all_directions():
    layers = nn.Sequential(nn.Conv2d(8, 8, 3, bias=False))
    before = layers[0].weight.detach().clone()
    layers[0].weight.grad = torch.randn(8, 8, 3, 3)
    Optimiser(layers, hidden_rate=0.1, rate=123.0, weight_decay=0.0).step()
    moved = torch.linalg.svdvals((layers[0].weight.detach() - before).flatten(1))
    assert 0.06 < moved.min() < moved.max() < 0.13


def test_the_first_and_the_last_convolution_are_no_hidden_ones():
    network = tiny_network()
    before = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    for weight in network.parameters():
        weight.grad = torch.randn_like(weight)
    Optimiser(network, hidden_rate=0.0, rate=0.1, weight_decay=0.0).step()
    moved = {name for name, weight in network.named_parameters() if (weight != before[name]).any()}
    inner = (".conv1.", ".conv2.", ".skip.")
    hidden = {name for name in before if any(part in name for part in inner)}
    assert hidden
    assert moved == set(before) - hidden


@pytest.mark.parametrize("layer", [nn.Linear(6, 6), nn.Conv2d(6, 6, 3)], ids=["adam", "muon"])
def test_it_minimises_a_quadratic(layer):
    torch.manual_seed(0)
    goals = [torch.randn_like(weight) for weight in layer.parameters()]
    optimiser = Optimiser(layer, hidden_rate=0.3, rate=0.1, weight_decay=0.0)

    def loss():
        pairs = zip(layer.parameters(), goals, strict=True)
        return sum((weight - goal).square().sum() for weight, goal in pairs)

    start = loss().item()
    for step in range(200):
        loss().backward()
        optimiser.step(1 - step / 200)
    assert loss().item() < 1e-3 * start


def test_a_step_forgets_the_gradients():
    layer = nn.Linear(2, 2)
    optimiser = Optimiser(layer, 0.1, 0.1, 0.1)
    layer(torch.ones(1, 2)).sum().backward()
    optimiser.step()
    assert [weight.grad for weight in layer.parameters()] == [None, None]


def test_a_step_without_gradients_changes_nothing():
    layer = nn.Linear(2, 2)
    before = layer.weight.detach().clone()
    Optimiser(layer, 0.1, 0.1, 0.1).step()
    assert torch.equal(layer.weight, before)


def test_weight_decay_shrinks_in_proportion_to_the_rate():
    layer = nn.Linear(2, 2, bias=False)
    before = layer.weight.detach().clone()
    layer.weight.grad = torch.zeros(2, 2)
    Optimiser(layer, 0.1, rate=0.5, weight_decay=0.2).step(factor=0.5)
    torch.testing.assert_close(layer.weight.detach(), before * (1 - 0.5 * 0.5 * 0.2))


def test_what_it_remembers_can_be_kept_and_restored():
    def gradients(network, seed):
        torch.manual_seed(seed)
        for weight in network.parameters():
            weight.grad = torch.randn_like(weight)

    one, other = tiny_network(), tiny_network()
    first, second = (Optimiser(network, 0.1, 0.1, 0.1) for network in (one, other))
    for seed in range(3):
        gradients(one, seed)
        first.step()
    other.load_state_dict(one.state_dict())
    second.restore(first.state())
    for network, optimiser in ((one, first), (other, second)):
        gradients(network, 9)
        optimiser.step()
    for mine, restored in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, restored)
