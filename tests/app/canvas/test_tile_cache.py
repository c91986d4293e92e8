"""Tiles are made once, repaired where something changed, and forgotten in time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from app.canvas import tile_cache
from app.canvas.layers import LAYERS, OutlineLayer, StrokeLayer
from app.canvas.tile_cache import Place, TileCache, union
from app.state.scene import Scene
from sketchpose_engine.core.box import Box

pytestmark = pytest.mark.usefixtures("qapp")

SHAPE = (70, 90)
STROKES, OUTLINES = StrokeLayer(), OutlineLayer()


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    monkeypatch.setattr(tile_cache, "TILE_PX", 32)


def drawn_scene():
    zeros = np.zeros(SHAPE, np.uint8)
    return Scene(
        "image", "image", [zeros[None]], [], zeros.copy(), zeros.astype(np.int32),
        zeros.astype(bool), rows=np.arange(8, dtype=np.uint8),
    )  # fmt: skip


class Counting(StrokeLayer):
    """Notes which boxes were asked for."""

    def __init__(self):
        self.boxes = []

    def picture(self, scene, level, box):
        self.boxes.append(box)
        return super().picture(scene, level, box)


def same(one: QImage | None, other: QImage | None) -> bool:
    """Whether two pictures look alike; None looks like one without colour."""
    if one is None or other is None:
        left = one or other
        return left is None or not np.frombuffer(left.constBits(), np.uint8).any()
    return one == other


@pytest.mark.parametrize("layer", [STROKES, OUTLINES, *LAYERS[-3:]])
@given(
    box=st.tuples(
        st.integers(0, 69), st.integers(0, 89), st.integers(1, 40), st.integers(1, 40)
    ).map(lambda t: Box(t[0], t[1], min(t[0] + t[2], 70), min(t[1] + t[3], 90))),
    level=st.integers(0, 3),
)
def test_a_repaired_tile_is_like_a_new_one(layer, box, level):
    scene, cache = drawn_scene(), TileCache()
    level = max(level, layer.finest) - (2 if layer.finest < 0 else 0)
    rows, columns = layer.level_shape(SHAPE, level)
    places = [
        Place(layer.name, level, row, column)
        for row in range(-(-rows // 32))
        for column in range(-(-columns // 32))
    ]
    scene.sketch[20:30, 20:60] = 1
    scene.labels[20:30, 20:60] = 3
    for place in places:
        cache.render(layer, scene, place)
    scene.sketch[box.slices] = 2
    scene.labels[box.slices] = 4
    cache.invalidate([layer], box, SHAPE)
    for place in places:
        tile = cache.find(place)
        if tile.dirty is not None:
            tile = cache.render(layer, scene, place)
        whole = layer.picture(scene, level, place.box((rows, columns)))
        assert same(tile.picture, whole)


def test_only_the_dirty_part_is_asked_for():
    scene, cache, layer = drawn_scene(), TileCache(), Counting()
    place = Place("strokes", 0, 1, 1)
    cache.render(layer, scene, place)
    cache.invalidate([layer], Box(40, 50, 42, 53), SHAPE)
    cache.invalidate([layer], Box(44, 40, 45, 51), SHAPE)
    assert cache.find(place).dirty == Box(8, 8, 13, 21)
    cache.render(layer, scene, place)
    assert layer.boxes == [Box(32, 32, 64, 64), Box(40, 40, 45, 53)]
    assert cache.find(place).dirty is None


def test_other_layers_and_places_stay_as_they_are():
    scene, cache = drawn_scene(), TileCache()
    places = [Place(layer.name, 0, 0, column) for layer in (STROKES, OUTLINES) for column in (0, 1)]
    for place in places:
        cache.render(STROKES if place.layer == "strokes" else OUTLINES, scene, place)
    cache.invalidate([STROKES], Box(0, 0, 5, 5), SHAPE)
    assert [cache.find(place).dirty is None for place in places] == [False, True, True, True]


def test_erasing_makes_a_tile_clear_again():
    scene, cache, place = drawn_scene(), TileCache(), Place("strokes", 0, 0, 0)
    scene.sketch[:] = 3
    cache.render(STROKES, scene, place)
    scene.sketch[:10] = 0
    cache.invalidate([STROKES], Box(0, 0, 10, 90), SHAPE)
    picture = cache.render(STROKES, scene, place).picture
    assert picture.pixelColor(3, 9).alpha() == 0
    assert picture.pixelColor(3, 10).alpha() == 255


def test_the_oldest_are_forgotten():
    scene, cache = drawn_scene(), TileCache()
    scene.sketch[:] = 1
    cache.limit_bytes = 2 * 32 * 32 * 4
    first, second, third = (Place("strokes", 0, 0, column) for column in range(3))
    cache.render(STROKES, scene, first)
    cache.render(STROKES, scene, second)
    assert cache.find(first)  # looked at: younger than the second now
    cache.render(STROKES, scene, third)
    assert cache.find(first) and not cache.find(second) and cache.find(third)
    assert cache.size_bytes <= cache.limit_bytes


def test_sizes_are_counted_right():
    scene, cache = drawn_scene(), TileCache()
    for column in range(3):
        cache.render(STROKES, scene, Place("strokes", 0, 0, column))
    scene.sketch[5, 5] = 1
    cache.invalidate([STROKES], Box(5, 5, 6, 6), SHAPE)
    cache.render(STROKES, scene, Place("strokes", 0, 0, 0))
    assert cache.size_bytes == 2 * tile_cache.EMPTY_BYTES + 32 * 32 * 4
    cache.clear()
    assert cache.size_bytes == len(cache) == 0


def test_small_repairs_can_be_told_from_large_ones():
    cache, place = TileCache(), Place("strokes", 4, 0, 0)
    assert not cache.is_small_repair(place, None)
    assert not cache.is_small_repair(place, tile_cache.Tile(None))
    assert cache.is_small_repair(place, tile_cache.Tile(None, Box(0, 0, 4, 4)))
    assert not cache.is_small_repair(place, tile_cache.Tile(None, Box(0, 0, 200, 200)))


def test_union_holds_both():
    assert union(Box(1, 8, 3, 9), Box(2, 2, 7, 4)) == Box(1, 2, 7, 9)
