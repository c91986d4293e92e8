"""Where image points are on the screen."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.canvas.viewport import LARGEST_SCALE, SMALLEST_PART, STAYS_PX, Viewport
from sketchpose_engine.core.box import Box

sides = st.integers(8, 20_000)
lengths = st.floats(160, 4000)
shifts = st.floats(-5000, 5000)
factors = st.floats(0.1, 10)


@st.composite
def viewports(draw):
    shape, size = (draw(sides), draw(sides)), (draw(lengths), draw(lengths))
    view = Viewport(shape, size).fitted().zoomed_at((size[0] / 2, size[1] / 2), draw(factors))
    return view.panned(draw(shifts), draw(shifts))


def in_sight(view):
    """How much of the image is seen along each axis, in screen px."""
    low = view.to_screen((-0.5, -0.5))
    high = view.to_screen((view.shape[0] - 0.5, view.shape[1] - 0.5))
    return [min(h, size) - max(s, 0) for s, h, size in zip(low, high, view.size, strict=True)]


@given(viewports(), shifts, shifts)
def test_screen_and_image_are_inverse(view, y, x):
    assert view.to_screen(view.to_image((y, x))) == pytest.approx((y, x), abs=1e-4)


@given(viewports(), st.floats(0, 1), st.floats(0, 1), factors)
def test_zooming_keeps_the_point_under_the_cursor(view, part_y, part_x, factor):
    edge = STAYS_PX + 1
    screen = (
        edge + part_y * (view.size[0] - 2 * edge),
        edge + part_x * (view.size[1] - 2 * edge),
    )
    assume(view.holds(view.to_image(screen)))
    assume(all(length * 0.1 * view.scale > 1 for length in view.shape))
    zoomed = view.zoomed_at(screen, factor)
    assert zoomed.to_screen(view.to_image(screen)) == pytest.approx(screen, abs=1e-3)


@st.composite
def parts(draw, shape):
    """A box of the image, up to the whole of it."""
    top, left = (draw(st.integers(0, side - 1)) for side in shape)
    return Box(
        top, left, draw(st.integers(top + 1, shape[0])), draw(st.integers(left + 1, shape[1]))
    )


@given(viewports(), st.data())
def test_a_part_that_is_shown_is_seen_as_a_whole_without_what_is_beyond_the_image(view, data):
    box = data.draw(parts(view.shape))
    shown = view.showing(box)
    assert box == box.intersection(shown.visible_box())
    if shown == view:
        return
    low, high = shown.to_image((0, 0)), shown.to_image(shown.size)
    for start, end, length in zip(low, high, view.shape, strict=True):
        beyond = max(-0.5 - start, 0), max(end - length + 0.5, 0)
        assert min(beyond) * shown.scale == pytest.approx(max(beyond) * shown.scale, abs=0.01) or (
            max(beyond) * shown.scale < 0.01
        )


def test_a_small_part_fills_about_a_fifth_of_the_view():
    view = Viewport((1000, 1000), (600.0, 900.0)).fitted()
    shown = view.showing(Box(400, 500, 430, 530))
    assert (30 * shown.scale / 600) ** 2 == pytest.approx(0.2)
    assert shown.to_screen((414.5, 514.5)) == pytest.approx((300, 450))


def test_what_is_visible_and_large_enough_stays_where_it_is():
    view = Viewport((1000, 1000), (600.0, 900.0)).fitted().scaled(6.0)
    seen = view.visible_box()
    box = Box(seen.top + 3, seen.left + 3, seen.top + 33, seen.left + 33)
    assert view.showing(box) == view


def test_a_part_elsewhere_comes_into_view_at_the_scale_that_was_chosen():
    view = Viewport((1000, 1000), (600.0, 900.0)).fitted().scaled(6.0)
    shown = view.showing(Box(5, 5, 35, 35))
    assert shown.scale == view.scale
    assert shown.to_screen((-0.5, -0.5)) == pytest.approx((0, 0))


@given(viewports(), shifts, shifts)
def test_the_image_is_never_lost(view, dx, dy):
    for moved in (view, view.panned(dx, dy)):
        for seen, length in zip(in_sight(moved), view.shape, strict=True):
            assert seen >= min(STAYS_PX, length * moved.scale) - 1e-3


@given(viewports(), factors, factors)
def test_scale_has_limits(view, one, other):
    for _ in range(20):
        view = view.zoomed_at((10, 10), one).zoomed_at((99, 50), other)
    smallest = view.fit_scale * SMALLEST_PART
    assert smallest * 0.999 <= view.scale <= LARGEST_SCALE


@given(viewports())
def test_fitted_shows_every_pixel(view):
    assert view.fitted().visible_box() == Box.whole(view.shape)


@given(viewports(), st.integers(-300, 300), st.integers(-300, 300))
def test_a_shift_is_recognised_and_nothing_else(view, dx, dy):
    moved = view.panned(dx, dy)
    shift = moved.shift_from(view)
    before, after = view.to_screen((3, 4)), moved.to_screen((3, 4))
    if shift is not None:
        assert (after[1] - before[1], after[0] - before[0]) == pytest.approx(shift, abs=1e-4)
    assert view.zoomed_at((0, 0), 0.7).zoomed_at((0, 0), 1.2).shift_from(view) is None


def test_panning_moves_the_picture_by_screen_pixels():
    view = Viewport((1000, 1000), (400, 400)).fitted().scaled(2.0)
    assert view.panned(30, -12).shift_from(view) == (30, -12)


def test_pixel_centres_are_whole_numbers():
    view = Viewport((10, 10), (100, 100), scale=10, centre=(4.5, 4.5))
    assert view.to_screen((0, 0)) == (5, 5)
    assert view.to_screen((-0.5, -0.5)) == (0, 0)
    assert view.visible_box() == Box(0, 0, 10, 10)


def test_only_pixels_in_sight_are_in_the_visible_box():
    view = Viewport((1000, 1000), (200, 300), scale=10, centre=(100, 200))
    assert view.visible_box() == Box(90, 185, 111, 216)
    assert view.visible_box(margin_px=5) == Box(85, 180, 116, 221)


def test_resizing_keeps_the_middle():
    view = Viewport((1000, 1000), (200, 300), scale=10, centre=(100, 200))
    assert view.resized((500, 700)).centre == pytest.approx((100, 200))


@given(sides, sides, lengths, lengths, st.floats(0, 100))
def test_the_whole_image_lies_below_what_is_kept_free(height, width, high, wide, top_px):
    view = Viewport((height, width), (high, wide), top_px=top_px).fitted()
    top, left = view.to_screen((-0.5, -0.5))
    bottom, right = view.to_screen((height - 0.5, width - 0.5))
    assert top_px <= top + 1e-6 and bottom <= high + 1e-6
    assert left >= -1e-6 and right <= wide + 1e-6
