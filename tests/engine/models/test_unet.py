"""The network's shape: what goes in, what comes out, how far a pixel reaches."""

import pytest
import torch

from sketchpose_engine.models.unet import MERGES, UNet, UNetConfig
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


# Squares of pixels, and features that are added


def patched(channels=1, **shape):
    return lived_in(UNet(UNetConfig(channels, (4, 6, 8), patch_px=2, **shape)))


@pytest.mark.parametrize("merge", MERGES)
def test_squares_of_pixels_give_fields_for_every_pixel(merge):
    network = patched(merge=merge)
    assert network.shape.stride_px == 8
    distance, flow, _ = network(torch.rand(2, 1, 16, 24))
    assert distance.shape == (2, 16, 24)
    assert flow.shape == (2, 2, 16, 24)
    assert distance[0, ::2, ::2].sub(distance[0, 1::2, 1::2]).abs().max() > 1e-4


@pytest.mark.parametrize("merge", MERGES)
def test_no_pixel_changes_the_fields_of_squares_beyond_the_reach(merge):
    network = patched(merge=merge)
    reach_px = network.shape.reach_px
    image = torch.rand(1, 1, 256, 256)
    with torch.no_grad():
        before = torch.cat([part.flatten(0, -3) for part in network(image)])
        image[..., 128, 129] += 5
        after = torch.cat([part.flatten(0, -3) for part in network(image)])
    rows, columns = (before != after).any(0).nonzero().unbind(1)
    assert max((rows - 128).abs().max(), (columns - 129).abs().max()) <= reach_px


def test_a_grey_image_in_three_equal_colours_gives_the_same_fields_from_squares():
    network, image = patched(merge="add"), torch.rand(1, 1, 16, 16)
    with torch.no_grad():
        grey, colour = network(image), network.with_channels(3).eval()(image.expand(-1, 3, -1, -1))
    for one, other in zip(grey, colour, strict=True):
        torch.testing.assert_close(one, other)


def test_classes_are_those_of_pixels_not_of_squares():
    assert patched(merge="add", classes=3)(torch.rand(1, 1, 16, 24))[2].shape == (1, 3, 16, 24)


def test_added_features_need_fewer_weights_than_concatenated_ones():
    counts = [sum(p.numel() for p in patched(merge=merge).parameters()) for merge in MERGES]
    assert counts[1] < counts[0]
