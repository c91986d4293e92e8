"""The program as its users meet it: open, draw, learn, correct, accept, undo, save, reopen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget

from app.project import export_options, export_sources
from app.state.learning import FINISHED, PAUSED, WAITING
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.live.requests import CloseImages, Learn, LoadWeights, OpenImage
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def at_work(user):
    """A user whose two cells were found."""
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    return one


def cells(user) -> int:
    return len(np.unique(user.scene.labels[user.scene.labels > 0]))


def test_a_new_user_is_offered_images_and_samples(user):
    new = user()
    assert new.scene is None
    assert not new.canvas.isVisible()
    assert not new.program.actions["undo"].isEnabled()
    assert not new.program.actions["tool_cell"].isEnabled()


def test_a_sample_opens_with_its_strokes_in_one_click(user):
    new = user()
    new.program.project_controller.open_sample("Small nuclei", "nuclei_small")
    new.wait_until(lambda: new.scene is not None)
    assert {FOREGROUND, BACKGROUND} <= set(np.unique(new.sketch))
    new.wait_until(lambda: new.scene.labels.any())


def test_each_brush_paints_its_kind_where_the_mouse_goes(user):
    one = user()
    one.opens(one.makes_image())
    for key, value, row in (("1", FOREGROUND, 20), ("2", BACKGROUND, 60), ("3", BOUNDARY, 100)):
        one.presses(key)
        one.draws((row, 20), (row, 120))
        assert (one.sketch[row, 21:120] == value).all()
    one.presses("E")
    one.draws((20, 70))
    assert one.sketch[20, 70] == 0
    assert one.sketch[20, 40] == FOREGROUND


@pytest.mark.parametrize(("side", "radius_px"), [(120, 1.5), (900, 6.0), (3000, 12.0)])
def test_brushes_suit_the_first_picture_of_a_project_until_the_user_chooses_their_size(
    user, side, radius_px
):
    one = user()
    one.program.bus.project.opened.disconnect(one._keep_brushes)  # as for a new user
    one.opens(one.makes_image("a.tif", (side, side + 50)))
    assert one.program.preferences["cell_radius_px"] == radius_px
    one.presses("]")
    chosen = one.program.preferences["cell_radius_px"]
    assert chosen > radius_px
    one.opens(one.makes_image("b.tif", (500, 500)))
    assert one.program.preferences["cell_radius_px"] == chosen


def test_strokes_become_masks_and_a_count_without_another_click(at_work):
    assert at_work.program.learning.state == FINISHED
    assert at_work.program.docks.results._count.text() == "2"
    entry = at_work.program.project_controller.entries["cells"]
    assert (entry.cells, entry.annotated) == ({"": 2}, True)


def test_the_newest_stroke_wins_unless_what_is_drawn_is_kept(at_work):
    at_work.presses("2")
    at_work.draws((30, 35))
    assert at_work.sketch[30, 35] == BACKGROUND
    at_work.presses("K")
    at_work.draws((80, 35))
    assert at_work.sketch[80, 35] == FOREGROUND


def test_undo_and_redo_follow_strokes_and_masks_alike(at_work):
    before = at_work.sketch.copy()
    at_work.presses("1")
    at_work.draws((100, 100), (100, 120))
    at_work.wait_until(lambda: cells(at_work) == 3)
    at_work.clicks(100, 110, modifiers=CTRL)
    at_work.wait_until(lambda: cells(at_work) == 2)
    at_work.presses("Ctrl+Z")
    at_work.wait_until(lambda: cells(at_work) == 3)
    at_work.presses("Ctrl+Z")
    assert (at_work.sketch == before).all()
    at_work.presses("Ctrl+Y")
    at_work.presses("Ctrl+Shift+Z")
    at_work.wait_until(lambda: cells(at_work) == 2 and at_work.sketch[100, 110] == FOREGROUND)


def test_accepting_a_cell_makes_strokes_of_it(at_work):
    at_work.presses("E")
    at_work.draws((30, 45), (30, 56))
    at_work.presses("A")
    inside = at_work.scene.labels[80, 30] == at_work.scene.labels
    at_work.clicks(80, 30)
    assert set(np.unique(at_work.sketch[inside])) == {FOREGROUND, BOUNDARY}


def test_rejecting_a_cell_makes_background_of_it(at_work):
    at_work.presses("R")
    inside = at_work.scene.labels[80, 30] == at_work.scene.labels
    at_work.clicks(80, 30)
    assert (at_work.sketch[inside] == BACKGROUND).all()
    at_work.wait_until(lambda: cells(at_work) == 1)


def test_the_status_bar_names_no_cell_that_has_gone_from_under_the_pointer(at_work):
    pointer = at_work.program.window.status._pointer
    at_work.presses("R")
    QTest.mouseMove(at_work.canvas, at_work.at(80, 30))
    at_work.wait_until(lambda: "cell 2" in pointer.text())
    at_work.clicks(80, 30)
    at_work.wait_until(lambda: cells(at_work) == 1)
    assert "x 30  y 80" in pointer.text()
    assert "cell" not in pointer.text()


def test_two_cells_are_merged_with_alt_and_split_by_a_line(at_work):
    at_work.presses("C")
    at_work.clicks(30, 30, modifiers=ALT)
    assert "Alt+click" in at_work.notes[-1]
    at_work.clicks(80, 30, modifiers=ALT)
    at_work.wait_until(lambda: cells(at_work) == 1)
    at_work.presses("Ctrl+Z")
    at_work.wait_until(lambda: cells(at_work) == 2)
    at_work.draws((10, 35), (45, 35))
    at_work.wait_until(lambda: cells(at_work) == 3)
    labels = at_work.scene.labels
    assert labels[30, 25] != labels[30, 45]


def test_a_line_that_cuts_nothing_is_reported(at_work):
    at_work.presses("C")
    for line in (((30, 18), (30, 16)), ((24, 15), (36, 15))):  # at the very end of the cell
        at_work.notes.clear()
        at_work.draws(*line)
        at_work.wait_until(lambda: "Not split" in "".join(at_work.notes))
    at_work.notes.clear()
    at_work.draws((20, 35), (40, 35))
    at_work.wait_until(lambda: cells(at_work) == 3)
    assert not any("Not split" in note for note in at_work.notes)


def test_a_boundary_stroke_across_a_mask_splits_it(at_work):
    at_work.presses("3")
    at_work.draws((15, 35), (45, 35))
    at_work.wait_until(lambda: cells(at_work) == 3)


def test_where_there_is_no_cell_the_program_says_so(at_work):
    at_work.presses("A")
    at_work.clicks(5, 150)
    assert at_work.notes[-1] == "There is no cell here."


def test_a_right_double_click_outlines_the_stroke_under_it(at_work):
    from PySide6.QtTest import QTest

    QTest.mouseDClick(at_work.canvas, Qt.MouseButton.RightButton, pos=at_work.at(30, 35))
    assert BOUNDARY in at_work.sketch[20:40]
    assert at_work.sketch[30, 35] == FOREGROUND


def test_a_closed_loop_is_filled_when_wished(at_work):
    at_work.presses("F")
    at_work.presses("3")
    at_work.draws((90, 90), (90, 120), (112, 120), (112, 90), (90, 90))
    assert at_work.sketch[100, 105] == FOREGROUND
    assert at_work.sketch[90, 105] == BOUNDARY


def test_pause_and_start_are_one_key(at_work):
    at_work.program.preferences["live"] = False
    at_work.wait_until(lambda: at_work.program.learning.state == PAUSED)
    at_work.presses("L")
    at_work.wait_until(lambda: at_work.program.learning.state == FINISHED)
    assert Learn(True, True) in at_work.session.asked


def test_start_fresh_forgets_what_was_learned_and_nothing_drawn(at_work):
    before = at_work.sketch.copy()
    at_work.program.actions.trigger("fresh")
    at_work.wait_until(lambda: at_work.session.asked[-2] == LoadWeights(resource(GENERAL_WEIGHTS)))
    assert (at_work.sketch == before).all()


def test_what_was_drawn_and_found_is_there_again_the_next_day(at_work, user):
    sketch, labels = at_work.sketch.copy(), at_work.scene.labels.copy()
    folder = at_work.program.project_controller.project.folder
    at_work.leaves()
    assert (folder / "weights" / "weights.safetensors").exists()
    other = user()
    other.opens(folder)
    assert (other.sketch == sketch).all()
    assert ((other.scene.labels > 0) == (labels > 0)).all()
    assert str(folder) in other.program.preferences["recent_projects"]


def test_images_are_switched_with_keys_and_keep_their_strokes(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif", shape=(90, 200)))
    one.draws((30, 20), (30, 50))
    before = one.sketch.copy()
    one.presses("PgDown")
    one.wait_until(lambda: one.scene is not None and one.scene.image_id == "b")
    assert not one.sketch.any()
    one.presses("PgUp")
    one.wait_until(lambda: one.scene.image_id == "a")
    assert (one.sketch == before).all()
    assert one.program.window.findChild(QListWidget, "images").count() == 2


def test_an_error_of_the_engine_is_one_sentence_and_the_program_goes_on(at_work):
    from sketchpose_engine.sketch.edits import Change

    at_work.session.fail_at = Change
    at_work.presses("1")
    at_work.draws((100, 100), (100, 120))
    at_work.wait_until(lambda: bool(at_work.problems))
    sentence, details = at_work.problems[0]
    assert "what you drew is saved" in sentence
    assert "the engine stumbled" in details
    at_work.draws((110, 100), (110, 120))
    assert at_work.sketch[110, 110] == FOREGROUND


@pytest.mark.parametrize("name", ["missing.tif", "notes.txt"])
def test_a_file_that_is_no_image_is_named_in_a_sentence(user, name):
    one = user()
    (one.folder / "notes.txt").write_text("no image")
    one.program.bus.project.files_dropped.emit([str(one.folder / name)])
    one.wait_until(lambda: bool(one.problems))
    sentence, details = one.problems[0]
    assert name in sentence
    assert details == ""
    assert one.program.window.status.busy.isHidden()


def test_damaged_strokes_are_set_aside_and_the_image_opens(at_work, user):
    project = at_work.program.project_controller.project
    at_work.presses("PgDown")
    at_work.leaves()
    (project.folder / "sketches" / "cells_sketch.tif").write_bytes(b"damaged")
    other = user()
    other.opens(project.folder)
    assert "cells.tif" in other.problems[0][0]
    assert list((project.folder / "sketches").glob("*.damaged*"))


def test_only_the_picture_hides_and_shows_what_was_shown(at_work):
    preferences = at_work.program.preferences
    preferences["show_masks"] = False
    at_work.presses("H")
    assert not preferences["show_strokes"]
    at_work.presses("H")
    assert preferences["show_strokes"]
    assert not preferences["show_masks"]


def test_erasing_all_strokes_can_be_undone(at_work):
    before = at_work.sketch.copy()
    at_work.program.actions.trigger("clear")
    assert not at_work.sketch.any()
    at_work.wait_until(lambda: at_work.program.learning.state == WAITING)
    at_work.presses("Ctrl+Z")
    assert (at_work.sketch == before).all()


def test_results_are_exported_as_shown(at_work, monkeypatch, tmp_path):
    import tifffile
    from PySide6.QtGui import QDesktopServices

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    kinds = ("masks", "overlay", "objects", "counts", "sketch")
    choice = export_options.Choice(tmp_path / "out", kinds)
    project = at_work.program.project_controller.project
    at_work.program.exporter.export(project, export_sources.taken(at_work.scene), choice, None)
    at_work.wait_until(lambda: bool(at_work.notes) and "Exported" in at_work.notes[-1])
    assert tifffile.imread(tmp_path / "out" / "cells_masks.tif").max() == 2
    assert (tmp_path / "out" / "counts.csv").read_text().splitlines()[1].startswith("cells.tif,,2")
    assert len(list((tmp_path / "out").iterdir())) == 5


def test_the_place_that_helps_most_is_shown(at_work):
    at_work.presses("G")
    y, x = at_work.canvas.viewport.to_screen((5, 5))
    assert 0 <= y < at_work.canvas.height()
    assert 0 <= x < at_work.canvas.width()
    assert at_work.canvas.question.isVisible()


def test_the_other_images_with_strokes_are_learned_from_too(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.presses("PgDown")
    one.wait_until(lambda: one.scene is not None and one.scene.image_id == "b")
    one.draws_cells_and_background()
    folder = one.program.project_controller.project.folder
    one.leaves()
    other = user()
    other.opens(folder)
    other.wait_until(
        lambda: any(isinstance(a, OpenImage) and not a.look for a in other.session.asked)
    )
    (request,) = [a for a in other.session.asked if isinstance(a, OpenImage) and not a.look]
    assert request.image_id == "a"  # the project is opened at the image where it was left
    assert {FOREGROUND, BACKGROUND} <= set(np.unique(request.sketch.labels))


def test_the_engine_forgets_images_of_a_project_that_is_closed(at_work):
    at_work.program.project_controller.open_sample("Small nuclei", "nuclei_small")
    at_work.wait_until(lambda: at_work.scene is not None and at_work.scene.shape == (256, 256))
    assert CloseImages() in at_work.session.asked


def test_two_windows_do_not_work_on_the_same_project(at_work, user):
    folder = at_work.program.project_controller.project.folder
    other = user()
    other.program.bus.project.files_dropped.emit([str(folder)])
    other.wait_until(lambda: bool(other.problems))
    assert "open in another window" in other.problems[0][0]
    at_work.leaves()
    other.opens(folder)
    assert other.sketch.any()
