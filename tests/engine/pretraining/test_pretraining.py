"""The training of the general network: invented images, complete annotations, checkpoints."""

import numpy as np
import pytest
import tifffile
import torch
from skimage.measure import label

from pretraining import corpus as corpus_module
from pretraining.augmentation import augment
from pretraining.cell_shapes import blobs, edges, rods, spread, tissue
from pretraining.corpus import Corpus
from pretraining.find_duplicates import runs_of, shared_part
from pretraining.pretrain import Pretraining, PretrainSettings
from pretraining.samples import drawing, sample_of
from pretraining.synthetic import draw_image
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.models.unet import UNetConfig
from sketchpose_engine.offline.resumable_trainer import follow
from sketchpose_engine.sketch.from_masks import strokes_of
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING
from tests.engine.helpers.support import CPU, photograph, voronoi

SHAPE = (96, 112)
TINY = UNetConfig(3, (4, 8))
SETTINGS = PretrainSettings(steps=6, crop_px=32, batch=2, pool=3)


def chance(seed=0):
    return np.random.default_rng(seed)


def draw_disc_like(rng):
    """A lesson that is quickly made and quickly learned."""
    gold = voronoi((64, 72), 12, int(rng.integers(5)), background=0.4)
    return sample_of(photograph(gold), strokes_of(gold), rng)


def pretraining(settings=SETTINGS):
    return Pretraining(draw_disc_like, settings, CPU, TINY)


def to_end(training, checkpoint=None):
    for _ in follow(training, checkpoint, None):
        pass


def weights_of(training):
    values = (training.network.state_dict(), training.ema.network.state_dict())
    return [value.clone() for state in values for value in state.values()]


# Invented images


@pytest.mark.parametrize("seed", range(12))
def test_an_invented_image_is_sound_and_the_same_for_the_same_seed(seed):
    image, labels = draw_image(chance(seed))
    again, same = draw_image(chance(seed))
    np.testing.assert_array_equal(image, again)
    np.testing.assert_array_equal(labels, same)
    assert image.shape in ((1, *labels.shape), (3, *labels.shape))
    assert (image.dtype, labels.dtype) == (np.float32, np.int32)
    assert np.isfinite(image).all()
    assert image.std() > 0


@pytest.mark.parametrize("seed", range(12))
def test_each_invented_cell_is_one_4_connected_piece(seed):
    _, labels = draw_image(chance(seed))
    numbers = np.unique(labels[labels > 0])
    np.testing.assert_array_equal(numbers, np.arange(1, len(numbers) + 1))
    assert label(labels, background=0, connectivity=1).max() == len(numbers)


@pytest.mark.parametrize("shapes", [rods, blobs, spread, tissue])
def test_cells_of_every_shape_touch_sometimes(shapes):
    touching = 0
    for seed in range(6):
        labels = shapes(SHAPE, 12.0, chance(seed))
        touching += np.count_nonzero(strokes_of(labels) == BOUNDARY)
    assert touching > 100


def test_filaments_are_longer_than_rods():
    def longest(long):
        spans = []
        for seed in range(6):
            labels = rods((256, 256), 8.0, chance(seed), long=long)
            spans += list(np.bincount(labels.ravel())[1:] / 8.0**2)
        return np.median(spans)

    assert longest(True) > 1.5 * longest(False)


def test_tissue_often_leaves_no_gaps():
    parts = [np.mean(tissue(SHAPE, 14.0, chance(seed)) > 0) for seed in range(20)]
    assert 0.3 < np.mean(np.array(parts) == 1) < 0.8


def test_edges_are_drawn_on_one_side():
    labels = np.repeat(np.array([[0, 0, 1, 1, 2, 2]]), 3, axis=0)
    np.testing.assert_array_equal(edges(labels)[1], [False, False, True, False, True, False])


# Real images


def a_set(folder, size=(40, 50)):
    for name in ("images", "masks"):
        (folder / "stardist_samples" / name).mkdir(parents=True)
    gold = voronoi(size, 6, 0, background=0.3).astype(np.uint16)
    gold[0, 0] = 7
    for name in ("a", "b"):
        tifffile.imwrite(folder / f"stardist_samples/images/{name}.tif", photograph(gold)[0])
        tifffile.imwrite(folder / f"stardist_samples/masks/{name}.tif", gold)
    return gold


def test_small_images_are_drawn_whole(tmp_path):
    gold = a_set(tmp_path)
    planes, sketch = Corpus(tmp_path).draw(chance())
    assert planes.shape == (1, *gold.shape)
    np.testing.assert_array_equal(sketch, strokes_of(gold.astype(np.int32)))


