"""Weights of version 0.1, whose layers were others, give the same fields today."""

import json

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import save
from torch import nn

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.models.unet import UNet, UNetConfig
from sketchpose_engine.models.weights import FORMAT, load_weights
from tests.engine.helpers.support import lived_in


class OldResidual(nn.Module):
    """The block of version 0.1: its skip sees features that are not normalised."""

    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        self.skip = nn.Conv2d(channels_in, channels_out, 1)

    def forward(self, x):
        y = self.conv1(F.relu(self.norm1(x)))
        return self.skip(x) + self.conv2(F.relu(self.norm2(y)))


class OldNetwork(UNet):
    """The layers of version 0.1 in the order of today's."""

    def __init__(self, shape):
        super().__init__(shape)
        self.stem = nn.Conv2d(shape.channels, shape.widths[0], 3, padding=1)
        for blocks in (self.down, self.up):
            for level, block in enumerate(blocks):
                old = OldResidual(block.conv1.in_channels, block.conv1.out_channels)
                blocks[level] = old


def old_network(classes):
    torch.manual_seed(3)
    network = OldNetwork(UNetConfig(2, (4, 6, 8), classes))
    with torch.no_grad():
        for name, value in network.named_parameters():
            if value.ndim == 1:
                value.add_(torch.randn_like(value))  # gains and biases as after a training
            elif "logits" in name:
                value.normal_()
    return lived_in(network)


def written(path, network, drop=()):
    shape = network.shape
    header = {
        "format": FORMAT,
        "network": shape.as_dict(),
        "eighths": 8,
        "diameter_px": 30.0,
        "provenance": {},
    }
    state = {n: v.contiguous() for n, v in network.state_dict().items() if n not in drop}
    path.write_bytes(save(state, {"sketchpose": json.dumps(header)}))
    return path


@pytest.mark.parametrize("classes", [1, 3])
def test_the_fields_are_the_same_as_they_were(tmp_path, classes):
    old = old_network(classes)
    new = load_weights(written(tmp_path / "old.safetensors", old)).network.eval()
    image = torch.randn(2, 2, 32, 40)
    with torch.no_grad():
        for was, today in zip(old(image), new(image), strict=True):
            torch.testing.assert_close(today, was, atol=2e-4, rtol=1e-4)


def test_a_norm_that_takes_everything_away_does_no_harm(tmp_path):
    old = old_network(1)
    with torch.no_grad():
        old.up[0].norm1.weight[0] = 0
    new = load_weights(written(tmp_path / "old.safetensors", old)).network.eval()
    image = torch.randn(2, 2, 32, 40)
    with torch.no_grad():
        torch.testing.assert_close(new(image)[0], old(image)[0], atol=2e-2, rtol=1e-2)


def test_an_old_file_without_a_layer_is_refused(tmp_path):
    path = written(tmp_path / "old.safetensors", old_network(1), drop=["down.1.skip.bias"])
    with pytest.raises(InputError, match=r"old\.safetensors is damaged"):
        load_weights(path)
