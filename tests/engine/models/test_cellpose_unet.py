"""The network of Omnipose and Cellpose: the same numbers as theirs, and usable like ours."""

import pytest
import torch

from sketchpose_engine.models.cellpose_unet import CellposeConfig, CellposeUNet
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.training.optimiser import _is_hidden
from tests.engine.helpers.peers import PROGRAMS, golden, tiny_peer, written

IMAGE = torch.rand(2, 1, 32, 48, generator=torch.Generator().manual_seed(0))


def fields_of(network, image):
    with torch.no_grad():
        distance, flow, _ = network.eval()(image)
    return torch.cat([distance[:, None], flow], 1)


# The same numbers


@pytest.mark.parametrize(("program", "distance"), [("omnipose", 1 / 15), ("cellpose", 0.1)])
def test_it_sees_what_the_other_program_sees(tmp_path, program, distance):
    state, image, output = golden(program)
    network = load_weights(written(tmp_path / program, state)).network.with_channels(2)
    with torch.no_grad():
        network.mix.weight.copy_(torch.eye(2)[:, :, None, None])
    theirs = torch.cat([output[:, 2:3] * distance, output[:, :2] / 5], 1)
    torch.testing.assert_close(fields_of(network, image), theirs, atol=1e-5, rtol=0)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_grey_image_goes_to_the_first_input_and_nothing_to_the_second(tmp_path, program):
    state, image, _ = golden(program)
    network = load_weights(written(tmp_path / program, state)).network
    both = network.with_channels(2)
    with torch.no_grad():
        both.mix.weight.copy_(torch.eye(2)[:, :, None, None])
    grey = image[:, :1]
    padded = torch.cat([grey, torch.zeros_like(grey)], 1)
    assert torch.equal(fields_of(network, grey), fields_of(both, padded))


@pytest.mark.parametrize("channels", [2, 3, 5])
def test_colours_are_seen_as_their_mean(channels):
    network = tiny_peer()
    colours = torch.rand(1, channels, 32, 32)
    seen = fields_of(network.with_channels(channels), colours)
    grey = fields_of(network, colours.mean(1, keepdim=True))
    torch.testing.assert_close(seen, grey, atol=1e-5, rtol=0)


# Usable like ours


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("widths", [(4,), (4, 6), (3, 4, 5, 6)], ids=str)
def test_fields_have_the_size_of_the_image_down_to_a_single_pixel_of_the_lowest_level(
    widths, mirrored
):
    network = CellposeUNet(CellposeConfig(1, widths, mirrored=mirrored)).eval()
    for rows, columns in ((1, 1), (2, 3)):
        size = rows * network.shape.stride_px, columns * network.shape.stride_px
        distance, flow, classes = network(torch.rand(2, 1, *size))
        assert distance.shape == (2, *size)
        assert flow.shape == (2, 2, *size)
        assert classes.shape == (2, 0, *size)


def test_only_the_style_reaches_beyond_the_reach():
    network = tiny_peer(widths=(3, 4, 5))
    styles = [values for name, values in network.named_parameters() if name.endswith("full.weight")]
    reach_px, stride_px = network.shape.reach_px, network.shape.stride_px
    size_px = (2 * reach_px // stride_px + 3) * stride_px
    image = torch.rand(1, 1, size_px, size_px)
    touched = image.clone()
    touched[..., size_px // 2, size_px // 2] += 100
    changed = (fields_of(network, image) != fields_of(network, touched)).any(1)
    assert changed[0, 0].any()
    with torch.no_grad():
        for values in styles:
            values.zero_()
    changed = (fields_of(network, image) != fields_of(network, touched)).any(1)
    rows, columns = changed[0].nonzero(as_tuple=True)
    farthest = max((rows - size_px // 2).abs().max(), (columns - size_px // 2).abs().max())
    assert reach_px / 2 <= farthest <= reach_px


def test_every_parameter_is_used():
    network = tiny_peer(classes=2).train()
    distance, flow, classes = network(IMAGE)
    (distance.square().sum() + flow.square().sum() + classes.square().sum()).backward()
    assert [name for name, weight in network.named_parameters() if weight.grad is None] == []


def test_classes_are_told_apart_without_changing_the_fields():
    network = tiny_peer()
    several = network.with_classes(3)
    assert torch.equal(fields_of(network, IMAGE), fields_of(several, IMAGE))
    assert several(IMAGE)[2].shape == (2, 3, 32, 48)


def test_only_convolutions_between_features_are_hidden_ones():
    hidden = {name for name, weight in tiny_peer().named_parameters() if _is_hidden(name, weight)}
    assert "downsample.down.res_down_0.conv.conv_0.2.weight" not in hidden  # it sees the image
    assert "downsample.down.res_down_0.conv.conv_1.2.weight" in hidden
    assert "upsample.up.res_up_1.conv.conv_3.conv.2.weight" in hidden
    assert "downsample.down.res_down_0.proj.1.weight" in hidden
    assert not any(name.startswith("output.") for name in hidden)
    assert all(("conv" in name or "proj" in name) and name.endswith("weight") for name in hidden)


def test_distances_in_pixels_become_distances_in_halves_of_a_cell():
    known, unknown = tiny_peer(known_px=30.0), tiny_peer(known_px=None)
    assert known.for_width(10) is known  # its cells are resampled to what it knows
    before, after = fields_of(unknown, IMAGE), fields_of(unknown.for_width(10), IMAGE)
    torch.testing.assert_close(after[:, 0], 3 * before[:, 0])
    assert torch.equal(after[:, 1:], before[:, 1:])
    assert torch.equal(fields_of(unknown, IMAGE), before)  # it is not changed itself
