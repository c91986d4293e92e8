"""Measurements in three dimensions against closed forms."""

import numpy as np
import pytest
from scipy.special import ellipeinc, ellipkinc

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.scale import Scale
from sketchpose_engine.linking.settings import DepthSettings
from sketchpose_engine.linking.volumes import measure_volumes
from tests.engine.linking.solids import ball


def ellipsoid_surface(*radii):
    """Closed form with incomplete elliptic integrals."""
    a, b, c = sorted(map(float, radii), reverse=True)
    if a == c:
        return 4 * np.pi * a**2
    phi = np.arccos(c / a)
    k = a**2 * (b**2 - c**2) / (b**2 * (a**2 - c**2))
    parts = ellipeinc(phi, k) * np.sin(phi) ** 2 + ellipkinc(phi, k) * np.cos(phi) ** 2
    return 2 * np.pi * c**2 + 2 * np.pi * a * b / np.sin(phi) * parts


def measured(stack, **scale):
    tracks = link_slices(list(stack), DepthSettings())
    return measure_volumes(tracks, list(stack), Scale(**scale))


@pytest.mark.parametrize("step", [1, 2, 3, 4])
@pytest.mark.parametrize("radii", [(10, 10, 10), (12, 8, 16), (20, 10, 10), (9, 18, 14)])
@pytest.mark.parametrize("place", [(0.2, 0.1, 0.4), (0.3, 0.5, 0.2)])
def test_balls_and_ellipsoids(radii, step, place):
    """Slices are `step` pixels apart, at least eight to an object; pixels are 0.5 um wide."""
    radii = np.array(radii) * max(1, step / 2)
    scale = np.array([step, 1, 1])
    shape = np.ceil(2 * np.array(radii) / scale).astype(int) + 5
    centre = shape // 2 + np.array(place)
    stack = ball(shape, centre, np.array(radii) / scale)
    found = measured(stack, pixel_size_um=0.5, z_step_um=0.5 * step)
    volume, surface = 4 / 3 * np.pi * np.prod(radii) / 8, ellipsoid_surface(*radii) / 4
    assert found["volume_um3"] == pytest.approx(volume, rel=0.03)
    assert found["surface_um2"] == pytest.approx(surface, rel=0.03)
    ideal = np.pi ** (1 / 3) * (6 * volume) ** (2 / 3) / surface
    assert found["sphericity"] == pytest.approx(ideal, rel=0.03)
    centroid = [found[f"centroid_{axis}_um"][0] for axis in "zyx"]
    assert centroid == pytest.approx(centre * scale * 0.5, abs=0.25)
    extent = [found[f"extent_{axis}_um"][0] for axis in "zyx"]
    assert extent == pytest.approx(np.array(radii), abs=0.5 * step + 0.01)


def test_without_the_step_of_the_slices_all_is_in_voxels():
    stack = ball((9, 20, 20), (4, 10, 9), (3, 6, 6))
    for scale in ({}, {"pixel_size_um": 0.5}, {"z_step_um": 2.0}):
        found = measured(stack, **scale)
        assert not any("um" in name.split("_") or "um3" in name or "um2" in name for name in found)
        assert "sphericity" not in found
    assert found["volume_voxels"].tolist() == [int(stack.sum())]
    assert (found["slices"].tolist(), found["extent_z_slices"].tolist()) == ([7], [7])
    assert found["centroid_x_px"] == pytest.approx([9])


def test_tiny_and_flat_objects_are_measured():
    stack = np.zeros((3, 20, 20), int)
    stack[1, 10, 10], stack[1, 2:8, 2:8], stack[:, 15, 15] = 1, 2, 3
    found = measured(stack, pixel_size_um=1.0, z_step_um=3.0)
    assert sorted(found["volume_um3"]) == [3, 9, 108]
    assert np.isfinite(found["surface_um2"]).all() and (found["surface_um2"] > 0).all()
    assert (found["sphericity"] <= 1).all()


def test_a_stack_without_objects_has_the_same_columns():
    empty = measured(np.zeros((2, 5, 5), int), pixel_size_um=1.0, z_step_um=1.0)
    whole = measured(np.ones((2, 5, 5), int), pixel_size_um=1.0, z_step_um=1.0)
    assert list(empty) == list(whole)
    assert all(len(column) == 0 for column in empty.values())


def test_another_number_of_slices():
    stack = [np.ones((4, 4), int)] * 3
    tracks = link_slices(stack)
    for slices in (stack[:2], [*stack, stack[0]]):
        with pytest.raises(InputError, match="3 slices were linked"):
            measure_volumes(tracks, slices)


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_scales_are_above_zero(value):
    with pytest.raises(InputError, match="above 0"):
        Scale(z_step_um=value)
