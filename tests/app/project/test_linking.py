"""Cells of a movie linked in the window: numbers, corrections, doubts; kept and renewed."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.core.payloads import Message
from app.panels.message_strip import MessageStrip
from tests.app.helpers.movies import (
    FRAMES,
    MOVIE,
    SHAPE,
    button,
    clicks,
    dock,
    goes_to,
    links,
    masks_of,
    number_at,
    rests,
    said,
    tracks,
)

# ---- the panel ----


def test_the_panel_is_there_only_for_movies_with_masks(opens_movie, user):
    one = opens_movie([MOVIE[0], None, MOVIE[2]])
    assert dock(one).isVisible()
    assert said(one) == "Segment all first: 2 of 3 frames have masks."
    assert not button(one, "link").isEnabled()
    one.opens(one.makes_image())
    assert not dock(one).isVisible()
    assert not one.program.actions["link"].isEnabled()


def test_without_masks_there_is_nothing_to_link(user):
    one = user()
    path = one.folder / "movie.tif"
    tifffile.imwrite(path, np.zeros((3, *SHAPE), np.uint8), imagej=True, metadata={"axes": "TYX"})
    one.opens(path)
    assert not dock(one).isVisible()


# ---- linking ----


def test_a_cell_has_one_number_and_one_colour_in_all_frames(opens_movie):
    one = opens_movie(MOVIE)
    assert said(one) == "All 4 frames have masks: link their cells."
    QTest.mouseClick(button(one, "link"), Qt.MouseButton.LeftButton)
    one.wait_until(lambda: one.program.linking.controller.links.linked is not None)
    assert said(one) == "2 cells in 4 frames."
    assert one.notes[-1] == "2 cells linked."
    seen = set()
    for t in range(FRAMES):
        goes_to(one, t + 1)
        label = one.scene.labels[22 + 3 * t, 22]
        seen.add((one.scene.number_of(label), int(one.scene.looks[label])))
        assert number_at(one, 22 + 3 * t, 22) != number_at(one, 22 + 3 * t, 102)
    assert len(seen) == 1


def test_colours_do_not_change_where_a_frame_is_brighter(opens_movie, monkeypatch):
    from app.project import image_loading

    one = opens_movie(MOVIE)
    links(one)
    before = one.scene.bright
    monkeypatch.setattr(image_loading, "is_bright", lambda picture: not before)
    goes_to(one, 2)
    assert one.scene.bright is before


def test_slices_of_a_stack_are_linked_too(opens_movie):
    one = opens_movie([masks_of((20, 20)), masks_of((22, 20)), masks_of((24, 20))], "ZYX")
    links(one)
    assert said(one) == "1 cell in 3 slices."
    assert not button(one, "mark_division").isVisible()
    assert not one.program.actions["mark_division"].isEnabled()


def test_a_selected_cell_stays_selected_in_the_next_frame(linked):
    clicks(linked, 25, 105)
    track = linked.scene.track_of(linked.program.cell_selection.labels[0])
    goes_to(linked, 2)
    (label,) = linked.program.cell_selection.labels
    assert label == linked.scene.labels[28, 105]
    assert linked.scene.track_of(label) == track


def test_the_table_has_the_number_through_all_frames(linked):
    linked.presses("Ctrl+T")
    table = linked.program.docks.cells._table
    linked.wait_until(lambda: table.model().rowCount() == 2)
    assert table.model().headerData(0, Qt.Orientation.Horizontal) == "Track"
    shown = [int(table.model().index(row, 0).data()) for row in range(2)]
    goes_to(linked, 2)
    panel = linked.program.docks.cells
    linked.wait_until(lambda: panel._measured is not None)
    again = {table.model().label_at(row): int(table.model().index(row, 0).data()) for row in (0, 1)}
    assert shown == [1, 2]
    assert again == {1: linked.scene.track_of(1), 2: linked.scene.track_of(2)}


def test_links_are_there_again_when_the_project_is_opened_again(linked, opens_movie):
    before = tracks(linked)
    linked.leaves()
    again = opens_movie.again()
    assert tracks(again) == before
    assert number_at(again, 25, 25) == 1


# ---- corrections ----


def test_a_cut_can_be_undone_and_redone(linked):
    goes_to(linked, 3)
    clicks(linked, 30, 25)
    linked.presses("Ctrl+K")
    linked.wait_until(lambda: tracks(linked) == {1: (1, 2, 0), 2: (1, 4, 0), 3: (3, 4, 0)})
    rests(linked)
    assert number_at(linked, 30, 25) == 3
    assert linked.notes[-1] == "Cut: from here on it is cell 3."
    linked.presses("Ctrl+Z")
    linked.wait_until(lambda: len(tracks(linked)) == 2)
    rests(linked)
    linked.presses("Ctrl+Y")
    linked.wait_until(lambda: len(tracks(linked)) == 3)


def test_two_clicks_join_a_cell_over_a_jump(opens_movie):
    one = opens_movie([masks_of((10, 10)), masks_of((90, 130)), masks_of((90, 130))])
    links(one)
    assert tracks(one) == {1: (1, 1, 0), 2: (2, 3, 0)}
    clicks(one, 15, 15)
    QTest.mouseClick(button(one, "join_tracks"), Qt.MouseButton.LeftButton)
    assert one.notes[-1].startswith("Now go to another frame")
    goes_to(one, 2)
    one.clicks(95, 135)
    one.wait_until(lambda: tracks(one) == {1: (1, 3, 0)})
    rests(one)
    assert one.notes[-1] == "Joined: both are cell 1 now."
    assert number_at(one, 95, 135) == 1


def test_a_division_is_marked_by_its_daughters(opens_movie):
    one = opens_movie([masks_of((50, 70)), masks_of((10, 10), (90, 130))])
    links(one)
    assert len(tracks(one)) == 3
    clicks(one, 55, 75)
    one.presses("Ctrl+D")
    goes_to(one, 2)
    one.clicks(15, 15)
    assert one.notes[-1] == "Now click the other daughter cell."
    one.clicks(95, 135)
    one.wait_until(lambda: {parent for _, _, parent in tracks(one).values()} == {0, 1})
    assert said(one) == "3 cells in 2 frames, 1 division."


@pytest.fixture
def divided(opens_movie):
    """A cell that divides at the second frame, and another one that appears in the third."""
    daughters = (10, 10), (90, 130)
    one = opens_movie([masks_of((50, 70)), masks_of(*daughters), masks_of(*daughters, (10, 130))])
    links(one)
    clicks(one, 55, 75)
    one.presses("Ctrl+D")
    goes_to(one, 2)
    one.clicks(15, 15)
    one.clicks(95, 135)
    one.wait_until(lambda: {parent for _, _, parent in tracks(one).values()} == {0, 1})
    rests(one)
    goes_to(one, 1)
    return one


def strip(one):
    return one.program.window.findChild(MessageStrip)


def test_a_cell_that_divides_is_joined_once_its_daughters_are_cut_off(divided):
    before = tracks(divided)
    daughters = [number for number, (_, _, parent) in before.items() if parent == 1]
    clicks(divided, 55, 75)
    divided.presses("Ctrl+J")
    goes_to(divided, 3)
    divided.clicks(15, 135)
    named = ", ".join(map(str, daughters))
    assert f"Cell 1 divides at frame 2 (daughters: {named}), so it cannot" in divided.notes[-1]
    (accept,) = [
        b for b in strip(divided).findChildren(QPushButton) if b.text() == "Cut them off and join"
    ]
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    divided.wait_until(lambda: {parent for _, _, parent in tracks(divided).values()} == {0})
    rests(divided)
    assert tracks(divided)[1] == (1, 3, 0)
    assert number_at(divided, 15, 135) == 1
    divided.presses("Ctrl+Z")  # one step
    divided.wait_until(lambda: tracks(divided) == before)


def test_what_is_to_be_clicked_stays_on_screen_while_other_things_happen(linked):
    clicks(linked, 25, 25)
    linked.presses("Ctrl+J")
    linked.program.bus.notices.message_shown.emit(Message("other", "Fewer cells than before."))
    shown = [each.text() for each in strip(linked).findChildren(QLabel) if each.isVisible()]
    assert "Now go to another frame and click the same cell there." in shown


def test_why_cells_cannot_be_linked_is_in_the_tip(linked):
    action = linked.program.actions["link"]
    assert action.isEnabled() and "Follow each cell" in action.toolTip()
    linked.opens(linked.makes_image("still.tif"))
    assert not action.isEnabled()
    assert "Needs a movie or stack in one file" in action.toolTip()
    assert "Image Sequence" in action.toolTip()


def test_corrections_need_a_cell_and_another_frame(linked):
    linked.presses("Ctrl+K")
    assert linked.notes[-1].startswith("Click a cell first")
    clicks(linked, 25, 25)
    linked.presses("Ctrl+J")
    linked.clicks(25, 105)
    assert "in the same frame" in linked.notes[-1]


def test_what_cannot_be_corrected_is_said(linked):
    clicks(linked, 25, 25)
    linked.presses("Ctrl+K")
    linked.wait_until(lambda: bool(linked.problems))
    assert "nothing to cut" in linked.problems[0][0]
    assert len(tracks(linked)) == 2


# ---- masks that change ----


def test_links_follow_masks_that_are_deleted_and_come_back(linked):
    clicks(linked, 25, 25)
    linked.presses("Del")
    linked.wait_until(lambda: tracks(linked).get(1) != (1, 4, 0) and len(tracks(linked)) == 2)
    rests(linked)
    spans = sorted(span[:2] for span in tracks(linked).values())
    assert spans == [(1, 4), (2, 4)]
    linked.presses("Ctrl+Z")
    linked.wait_until(lambda: sorted(s[:2] for s in tracks(linked).values()) == [(1, 4), (1, 4)])


def test_corrections_outlive_new_masks_and_a_new_linking(linked):
    goes_to(linked, 3)
    clicks(linked, 30, 25)
    linked.presses("Ctrl+K")
    linked.wait_until(lambda: len(tracks(linked)) == 3)
    rests(linked)
    clicks(linked, 30, 105)
    linked.presses("Del")
    linked.wait_until(lambda: not linked.program.linking.controller.links.changed)
    rests(linked)
    links(linked)
    cuts = [
        each
        for each in linked.program.linking.controller.links.tracks.decisions
        if each.kind == "cut"
    ]
    assert len(cuts) == 1
    assert number_at(linked, 30, 25) != 1


def test_masks_that_were_made_anew_are_linked_anew(linked):
    linked.program.segmentation.begin(go_on=False)
    linked.wait_until(lambda: not linked.program.segmentation.running)
    linked.wait_until(lambda: tracks(linked) and len(tracks(linked)) == 1)
    rests(linked)
    assert said(linked) == "1 cell in 4 frames."


def test_undoing_a_correction_keeps_masks_that_changed_since(linked):
    goes_to(linked, 3)
    clicks(linked, 30, 25)
    linked.presses("Ctrl+K")
    linked.wait_until(lambda: len(tracks(linked)) == 3)
    rests(linked)
    clicks(linked, 30, 105)
    linked.presses("Del")
    linked.wait_until(lambda: bool(linked.program.linking.controller.links.changed))
    linked.wait_until(lambda: not linked.program.linking.controller.links.changed)
    rests(linked)
    linked.presses("Ctrl+Z")  # the deletion came last
    linked.wait_until(lambda: linked.scene.labels[30, 105] > 0)
    linked.wait_until(lambda: not linked.program.linking.controller.links.changed)
    rests(linked)
    linked.presses("Ctrl+Z")
    linked.wait_until(lambda: sorted(s[:2] for s in tracks(linked).values()) == [(1, 4), (1, 4)])
