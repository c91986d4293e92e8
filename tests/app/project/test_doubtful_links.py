"""Doubtful links in the window: visited, confirmed, left out on specks."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget

from sketchpose_engine.results.filters import Filter
from tests.app.helpers.movies import dock, goes_to, links, masks_of, rests, tracks


def test_doubtful_links_are_listed_and_visited(opens_movie):
    small, large = masks_of((40, 40), size=12), masks_of((38, 38), size=24)
    one = opens_movie([small, small, large, large])
    links(one)
    shown = dock(one).findChild(QListWidget, "doubts")
    assert [shown.item(n).text() for n in range(shown.count())] == ["Frame 3, cell 1: area × 4"]
    assert shown.item(0).toolTip() == (
        "Frame 3, cell 1: area × 4\nIts area changed by a factor of 4 since the frame before."
    )
    one.presses("F3")
    one.wait_until(lambda: one.program.linking.controller.links.shown == 2)
    one.wait_until(lambda: one.program.cell_selection.labels == (1,))
    one.presses("Ctrl+1")
    scale = one.canvas.viewport.scale
    goes_to(one, 4)
    assert one.canvas.viewport.scale == scale  # the same part in every frame


def test_a_long_reason_is_not_cut_off_in_a_narrow_panel(opens_movie):
    small, large = masks_of((40, 40), size=12), masks_of((38, 38), size=24)
    one = opens_movie([small, small, large, large])
    links(one)
    shown = dock(one).findChild(QListWidget, "doubts")
    item, metrics = shown.item(0), shown.fontMetrics()
    item.setText("Frame 1024, cell 10321: area × 0.43, which is a long reason")
    one.wait_until(lambda: shown.visualItemRect(item).width() == shown.viewport().width())
    place, wrap = shown.visualItemRect(item), Qt.TextFlag.TextWordWrap
    needed = metrics.boundingRect(place.adjusted(6, 0, -6, 999), wrap, item.text())
    assert metrics.height() < needed.height() <= place.height()


def test_a_doubtful_link_that_is_right_leaves_the_list_and_comes_back_with_undo(opens_movie):
    small, large = masks_of((40, 40), size=12), masks_of((38, 38), size=24)
    one = opens_movie([small, small, large, large])
    links(one)
    shown = dock(one).findChild(QListWidget, "doubts")
    one.presses("F4")
    assert one.notes[-1] == "Choose a doubtful link first (F3)."
    one.presses("F3")
    one.wait_until(lambda: one.program.linking.controller.links.shown == 2)
    one.presses("F4")
    one.wait_until(lambda: shown.count() == 0)
    rests(one)
    assert one.notes[-1] == "No doubtful link is left."
    one.presses("Ctrl+Z")
    one.wait_until(lambda: shown.count() == 1)
    rests(one)
    one.presses("Ctrl+Y")
    one.wait_until(lambda: shown.count() == 0)
    rests(one)
    one.leaves()
    again = opens_movie.again()
    assert dock(again).findChild(QListWidget, "doubts").count() == 0
    assert again.program.linking.controller.links.linked is not None


def test_doubts_on_specks_are_not_listed_but_counted(opens_movie):
    cells = masks_of((20, 20), (60, 60))
    speck = cells.copy()
    speck[100:102, 100:102] = 7
    one = opens_movie([cells, speck, cells])
    links(one)
    assert dock(one).findChild(QListWidget, "doubts").count() == 0
    assert dock(one).findChild(QLabel, "specks").text().startswith("1 more on a speck")


def test_cells_below_the_filter_are_specks(opens_movie):
    cells = masks_of((20, 20), (60, 60))
    lone = cells.copy()
    lone[100:110, 100:110] = 7
    one = opens_movie([cells, lone, cells])
    links(one)
    shown = dock(one).findChild(QListWidget, "doubts")
    assert shown.count() == 1
    one.program.bus.project.filters_chosen.emit((Filter("area_px", 150.0),))
    one.wait_until(lambda: shown.count() == 0)
    rests(one)


def test_two_cells_above_each_other_are_doubtful_and_cut_apart_where_they_meet(opens_movie):
    wide, narrow = masks_of((38, 38), size=24), masks_of((44, 44), size=12)
    one = opens_movie([wide, wide, narrow, wide, wide], "ZYX")
    links(one)
    shown = dock(one).findChild(QListWidget, "doubts")
    assert [shown.item(n).text() for n in range(shown.count())] == ["Slice 3, cell 1: narrow here"]
    assert "Its area is 25 % of that above and below" in shown.item(0).toolTip()
    assert "1 doubtful link to look at" in one.notes[-1]
    one.presses("F3")
    one.wait_until(lambda: one.program.cell_selection.labels == (1,))
    one.presses("Ctrl+K")
    one.wait_until(lambda: len(tracks(one)) == 2)
    rests(one)
    assert tracks(one) == {1: (1, 2, 0), 2: (3, 5, 0)}
    assert shown.count() == 0
