"""Export of a movie or stack with linked cells: what is offered, and what the files say."""

import csv

import numpy as np
import tifffile
from PySide6.QtWidgets import QGroupBox, QPushButton

from app.dialogs.export import ExportDialog
from app.dialogs.pixel_size import PixelSizeDialog
from sketchpose_engine.linking.link import KINDS
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.filters import Filter
from tests.app.helpers.movies import MOVIE, goes_to, links, masks_of, rests


def opens_dialog(user) -> ExportDialog:
    user.presses("Ctrl+E")
    (dialog,) = user.program.window.findChildren(ExportDialog)
    return dialog


def ticks(dialog, *, linked):
    """Choose files of the linked cells only."""
    for box in dialog._kinds.values():
        box.setChecked(False)
    for kind, box in dialog._linked.items():
        box.setChecked(kind in linked)


def exports(user, folder, linked):
    dialog = opens_dialog(user)
    ticks(dialog, linked=linked)
    dialog._folder.setText(str(folder))
    dialog._open.setChecked(False)
    before = len(user.notes) + len(user.problems)
    dialog._export.click()
    user.wait_until(lambda: len(user.notes) + len(user.problems) > before)


def test_a_movie_that_is_linked_offers_all_files_of_the_engine(linked):
    dialog = opens_dialog(linked)
    assert set(dialog._linked) == set(KINDS["time"])
    ticks(dialog, linked=())
    assert not dialog.findChild(QPushButton, "primary").isEnabled()
    dialog.reject()


def test_the_cells_of_all_frames_are_told_from_the_tracks(linked):
    dialog = opens_dialog(linked)
    dialog._all.click()
    assert "Saves 8 cells in 4 frames, 2 tracks." in dialog._summary.text()
    dialog.reject()


def test_one_file_has_all_frames_with_one_number_a_cell(linked, tmp_path):
    out = tmp_path / "out"
    exports(linked, out, set(KINDS["time"]))
    assert sorted(path.name for path in out.iterdir()) == [
        "movie_RES",
        "movie_labels.ome.tif",
        "movie_labels.tif",
        "movie_track_measurements.csv",
        "movie_trackmate.xml",
        "movie_tracks.csv",
    ]
    labels = tifffile.imread(out / "movie_labels.tif")
    assert labels.shape == (4, 120, 160)
    for t, masks in enumerate(MOVIE):
        assert labels[t, 22 + 3 * t, 22] == 1
        np.testing.assert_array_equal(labels[t] > 0, masks > 0)
    with (out / "movie_tracks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["track"], row["frame"]) for row in rows[:4]] == [
        ("1", str(n)) for n in (1, 2, 3, 4)
    ]
    assert "time_s" not in rows[0]
    assert linked.notes[-1].startswith("Exported 6 files at ")
    assert linked.notes[-1].endswith(f" to {out}.")


def test_a_stack_offers_volumes(opens_movie, tmp_path):
    one = opens_movie([masks_of((20, 20)), masks_of((22, 20))], "ZYX")
    links(one)
    out = tmp_path / "out"
    exports(one, out, {"objects_3d"})
    with (out / "movie_objects_3d.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["volume_voxels"] == "512"


def test_without_links_there_is_no_such_group(opens_movie):
    one = opens_movie(MOVIE)
    dialog = opens_dialog(one)
    assert dialog._linked == {}
    dialog.reject()


def test_masks_that_have_changed_since_are_refused(linked, tmp_path):
    goes_to(linked, 2)
    project = linked.program.project_controller.project
    project.masks.write("movie.t4", masks_of((50, 50)), None)
    exports(linked, tmp_path / "out", {"labels"})
    assert "The masks of frame 4 have changed" in linked.problems[-1][0]
    assert not list((tmp_path / "out").glob("*.tif"))


def test_what_was_chosen_is_offered_again(linked, tmp_path):
    exports(linked, tmp_path / "out", {"trackmate"})
    rests(linked)
    dialog = opens_dialog(linked)
    assert dialog.chosen().linked == ("trackmate",)
    dialog.reject()


def test_volumes_are_in_micrometres_when_pixel_and_step_are_known(opens_movie, tmp_path):
    one = opens_movie([masks_of((20, 20)), masks_of((20, 20))], "ZYX")
    one.program.actions.trigger("pixel_size")
    (dialog,) = one.program.window.findChildren(PixelSizeDialog)
    dialog._step.setText("none")
    assert not dialog.accept_button.isEnabled()
    dialog._number.setText("0.5")
    dialog._step.setText("2,0")
    dialog.accept_button.click()
    links(one)
    exports(one, tmp_path / "out", {"objects_3d"})
    with (tmp_path / "out" / "movie_objects_3d.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["volume_um3"]) == 512 * 0.5 * 0.5 * 2
    one.leaves()
    assert Project.open(tmp_path / "project").image("movie").depth_step_um == 2


def test_cells_that_the_filters_leave_out_are_not_exported(opens_movie, tmp_path):
    small, large = masks_of((20, 20), size=8), masks_of((60, 60))
    one = opens_movie([np.where(large > 0, 2, small)] * 2)
    links(one)
    one.program.bus.project.filters_chosen.emit((Filter("area_px", 100.0),))
    rests(one)
    exports(one, tmp_path / "out", {"labels", "tracks"})
    labels = tifffile.imread(tmp_path / "out" / "movie_labels.tif")
    assert (labels[:, 24, 24] == 0).all() and (labels[:, 65, 65] > 0).all()
    with (tmp_path / "out" / "movie_tracks.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 2


def test_all_linked_movies_of_a_project_are_exported_together(linked, tmp_path):
    other = tmp_path / "other.tif"
    pixels = np.random.default_rng(1).integers(0, 200, (2, 120, 160), np.uint8)
    tifffile.imwrite(other, pixels, imagej=True, metadata={"axes": "TYX"})
    linked.opens(other)
    project = linked.program.project_controller.project
    for number in (1, 2):
        project.save_frame(f"other.t{number}", masks_of((30, 30)), None, None, 1)
    linked.program.project_controller.frames.forget("other")
    linked.program.project_controller.frames.reopen()
    linked.wait_until(lambda: linked.scene is not None and len(linked.scene.areas_px) > 1)
    linked.program.project_controller.entries.change("other", cells={"t1": 1, "t2": 1})
    links(linked)
    dialog = opens_dialog(linked)
    (group,) = [each for each in dialog.findChildren(QGroupBox) if "linked" in each.title()]
    assert group.title() == "This movie, cells linked"
    dialog._all.setChecked(True)
    assert group.title() == "All movies with linked cells"
    ticks(dialog, linked={"tracks", "trackmate"})
    out = tmp_path / "out"
    dialog._folder.setText(str(out))
    dialog._open.setChecked(False)
    dialog._export.click()
    linked.wait_until(lambda: linked.notes[-1].startswith("Exported 4 files"))
    assert sorted(path.name for path in out.iterdir()) == [
        "movie_trackmate.xml",
        "movie_tracks.csv",
        "other_trackmate.xml",
        "other_tracks.csv",
    ]
    with (out / "movie_tracks.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 8