def test_where_an_image_is_cut_nothing_is_annotated(tmp_path, monkeypatch):
    monkeypatch.setattr(corpus_module, "WINDOW_PX", 24)
    a_set(tmp_path)
    corpus = Corpus(tmp_path)
    for seed in range(8):
        planes, sketch = corpus.draw(chance(seed))
        assert planes.shape[1:] == sketch.shape == (24, 24)
        assert {NOTHING, FOREGROUND} <= set(np.unique(sketch))
        assert (sketch == NOTHING).sum() <= 4 * 24  # only along the cuts
        assert (sketch[1:-1, 1:-1] != NOTHING).all()


def test_what_the_benchmark_holds_is_left_out(tmp_path, monkeypatch):
    a_set(tmp_path)
    monkeypatch.setattr(corpus_module, "EXCLUDED", frozenset({"stardist_samples/a"}))
    assert [e.image.stem for e in Corpus(tmp_path).sets["stardist_samples"]] == ["b"]


def test_of_sets_with_splits_only_the_training_part_and_no_neighbours(tmp_path, monkeypatch):
    a_set(tmp_path)
    folder = tmp_path / "stardist_samples"
    (folder / "splits.json").write_text('{"train": ["a", "b"], "val": []}')
    (folder / "index.csv").write_text("name,group\na,0\nb,1\n")
    assert len(Corpus(tmp_path).sets["stardist_samples"]) == 2
    (folder / "splits.json").write_text('{"train": ["b"], "val": ["a"]}')
    assert [e.image.stem for e in Corpus(tmp_path).sets["stardist_samples"]] == ["b"]
    monkeypatch.setattr(corpus_module, "EXCLUDED", frozenset({"stardist_samples/a"}))
    (folder / "index.csv").write_text("name,group\na,0\nb,0\n")  # crops of one field
    with pytest.raises(InputError, match="no images"):
        Corpus(tmp_path)


def test_the_same_pixels_are_found_wherever_they_lie():
    image = chance().integers(0, 200, (60, 70)).astype(np.uint8)
    part = image[13:47, 9:52]
    other = chance(1).integers(0, 200, (60, 70)).astype(np.uint8)
    assert shared_part(runs_of(image), runs_of(part)) == 1
    assert shared_part(runs_of(part), runs_of(image)) == 1
    assert shared_part(runs_of(image), runs_of(other)) == 0
    assert shared_part(runs_of(image), runs_of(np.zeros((9, 9)))) == 0


# Lessons


def test_every_kind_of_stroke_is_in_a_lesson_and_cells_are_seen_at_their_usual_size():
    lessons = [drawing(None)(chance(seed)) for seed in range(8)]
    kinds = {int(kind) for sample in lessons for kind in sample.points.kinds()}
    assert kinds == {BACKGROUND, FOREGROUND, BOUNDARY}
    for sample in lessons:
        assert 2 <= sample.unit_px <= 60


def test_grey_is_the_same_in_all_channels_and_colours_mostly_stay():
    gold = voronoi((64, 64), 6, 0)
    colours = np.concatenate([photograph(gold, seed) for seed in range(3)])
    grey = sample_of(photograph(gold), strokes_of(gold), chance()).image.whole
    assert grey.shape[0] == 3
    assert torch.equal(grey[0], grey[1]) and torch.equal(grey[0], grey[2])
    views = [sample_of(colours, strokes_of(gold), chance(n)).image.whole for n in range(20)]
    mixed = sum(torch.equal(view[0], view[1]) for view in views)
    assert 0 < mixed < 10


def test_crops_are_disguised_each_in_its_own_way_and_repeatably():
    crops = torch.rand(1, 1, 32, 32).repeat(6, 1, 1, 1)
    changed = augment(crops, chance())
    assert changed.shape == crops.shape
    assert changed.isfinite().all()
    assert torch.equal(changed, augment(crops, chance()))
    assert not any(torch.equal(changed[0], other) for other in changed[1:])


# Training


def test_the_loss_falls():
    training = pretraining(PretrainSettings(steps=60, crop_px=32, batch=4, pool=3))
    losses = [training.step()["total"] for _ in range(60)]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])


def test_the_result_is_general_and_says_where_it_comes_from():
    training = pretraining()
    training.step()
    model = training.model(["somewhere"])
    assert model.general
    assert model.provenance["trained_on"] == ["somewhere"]
    assert model.provenance["steps"] == 1
    assert model.provenance["settings"]["seed"] == 0
