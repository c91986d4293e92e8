"""Scale bar, brush and preview box."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt

from app.canvas import overlays
from app.canvas.canvas import Canvas
from app.canvas.overlays import brush_rect, length_text
from app.canvas.preview_box import MOVE, SMALLEST_PX, PreviewBox, moved
from app.canvas.stamps import Stamps
from app.canvas.viewport import Viewport
from app.core.payloads import MarkedPlaces
from app.state.advice import Advice
from app.state.questions import Question
from sketchpose_engine.core.box import Box
from sketchpose_engine.results.scale_bar import scale_bar_length

LEFT = Qt.MouseButton.LeftButton


@given(st.floats(1e-4, 100), st.floats(1e-3, 64), st.floats(24, 400))
def test_the_scale_bar_is_round_and_as_long_as_possible(pixel_um, scale, largest_px):
    length_um = scale_bar_length(pixel_um, scale, largest_px)
    assert f"{length_um:.0e}"[0] in "125"
    assert largest_px / 2.6 < length_um / pixel_um * scale <= largest_px * (1 + 1e-6)


def test_a_bar_that_just_fits_is_taken():
    assert scale_bar_length(0.1, 1.0, 100) == pytest.approx(10)
    assert scale_bar_length(0.1, 1.0, 99) == pytest.approx(5)


@pytest.mark.parametrize(
    ("length_um", "text"),
    [(10, "10 µm"), (1, "1 µm"), (0.2, "200 nm"), (2000, "2 mm"), (1e6, "1 m"), (500, "500 µm")],
)
def test_lengths_are_written_in_handy_units(length_um, text):
    assert length_text(length_um) == text


def test_the_brush_is_shown_as_large_as_it_paints():
    view = Viewport((100, 100), (200, 200), scale=4, centre=(50, 50))
    rect = brush_rect(view, (50, 50), 6.0)
    assert (rect.width(), rect.center().x(), rect.center().y()) == (48, 100, 100)


boxes = st.tuples(
    st.integers(0, 60), st.integers(0, 60), st.integers(40, 100), st.integers(40, 100)
).map(lambda t: Box(t[0], t[1], t[0] + t[2], t[1] + t[3]))
steps = st.tuples(st.integers(-400, 400), st.integers(-400, 400))
grips = st.tuples(*[st.booleans()] * 4)


@given(boxes, grips, steps)
def test_the_preview_box_stays_in_the_image(box, grip, step):
    top, left, bottom, right = moved(box, grip, step, (200, 180))
    assert 0 <= top < bottom <= 200 and 0 <= left < right <= 180
    assert bottom - top >= SMALLEST_PX and right - left >= SMALLEST_PX
    if grip == MOVE:
        assert (bottom - top, right - left) == box.shape


@pytest.fixture
def canvas(qtbot, bus, preferences, scene):
    widget = Canvas(bus, preferences)
    qtbot.addWidget(widget)
    widget.resize(400, 400)
    with qtbot.waitActive(widget):
        widget.show()
    bus.frame.opened.emit(scene((400, 400)))
    widget.view.actual_size()
    return widget


@pytest.fixture
def written(canvas, bus, scene, preferences, monkeypatch):
    """Where texts are written on the canvas, with the cell 1 at (81, 122) and all numbers shown."""
    places = {}

    def draw_writing(painter, place, text):
        places.setdefault(text, []).append((round(place.x()), round(place.y())))

    labels = np.zeros((400, 400), np.int32)
    labels[71:92, 112:133] = 1
    bus.frame.opened.emit(scene((400, 400), labels=labels, areas_px=np.array([0, 441])))
    canvas.view.actual_size()
    preferences["show_numbers"] = True

    def letters(stamps, painter, letters, text, base):
        draw_writing(painter, base, text)

    monkeypatch.setattr(overlays, "draw_writing", draw_writing)
    monkeypatch.setattr(Stamps, "letters", letters)
    canvas.grab()
    places.clear()
    return places


def test_the_mark_of_a_question_lies_over_no_number_of_a_cell(canvas, bus, written):
    bus.view.places_marked.emit(MarkedPlaces(((100.0, 100.0), (250.0, 100.0))))
    canvas.grab()
    (number_x, number_y), (beside, usual) = written["1"][-1], written["?"][-2:]
    to_usual = usual[0] - beside[0], usual[1] - beside[1] - 150 * canvas.viewport.scale
    assert abs(to_usual[0]) > 20  # it is on the other side of its ring
    assert abs(number_x - usual[0]) < 20
    assert abs(beside[0] - number_x) > 20 or abs(beside[1] - number_y) > 20


def test_the_ring_of_the_stroke_that_is_asked_about_looks_different(canvas, bus):
    place = ((100.0, 100.0),)
    bus.view.places_marked.emit(MarkedPlaces(asked=place))
    asked = canvas.grab().toImage()
    bus.view.places_marked.emit(MarkedPlaces(waiting=place))
    waiting = canvas.grab().toImage()
    bus.view.places_marked.emit(MarkedPlaces())
    plain = canvas.grab().toImage()
    assert asked != waiting
    assert plain not in (asked, waiting)


def test_only_rings_that_reach_into_the_repainted_part_are_drawn(canvas, bus, written):
    bus.view.places_marked.emit(MarkedPlaces(((60.0, 60.0),), ((330.0, 330.0),)))
    written.clear()
    canvas.grab(QRect(0, 0, 120, 120))
    assert len(written["?"]) == 1
    written.clear()
    canvas.grab(QRect(150, 150, 60, 60))
    assert "?" not in written


@pytest.mark.parametrize("across", range(20, 180, 7))
def test_a_picture_painted_in_parts_is_that_painted_at_once(canvas, bus, across):
    # Not dashed: dashes begin elsewhere where a line is cut.
    bus.view.places_marked.emit(MarkedPlaces(((100.0, 100.0), (180.0, 120.0))))
    whole = canvas.grab().toImage()
    parts = [QRect(0, 0, across, 400), QRect(across, 0, 400 - across, 400)]
    for part in parts:
        assert canvas.grab(part).toImage() == whole.copy(part)


@pytest.fixture
def told(bus):
    boxes = []
    bus.canvas.preview_moved.connect(boxes.append)
    return boxes


def drag(qtbot, canvas, start, end):
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, (start + end) / 2)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, LEFT, pos=end)


def edge(canvas, box):
    top, left = canvas.viewport.to_screen((box.top - 0.5, box.left - 0.5))
    bottom, right = canvas.viewport.to_screen((box.bottom - 0.5, box.right - 0.5))
    return round(top), round(left), round(bottom), round(right)


def test_it_appears_with_a_part_of_what_is_in_sight(canvas, preferences, told):
    preferences["preview_box"] = True
    height, width = told[-1].shape
    assert height * width == pytest.approx(0.4 * 400 * 400, rel=0.01)
    preferences["preview_box"] = False
    assert told[-1] is None


def test_its_edge_moves_it_and_its_corner_resizes_it(canvas, bus, preferences, told, qtbot):
    strokes = []
    bus.canvas.stroke_started.connect(lambda *_: strokes.append(1))
    preferences["preview_box"] = True
    first = told[-1]
    top, left, bottom, right = edge(canvas, first)
    drag(
        qtbot,
        canvas,
        QPoint((left + right) // 2, bottom),
        QPoint((left + right) // 2 + 10, bottom - 20),
    )
    second = told[-1]
    assert second == Box(first.top - 20, first.left + 10, first.bottom - 20, first.right + 10)
    top, left, bottom, right = edge(canvas, second)
    drag(qtbot, canvas, QPoint(right, bottom), QPoint(right - 30, bottom - 40))
    assert told[-1] == second._replace(bottom=second.bottom - 40, right=second.right - 30)
    top, left, bottom, right = edge(canvas, told[-1])
    drag(qtbot, canvas, QPoint(left + 40, top - 15), QPoint(left + 45, top - 15))  # its title
    assert told[-1].left == second.left + 5
    assert len(told) == 4 and strokes == []


def test_it_is_told_only_when_released(canvas, preferences, told, qtbot):
    preferences["preview_box"] = True
    _, left, bottom, right = edge(canvas, told[-1])
    qtbot.mousePress(canvas, LEFT, pos=QPoint((left + right) // 2, bottom))
    qtbot.mouseMove(canvas, QPoint((left + right) // 2, bottom + 9))
    assert len(told) == 1
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint((left + right) // 2, bottom + 9))
    assert len(told) == 2


def test_inside_it_one_can_draw(canvas, bus, preferences, told, qtbot):
    preferences["preview_box"] = True
    with qtbot.waitSignal(bus.canvas.stroke_started):
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(200, 200))
    assert len(told) == 1


def test_it_is_there_again_with_the_next_image(canvas, bus, scene, preferences, told):
    preferences["preview_box"] = True
    bus.frame.closed.emit()
    bus.frame.opened.emit(scene((100, 100)))
    assert Box.whole((100, 100)).grown(0, (100, 100)) != told[-1]
    assert told[-1].bottom <= 100 and told[-1].right <= 100


def test_nothing_of_it_without_a_box():
    box = PreviewBox()
    view = Viewport((100, 100), (200, 200))
    assert box.grip_at(view, (10, 10)) is None
    assert box.let_go() is None


def test_the_place_of_the_question_in_the_strip_is_ringed(canvas, bus):
    plain = canvas.grab().toImage()
    question = Question("Least certain here", "", (100, 100), Box(90, 90, 110, 110), ())
    bus.notices.advice_shown.emit(Advice("unsure", question.sentence, question=question))
    assert canvas.grab().toImage() != plain
    bus.notices.advice_shown.emit(None)
    assert canvas.grab().toImage() == plain


def test_the_ring_stays_while_its_question_is_on_the_picture(canvas, bus):
    asked = Question("Least certain here", "", (100, 100), Box(90, 90, 110, 110), ())
    bus.view.question_shown.emit(asked)
    ringed = canvas.grab().toImage()
    bus.view.question_closed.emit(replace(asked, place=(50, 50)))  # another one is void
    assert canvas.grab().toImage() == ringed


def test_a_cell_of_the_question_that_new_masks_do_not_have_is_numbered_where_it_was(
    canvas, bus, written, preferences
):
    preferences["show_numbers"] = False
    cells = [(Box(71, left, 92, left + 21), np.ones((21, 21), bool)) for left in (112, 133)]
    both = cells[0][0].joined(cells[1][0])
    asked = Question("Are cells 1 and 2 one cell?", "", (81, 133), both, (), (1, 2), tuple(cells))
    bus.view.question_shown.emit(asked)
    canvas.grab()
    (x, y), (gone_x, gone_y) = written["1"][-1], written["2"][-1]
    assert gone_x - x == pytest.approx(21 * canvas.viewport.scale, abs=4)
    assert gone_y == pytest.approx(y, abs=4)


@pytest.fixture
def numbered(written, canvas, bus, scene):
    """What is written where on the canvas, with three cells in a row, the middle one larger."""
    labels = np.zeros((400, 400), np.int32)
    labels[70:100, 104:114], labels[70:100, 114:130], labels[70:100, 130:140] = 11, 12, 13
    bus.frame.opened.emit(scene((400, 400), labels=labels, areas_px=np.bincount(labels.ravel())))
    canvas.view.actual_size()
    written.clear()
    return written


def test_numbers_never_overlap_and_that_of_the_larger_cell_comes_first(canvas, numbered):
    canvas.grab()
    assert set(numbered) == {"12"}


def test_closer_up_there_is_room_for_all_numbers(canvas, numbered):
    canvas.view.show_part(Box(70, 104, 100, 140))
    numbered.clear()
    canvas.grab()
    assert set(numbered) == {"11", "12", "13"}


def test_both_cells_that_a_question_names_have_their_number(canvas, bus, numbered):
    pair = Question("One cell or two?", "", (85, 114), Box(70, 104, 100, 130), (), (11, 12))
    bus.notices.advice_shown.emit(Advice("touching", pair.sentence, question=pair))
    canvas.grab()
    (x_11, y_11), (x_12, y_12) = numbered["11"][-1], numbered["12"][-1]
    assert abs(x_11 - x_12) > 14 or abs(y_11 - y_12) > 8


def test_a_part_of_the_picture_is_drawn_with_the_numbers_of_the_whole(canvas, numbered):
    canvas.grab(QRect(80, 60, 40, 60))  # the cell 11, not the one that takes its room
    assert "11" not in numbered
