"""Folders of images and sketches: pairs, lessons one by one, what is wrong with files."""

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.models.model import Model
from sketchpose_engine.offline import sketch_dataset
from sketchpose_engine.offline.dataset_trainer import DatasetTrainer
from sketchpose_engine.offline.resumable_trainer import ResumableTrainerSettings
from sketchpose_engine.offline.sketch_dataset import SketchDataset, cut_window
from sketchpose_engine.sketch.values import FOREGROUND, NOTHING
from sketchpose_engine.training.sampling import TrainingSample
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of, tiny_network

MASKS = discs((60, 72), [(16, 16), (18, 46), (44, 20), (42, 52)], 9)


@pytest.fixture
def folders(tmp_path):
    """Where images and sketches go."""
    for name in ("images", "sketches"):
        (tmp_path / name).mkdir()
    return tmp_path / "images", tmp_path / "sketches"


def add(folders, name, planes=None, sketch=None, ending=""):
    images, sketches = folders
    planes = photograph(MASKS) if planes is None else planes
    options = {"photometric": "minisblack", "metadata": {"axes": "CYX"}}
    tifffile.imwrite(images / f"{name}.tif", planes, **options)
    sketch = sketch_of(MASKS) if sketch is None else sketch
    tifffile.imwrite(sketches / f"{name}{ending}.tif", sketch)


def model(channels=1, eighths=8, diameter_px=18.0):
    return Model(tiny_network(channels), eighths, diameter_px)


def names_of(one):
    return [pair.image.stem for pair in one.pairs]


# Pairs


def test_image_and_sketch_have_the_same_name_with_or_without_an_ending(folders):
    add(folders, "b")
    add(folders, "a", ending="_sketch")
    assert names_of(SketchDataset(*folders)) == ["a", "b"]


def test_both_may_lie_in_one_folder(folders):
    images, _ = folders
    add((images, images), "a", ending="_sketch")
    tifffile.imwrite(images / "b.tif", photograph(MASKS))
    one = SketchDataset(images, images)
    assert (names_of(one), one.without_sketch, one.problems) == (["a"], 1, {})


def test_images_without_sketch_are_counted_and_sketches_without_image_are_named(folders):
    images, sketches = folders
    add(folders, "a")
    tifffile.imwrite(images / "alone.tif", photograph(MASKS))
    tifffile.imwrite(sketches / "stranger.tif", sketch_of(MASKS))
    one = SketchDataset(*folders)
    assert (names_of(one), one.without_sketch) == (["a"], 1)
    assert list(one.problems) == ["stranger.tif"]
    assert one.problems["stranger.tif"].startswith("The sketch stranger.tif fits no image in")


def test_of_two_images_with_one_name_the_first_is_taken(folders):
    add(folders, "a")
    (folders[0] / "a.png").write_bytes(b"")
    one = SketchDataset(*folders)
    assert [pair.image.name for pair in one.pairs] == ["a.png"]
    assert "same name" in one.problems["a.tif"]


def test_folders_without_pairs_are_refused(folders):
    with pytest.raises(InputError, match="has a sketch in"):
        SketchDataset(*folders)
    with pytest.raises(InputError, match="no folder"):
        SketchDataset(folders[0], folders[1] / "nowhere")
    with pytest.raises(InputError, match="no folder"):
        SketchDataset(folders[0] / "nowhere", folders[1])


# What a sample shows


@pytest.mark.parametrize(("channels", "seen"), [((1, 1, 3), 3), ((1, 1, 2), 1), ((2, 1, 2), 2)])
def test_channels_are_those_of_most_images_but_colours_are_seen(folders, channels, seen):
    for name, count in zip("abc", channels, strict=True):
        add(folders, name, planes=photograph(MASKS).repeat(count, 0))
    assert SketchDataset(*folders).statistics().channels == seen


def test_the_diameter_lies_in_the_middle(folders):
    for name in "abc":
        add(folders, name)
    found = SketchDataset(*folders).statistics()
    assert (found.channels, found.classes) == (1, 1)
    assert found.diameter_px == pytest.approx(18, rel=0.3)


def test_a_sketch_of_one_kind_does_not_move_the_diameter(folders):
    add(folders, "a")
    alone = SketchDataset(*folders).statistics().diameter_px
    for name, kind in zip("bcdef", (1, 1, 2, 2, 3), strict=True):
        add(folders, name, sketch=np.full_like(MASKS, kind, np.uint8))
    assert SketchDataset(*folders).statistics().diameter_px == alone


