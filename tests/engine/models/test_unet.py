"""The network's shape: what goes in, what comes out, how far a pixel reaches."""

import pytest
import torch

from sketchpose_engine.models.unet import UNetConfig
from tests.engine.helpers.support import lived_in, tiny_network

WIDTHS = ((4,), (4, 8), (3, 5, 7), (4, 4, 6, 8))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("widths", WIDTHS, ids=str)
def test_fields_have_the_size_of_the_image(widths, channels):
    network = tiny_network(channels, widths=widths)
    height, width = 2 * network.shape.stride_px, 3 * network.shape.stride_px
    distance, flow, _ = network(torch.rand(2, channels, height, width))
    assert distance.shape == (2, height, width)
    assert flow.shape == (2, 2, height, width)


@pytest.mark.parametrize("widths", WIDTHS, ids=str)
def test_the_widths_are_those_of_the_levels(widths):
    network = tiny_network(widths=widths)
    assert network.shape.stride_px == 2 ** (len(widths) - 1)
    assert [block.conv2.out_channels for block in network.down] == list(widths)
    assert [block.conv2.out_channels for block in network.up] == list(widths[-2::-1])


@pytest.mark.parametrize("widths", WIDTHS, ids=str)
def test_no_pixel_changes_the_fields_beyond_the_reach(widths):
    network = lived_in(tiny_network(widths=widths))
    reach_px, stride_px = network.shape.reach_px, network.shape.stride_px
    size_px = (2 * reach_px // stride_px + 3) * stride_px
    image = torch.rand(1, 1, size_px, size_px)
    farthest = 0
    with torch.no_grad():
        before = torch.cat([part.flatten(0, -3) for part in network(image)])
        for step in range(stride_px):  # wherever the pixel lies on the grid of the levels
            y, x = size_px // 2 + step, size_px // 2 - step
            touched = image.clone()
            touched[..., y, x] += 100
            after = torch.cat([part.flatten(0, -3) for part in network(touched)])
            rows, columns = (before != after).any(0).nonzero(as_tuple=True)
            farthest = max(farthest, *((rows - y).abs().max(), (columns - x).abs().max()))
    assert farthest <= reach_px
    assert farthest >= reach_px / 2  # and the bound is not far off


def test_the_same_seed_gives_the_same_network():
    one, other, third = tiny_network(), tiny_network(), tiny_network(seed=1)
    assert all(map(torch.equal, one.parameters(), other.parameters()))
    assert not torch.equal(one.stem.weight, third.stem.weight)


def test_every_parameter_is_used():
    network = tiny_network(widths=(3, 5, 7))
    distance, flow, _ = network(torch.rand(2, 1, 16, 16))
    (distance.square().sum() + flow.square().sum()).backward()
    unused = [name for name, weight in network.named_parameters() if weight.grad is None]
    assert unused == []


def test_a_shape_survives_as_plain_values():
    shape = UNetConfig(3, (4, 8, 16))
    assert UNetConfig(**shape.as_dict()) == shape
