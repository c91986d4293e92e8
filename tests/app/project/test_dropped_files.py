"""Files and folders that are opened: which become images, and what is said of the others."""

import numpy as np
import pytest
import tifffile
from PySide6.QtWidgets import QComboBox

from app.panels.frames import FramesBar
from app.project import dropped_files
from app.project.dropped_files import images_at, sound
from app.project.frame_jobs import jobs_of
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Extent, Frame
from sketchpose_engine.project.project import Project

PLANES = np.random.default_rng(0).integers(0, 200, (3, 60, 80), np.uint8)


def make(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        tifffile.imwrite(folder / name, PLANES[0])


def write_pages(path, pages=PLANES):
    with tifffile.TiffWriter(path) as tiff:
        for page in pages:
            tiff.write(page, metadata=None)


def test_what_of_a_folder_is_passed_over_is_said(tmp_path):
    make(tmp_path, "a.tif", "a_masks.tif", "deep/b.tif")
    (tmp_path / "c.vsi").touch()
    notes = []
    assert [path.name for path in images_at(tmp_path, False, notes.append)] == ["a.tif"]
    assert "a_masks.tif" in notes[0] and "c.vsi" in notes[0] and "deep" in notes[0]
    assert "--recursive" not in notes[0]
    deep = images_at(tmp_path, True, notes.append)
    assert [path.name for path in deep] == ["a.tif", "b.tif"]


def test_a_folder_with_nothing_to_read_says_what_there_is(tmp_path):
    make(tmp_path, "deep/b.tif")
    (tmp_path / "c.vsi").touch()
    with pytest.raises(InputError, match=r"There are no images .* Passed over: .*c\.vsi.*deep"):
        images_at(tmp_path)


def write_series(folder):
    """A movie whose frames lie in files of their own, each of which describes all."""
    head = '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" '
    pixels = (
        '<Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" '
        'SizeX="80" SizeY="60" SizeZ="1" SizeC="1" SizeT="3"><Channel ID="Channel:0:0" '
        'SamplesPerPixel="1"/>'
    ) + "".join(
        f'<TiffData FirstT="{k}" IFD="0" PlaneCount="1"><UUID FileName="t{k}.ome.tif">urn:uuid:{k}'
        "</UUID></TiffData>"
        for k in range(3)
    )
    for k in range(3):
        text = f'{head}UUID="urn:uuid:{k}">{pixels}</Pixels></Image></OME>'
        path = folder / f"t{k}.ome.tif"
        tifffile.imwrite(path, PLANES[k], description=text, metadata=None)


@pytest.mark.parametrize("few", [40, 2])
def test_files_of_one_series_become_one_image(tmp_path, monkeypatch, few):
    monkeypatch.setattr(dropped_files, "FEW", few)
    write_series(tmp_path)
    make(tmp_path, "z.tif")
    notes, errors = [], []
    found = sound(images_at(tmp_path), errors.append, notes.append)
    assert [path.name for path in found] == ["t0.ome.tif", "z.tif"]
    assert "t1.ome.tif, t2.ome.tif" in notes[0]
    assert errors == []


def test_a_part_that_came_later_is_not_segmented_again(tmp_path, project):
    write_series(tmp_path)
    project.add_images([tmp_path / f"t{k}.ome.tif" for k in range(3)])
    jobs, problems = jobs_of(project, only_new=False, projected=False)
    assert [job.page for job in jobs] == ["t0_ome.t1", "t0_ome.t2", "t0_ome.t3"]
    assert problems[0] == "t1.ome.tif is a part of another image: see that one."


@pytest.fixture
def project(tmp_path):
    made = Project.create(tmp_path / "project")
    yield made
    made.close()


# ---- pages whose axis the file does not name ----


def chooser(user) -> QComboBox:
    return user.program.window.findChild(FramesBar).findChild(QComboBox, "pages")


def chooses(user, way):
    box = chooser(user)
    box.setCurrentIndex(box.findData(way))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def pages(user):
    """A user with a file of three pages, and another one in its folder."""
    one = user()
    for name in ("a.tif", "b.tif"):
        write_pages(one.folder / name)
    one.opens(one.folder / "a.tif", one.folder / "b.tif")
    return one


def test_what_pages_are_is_shown_chosen_and_remembered_for_the_folder(pages):
    assert (chooser(pages).isVisible(), chooser(pages).currentData()) == (True, "times")
    assert pages.scene.extent == Extent(times=3)
    chooses(pages, "channels")
    pages.wait_until(lambda: pages.scene is not None and len(pages.scene.channels) == 3)
    assert (pages.scene.extent, chooser(pages).currentData()) == (Extent(), "channels")
    np.testing.assert_array_equal(pages.scene.levels[0], PLANES)
    chooses(pages, "depths")
    pages.wait_until(lambda: pages.scene is not None and pages.scene.extent.depths == 3)
    write_pages(pages.folder / "c.tif")
    project = pages.program.project_controller.project
    project.add_images([pages.folder / "c.tif"])
    assert [image.pages for image in project.images] == ["depths"] * 3
    assert [image.pages for image in type(project).open(project.folder).images] == ["depths"] * 3


def test_a_file_that_names_its_axes_leaves_no_choice(user):
    one = user()
    tifffile.imwrite(one.folder / "a.tif", PLANES, imagej=True, metadata={"axes": "TYX"})
    one.opens(one.folder / "a.tif")
    assert not chooser(one).isVisible()


def test_pages_with_strokes_stay_what_they_are(pages):
    pages.draws((20, 20), (40, 30))
    chooses(pages, "channels")
    pages.wait_until(lambda: bool(pages.problems))
    assert pages.problems[-1][0].startswith("Strokes are drawn on a.tif")
    pages.wait_until(lambda: chooser(pages).currentData() == "times")
    assert pages.scene.extent == Extent(times=3)
    assert pages.scene.sketch.any()


def test_scenes_with_other_numbers_of_frames(user):
    one = user()
    with tifffile.TiffWriter(one.folder / "a.ome.tif") as tiff:
        tiff.write(PLANES[0], metadata={"axes": "YX"})
        tiff.write(PLANES, metadata={"axes": "TYX"}, photometric="minisblack")
    one.opens(one.folder / "a.ome.tif")
    bar = one.program.window.findChild(FramesBar)
    assert not bar._axes["time"].isVisible()
    one.program.bus.project.frame_chosen.emit(Frame(1, 2))
    one.wait_until(lambda: one.scene is not None and one.scene.frame == Frame(1, 2))
    assert bar._axes["time"].isVisible()
    np.testing.assert_array_equal(one.scene.levels[0][0], PLANES[2])


def test_a_pixel_size_that_is_put_belongs_to_its_scene(user):
    one = user()
    with tifffile.TiffWriter(one.folder / "a.ome.tif") as tiff:
        for um in (0.65, 0.1625):
            size = {"PhysicalSizeX": um, "PhysicalSizeY": um}
            tiff.write(PLANES[0], metadata={"axes": "YX", **size})
    one.opens(one.folder / "a.ome.tif")
    one.program.project_controller.settings.set_pixel_size(0.5, False)
    assert one.scene.pixel_size_um == 0.5
    for scene, um in ((1, 0.1625), (0, 0.5)):
        one.program.bus.project.frame_chosen.emit(Frame(scene))
        one.wait_until(lambda n=scene: one.scene is not None and one.scene.frame.scene == n)
        assert one.scene.pixel_size_um == pytest.approx(um)
