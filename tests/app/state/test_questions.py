"""Questions about a place: they stay until answered, and each answer is a stroke."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.core.payloads import Answered, CellCount, LayerChange
from app.state.advice import Advice, AdviceController
from app.state.questions import (
    Answer,
    Question,
    about_place,
    about_touching,
    is_answered,
    is_void,
)
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance, MasksReady
from sketchpose_engine.live.requests import SetMasks
from sketchpose_engine.masks.drawn_cells import CellsFound, FailingCell
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.masks.pairs import line_between, path_joining
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.training.events import StepDone


def two_cells(shape=(120, 160)):
    """Two masks that touch in column 60, and a third one away from them."""
    labels = np.zeros(shape, np.int32)
    labels[30:60, 30:60], labels[30:60, 60:90], labels[80:100, 20:40] = 3, 5, 6
    return labels


def masks(labels, image_id="image", number=7):
    areas_px = np.bincount(labels.ravel(), minlength=number)
    areas_px[0] = 0
    rows = (np.arange(number) % 8).astype(np.uint8)
    return MasksReady(image_id, 1, Box.whole(labels.shape), labels, rows, areas_px)


@pytest.fixture
def advised(bus, scene):
    """The advice that is given on two cells that may be one, after some learning."""
    one = scene((120, 160), labels=two_cells())
    one.sketch[:3], one.sketch[5:8] = FOREGROUND, BACKGROUND
    one.drawn = frozenset((FOREGROUND, BACKGROUND))
    given = []
    bus.notices.advised.connect(given.append)
    bus.adviser = AdviceController(bus)
    bus.scene = one
    bus.frame.opened.emit(one)
    bus.frame.counted.emit(CellCount(3, np.full(3, 100)))
    bus.engine.step_done.emit(StepDone(40, 1.0, {}, 1.0, 1))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    return given


def test_cells_that_may_be_one_are_named(advised, bus):
    assert advised[-1].sentence.startswith("Are cells 3 and 5 one cell or two?")
    assert advised[-1].action is None  # the tool stays the user's
    assert advised[-1].question.labels == (3, 5)
    assert advised[-1].question.box == Box(30, 30, 60, 90)
    assert bus.adviser.question == advised[-1].question


def test_the_question_stays_while_results_change(advised, bus):
    before = len(advised)
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (5, 6, 50, 62)))
    bus.frame.masks_changed.emit(masks(bus.scene.labels))
    assert len(advised) == before


def test_a_question_that_nobody_has_seen_is_replaced_by_that_of_newer_masks(advised, bus):
    bus.view.question_answered.emit(Answered(advised[-1].question, Answer.TWO_CELLS))
    bus.engine.learning_restarted.emit()  # too early to ask
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    bus.scene.labels[60:75, 60:90] = 6  # touches cell 5
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (5, 6, 59, 70)))
    bus.engine.step_done.emit(StepDone(40, 1.0, {}, 1.0, 1))
    assert advised[-1].question.labels == (5, 6)


def test_doubts_that_newer_masks_have_settled_are_not_asked_about(advised, bus):
    bus.engine.learning_restarted.emit()
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, None))
    bus.engine.step_done.emit(StepDone(40, 1.0, {}, 1.0, 1))
    assert bus.adviser.question is None


def test_it_is_gone_when_one_of_the_cells_is(advised, bus):
    bus.scene.labels[bus.scene.labels == 5] = 3
    bus.frame.masks_changed.emit(masks(bus.scene.labels))
    assert advised[-1] is None or advised[-1].rule != "touching"


def test_while_it_is_asked_on_the_spot_it_stays_although_masks_change(advised, bus):
    question = advised[-1].question
    bus.view.question_shown.emit(question)
    bus.scene.labels[bus.scene.labels == 5] = 3
    bus.frame.masks_changed.emit(masks(bus.scene.labels))
    assert bus.adviser.question == question
    bus.view.question_closed.emit(question)  # put off: now it is void
    bus.frame.masks_changed.emit(masks(bus.scene.labels))
    assert bus.adviser.question != question


def test_a_question_that_is_put_off_leaves_the_strip_until_learning_has_ended(advised, bus):
    question = advised[-1].question
    bus.view.question_shown.emit(question)
    bus.view.question_closed.emit(question)  # "Later"
    assert advised[-1] is None or advised[-1].question is None
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    assert advised[-1] is None or advised[-1].question is None
    assert bus.adviser.question == question  # G asks it again
    bus.engine.learning_changed.emit("Finished")
    assert advised[-1].question == question


def test_a_question_that_is_shown_again_is_in_the_strip_again(advised, bus):
    question = advised[-1].question
    bus.view.question_shown.emit(question)
    bus.view.question_closed.emit(question)
    bus.view.question_shown.emit(question)
    assert advised[-1].question == question


def test_a_drawn_cell_that_is_not_found_is_pointed_at_before_others(advised, bus):
    missed = FailingCell("missed", (85, 30), Box(80, 20, 100, 40))
    bus.engine.guidance_ready.emit(
        Guidance("image", 1.0, None, (3, 5, 45, 60), None, CellsFound(2, 1, 0), 1, missed)
    )
    assert advised[-1].rule == "drawn cell"
    assert "Paint all of it" in advised[-1].sentence
    assert bus.adviser.question.place == (85, 30)


@pytest.mark.parametrize(
    ("failure", "remedy"),
    [
        ("merged", "the line between them"),
        ("partly", "Fill another one like it"),
        ("cut", "one long stroke"),
        ("missed", "Paint all"),
    ],
)
def test_each_failure_has_its_remedy(advised, bus, failure, remedy):
    failing = FailingCell(failure, (85, 30), Box(80, 20, 100, 40))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, None, failing=failing))
    assert remedy in advised[-1].sentence


def test_it_goes_away_once_the_cell_is_found(advised, bus):
    failing = FailingCell("missed", (85, 30), Box(80, 20, 100, 40))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, None, failing=failing))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    assert advised[-1] is None


def test_the_next_question_comes_after_a_while_so_that_no_click_meant_for_the_last_answers_it(
    advised, bus, qtbot
):
    failing = FailingCell("missed", (85, 30), Box(80, 20, 100, 40))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, None, failing=failing))
    bus.adviser._rest.setInterval(300)
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    assert advised[-1] is None
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    assert advised[-1] is None, "nor with the next masks"
    qtbot.waitUntil(lambda: advised[-1] is not None and advised[-1].rule == "touching")


def test_the_next_question_follows_an_answer_at_once(advised, bus):
    failing = FailingCell("missed", (85, 30), Box(80, 20, 100, 40))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, None, failing=failing))
    bus.view.question_answered.emit(Answered(advised[-1].question, Answer.CELL))
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    assert advised[-1].rule == "touching"


def test_guidance_from_before_the_answer_does_not_ask_again(advised, bus):
    bus.view.question_answered.emit(Answered(advised[-1].question, Answer.TWO_CELLS))
    bus.scene.sketch[45, 58:62] = BOUNDARY
    bus.engine.guidance_ready.emit(Guidance("image", 1.0, None, (3, 5, 45, 60)))
    assert advised[-1] is None or advised[-1].question is None


@pytest.fixture
def asked(user):
    """Someone who is asked about two cells on the canvas."""
    one = user()
    one.opens(one.makes_image())
    program, name = one.program, one.scene.image_id
    one.wait_until(lambda: name in one.session._masks)
    one.session._masks[name] = InstanceMasks(two_cells())  # for what it answers from now on
    program.bus.engine.masks_ready.emit(masks(two_cells(), name))
    question = about_touching(Guidance(name, 1.0, None, (3, 5, 45, 60)), one.scene)
    program.bus.view.question_shown.emit(question)
    return one


def answers(one, text):
    card = one.canvas.question
    (button,) = [b for b in card.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_card_is_beside_the_cells_and_covers_neither(asked):
    card, cells = asked.canvas.question, asked.canvas.view.on_screen(Box(30, 30, 60, 90))
    assert card.isVisible()
    assert asked.canvas.rect().contains(card.geometry())
    assert asked.canvas.rect().contains(cells)
    assert not card.geometry().intersects(cells)


def test_two_cells_is_a_boundary_between_them(asked):
    answers(asked, "Two cells")
    assert (asked.sketch[30:60, 59:61] == BOUNDARY).all()
    assert set(np.unique(asked.sketch)) == {0, BOUNDARY}
    assert not asked.canvas.question.isVisible()
    asked.presses("Ctrl+Z")
    assert not asked.sketch.any()


def test_one_cell_is_a_stroke_through_both(asked):
    answers(asked, "One cell")
    assert asked.sketch[45, 59] == asked.sketch[45, 60] == FOREGROUND
    assert not asked.sketch[two_cells() == 0].any()
    asked.presses("Ctrl+Z")
    assert not asked.sketch.any()


def test_neither_is_a_cell_is_background_over_both(asked):
    answers(asked, "Neither is a cell")
    assert (asked.sketch[30:60, 30:90] == BACKGROUND).all()
    asked.presses("Ctrl+Z")
    assert not asked.sketch.any()


def test_of_a_pair_with_a_far_smaller_cell_only_that_one_may_be_none(asked):
    labels = two_cells()
    labels[30:60, 69:90] = 0  # 9 columns of cell 5 are left, of 30 of cell 3
    answers(asked, "Later")
    name, bus = asked.scene.image_id, asked.program.bus
    bus.engine.masks_ready.emit(masks(labels, name))
    question = about_touching(Guidance(name, 1.0, None, (3, 5, 45, 60)), asked.scene)
    bus.view.question_shown.emit(question)
    answers(asked, "5 is not a cell")
    assert (asked.sketch[30:60, 60:69] == BACKGROUND).all()
    assert not asked.sketch[:, :60].any()
    asked.presses("Ctrl+Z")
    assert not asked.sketch.any()


@pytest.fixture
def merged(user):
    """A user whose two drawn cells are one mask, with a neck between them, who pressed G."""
    one = user()
    one.opens(one.makes_image())
    one.presses("1")
    one.draws((30, 20), (30, 30))
    one.draws((30, 70), (30, 80))
    labels = np.zeros((120, 160), np.int32)
    labels[20:41, 10:41], labels[20:41, 60:91], labels[27:34, 41:60] = 7, 7, 7
    name, engine = one.scene.image_id, one.program.bus.engine
    one.wait_until(lambda: name in one.session._masks)
    one.session.post(SetMasks(name, labels))
    one.wait_until(lambda: one.scene.labels.any())
    engine.step_done.emit(StepDone(40, 1.0, {}, 1.0, 1))
    failing = FailingCell("merged", (30, 30), Box(25, 15, 36, 86))
    engine.guidance_ready.emit(Guidance(name, 1.0, None, None, failing=failing))
    one.presses("G")
    return one


def test_two_cells_in_one_mask_are_divided_by_a_line_at_the_neck(merged):
    before = merged.sketch.copy()
    answers(merged, "Two cells")
    rows, columns = np.nonzero(merged.sketch == BOUNDARY)
    assert len(rows)
    assert rows.min() <= 27 and rows.max() >= 33  # right across
    assert columns.min() >= 41 and columns.max() < 60  # and nowhere else
    merged.presses("Ctrl+Z")
    assert (merged.sketch == before).all()


def test_the_line_can_be_drawn_by_hand(merged):
    tools = []
    merged.program.bus.view.tool_changed.connect(tools.append)
    answers(merged, "Draw a line here")
    assert tools == ["boundary"]
    assert not merged.canvas.question.isVisible()
    assert not (merged.sketch == BOUNDARY).any()


def test_later_draws_nothing(asked):
    answers(asked, "Later")
    assert not asked.canvas.question.isVisible()
    assert asked.canvas.interaction.marks._asked is None
    assert not asked.sketch.any()


def test_escape_puts_the_question_off(asked):
    QTest.keyClick(asked.canvas.question, Qt.Key.Key_Escape)
    assert not asked.canvas.question.isVisible()
    assert not asked.sketch.any()


@pytest.mark.parametrize(("answer", "value"), [("Cell", FOREGROUND), ("Background", BACKGROUND)])
def test_the_least_certain_place_is_settled_with_one_click(user, answer, value):
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.program.advice.question is not None)
    one.presses("G")
    assert one.canvas.interaction.tools.tool.name == "background"  # as it was
    answers(one, answer)
    assert one.sketch[5, 5] == value


def test_what_was_drawn_or_is_certain_now_is_not_asked_any_more(scene, bus):
    one = scene((120, 160), labels=two_cells())
    question = about_touching(Guidance("image", 1.0, None, (3, 5, 45, 60)), one)
    assert not is_answered(question, one) and not is_void(question, one)
    one.sketch[45, 58] = BOUNDARY
    assert is_answered(question, one)
    one.labels[one.labels == 5] = 3
    assert is_void(question, one)


def test_a_gap_between_cells_is_asked_about_until_it_has_a_mask(scene, bus):
    one = scene((120, 160), labels=two_cells())
    found = Guidance("image", 1.0, (5, 5), None, gap=(100, 100, 40))
    question = about_place(found, one, 20.0)
    assert question.box == Box(60, 60, 120, 141)
    assert question.sentence.startswith("Nothing was found here")
    assert question.place == (100, 100)
    assert not is_answered(question, one) and not is_void(question, one)
    one.labels[95:105, 95:105] = 9
    assert is_void(question, one)


def test_numbers_are_drawn_where_advice_names_cells_and_on_demand(canvas, bus, scene, preferences):
    bus.frame.opened.emit(scene((120, 160), labels=two_cells(), areas_px=np.full(7, 400)))
    plain = canvas.grab().toImage()
    preferences["show_numbers"] = True
    numbered = canvas.grab().toImage()
    assert numbered != plain
    preferences["show_numbers"] = False
    bus.frame.layer_changed.emit(LayerChange("masks", Box(0, 0, 120, 160)))
    assert canvas.grab().toImage() == plain
    question = Question("One or two?", "", (45, 60), Box(30, 30, 60, 90), (), (3, 5))
    bus.notices.advice_shown.emit(Advice("touching", "One or two?", question=question))
    assert canvas.grab().toImage() != plain
    bus.notices.advice_shown.emit(None)  # another message is in its place
    assert canvas.grab().toImage() == plain


def test_the_line_between_masks_with_a_gap_lies_in_it():
    labels = np.zeros((20, 30), int)
    labels[5:15, 2:12], labels[5:15, 16:26] = 1, 2
    line = line_between(labels == 1, labels == 2)
    assert line[8:12, 13:15].all()
    assert not line[:, :11].any() and not line[:, 17:].any()


def test_a_path_stays_inside_bent_cells():
    bent = np.zeros((40, 40), bool)
    bent[5:35, 5:12], bent[28:35, 5:30] = True, True
    other = np.zeros((40, 40), bool)
    other[28:35, 30:38] = True
    path = path_joining(bent, other, 2)
    assert (path & bent).any() and (path & other).any()
    assert not (path & ~bent & ~other).any()


def test_where_there_is_no_room_above_or_below_the_card_is_beside_the_cells(asked):
    canvas, card = asked.canvas, asked.canvas.question
    narrow = Box(25, 38, 65, 52)  # of a question, high and narrow
    question = replace(card.question, box=narrow)
    asked.program.bus.view.question_shown.emit(question)
    while canvas.view.on_screen(narrow).height() < canvas.height() - 2 * card.height():
        canvas.view.zoom_in()
    cells = canvas.view.on_screen(narrow)
    assert canvas.rect().contains(card.geometry())
    assert not card.geometry().intersects(cells)


def test_a_question_is_answered_by_keyboard_alone(asked):
    card = asked.canvas.question
    window = asked.program.window
    assert window.focusWidget() is card
    reached = []
    for _ in range(4):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget().text())
    assert reached == ["One cell", "Two cells", "Neither is a cell", "Later"]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert (asked.sketch[30:60, 59:61] == BOUNDARY).all()
    assert window.focusWidget() is asked.canvas


def test_later_is_a_key_too_and_shortcuts_stay_those_of_the_canvas(asked):
    QTest.keyClick(asked.program.window.focusWidget(), Qt.Key.Key_2)
    assert asked.canvas.interaction.tools.tool.name == "background"
    for key in (Qt.Key.Key_Backtab, Qt.Key.Key_Tab, *[Qt.Key.Key_Tab] * 4, Qt.Key.Key_Space):
        QTest.keyClick(asked.program.window.focusWidget(), key)
    assert not asked.canvas.question.isVisible()
    assert not asked.sketch.any()
