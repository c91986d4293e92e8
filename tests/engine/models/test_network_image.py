"""Parts of a large image: crops and fields are those of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.images.intensity import percentile_range
from sketchpose_engine.inference.prediction import predict_box
from sketchpose_engine.models import network_image as view_module
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.network_image import NetworkImage
from sketchpose_engine.models.rescaling import GRID_PX
from sketchpose_engine.training.sampling import crop_images
from tests.engine.helpers.support import CPU, lived_in, one_crop, photograph, tiny_network, voronoi

PLANES = photograph(voronoi((203, 166), 60, seed=1, background=0.4))
LOW, HIGH = percentile_range(PLANES)
CROP_PX = 32


def views(eighths, planes=PLANES):
    """The image kept whole, and made ready part by part."""
    whole = NetworkImage(planes, LOW, HIGH, eighths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view_module, "WHOLE_PX", 0)
        parts = NetworkImage(planes, LOW, HIGH, eighths)
    assert whole.whole is not None
    assert parts.whole is None
    assert whole.shape == parts.shape == tuple(whole.whole.shape[1:])
    return whole, parts


VIEWS = {eighths: views(eighths) for eighths in (4, 8, 12, 32)}


@settings(max_examples=150)
@given(
    st.sampled_from([4, 8, 12, 32]),
    st.tuples(st.floats(-0.4, 1.4), st.floats(-0.4, 1.4)),
    st.floats(-np.pi, np.pi),
    st.floats(0.8, 1.25),
)
def test_a_crop_is_the_same_wherever_it_lies(eighths, share, turn, zoom):
    whole, parts = VIEWS[eighths]
    matrix = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    crop = one_crop(np.array(share) * whole.shape, matrix)
    one, other = (crop_images(view, crop, CROP_PX, CPU) for view in (whole, parts))
    np.testing.assert_allclose(other, one, atol=1e-4)


@pytest.mark.parametrize("eighths", [4, 8, 12])
def test_an_image_smaller_than_the_crop_is_mirrored_alike(eighths):
    whole, parts = views(eighths, PLANES[:, :20, :9])
    crop = one_crop(np.array([5.0, 3.0]), np.eye(2))
    one, other = (crop_images(view, crop, 80, CPU) for view in (whole, parts))
    np.testing.assert_allclose(other, one, atol=1e-4)


def test_a_part_is_not_much_larger_than_what_is_asked_for():
    _, parts = VIEWS[8]
    part, box = parts.around(np.array([100.0, 90.0]), np.array([110.0, 99.0]))
    assert part.shape[1:] == box.shape
    assert max(box.shape) <= 2 * GRID_PX
    assert box.top < 100 < 110 < box.bottom


MODELS = {eighths: Model(lived_in(tiny_network(), seed=1), eighths, 30.0) for eighths in (4, 8, 12)}
FIELDS = {
    eighths: predict_box(model, PLANES, LOW, HIGH, CPU, Box.whole(PLANES.shape[1:]))
    for eighths, model in MODELS.items()
}


@settings(max_examples=30)
@given(st.sampled_from([4, 8, 12]), st.integers(0, 200), st.integers(0, 160), st.data())
def test_fields_of_a_box_are_that_part_of_the_whole_images_fields(eighths, top, left, data):
    height, width = data.draw(st.integers(1, 70)), data.draw(st.integers(1, 70))
    box = Box(top, left, min(top + height, 203), min(left + width, 166))
    fields = predict_box(MODELS[eighths], PLANES, LOW, HIGH, CPU, box)
    everywhere = FIELDS[eighths]
    pairs = (fields.distance, everywhere.distance), (fields.flow, everywhere.flow)
    for part, whole in pairs:
        assert part.shape[-2:] == box.shape
        np.testing.assert_allclose(part, whole[..., *box.slices], atol=1e-4)
