"""Tracks of another program, imported into the open movie."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from sketchpose_engine.linking.ctc import write_ctc
from sketchpose_engine.linking.time_linker import link_frames
from tests.app.helpers.movies import (
    FRAMES,
    MOVIE,
    clicks,
    goes_to,
    links,
    masks_of,
    rests,
    said,
    tracks,
)

# One cell that divides, elsewhere than those of the movie.
OTHERS = [masks_of((50, 70)) for _ in range(2)] + [
    masks_of((44, 60), (60, 80), size=12) for _ in range(2)
]


@pytest.fixture
def folder(tmp_path):
    """Tracks of a movie as another program wrote them."""
    found = tmp_path / "01_RES"
    found.mkdir()
    write_ctc(found, link_frames(OTHERS), OTHERS)
    return found


def imports(user, path):
    """Drop a folder on the window."""
    before = len(user.notes) + len(user.problems)
    user.program.bus.project.files_dropped.emit([str(path)])
    user.wait_until(lambda: len(user.notes) + len(user.problems) > before)
    settles(user)


def settles(user):
    """Wait until the open frame and its links are shown anew."""
    user.wait_until(lambda: user.scene is not None and len(user.scene.areas_px) > 1)
    user.wait_until(lambda: user.program.linking.controller.links.tracks is not None)
    rests(user)


def test_a_dropped_folder_replaces_masks_and_links(linked, folder):
    goes_to(linked, 3)
    imports(linked, folder)
    assert linked.notes[-1].startswith("Tracks of 4 frames imported: 3 cells linked, 1 division")
    assert linked.program.linking.controller.links.shown == 2
    np.testing.assert_array_equal(linked.scene.labels > 0, OTHERS[2] > 0)
    assert sorted(tracks(linked).values()) == [(1, 2, 0), (3, 4, 1), (3, 4, 1)]
    assert said(linked) == "3 cells in 4 frames, 1 division."
    assert linked.program.project_controller.entries["movie"].cells == {
        "t1": 1, "t2": 1, "t3": 2, "t4": 2,
    }  # fmt: skip


def test_a_movie_without_masks_gets_them_from_the_tracks(user, folder):
    one = user()
    one.opens(one.makes_image("movie.tif", (FRAMES, 120, 160), imagej=True,
                              metadata={"axes": "TYX"}))  # fmt: skip
    rests(one)
    imports(one, folder / "res_track.txt")
    assert len(tracks(one)) == 3


def test_the_menu_asks_for_the_folder(linked, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *asked: str(folder))
    linked.program.actions.trigger("import_tracks")
    linked.wait_until(lambda: linked.notes[-1].startswith("Tracks of 4 frames"))
    settles(linked)
    assert len(tracks(linked)) == 3


def test_what_was_imported_is_there_again(linked, folder, opens_movie):
    imports(linked, folder)
    linked.leaves()
    again = opens_movie.again()
    assert sorted(tracks(again).values()) == [(1, 2, 0), (3, 4, 1), (3, 4, 1)]


def test_an_import_can_be_undone(linked, folder):
    before = tracks(linked)
    shown = []
    linked.program.bus.notices.message_shown.connect(shown.append)
    imports(linked, folder)
    shown[-1].buttons[0].action()
    linked.wait_until(lambda: linked.scene is None or linked.scene.labels[50, 70] == 0)
    settles(linked)
    assert tracks(linked) == before
    assert linked.program.project_controller.entries["movie"].cells["t1"] == 2


def test_imported_tracks_are_corrected_like_others(linked, folder):
    imports(linked, folder)
    goes_to(linked, 2)
    clicks(linked, 55, 75)
    linked.presses("Ctrl+K")
    linked.wait_until(lambda: len(tracks(linked)) == 4)


@pytest.mark.parametrize(
    ("masks", "sentence"),
    [
        (OTHERS[:3], "01_RES has masks of 3 frames, but the movie has 4: choose the tracks"),
        ([each[:, :100] for each in OTHERS], "mask000.tif is 100 x 120 pixels, but the movie"),
    ],
)
def test_tracks_of_another_movie_change_nothing(linked, tmp_path, masks, sentence):
    folder = tmp_path / "01_RES"
    folder.mkdir()
    write_ctc(folder, link_frames(masks), masks)
    before = tracks(linked)
    imports(linked, folder)
    assert linked.problems[-1][0].startswith(sentence)
    assert tracks(linked) == before
    np.testing.assert_array_equal(linked.scene.labels > 0, MOVIE[0] > 0)


def test_damage_that_is_found_while_masks_are_written_changes_nothing(linked, folder, monkeypatch):
    project = linked.program.project_controller.project
    write = project.masks.write

    def fail(key, *rest):
        if key.endswith("t3"):
            raise OSError("no space")
        write(key, *rest)

    monkeypatch.setattr(project.masks, "write", fail)
    imports(linked, folder)
    np.testing.assert_array_equal(project.masks.read("movie.t1")[0], MOVIE[0])
    links(linked)
    assert len(tracks(linked)) == 2


def test_tracks_without_a_movie_are_refused(user, folder):
    one = user()
    before = len(one.problems)
    one.program.bus.project.files_dropped.emit([str(folder)])
    one.wait_until(lambda: len(one.problems) > before)
    assert one.problems[-1][0].startswith("These are tracks of a movie: open the movie first")


def test_a_folder_without_tracks_says_what_it_needs(linked, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *asked: str(tmp_path))
    linked.program.actions.trigger("import_tracks")
    linked.wait_until(lambda: bool(linked.problems))
    assert "has neither res_track.txt nor man_track.txt" in linked.problems[-1][0]