def test_what_all_sketches_lack_is_said(folders):
    cells = np.where(sketch_of(MASKS) == 2, 2, 0).astype(np.uint8)
    add(folders, "a", sketch=cells)
    one = SketchDataset(*folders)
    one.statistics()
    assert one.advice.startswith("The sketch shows no background")
    add(folders, "b")
    both = SketchDataset(*folders)
    both.statistics()
    assert both.advice == ""


def test_pages_that_are_channels(folders):
    with tifffile.TiffWriter(folders[0] / "a.tif") as tiff:
        for _ in range(2):
            tiff.write(photograph(MASKS)[0], metadata=None)
    tifffile.imwrite(folders[1] / "a.tif", sketch_of(MASKS))
    assert SketchDataset(*folders, "channels").statistics().channels == 2
    with pytest.raises(InputError, match="if its pages are channels, add --pages channels"):
        SketchDataset(*folders).statistics()


def test_of_a_large_sketch_a_window_is_enough(folders, monkeypatch):
    monkeypatch.setattr(sketch_dataset, "SAMPLE_PX", 48)
    add(folders, "a")
    assert SketchDataset(*folders).statistics().diameter_px == pytest.approx(18, rel=0.4)


def test_the_classes_of_the_sketches_are_seen(folders):
    sketch = sketch_of(MASKS)
    sketch[MASKS == 2] = 4
    add(folders, "a", sketch=sketch)
    assert SketchDataset(*folders).statistics().classes == 2


# Lessons


def test_each_image_has_its_turn_once_an_epoch_in_another_order_each_time(folders, monkeypatch):
    for name in "abcde":
        add(folders, name)
    one = SketchDataset(*folders)
    loaded = []
    whole = one._loaded
    monkeypatch.setattr(one, "_loaded", lambda p: loaded.append(p.image.stem) or whole(p))
    for number in range(15):
        one.training_sample(number, model(), 0)
    epochs = [loaded[start : start + 5] for start in (0, 5, 10)]
    assert all(sorted(epoch) == list("abcde") for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) > 1


def test_a_lesson_follows_from_its_number_and_the_seed(folders, monkeypatch):
    monkeypatch.setattr(sketch_dataset, "WINDOW_PX", 32)
    add(folders, "a")
    one, again = (SketchDataset(*folders).training_sample(3, model(), 5) for _ in range(2))
    np.testing.assert_array_equal(one.labels, again.labels)
    np.testing.assert_array_equal(one.image.whole, again.image.whole)


@pytest.mark.parametrize(("seen", "learned"), [(1, 3), (3, 1), (2, 3)])
def test_other_channels_are_seen_as_when_such_an_image_is_segmented(folders, seen, learned):
    rng = np.random.default_rng(0)
    planes = np.concatenate([photograph(MASKS, seed) for seed in range(seen)])
    add(folders, "a", planes=(planes * rng.uniform(0.5, 1, (seen, 1, 1))).astype(np.uint8))
    own = model(learned)
    sample = SketchDataset(*folders).training_sample(0, own, 0)
    assert sample.image.whole.shape[0] == learned
    adapted = own.for_channels(seen)
    raw = sketch_dataset.sample_of(
        *SketchDataset(*folders).pairs[0].load(), adapted, rng
    ).image.whole
    one = own.network.stem(sample.image.whole[None])
    other = adapted.network.stem(raw[None])
    np.testing.assert_allclose(one.detach(), other.detach(), atol=1e-5)


def test_of_a_large_image_a_window_is_learned_at_the_whole_image_s_contrast(folders, monkeypatch):
    monkeypatch.setattr(sketch_dataset, "WINDOW_PX", 32)
    planes = photograph(MASKS)
    planes[..., :38] //= 4
    add(folders, "a", planes=planes)
    one = SketchDataset(*folders)
    whole = one.training_sample(0, model(), 0)
    assert whole.labels.shape == (32, 32)
    assert whole.image.whole.shape == (1, 64, 64)
    assert whole.labels.any()
    assert whole.labels.base is None  # the whole image can go
    brightest = [float(one.training_sample(n, model(), 0).image.whole.max()) for n in range(30)]
    assert min(brightest) < 0.6 < 0.9 < max(brightest)


