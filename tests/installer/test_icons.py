"""The program's picture, read back from the files that go into packages."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

SCRIPT = Path(__file__).parents[2] / "installer/icons.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("icons") / "made by the script"
    subprocess.run([sys.executable, SCRIPT, folder], check=True)
    return folder


def is_the_picture(image: Image.Image) -> bool:
    """Dark square with round corners, blue and orange cells: not blank, not a black box."""
    pixels = np.asarray(image.convert("RGBA")).astype(int)
    opaque = pixels[..., 3] > 128
    blue = (pixels[..., 2] > pixels[..., 0] + 80) & opaque
    orange = (pixels[..., 0] > pixels[..., 2] + 80) & opaque
    corner, middle = pixels[0, 0, 3], opaque[opaque.shape[0] // 2].all()
    return bool(corner < 128 and middle and blue.mean() > 0.05 and orange.mean() > 0.05)


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256, 512])
def test_linux_gets_a_png_of_each_size(folder: Path, size: int) -> None:
    image = Image.open(folder / f"{size}.png")
    assert image.size == (size, size)
    assert is_the_picture(image)


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("sketchpose.ico", {16, 20, 24, 32, 40, 48, 64, 96, 128, 256}),
        ("sketchpose.icns", {32, 64, 128, 256, 512, 1024}),
    ],
)
def test_windows_and_macos_get_one_file_with_all_sizes(
    folder: Path, name: str, sizes: set[int]
) -> None:
    with Image.open(folder / name) as icon:
        inside = getattr(icon, Path(name).suffix[1:])
        pictures = [inside.getimage(size).convert("RGBA") for size in icon.info["sizes"]]
    assert {picture.width for picture in pictures} == sizes
    assert all(is_the_picture(picture) for picture in pictures)
