"""What is exported of a whole project: each image's own strokes, names, pixel sizes and tables."""

import csv
from types import SimpleNamespace

import numpy as np
import pytest
import tifffile

from app.exporting import methods_of, results_of, sketches_of
from sketchpose_engine.exports import export_results
from sketchpose_engine.methods import methods_text
from sketchpose_engine.project import Project

SHAPE = (40, 50)


def masks(count):
    labels = np.zeros(SHAPE, np.int32)
    for n in range(count):
        labels[4 * n : 4 * n + 3, 4 * n : 4 * n + 3] = n + 1
    return labels


@pytest.fixture
def project(tmp_path):
    """Two images of one name in different folders, with pixels, strokes and masks of their own."""
    paths = []
    for day, um in ((1, 0.65), (2, 0.1625)):
        path = tmp_path / f"day{day}" / "img.tif"
        path.parent.mkdir()
        options = {"imagej": True, "resolution": (1 / um, 1 / um), "metadata": {"unit": "um"}}
        tifffile.imwrite(path, np.full(SHAPE, day, np.uint8), **options)
        paths.append(path)
    made = Project.create(tmp_path / "project")
    for day, image in enumerate(made.add_images(paths), 1):
        made.compact(image.id, np.full(SHAPE, day, np.uint8), (), 1)
        made.write_masks(image.id, masks(day), None)
        made.describe(image.id, cells={"": day})
    yield made
    made.close()


def test_images_of_one_name_keep_their_strokes_and_rows(project, tmp_path):
    out = tmp_path / "out"
    kinds = ["masks", "sketch", "counts", "all_objects"]
    list(export_results(results_of(project, []), out, kinds, None, sketches_of(project)))
    for day, stem in ((1, "img"), (2, "img_2")):
        assert (tifffile.imread(out / f"{stem}_sketch.tif") == day).all()
        np.testing.assert_array_equal(tifffile.imread(out / f"{stem}_masks.tif"), masks(day))
    with (out / "counts.csv").open(newline="") as file:
        rows = {row["image"]: row["count"] for row in csv.DictReader(file)}
    assert rows == {"day1/img.tif": "1", "day2/img.tif": "2"}
    with (out / "objects.csv").open(newline="") as file:
        images = [row["image"] for row in csv.DictReader(file)]
    assert images == ["day1/img.tif", "day2/img.tif", "day2/img.tif"]


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ((None, None), "2 images with pixel sizes of 0.1625 and 0.65 µm were segmented."),
        ((0.5, None), "2 images with pixel sizes of 0.1625 and 0.5 µm were segmented."),
        ((0.5, 0.5), "2 images with a pixel size of 0.5 µm were segmented."),
    ],
)
def test_methods_state_the_pixel_sizes_of_all_images(project, own, words):
    for image, size in zip(project.images, own, strict=True):
        project.describe(image.id, pixel_size_um=size)
    assert words in methods_text(methods_of(project, SimpleNamespace(pixel_size_um=0.65), True))


def test_methods_say_of_how_many_images_the_pixel_size_is_not_known(project, tmp_path):
    tifffile.imwrite(tmp_path / "day2" / "img.tif", np.zeros(SHAPE, np.uint8))
    text = methods_text(methods_of(project, SimpleNamespace(pixel_size_um=0.65), True))
    assert "1 image had a pixel size of 0.65 µm; the pixel size of 1 image is not known." in text


def test_methods_of_the_open_image_state_its_own(project):
    text = methods_text(methods_of(project, SimpleNamespace(pixel_size_um=0.65), False))
    assert "1 image with a pixel size of 0.65 µm was segmented." in text
