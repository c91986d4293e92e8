from pathlib import Path

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core import resources
from sketchpose_engine.core.resources import resource

SAMPLES = ("nuclei_small", "nuclei_u2os", "plant_cells")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_an_image_with_a_sketch_of_its_size(name: str) -> None:
    image = tifffile.imread(resource(f"samples/{name}/image.tif"))
    sketch = tifffile.imread(resource(f"samples/{name}/sketch.tif"))
    assert sketch.shape == image.shape[:2]
    assert sketch.dtype == np.uint8
    assert set(np.unique(sketch)) <= {0, 1, 2, 3}
    assert (sketch == 2).any()


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
