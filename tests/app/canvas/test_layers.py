"""What each layer looks like, pixel by pixel."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.canvas.field_layers import DistanceLayer, FlowLayer, UncertaintyLayer
from app.canvas.layers import (
    BOUNDARY_COLOUR,
    DARK_EDGE,
    LAYERS,
    LIGHT_EDGE,
    DotLayer,
    EdgeLayer,
    HatchLayer,
    ImageLayer,
    MaskLayer,
    OutlineLayer,
    StrokeLayer,
    TrustedLayer,
    edge_pixels,
    stroke_pixels,
)
from app.canvas.qimages import block_maximum, dots, hatch, packed, sampled
from app.core.preferences import LAYERS as PREFERRED
from app.state.scene import Channel
from app.ui.colour_maps import UNCERTAINTY, VIRIDIS
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import FieldsReady
from sketchpose_engine.masks.palette import BRIGHT_PALETTE, PALETTE
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND

pytestmark = pytest.mark.usefixtures("qapp")


def pixels(picture: QImage):
    """(h, w, 4) R, G, B, A as stored."""
    memory = np.frombuffer(picture.constBits(), np.uint8)
    return memory.reshape(picture.height(), picture.width(), 4)[..., [2, 1, 0, 3]]


def solid(colour):
    return (*colour, 255)


def test_every_layer_can_be_switched_on():
    assert {layer.shows for layer in LAYERS} == {"image", *PREFERRED}
    assert len({layer.name for layer in LAYERS}) == len(LAYERS)


# The image


def test_the_contrast_ends_at_low_and_high(scene):
    planes = np.array([[[10, 20, 30, 40, 50]]], np.uint16)
    shown = scene(planes=planes, channels=[Channel("g", 20, 40, 0, 99)])
    picture = ImageLayer().picture(shown, 0, Box(0, 0, 1, 5))
    assert picture.format() == QImage.Format.Format_RGB32
    assert pixels(picture)[0, :, 0].tolist() == [0, 0, 128, 255, 255]
    assert pixels(picture)[0, :, 2].tolist() == [0, 0, 128, 255, 255]


def test_three_channels_are_red_green_and_blue(scene):
    planes = np.random.default_rng(2).integers(0, 256, (3, 5, 7), np.uint8)
    colours = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    channels = [Channel("", 0, 255, 0, 255, colour) for colour in colours]
    picture = ImageLayer().picture(scene(planes=planes, channels=channels), 0, Box(1, 2, 5, 7))
    np.testing.assert_array_equal(pixels(picture)[..., :3], np.moveaxis(planes[:, 1:, 2:], 0, -1))


def test_channels_are_added_and_do_not_wrap(scene):
    planes = np.full((4, 2, 2), 200, np.uint8)
    channels = [Channel("", 0, 200, 0, 255, colour) for colour in ((255, 100, 0), (255, 100, 9))]
    channels += [Channel("", 0, 200, 0, 255, (0, 0, 255), shown=False)]
    channels += [Channel("", 0, 200, 0, 255, (0, 0, 1))]
    picture = ImageLayer().picture(scene(planes=planes, channels=channels), 0, Box(0, 0, 2, 2))
    assert pixels(picture)[0, 0, :3].tolist() == [255, 200, 10]


@pytest.mark.parametrize("dtype", ["f4", "i2", "i4", "u4", "f8"])
def test_other_numbers_are_shown_as_well(scene, dtype):
    planes = np.array([[[-100, 0, 50, 100, 9999]]]).astype(dtype)
    shown = scene(planes=planes, channels=[Channel("g", 0, 100, 0, 99)])
    values = pixels(ImageLayer().picture(shown, 0, Box(0, 0, 1, 5)))[0, :, 1].tolist()
    assert values[1:] == [0, 128, 255, 255]


def test_before_a_level_is_there_pixels_are_skipped(scene):
    planes = np.arange(64, dtype=np.uint8).reshape(1, 8, 8)
    shown = scene(planes=planes)
    first = pixels(ImageLayer().picture(shown, 2, Box(0, 0, 2, 2)))[..., 0]
    np.testing.assert_array_equal(first, planes[0, ::4, ::4])
    shown.levels.append(np.full((1, 4, 4), 7, np.uint8))
    shown.levels.append(np.full((1, 2, 2), 9, np.uint8))
    assert (pixels(ImageLayer().picture(shown, 2, Box(0, 0, 2, 2)))[..., 0] == 9).all()
    assert (pixels(ImageLayer().picture(shown, 1, Box(0, 0, 4, 4)))[..., 0] == 7).all()


# Cells


def two_cells(scene):
    labels = np.zeros((16, 16), np.int32)
    labels[4:12, 4:8], labels[4:12, 8:12] = 1, 2
    return scene(planes=np.zeros((1, 16, 16), np.uint8), labels=labels)


@pytest.mark.parametrize("level", [0, 2])
def test_masks_have_the_colours_of_the_palette(scene, level):
    shown, size = two_cells(scene), 16 >> level
    picture = pixels(MaskLayer().picture(shown, level, Box(0, 0, size, size)))
    labels = shown.labels[:: 1 << level, :: 1 << level]
    np.testing.assert_array_equal(picture[..., :3], PALETTE[labels])
    np.testing.assert_array_equal(picture[..., 3], np.where(labels > 0, 255, 0))


def test_touching_cells_are_both_outlined(scene):
    picture = pixels(OutlineLayer().picture(two_cells(scene), 0, Box(0, 0, 16, 16)))
    assert tuple(picture[6, 7]) == solid(PALETTE[1])
    assert tuple(picture[6, 8]) == solid(PALETTE[2])
    assert picture[6, 5, 3] == picture[6, 10, 3] == 0  # inside
    assert picture[3, 5, 3] == picture[6, 3, 3] == 0  # outside
    assert picture[..., 3].astype(bool).sum() == 2 * (8 * 4 - 6 * 2)


def test_a_guess_is_paler_and_its_outline_is_dashed(scene):
    one = scene()
    one.labels[10:50, 10:70] = 1
    layers = MaskLayer(), OutlineLayer()
    learned = [pixels(layer.picture(one, 0, one.box)) for layer in layers]
    one.is_guess = True
    guessed = [pixels(layer.picture(one, 0, one.box)) for layer in layers]
    assert 0 < guessed[0][30, 30, 3] < learned[0][30, 30, 3]
    drawn, dashes = (picture[10, 10:70, 3] > 0 for picture in (learned[1], guessed[1]))
    assert drawn.all()
    assert 0.3 < dashes.mean() < 0.7


def test_an_outline_does_not_depend_on_the_tile(scene):
    shown = two_cells(scene)
    whole = pixels(OutlineLayer().picture(shown, 0, Box(0, 0, 16, 16)))
    part = pixels(OutlineLayer().picture(shown, 0, Box(5, 6, 9, 13)))
    np.testing.assert_array_equal(part, whole[5:9, 6:13])


def test_bright_images_have_other_colours_and_outlines_with_a_dark_edge_inside(scene):
    shown = two_cells(scene)
    shown.bright = True
    masks = pixels(MaskLayer().picture(shown, 0, Box(0, 0, 16, 16)))
    np.testing.assert_array_equal(masks[..., :3], BRIGHT_PALETTE[shown.labels])
    lines = pixels(OutlineLayer().picture(shown, -2, Box(0, 0, 64, 64)))
    assert tuple(lines[30, 16]) == solid(BRIGHT_PALETTE[1])
    assert lines[30, 17, :3].max() < 40 < lines[30, 17, 3]  # the dark edge
    assert lines[30, 18, 3] == 0 and lines[30, 15, 3] == 0
    part = pixels(OutlineLayer().picture(shown, -2, Box(21, 17, 50, 40)))
    np.testing.assert_array_equal(part, lines[21:50, 17:40])


def test_outlines_stay_thin_when_zoomed_in(scene):
    picture = pixels(OutlineLayer().picture(two_cells(scene), -2, Box(0, 0, 64, 64)))
    assert picture[30, 16:19, 3].tolist() == [255, 0, 0]
    assert picture[30, 30:34, 3].tolist() == [0, 255, 255, 0]


def test_outlines_are_seen_from_afar(scene):
    picture = pixels(OutlineLayer().picture(two_cells(scene), 2, Box(0, 0, 4, 4)))
    assert tuple(picture[1, 1]) == solid(PALETTE[1])
    assert tuple(picture[1, 2]) == solid(PALETTE[2])


# Strokes


@pytest.mark.parametrize("level", [0, 2])
def test_kinds_of_strokes_look_different(scene, level):
    sketch = np.zeros((16, 16), np.uint8)
    for row, value in enumerate((BACKGROUND, FOREGROUND, BOUNDARY)):
        sketch[4 * row : 4 * row + 4] = value
    size = 16 >> level
    shown = scene(planes=np.zeros((1, 16, 16), np.uint8), sketch=sketch)
    picture = pixels(StrokeLayer().picture(shown, level, Box(0, 0, size, size)))
    ground, cell, boundary, nothing = picture[:: size // 4, 0]
    assert tuple(boundary) == solid(BOUNDARY_COLOUR)
    assert 0 < ground[3] < 255 and 0 < cell[3] < 255
    assert cell[2] > cell[0] and ground[0] > ground[2]  # bluish, brownish
    assert nothing[3] == 0
    hatched = pixels(HatchLayer().picture(shown, level, Box(0, 0, size, size)))
    assert (hatched[..., 3] > 0)[:, 0].tolist() == (sketch[:: 1 << level, 0] == 1).tolist()


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_thin_boundaries_do_not_vanish(scene, level):
    sketch = np.full((64, 64), FOREGROUND, np.uint8)
    sketch[:, 37] = BOUNDARY
    shown = scene(planes=np.zeros((1, 64, 64), np.uint8), sketch=sketch)
    size = 64 >> level
    picture = pixels(StrokeLayer().picture(shown, level, Box(0, 0, size, size)))
    is_boundary = (picture == solid(BOUNDARY_COLOUR)).all(axis=-1)
    assert is_boundary[:, 37 >> level].all() and is_boundary.sum() == size


def test_strokes_have_an_edge_that_stays_thin(scene):
    sketch = np.zeros((16, 16), np.uint8)
    sketch[4:12, 4:12] = FOREGROUND
    shown = scene(planes=np.zeros((1, 16, 16), np.uint8), sketch=sketch)
    picture = EdgeLayer().picture(shown, -1, Box(0, 0, 32, 32))
    values = np.frombuffer(picture.constBits(), np.uint32).reshape(32, 32)
    assert values[16, 8:24].tolist() == [
        edge_pixels()[FOREGROUND], *[0] * 14, edge_pixels()[FOREGROUND]
    ]  # fmt: skip
    assert EdgeLayer().picture(shown, 1, Box(0, 0, 8, 8)) is None


@pytest.mark.parametrize(("bright", "edge"), [(True, DARK_EDGE), (False, LIGHT_EDGE)])
@pytest.mark.parametrize(("level", "columns"), [(-1, [14, 15, 18, 19]), (0, [7, 9]), (1, [3, 5])])
def test_a_boundary_keeps_its_colour_and_has_edges_beside_it(scene, bright, edge, level, columns):
    sketch = np.zeros((16, 16), np.uint8)
    sketch[:, 8] = BOUNDARY
    shown = scene(planes=np.zeros((1, 16, 16), np.uint8), sketch=sketch, bright=bright)
    size = 32 >> (level + 1)
    picture = EdgeLayer().picture(shown, level, Box(0, 0, size, size))
    values = np.frombuffer(picture.constBits(), np.uint32).reshape(size, size)
    assert np.flatnonzero(values[5]).tolist() == columns
    assert (values[:, columns] == edge).all()


def test_nothing_drawn_is_no_picture(scene):
    for layer in LAYERS[1:]:
        assert layer.picture(scene(), 0, Box(0, 0, 60, 80)) is None


@pytest.mark.parametrize("level", [0, 2])
def test_the_valid_set_is_tinted(scene, level):
    valid = np.zeros((16, 16), bool)
    valid[:, 8:] = True
    shown = scene(planes=np.zeros((1, 16, 16), np.uint8), valid=valid)
    size = 16 >> level
    for layer in (TrustedLayer(), DotLayer()):
        seen = pixels(layer.picture(shown, level, Box(0, 0, size, size)))[..., 3] > 0
        np.testing.assert_array_equal(seen, valid[:: 1 << level, :: 1 << level])


def test_patterns_follow_the_screens_resolution():
    for pattern in (hatch, dots):
        assert pattern(2.0).width() == 2 * pattern(1.0).width()
        alpha = pixels(pattern(1.0))[..., 3]
        assert alpha.max() > 150 and alpha.min() == 0


# Fields


def fields(box, distance=0.0, flow=(0.0, 0.0), uncertainty=0):
    made = np.empty((2, *box.shape), np.float16)
    made[:] = np.array(flow)[:, None, None]
    return FieldsReady(
        "image",
        box,
        np.full(box.shape, distance, np.float16),
        made,
        np.full(box.shape, uncertainty, np.uint8),
    )


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("box", [Box(4, 8, 12, 16), Box(5, 9, 11, 14), Box(0, 0, 16, 16)])
def test_fields_are_shown_only_where_they_are(scene, level, box):
    shown = scene(planes=np.zeros((1, 16, 16), np.uint8), fields=fields(box, distance=1.0))
    size, step = 16 >> level, 1 << level
    picture = pixels(DistanceLayer().picture(shown, level, Box(0, 0, size, size)))
    inside = np.zeros((16, 16), bool)
    inside[box.slices] = True
    np.testing.assert_array_equal(picture[..., 3] > 0, inside[::step, ::step])
    assert tuple(picture[inside[::step, ::step]][0]) == solid(VIRIDIS[-1])


def test_distance_goes_from_dark_to_bright(scene):
    whole = Box(0, 0, 60, 80)
    dark = DistanceLayer().picture(scene(fields=fields(whole, -0.5)), 0, whole)
    assert tuple(pixels(dark)[0, 0]) == solid(VIRIDIS[0])


def test_the_hue_of_flow_is_its_direction(scene):
    whole = Box(0, 0, 60, 80)

    def colour(y, x):
        picture = FlowLayer().picture(scene(fields=fields(whole, flow=(y, x))), 0, whole)
        return pixels(picture)[0, 0].astype(int)

    assert colour(0, 1)[:3].argmax() == 0
    assert colour(0, 1)[3] == 255 and colour(0.1, 0.1)[3] == 0
    assert colour(0, 0.5).sum() < colour(0, 1).sum()
    assert not np.allclose(colour(1, 0), colour(-1, 0), atol=40)


def test_uncertainty_shows_only_doubt(scene):
    whole = Box(0, 0, 60, 80)
    for uncertainty, wanted in ((0, (0, 0, 0, 0)), (255, solid(UNCERTAINTY[1]))):
        shown = scene(fields=fields(whole, uncertainty=uncertainty))
        assert tuple(pixels(UncertaintyLayer().picture(shown, 0, whole))[0, 0]) == wanted


# Tools of the trade


def test_colours_are_premultiplied():
    assert int(packed(np.array((255, 100, 0)), 0.5)) == 0x80_80_32_00
    assert stroke_pixels()[0] == 0


@pytest.mark.parametrize("level", [0, 1, 3])
def test_block_maximum_of_an_odd_image(level):
    array = np.random.default_rng(3).integers(0, 4, (37, 53), np.uint8)
    step = 1 << level
    shape = -(-37 // step), -(-53 // step)
    wanted = [
        [array[y * step : (y + 1) * step, x * step : (x + 1) * step].max() for x in range(shape[1])]
        for y in range(shape[0])
    ]
    np.testing.assert_array_equal(block_maximum(array, level, Box(0, 0, *shape)), wanted)


def test_sampling_below_the_image_repeats_pixels():
    array = np.arange(6).reshape(2, 3)
    np.testing.assert_array_equal(sampled(array, -1, Box(1, 1, 3, 5)), [[0, 1, 1, 2], [3, 4, 4, 5]])