@pytest.mark.parametrize("seed", range(5))
def test_where_an_image_is_cut_nothing_is_annotated(seed):
    rng = np.random.default_rng(seed)
    sketch = sketch_of(MASKS)
    planes = np.arange(60 * 72).reshape(1, 60, 72)
    part, labels = cut_window(planes, sketch, (30, 40), 24, rng)
    assert part.shape[1:] == labels.shape == (24, 24)
    assert (sketch != NOTHING).all()  # it was cut from a copy
    assert (labels[1:-1, 1:-1] != NOTHING).all() and (labels[0] == NOTHING).all()
    top, left = divmod(int(part[0, 0, 0]), 72)
    np.testing.assert_array_equal(
        labels[1:-1, 1:-1], sketch[top : top + 24, left : left + 24][1:-1, 1:-1]
    )


# What is wrong


def test_a_pair_that_cannot_be_read_is_told_once_and_another_takes_its_turn(folders):
    add(folders, "a")
    add(folders, "b", sketch=sketch_of(MASKS)[:30])
    add(folders, "c", sketch=np.zeros_like(MASKS, np.uint8))
    add(folders, "d")
    (folders[0] / "d.tif").write_bytes(b"no image")
    add(folders, "e", planes=np.stack([photograph(MASKS)[0]] * 2))
    tifffile.imwrite(folders[0] / "e.tif", np.zeros((3, 60, 72), np.uint8), imagej=True,
                     metadata={"axes": "TYX"})  # fmt: skip
    one = SketchDataset(*folders)
    course = DatasetTrainer(one, ResumableTrainerSettings(1), CPU, model())
    assert course.model().provenance["trained_on"] == ["a.tif"]
    course.close()
    for number in range(10):
        sample = one.training_sample(number, model(), 0)
        assert (sample.labels == FOREGROUND).any()
    assert sorted(one.problems) == ["b.tif", "c.tif", "d.tif", "e.tif"]
    assert "72 x 30" in one.problems["b.tif"]
    assert "empty" in one.problems["c.tif"]
    assert "stack of 3" in one.problems["e.tif"]


def test_if_none_can_be_read_the_first_problem_is_the_answer(folders):
    add(folders, "a", sketch=np.zeros_like(MASKS, np.uint8))
    one = SketchDataset(*folders)
    with pytest.raises(InputError, match="empty"):
        one.statistics()
    with pytest.raises(InputError, match="empty"):
        one.training_sample(0, model(), 0)


# A course


def test_the_memory_does_not_grow_with_the_number_of_images(folders, monkeypatch):
    alive = most = 0

    class Counted(TrainingSample):
        def __init__(self, *words, **more):
            nonlocal alive, most
            super().__init__(*words, **more)
            alive += 1
            most = max(most, alive)

        def __del__(self):
            nonlocal alive
            alive -= 1

    for number in range(40):
        add(folders, f"{number:02}")
    monkeypatch.setattr(sketch_dataset, "replace", lambda sample, image: Counted(
        image, sample.labels, sample.valid_set, sample.scale, sample.unit_px, sample.points
    ))  # fmt: skip
    settings = ResumableTrainerSettings(steps=60, crop_px=16, batch=1, pool=4)
    course = DatasetTrainer(SketchDataset(*folders), settings, CPU, model())
    for _ in range(60):
        course.step()
    course.close()
    assert 4 <= most <= 8


def test_a_course_from_weights_keeps_what_they_know_of_the_size(folders):
    add(folders, "a")
    course = DatasetTrainer(
        SketchDataset(*folders), ResumableTrainerSettings(1), CPU, model(diameter_px=33.0)
    )
    learned = course.model()
    course.close()
    assert learned.diameter_px == 33.0
    assert learned.provenance["trained_on"] == ["a.tif"]
    assert learned.provenance["seed"] == 0


def test_a_general_network_is_told_the_size_looks_at_the_images_and_keeps_what_it_knows(folders):
    for name in "ab":
        add(folders, name)
    general = Model(tiny_network(), 8, 30.0, {"general": "kinds"}, general=True)
    before = general.network.norm.running_mean.clone()
    course = DatasetTrainer(
        SketchDataset(*folders), ResumableTrainerSettings(1), CPU, general, class_names=("x",)
    )
    learned = course.model()
    course.close()
    assert learned.warm and not learned.general
    assert learned.diameter_px == pytest.approx(18, rel=0.3)
    assert course.settings.keep_norms
    assert (learned.network.norm.running_mean != before).any()
    assert (general.network.norm.running_mean == before).all()
    assert learned.class_names == ("x",)
