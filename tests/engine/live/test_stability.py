"""Masks that the mirrored image does not show: where a stroke helps most."""

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.live import region_predictor as module
from sketchpose_engine.live.image_state import ImageState
from sketchpose_engine.live.messages import FieldsReady, Guidance, MasksReady
from sketchpose_engine.live.region_predictor import MIRROR_S, RegionPredictor
from sketchpose_engine.live.requests import OpenImage
from sketchpose_engine.live.stability import least_stable_place, mirrored_masks, unstable_pixels
from sketchpose_engine.models.model import Model
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.values import FOREGROUND
from sketchpose_engine.training.annotated_image import AnnotatedImage
from tests.engine.helpers.support import CPU, discs, tiny_network

SHAPE = (60, 80)
NO_SKETCH = np.zeros(SHAPE, np.uint8)


def cells(*boxes):
    """Masks 1, 2, ... in boxes (top, left, bottom, right)."""
    labels = np.zeros(SHAPE, np.int32)
    for number, (top, left, bottom, right) in enumerate(boxes, 1):
        labels[top:bottom, left:right] = number
    return labels


def on(*boxes):
    return cells(*boxes) > 0


# Which masks are stable


@pytest.mark.parametrize("seed", range(3))
def test_the_same_masks_with_other_numbers_are_stable(seed):
    labels = cells((5, 5, 20, 20), (5, 20, 20, 40), (30, 30, 50, 50))
    numbers = np.append(0, np.random.default_rng(seed).permutation(3) + 7).astype(np.int32)
    assert not unstable_pixels(labels, numbers[labels]).any()


def test_a_mask_that_is_missing_is_unstable():
    labels = cells((5, 5, 20, 20), (30, 30, 50, 50))
    assert (unstable_pixels(labels, cells((5, 5, 20, 20))) == on((30, 30, 50, 50))).all()


def test_a_mask_that_is_there_in_addition_is_unstable():
    labels = cells((5, 5, 20, 20))
    others = cells((5, 5, 20, 20), (30, 30, 50, 50))
    assert (unstable_pixels(labels, others) == on((30, 30, 50, 50))).all()


@pytest.mark.parametrize("swapped", [False, True])
def test_of_two_cells_in_one_mask_the_smaller_is_unstable(swapped):
    two, one = cells((5, 5, 20, 20), (5, 20, 20, 30)), cells((5, 5, 20, 30))
    pair = (one, two) if swapped else (two, one)
    assert (unstable_pixels(*pair) == on((5, 20, 20, 30))).all()


def test_a_slightly_different_outline_differs_there_only():
    unstable = unstable_pixels(cells((5, 5, 20, 20)), cells((5, 5, 20, 22)))
    assert (unstable == on((5, 20, 20, 22))).all()


def test_an_image_without_masks_is_stable():
    assert not unstable_pixels(cells(), cells()).any()


# Where to draw


def test_the_middle_of_the_largest_unstable_region_is_least_stable():
    unstable = on((10, 10, 15, 15), (30, 30, 41, 41))
    assert least_stable_place(unstable, NO_SKETCH, 2.0) == (35, 35)


def test_near_a_stroke_nothing_more_needs_to_be_drawn():
    sketch = NO_SKETCH.copy()
    sketch[35, 30:40] = FOREGROUND
    unstable = on((10, 10, 15, 15), (30, 30, 41, 41))
    assert least_stable_place(unstable, sketch, 8.0) == (12, 12)


def test_cells_that_continue_beyond_the_rim_are_left_out():
    assert least_stable_place(on((0, 0, 8, 8)), NO_SKETCH, 8.0) is None


def test_without_unstable_masks_there_is_no_place():
    assert least_stable_place(on(), NO_SKETCH, 2.0) is None


# Prediction


@pytest.fixture
def image():
    gold = discs((64, 64), [(20, 20), (40, 44)], 9)
    planes = (1000 + 4000 * (gold > 0)).astype(np.uint16)[None]
    return AnnotatedImage.of(planes, Sketch("a", 1, np.zeros(gold.shape, np.uint8)))


@pytest.fixture
def model():
    return Model(tiny_network(), 8, 18.0)


def test_masks_of_the_mirrored_box_lie_where_those_of_the_box_do(image, model, monkeypatch):
    from sketchpose_engine.inference.prediction import Fields
    from sketchpose_engine.live import stability

    def bright(model, planes, low, high, device, box, exact):
        inside = planes[0] > 3000
        return Fields(np.where(inside, 1.0, -0.5).astype(np.float32), np.zeros((2, *inside.shape)))

    def parts(distance, flow, model, sketch):
        assert sketch.shape == distance.shape
        return (distance > 0).astype(np.int32)

    monkeypatch.setattr(stability, "predict_box", bright)
    monkeypatch.setattr(stability, "masks_of", parts)
    box = Box(10, 5, 60, 60)
    found = mirrored_masks(model, image, box, CPU)
    assert (found == (image.planes[0][box.slices] > 3000)).all()


class Mirror:
    """Counted predictions of the mirrored region, and a clock."""

    def __init__(self, monkeypatch):
        self.calls, self.now_s = 0, 100.0
        monkeypatch.setattr(module, "mirrored_masks", self._masks)
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now_s)

    def _masks(self, model, image, box, device):
        self.calls += 1
        return np.zeros(box.shape, np.int32)


@pytest.fixture
def update(image, model, monkeypatch):
    """Function that predicts the whole image."""
    sketch = Sketch("a", 1, image.labels)
    state = ImageState.of(OpenImage("a", image.planes, sketch))
    predictor = RegionPredictor(CPU)

    def update(*, is_guess=False):
        box = Box.whole(image.shape)
        return predictor.update(
            "a", state, model, box, explain=True, unseen=None, is_guess=is_guess
        )

    update.mirror, update.state = Mirror(monkeypatch), state
    return update


def test_masks_do_not_wait_for_the_mirrored_region(update):
    events = update()
    assert isinstance(next(events), MasksReady)
    assert update.mirror.calls == 0
    assert [type(event) for event in events] == [FieldsReady, Guidance]
    assert update.mirror.calls == 1


def test_the_mirrored_region_is_predicted_now_and_then(update):
    for pause_s, calls in ((0, 1), (0.5 * MIRROR_S, 1), (MIRROR_S, 2)):
        update.mirror.now_s += pause_s
        list(update())
        assert update.mirror.calls == calls


def test_after_a_stroke_the_mirrored_region_is_predicted_again(update):
    list(update())
    update.state.image.replace_sketch(Sketch("a", 2, update.state.image.labels.copy()))
    list(update())
    assert update.mirror.calls == 2


def test_a_first_guess_is_not_examined(update):
    list(update(is_guess=True))
    assert update.mirror.calls == 0
