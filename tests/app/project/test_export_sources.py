"""What is exported of a whole project: each image's own strokes, names, pixel sizes and tables."""

import csv
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tifffile

from app.core.translation import tr
from app.project.export_files import ExportFiles
from app.project.export_methods import methods_of, provenance_of
from app.project.export_options import Choice
from app.project.export_sources import result_of, results_of, sketches_of, stem_of
from app.project.image_loading import open_image
from sketchpose_engine.images.frames import parse_code
from sketchpose_engine.images.load import load_image
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.model_set import ModelSet, save_models
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.exporter import export_results
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.results.methods_text import methods_text
from sketchpose_engine.results.provenance import Provenance
from tests.engine.helpers.support import tiny_network

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
        made.sketches.compact(image.id, np.full(SHAPE, day, np.uint8), (), 1)
        made.masks.write(image.id, masks(day), None)
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
    assert words in exported_methods(project)


def test_methods_say_of_how_many_images_the_pixel_size_is_not_known(project, unscaled):
    text = exported_methods(project)
    assert (
        "2 images had pixel sizes of 0.1625 and 0.65 µm; the pixel size of 1 image is not known."
    ) in text


def test_methods_state_only_the_images_that_were_exported(project, unscaled):
    filter_by(project, Filter("area_um2", 1.0))
    text = exported_methods(project)
    assert "2 images with pixel sizes of 0.1625 and 0.65 µm were segmented." in text
    assert "Only objects with area" in text


def test_methods_of_the_open_image_state_its_own(project):
    scene = opened(project, project.images[0])
    text = exported_methods(project, scene)
    assert "1 image with a pixel size of 0.65 µm was segmented." in text


def test_methods_of_all_images_name_those_of_another_stage_of_the_training(project):
    first, second = project.images
    for image, steps in ((first, 40), (second, 90)):
        project.save_frame(image.id, masks(2), None, None, 2, steps)
    known = Provenance({"trained_on": ["a"], "steps": 90}, 9.0)
    scene = opened(project, second)
    name = "day1/img.tif"
    assert f"another stage of the training (number of steps): {name} (40)." in exported_methods(
        project, known=known
    )
    scene.trained_steps = 100  # learned on since, in the window
    methods = methods_of(project, scene, True, known)
    assert methods.other_steps == {name: 40, "day2/img.tif": 100}
    assert "another stage" not in exported_methods(project, scene, known)


def test_methods_of_all_images_state_all_networks_of_the_project(project):
    began = {"general": "all", "trained_on": ["x"], "steps": 9}
    grey = {"trained_on": ["img"], "steps": 40, "started_from": began}
    pink = {"trained_on": ["pink"], "steps": 60, "started_from": began}
    models = [Model(tiny_network(n), 8, 20.0, facts) for n, facts in ((1, grey), (3, pink))]
    save_models(project.weights_path, ModelSet(models[0], {3: models[1]}))
    for image, steps in zip(project.images, (40, 60), strict=True):
        project.save_frame(image.id, masks(2), None, None, 2, steps)
    text = exported_methods(project)
    assert "The network was trained on 1 image (img) for 40 steps" in text
    assert "another network was trained on 1 image (pink) for 60 steps." in text
    assert "another stage" not in text
    of_one = exported_methods(project, opened(project, project.images[0]))
    assert "another network" not in of_one


def exported_methods(project, scene=None, known=None):
    """methods.txt of the export of a scene, or of all images."""
    results = results_of(project, []) if scene is None else [result_of(project, scene)]
    shown = scene or opened(project, project.images[-1])
    methods = methods_of(project, shown, scene is None, known or provenance_of(project))
    (path,) = export_results(results, project.folder / "results", ["methods"], methods)
    return path.read_text(encoding="utf-8-sig")


def opened(project, image, code=""):
    """The scene of a frame of the project."""
    scene = open_image(project, project.image(image.id), parse_code(code)).scene
    scene.areas_px = np.bincount(scene.labels.ravel()) * (np.arange(scene.labels.max() + 1) > 0)
    return scene


def exported(project, scene, choice):
    """What the window's export writes, without asking: paths that were planned and written."""
    task = SimpleNamespace(follow=lambda text, steps: list(steps))
    export = ExportFiles(project, scene, choice, None, [])
    written = export.write(len(export.planned()), task, [])
    assert set(written) <= set(export.planned())
    return written


KINDS = ("masks", "objects", "all_objects", "counts")


def test_the_open_image_has_the_name_and_the_files_that_it_has_among_all(project, tmp_path):
    scene = opened(project, project.images[1])
    everything = Choice(tmp_path / "out", KINDS, all_images=True)
    exported(project, scene, everything)
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("img*")}
    exported(project, scene, Choice(tmp_path / "out", KINDS))
    assert {path: path.read_bytes() for path in (tmp_path / "out").glob("img*")} == before
    with (tmp_path / "out" / "counts.csv").open(newline="") as file:
        assert [row["image"] for row in csv.DictReader(file)] == ["day2/img.tif"]


def test_an_open_image_without_masks_does_not_take_the_files_of_another(project, tmp_path):
    image = project.images[1]
    project.describe(image.id, all_cells={})
    assert stem_of(project, opened(project, image)) == "img_2"


