import csv
from pathlib import Path

import numpy as np
import pytest
import tifffile

from benchmarks import stack_sample
from sketchpose_engine.core import resources
from sketchpose_engine.core.resources import resource
from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.scale import Scale
from sketchpose_engine.linking.volumes import measure_volumes

SAMPLES = ("nuclei_small", "nuclei_u2os", "plant_cells")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_an_image_with_a_sketch_of_its_size(name: str) -> None:
    image = tifffile.imread(resource(f"samples/{name}/image.tif"))
    sketch = tifffile.imread(resource(f"samples/{name}/sketch.tif"))
    assert sketch.shape == image.shape[:2]
    assert sketch.dtype == np.uint8
    assert set(np.unique(sketch)) <= {0, 1, 2, 3}
    assert (sketch == 2).any()


def test_the_stack_has_strokes_on_two_of_its_slices() -> None:
    folder = resource("samples/nuclei_stack")
    shape = tifffile.imread(folder / "image.tif").shape
    for name in ("sketch_z09.tif", "sketch_z17.tif"):
        sketch = tifffile.imread(folder / name)
        assert sketch.shape == shape[1:]
        assert {1, 2} <= set(np.unique(sketch)) <= {0, 1, 2, 3}
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_000_000


def test_volumes_of_the_stack_are_those_of_its_ellipsoids() -> None:
    cells = stack_sample.ellipsoids()
    labels = stack_sample.labels_of(cells)
    grid = stack_sample.grid_um()
    assert sum((cell.inside(grid) < 1).astype(int) for cell in cells).max() == 1  # none overlap
    found = measure_volumes(link_slices(labels), labels, Scale(0.25, 1.0))
    exact = sorted(cell.volume_um3 for cell in cells)
    np.testing.assert_allclose(sorted(found["volume_um3"]), exact, rtol=0.03)
    with (resource("samples/nuclei_stack") / "truth.csv").open(newline="") as file:
        told = sorted(float(row["volume_um3"]) for row in csv.DictReader(file))
    np.testing.assert_allclose(told, exact, rtol=1e-4)


def test_files_inside_the_package_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, checkout = tmp_path / "package", tmp_path / "checkout"
    for folder in (package, checkout):
        folder.mkdir()
        (folder / "both.txt").touch()
    (checkout / "one.txt").touch()
    monkeypatch.setattr(resources, "_FOLDERS", (package, checkout))
    assert resource("both.txt") == package / "both.txt"
    assert resource("one.txt") == checkout / "one.txt"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such\.tif"):
        resource("no_such.tif")
