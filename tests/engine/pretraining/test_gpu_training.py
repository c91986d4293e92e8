"""The training on a graphics card: its windows, its crops, its norms; run here on the processor."""

import numpy as np
import pytest
import torch

from pretraining.augmentation import augment_on_device
from pretraining.gpu_training import ResidentSettings, ResidentTraining
from pretraining.image_norms import normalise_by_image
from pretraining.samples import sample_of
from pretraining.windows import (
    BACKGROUND,
    EQUALITY,
    FLOWING,
    INEQUALITY,
    WindowPool,
    WindowSource,
    window_of,
)
from sketchpose_engine.models.unet import UNetConfig
from sketchpose_engine.sketch.from_masks import strokes_of
from tests.engine.helpers.support import CPU, photograph, tiny_network, voronoi

SIDE = 48


def sample(seed=0):
    gold = voronoi((96, 96), 12, seed, background=0.4)
    return sample_of(photograph(gold), strokes_of(gold), np.random.default_rng(seed))


def window(seed=0):
    return window_of(sample(seed), np.random.default_rng(seed), SIDE)


class Ready:
    """A source whose windows are there at once."""

    def __init__(self):
        self._made = 0

    def ready(self, most):
        for _ in range(most):
            self._made += 1
            yield window(self._made % 8)


def training(monkeypatch, **settings):
    from pretraining import gpu_training

    monkeypatch.setattr(gpu_training, "FEWEST_WINDOWS", 8)
    made = ResidentTraining(
        tiny_network(3, widths=(4, 8)),
        CPU,
        ResidentSettings(crop_px=32, batch=4, pool=16, **settings),
    )
    made.pool = WindowPool(16, "cpu", SIDE)
    return made


# Windows


def test_a_window_has_an_image_and_all_targets():
    made = window()
    assert made.image.shape == (3, SIDE, SIDE)
    assert made.distance.shape == made.sets.shape == (SIDE, SIDE)
    assert made.flow.shape == (2, SIDE, SIDE)
    for bit in (EQUALITY, INEQUALITY, BACKGROUND):
        assert ((made.sets & bit) > 0).any() or bit == INEQUALITY
    flowing = (made.sets & FLOWING) > 0
    length = np.hypot(*made.flow.astype(float))
    np.testing.assert_allclose(length[flowing], 1, atol=2e-3)
    assert not length[~flowing].any()


def test_in_a_full_pool_the_oldest_windows_give_way():
    pool = WindowPool(3, "cpu", SIDE)
    windows = [window(seed) for seed in range(5)]
    pool.add(windows[:2])
    assert (pool.added, int(pool.count)) == (2, 2)
    pool.add(windows[2:])
    assert (pool.added, int(pool.count)) == (5, 3)
    for place, seed in enumerate((3, 4, 2)):
        np.testing.assert_array_equal(pool.distance[place].numpy(), windows[seed].distance)


def test_processes_make_windows_until_they_are_closed():
    def draw(rng):
        return sample(int(rng.integers(8)))

    source = WindowSource(draw, seed=0, processes=1)
    found = []
    while len(found) < 3:
        found += source.ready(3)
    source.close()
    assert all(made.image.shape[0] == 3 for made in found)


def test_training_does_not_wait_for_processes_that_have_failed(capfd):
    def draw(rng):
        raise OSError("no such image")

    source = WindowSource(draw, seed=0, processes=2)
    with pytest.raises(RuntimeError, match="No process is left"):
        while True:
            list(source.ready(1))
    source.close()
    assert "no such image" in capfd.readouterr().err


# Crops


@pytest.mark.parametrize("seed", range(6))
def test_the_flow_of_a_crop_is_turned_with_it(monkeypatch, seed):
    """Where a crop comes from, its flow still leads to larger distances."""
    made = training(monkeypatch)
    made.pool.add([window(n) for n in range(8)])
    torch.manual_seed(seed)
    _, targets = made._crops()
    flowing = targets.flowing[:, 4:-4, 4:-4]
    y, x = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
    down = (y + 2 * targets.flow[:, 0]).round().clamp(0, 31).long()
    right = (x + 2 * targets.flow[:, 1]).round().clamp(0, 31).long()
    index = torch.arange(len(down))[:, None, None]
    ahead = targets.distance[index, down, right][:, 4:-4, 4:-4]
    known = targets.flowing[index, down, right][:, 4:-4, 4:-4]
    here = targets.distance[:, 4:-4, 4:-4]
    both = flowing & known
    assert both.any()
    assert (ahead >= here)[both].float().mean() > 0.8


def test_crops_of_an_image_are_changed_alike():
    torch.manual_seed(0)
    grey = torch.full((6, 3, 16, 16), 0.5)
    changed = augment_on_device(grey, alike=3)
    means = changed.mean((1, 2, 3)).view(2, 3)
    assert (means - means[:, :1]).abs().max() < 0.05  # but for the noise
    assert changed.shape == grey.shape


# Norms


def test_each_image_is_normalised_by_itself():
    one, other = tiny_network(3), tiny_network(3)
    normalise_by_image(other, 4)
    image, brighter = torch.randn(4, 3, 32, 32), 5 + 3 * torch.randn(4, 3, 32, 32)
    expected = torch.cat([one.train()(part)[0] for part in (image, brighter)])
    found = other.train()(torch.cat([image, brighter]))[0]
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-3)


def test_the_running_statistics_follow_the_images():
    network = tiny_network(3)
    normalise_by_image(network, 2)
    before = network.norm.running_mean.clone()
    network.train()(torch.randn(4, 3, 32, 32))
    assert not torch.equal(network.norm.running_mean, before)


# Training


@pytest.mark.parametrize("crops_an_image", [1, 2])
def test_it_learns_and_ends_with_its_budget(monkeypatch, crops_an_image):
    made = training(monkeypatch, steps=30, crops_an_image=crops_an_image, warm_up_steps=5)
    (report,) = made.run(Ready())
    assert made.step_number == report.step == 30
    assert np.isfinite(report.loss)
    assert made.pool.added >= 8
    assert all(value.isfinite().all() for value in made.ema.state_dict().values())
    assert made.ema.shape == UNetConfig(3, (4, 8))