def test_an_image_that_is_left_out_leaves_its_files_to_nobody_else(project, tmp_path):
    scene = opened(project, project.images[1])
    choice = Choice(tmp_path / "out", ("masks",), all_images=True)
    exported(project, scene, choice)
    tifffile.imwrite(project.images[0].path, np.full(SHAPE, 9, np.uint8))  # another picture
    written = exported(project, scene, choice)
    assert [path.name for path in written] == ["img_2_masks.tif"]
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "out" / "img_masks.tif"), masks(1))


@pytest.mark.parametrize("csv_name", ["standard", "excel-de"])
def test_scenes_of_different_pixel_size_in_one_file_are_measured_each_with_its_own(
    tmp_path, csv_name
):
    sizes = {"s1": 0.65, "s2": 0.1625, "s3": 0.5}
    with tifffile.TiffWriter(tmp_path / "scenes.ome.tif", ome=True) as writer:
        for um in (0.65, 0.1625, 0.1625):
            size = {"PhysicalSizeX": um, "PhysicalSizeY": um, "axes": "YX"}
            writer.write(np.full(SHAPE, 7, np.uint8), metadata=size)
    made = Project.create(tmp_path / "project")
    (image,) = made.add_images([tmp_path / "scenes.ome.tif"])
    made.describe(image.id, pixel_size_um=0.5, scene=2)  # by hand, of the third one only
    for code in sizes:
        made.save_frame(f"{image.id}.{code}", masks(1), None, None, 1)
    kinds = (*KINDS, "methods")
    out = tmp_path / "out"
    scene = opened(made, image, "s2")
    exported(made, scene, Choice(out, kinds, all_images=True, csv=csv_name))

    def table(name):
        text = (out / name).read_text("utf-8-sig")
        if csv_name == "excel-de":
            text = text.replace(",", ".").replace(";", ",")
        return list(csv.DictReader(text.splitlines()))

    assert {row["frame"]: float(row["pixel_size_um"]) for row in table("counts.csv")} == sizes
    areas = {row["frame"]: float(row["area_um2"]) for row in table("objects.csv")}
    assert areas == pytest.approx({code: 9 * um**2 for code, um in sizes.items()}, rel=1e-4)
    assert float(table("scenes.ome_s3_objects.csv")[0]["area_um2"]) == pytest.approx(9 * 0.25)
    for code, um in sizes.items():
        assert load_image(out / f"scenes.ome_{code}_masks.tif").pixel_size_um == pytest.approx(um)
    sentence = "3 images with pixel sizes of 0.1625, 0.5 and 0.65 µm were segmented."
    assert sentence in (out / "methods.txt").read_text("utf-8-sig")
    exported(made, scene, Choice(out, kinds, csv=csv_name))
    assert [float(row["pixel_size_um"]) for row in table("counts.csv")] == [sizes["s2"]]
    made.close()


def test_exported_files_are_the_same_in_every_language(project, tmp_path, request):
    kinds = ("objects", "all_objects", "counts", "methods", "rois", "geojson", "coco")
    scene = opened(project, project.images[1])

    def contents(name):
        written = exported(project, scene, Choice(tmp_path / name, kinds, all_images=True))
        return {path.name: path.read_bytes() for path in written if path.suffix != ".zip"}

    english = contents("english")
    request.getfixturevalue("german")
    assert tr("Cells") == "Zellen"
    assert contents("german") == english


@pytest.fixture
def unscaled(project, tmp_path):
    """Key of a third image, whose pixel size is unknown."""
    tifffile.imwrite(tmp_path / "plain.tif", np.zeros(SHAPE, np.uint8))
    (image,) = project.add_images([tmp_path / "plain.tif"])
    project.masks.write(image.id, masks(2), None)
    project.describe(image.id, cells={"": 2})
    return image.id


def filter_by(project, *filters):
    project.update(lambda old: replace(old, filters=filters))


@pytest.mark.parametrize("is_shown", [False, True])
def test_an_image_that_cannot_be_filtered_in_micrometres_is_left_out(project, unscaled, is_shown):
    shown = SimpleNamespace(image_id=unscaled, pixel_size_um=None) if is_shown else None
    filter_by(project, Filter("area_um2", 1.0))
    problems = []
    assert len(list(results_of(project, problems, shown))) == 2
    assert len(problems) == 1
    assert "plain.tif has no pixel size, so its cells cannot be filtered" in problems[0]


def test_it_can_be_filtered_in_pixels(project, unscaled):
    filter_by(project, Filter("area_px", 1.0))
    problems = []
    assert len(list(results_of(project, problems))) == 3
    assert problems == []


@pytest.mark.parametrize(("size_um", "said"), [(0.5, True), (None, False)])
def test_methods_state_only_filters_that_were_applied(project, size_um, said):
    filter_by(project, Filter("area_um2", 1.0))
    scene = SimpleNamespace(pixel_size_um=size_um)
    text = methods_text(methods_of(project, scene, False, provenance_of(project)))
    assert ("Only objects with area" in text) == said
