"""Strokes that are probably mistakes: asked about at once, where they are."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.message_strip import MessageStrip
from app.state.learning import FINISHED
from sketchpose_engine.live.messages import FieldsReady, Guidance, MasksReady
from sketchpose_engine.live.requests import ConfirmStroke, QuestionStroke
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.app.helpers.strip import press, says

CROSSING = ((10, 40), (100, 40))  # two cells, at rows 30 and 80


@pytest.fixture
def at_work(user):
    """A user with masks of two cells."""
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.wait_until(lambda: one.program.learning.state == FINISHED)
    one.marked = []
    one.program.bus.view.places_marked.connect(
        lambda places: one.marked.append([*places.asked, *places.waiting])
    )
    return one


def test_background_across_cells_is_asked_about_and_marked(at_work):
    at_work.draws(*CROSSING)
    assert (
        "The program found 2 cells under this background stroke. Is it really background? "
        "Until you answer, masks follow it, but nothing is learned from it there." in says(at_work)
    )
    rows = sorted(round(y, -1) for y, _ in at_work.marked[-1])
    assert rows == [30, 80]


def test_undo_takes_the_stroke_back(at_work):
    before = at_work.sketch.copy()
    at_work.draws(*CROSSING)
    press(at_work, "Undo")
    assert (at_work.sketch == before).all()
    assert at_work.marked[-1] == []
    assert "background stroke" not in says(at_work)


def test_a_stroke_that_is_meant_stays(at_work):
    at_work.draws(*CROSSING)
    press(at_work, "I mean it")
    assert at_work.sketch[30, 40] == BACKGROUND
    assert at_work.marked[-1] == []
    assert "background stroke" not in says(at_work)


def test_the_question_waits_while_the_user_draws_on(at_work):
    at_work.draws(*CROSSING)
    at_work.draws((110, 100), (110, 120))
    assert "found 2 cells under this background stroke" in says(at_work)
    assert len(at_work.marked[-1]) == 2


def test_a_stroke_that_is_not_the_last_is_erased_alone(at_work):
    before = at_work.sketch.copy()
    at_work.draws(*CROSSING)
    at_work.draws((110, 100), (110, 120))
    press(at_work, "Erase it")
    assert at_work.sketch[110, 110] == BACKGROUND
    assert at_work.sketch[30, 40] == before[30, 40] == FOREGROUND  # it is back
    assert (at_work.sketch[:, :80] == before[:, :80]).all()
    assert "background stroke" not in says(at_work)
    at_work.presses("Ctrl+Z")  # like any other edit
    at_work.presses("Ctrl+Z")
    at_work.presses("Ctrl+Z")
    assert (at_work.sketch == before).all()


def test_a_stroke_whose_doubtful_part_was_erased_is_not_asked_about_any_more(at_work):
    at_work.draws((30, 40), (30, 110))  # only its first part lies over a cell
    assert "background stroke" in says(at_work)
    at_work.presses("E")
    at_work.draws((30, 34), (30, 56))
    assert at_work.sketch[30, 100] == BACKGROUND
    assert "background stroke" not in says(at_work)


def test_several_strokes_wait_at_once(at_work):
    waiting = []
    at_work.program.bus.frame.strokes_waiting.connect(waiting.append)
    at_work.draws((10, 40), (50, 40))
    at_work.draws((60, 40), (100, 40))
    assert "One more stroke waits for an answer." in says(at_work)
    assert waiting[-1] == 2
    press(at_work, "Undo")
    assert waiting[-1] == 1
    press(at_work, "I mean it")
    assert waiting[-1] == 0


def test_the_place_of_the_question_is_told_from_those_that_wait(at_work):
    marked = []
    at_work.program.bus.view.places_marked.connect(marked.append)
    at_work.draws((10, 40), (50, 40))
    at_work.draws((60, 40), (100, 40))
    asked, waiting = marked[-1].asked, marked[-1].waiting
    assert [round(y, -1) for y, _ in asked] == [80]
    assert [round(y, -1) for y, _ in waiting] == [30]
    strip = at_work.program.window.findChild(MessageStrip)
    QTest.mouseClick(strip._close, Qt.MouseButton.LeftButton)
    assert marked[-1].asked == ()
    assert len(marked[-1].waiting) == 2


def exported(user):
    user.program.exporter._tell(SimpleNamespace(folder=user.folder, open_after=False), [], [])


def test_what_was_exported_is_said_first_and_then_the_question_is_back(at_work):
    at_work.draws(*CROSSING)
    exported(at_work)
    assert "Exported" in says(at_work)
    assert "background stroke" not in says(at_work)
    strip = at_work.program.window.findChild(MessageStrip)
    QTest.mouseClick(strip._close, Qt.MouseButton.LeftButton)
    assert "background stroke" in says(at_work)


def test_a_question_about_a_new_stroke_comes_before_what_was_exported_earlier(at_work):
    at_work.draws((10, 40), (50, 40))
    exported(at_work)
    at_work.draws((60, 40), (100, 40))
    assert "background stroke" in says(at_work)


def test_a_closed_question_is_asked_again_when_learning_has_ended(at_work):
    at_work.draws(*CROSSING)
    strip = at_work.program.window.findChild(MessageStrip)
    QTest.mouseClick(strip._close, Qt.MouseButton.LeftButton)
    assert "background stroke" not in says(at_work)
    assert at_work.marked[-1]  # the stroke still waits
    at_work.program.bus.engine.learning_changed.emit("Learning")
    at_work.program.bus.engine.learning_changed.emit("Finished")
    assert "background stroke" in says(at_work)


def test_background_over_the_masks_of_a_first_guess_is_not_asked_about(at_work):
    at_work.scene.is_guess = True
    at_work.draws(*CROSSING)
    assert "background stroke" not in says(at_work)


def test_but_a_cell_stroke_over_two_of_them_is(at_work):
    at_work.scene.is_guess = True
    at_work.presses("1")
    at_work.draws((30, 40), (80, 40))
    assert "joins two cells" in says(at_work)


def test_a_second_one_on_a_first_guess_is_not_for_it_may_not_know_such_cells(at_work):
    at_work.scene.is_guess = True
    at_work.presses("1")
    at_work.draws((30, 40), (80, 40))
    press(at_work, "I mean it")
    at_work.draws((30, 46), (80, 46))
    assert "joins two cells" not in says(at_work)


def sees_background(user, *, found, unsure=0):
    """Let the network be certain of background everywhere, and find some of four drawn cells."""
    zeros = np.zeros((2, *user.scene.shape), np.float16)
    doubt = np.full(user.scene.shape, unsure, np.uint8)
    name, engine = user.scene.image_id, user.program.bus.engine
    engine.fields_ready.emit(FieldsReady(name, user.scene.box, zeros[0], zeros, doubt))
    engine.guidance_ready.emit(Guidance(name, None, None, None, cells=CellsFound(4, found, 0)))


def test_background_over_doubtful_masks_is_not_asked_about(at_work):
    sees_background(at_work, found=4, unsure=255)
    at_work.draws(*CROSSING)
    assert "background stroke" not in says(at_work)


def test_background_inside_a_cell_is_asked_about_if_the_network_is_certain_of_it(at_work):
    at_work.presses("2")
    finds(at_work, cells=True, found=1)
    at_work.draws((29, 39), (32, 42))
    assert "found a cell under this background stroke" in says(at_work)


def test_background_inside_another_mask_means_that_it_is_none(at_work):
    at_work.presses("2")
    sees_background(at_work, found=4)
    at_work.draws((29, 39), (32, 42))
    assert "background stroke" not in says(at_work)


def test_a_cell_stroke_on_clear_background_is_asked_about(at_work):
    sees_background(at_work, found=4)
    at_work.presses("1")
    at_work.draws((100, 100), (100, 130))
    assert "There seems to be no cell under this stroke, or under a large part" in says(at_work)
    at_work.wait_until(lambda: bool(asked(at_work, QuestionStroke)))
    (question,) = asked(at_work, QuestionStroke)
    rows, columns = question.pixels.T
    assert (at_work.sketch[rows, columns] == FOREGROUND).all()
    drawn = np.count_nonzero(at_work.sketch[90:110, 80:150] == FOREGROUND)
    assert len(question.pixels) == drawn  # all of it is doubtful


def test_a_second_one_in_a_row_is_no_mistake(at_work):
    sees_background(at_work, found=4)
    at_work.presses("1")
    at_work.draws((100, 100), (100, 130))
    at_work.draws((110, 100), (110, 130))
    at_work.wait_until(lambda: bool(asked(at_work, QuestionStroke)))
    assert "more" not in says(at_work)  # one question only
    assert len(asked(at_work, QuestionStroke)) == 1


@pytest.mark.parametrize(("answer", "again"), [("I mean it", False), ("Undo", True)])
def test_after_a_stroke_that_was_meant_there_is_no_question_about_the_next(at_work, answer, again):
    at_work.session.dates = True
    heard = []
    at_work.program.bus.engine.guidance_ready.connect(heard.append)
    sees_background(at_work, found=4)
    at_work.presses("1")
    at_work.draws((100, 100), (100, 130))
    press(at_work, answer)
    drawn = at_work.program.document.annotations
    at_work.wait_until(lambda: heard[-1].revision == drawn.revision)  # found after the answer
    sees_background(at_work, found=4)
    at_work.draws((100, 100), (100, 130))
    assert ("There seems to be no cell" in says(at_work)) == again


def test_only_the_part_beside_the_masks_is_in_question(at_work):
    sees_background(at_work, found=4)
    at_work.presses("1")
    at_work.draws((30, 40), (30, 80))
    assert "There seems to be no cell" in says(at_work)
    at_work.wait_until(lambda: bool(asked(at_work, QuestionStroke)))
    (question,) = asked(at_work, QuestionStroke)
    rows, columns = question.pixels.T
    assert (at_work.sketch[rows, columns] == FOREGROUND).all()
    assert columns.min() > 45
    assert columns.max() >= 80


@pytest.mark.parametrize(("found", "unsure"), [(4, 120), (2, 0), (0, 0)])
def test_it_is_not_where_the_network_is_unsure_or_misses_many_cells(at_work, found, unsure):
    sees_background(at_work, found=found, unsure=unsure)
    at_work.presses("1")
    at_work.draws((100, 100), (100, 130))
    assert "There seems to be no cell" not in says(at_work)


# Strokes that could not be checked when they were drawn


def finds(user, cells, *, found=1):
    """Let the network find cells at rows 30 and 80, if any, and report what it found."""
    rows, columns = np.ogrid[: user.scene.shape[0], : user.scene.shape[1]]
    away = np.hypot(np.minimum(abs(rows - 30), abs(rows - 80)), columns - 40)
    distance = np.where((away < 12) & cells, 1 - away / 12, -0.5).astype(np.float16)
    flow = np.stack([distance > 0, distance < -1]).astype(np.float16)
    sure, name, engine = (
        np.zeros(user.scene.shape, np.uint8),
        user.scene.image_id,
        user.program.bus.engine,
    )
    revision = user.program.document.annotations.revision
    drawn = CellsFound(1, found, 0)
    engine.fields_ready.emit(FieldsReady(name, user.scene.box, distance, flow, sure))
    engine.guidance_ready.emit(Guidance(name, None, None, None, cells=drawn, revision=revision))


@pytest.fixture
def before_masks(user):
    """A user who has drawn background over two cells, before anything was found."""
    one = user()
    one.opens(one.makes_image())
    one.presses("2")
    one.draws(*CROSSING)
    return one


def test_background_drawn_before_there_are_masks_is_asked_about_once_there_are(before_masks):
    assert "background stroke" not in says(before_masks)
    finds(before_masks, cells=True)
    assert "found 2 cells under this background stroke" in says(before_masks)
    before_masks.wait_until(lambda: bool(asked(before_masks, QuestionStroke)))
    (question,) = asked(before_masks, QuestionStroke)
    assert question.revision == 1
    rows, columns = question.pixels.T
    assert (before_masks.sketch[rows, columns] == BACKGROUND).all()
    assert (np.minimum(abs(rows - 30), abs(rows - 80)) <= 12).all()


def test_so_is_background_drawn_over_a_first_guess(at_work):
    at_work.scene.is_guess = True
    at_work.draws(*CROSSING)
    at_work.scene.is_guess = False
    finds(at_work, cells=True)
    assert "found 2 cells under this background stroke" in says(at_work)


def test_it_is_not_if_the_network_learns_that_there_is_no_cell(before_masks):
    finds(before_masks, cells=False)
    finds(before_masks, cells=True)  # it was checked
    assert "background stroke" not in says(before_masks)


def test_a_network_that_misses_drawn_cells_is_waited_for(before_masks):
    finds(before_masks, cells=True, found=0)
    assert "background stroke" not in says(before_masks)
    finds(before_masks, cells=True)
    assert "background stroke" in says(before_masks)


def test_a_stroke_that_was_taken_back_meanwhile_is_not_asked_about(before_masks):
    before_masks.presses("Ctrl+Z")
    finds(before_masks, cells=True)
    assert "background stroke" not in says(before_masks)


# Questions that end by themselves


def test_background_is_learned_from_once_the_network_finds_no_cell_there_either(at_work):
    at_work.draws(*CROSSING)
    finds(at_work, cells=True)
    assert "background stroke" in says(at_work)
    finds(at_work, cells=False)
    assert "background stroke" not in says(at_work)
    assert at_work.marked[-1] == []
    at_work.wait_until(lambda: bool(asked(at_work, ConfirmStroke)))


def test_a_cell_stroke_is_learned_from_once_the_network_finds_a_cell_there(at_work):
    sees_background(at_work, found=4)
    at_work.presses("1")
    at_work.draws((100, 100), (100, 130))
    assert "There seems to be no cell" in says(at_work)
    distance = np.zeros(at_work.scene.shape, np.float16)
    distance[95:106, 95:136] = 0.5
    flow = np.zeros((2, *at_work.scene.shape), np.float16)
    fields = FieldsReady(at_work.scene.image_id, at_work.scene.box, distance, flow, flow[0] > 0)
    at_work.program.bus.engine.fields_ready.emit(fields)
    assert "There seems to be no cell" not in says(at_work)
    at_work.wait_until(lambda: bool(asked(at_work, ConfirmStroke)))


def test_undo_with_the_keyboard_ends_it_too(at_work):
    at_work.draws(*CROSSING)
    at_work.presses("Ctrl+Z")
    assert "background stroke" not in says(at_work)


def test_a_cell_stroke_over_two_cells_is_asked_about(at_work):
    at_work.presses("1")
    at_work.draws((30, 40), (80, 40))
    assert "joins two cells into one" in says(at_work)


def test_a_line_that_ends_in_a_cell_is_asked_about(at_work):
    at_work.presses("3")
    at_work.draws((10, 35), (30, 35))
    assert "This line ends inside a cell" in says(at_work)


def test_a_line_right_across_is_not(at_work):
    at_work.presses("3")
    at_work.draws((10, 35), (50, 35))
    assert "ends inside" not in says(at_work)


def finds_two_cells_in_one_mask(user):
    """Let the masks be one, with a neck between two lobes at row 60."""
    rows, columns = np.ogrid[: user.scene.shape[0], : user.scene.shape[1]]
    lobes = np.minimum(abs(rows - 40), abs(rows - 80)) ** 2 + (columns - 80) ** 2 < 22**2
    labels = lobes.astype(np.int32)
    areas = np.bincount(labels.ravel())
    revision = user.program.document.annotations.revision
    ready = MasksReady(user.scene.image_id, revision, user.scene.box, labels, areas * 0 + 1, areas)
    user.program.bus.engine.masks_ready.emit(ready)


@pytest.mark.parametrize(("end", "asked_about"), [(78, True), (95, False), (60, False)])
def test_a_line_that_ends_in_the_neck_between_two_cells_is_asked_about(at_work, end, asked_about):
    finds_two_cells_in_one_mask(at_work)
    at_work.presses("3")
    at_work.draws((60, 62), (60, end))
    assert ("ends inside a cell" in says(at_work)) == asked_about


def test_the_next_line_ends_the_question_about_a_line(at_work):
    finds_two_cells_in_one_mask(at_work)
    at_work.presses("3")
    at_work.draws((60, 62), (60, 78))
    at_work.draws((60, 76), (60, 100))
    assert "ends inside a cell" not in says(at_work)


def test_the_question_about_a_line_goes_away_once_masks_have_split_the_cell(at_work):
    at_work.presses("3")
    at_work.draws((10, 35), (30, 35))
    labels = at_work.scene.labels.copy()
    labels[:, 36:][at_work.scene.labels[:, 36:] == labels[30, 30]] = 9
    areas = np.bincount(labels.ravel())
    revision = at_work.program.document.annotations.revision
    shape = at_work.scene.box
    old = MasksReady(at_work.scene.image_id, revision - 1, shape, labels, areas * 0, areas)
    at_work.program.bus.engine.masks_ready.emit(old)
    assert "ends inside a cell" in says(at_work)  # those masks are older than the line
    new = replace(old, revision=revision)
    at_work.program.bus.engine.masks_ready.emit(new)
    assert "ends inside a cell" not in says(at_work)
    assert at_work.marked[-1] == []


# What was done to masks by hand


def test_the_first_part_of_a_merge_is_marked_until_it_is_done(at_work):
    chosen = []
    at_work.program.bus.view.cells_chosen.connect(chosen.append)
    at_work.presses("C")
    shift = Qt.KeyboardModifier.ShiftModifier
    at_work.clicks(30, 30, modifiers=shift)
    assert "the other part of this cell" in says(at_work)
    assert chosen[-1] == (at_work.scene.labels[30, 30],)
    at_work.clicks(80, 30, modifiers=shift)
    assert "Merged into one cell." in says(at_work)
    assert "the other part" not in says(at_work)


def test_another_tool_ends_a_merge(at_work):
    at_work.presses("C")
    at_work.clicks(30, 30, modifiers=Qt.KeyboardModifier.ShiftModifier)
    at_work.presses("1")
    assert "the other part" not in says(at_work)


def test_one_part_is_not_merged_with_itself(at_work):
    at_work.presses("C")
    for column in (30, 34):
        at_work.clicks(30, column, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert "That is the same cell" in says(at_work)
    assert at_work.program.document.annotations.corrections == ()


def test_a_deleted_cell_is_told(at_work):
    at_work.clicks(30, 30, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert "Cell deleted." in says(at_work)


def test_the_tool_that_edits_cells_says_how(at_work):
    at_work.presses("C")
    assert "Drag across a cell to split it." in says(at_work)


def test_the_status_bar_has_values_only(at_work):
    at_work.clicks(30, 30, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert at_work.program.window.statusBar().currentMessage() == ""


def asked(user, kind):
    return [each for each in user.session.asked if isinstance(each, kind)]


def test_a_doubtful_stroke_is_not_learned_from_where_it_covers_cells(at_work):
    masks = at_work.scene.labels > 0
    at_work.draws(*CROSSING)
    at_work.wait_until(lambda: bool(asked(at_work, QuestionStroke)))
    (question,) = asked(at_work, QuestionStroke)
    assert question.revision == at_work.program.document.annotations.revision
    rows, columns = question.pixels.T
    assert masks[rows, columns].all()
    assert (at_work.sketch[rows, columns] == BACKGROUND).all()


def test_a_cell_stroke_over_two_cells_is_not_learned_from_between_them_either(at_work):
    """Otherwise it teaches that what lies between neighbours is cell."""
    at_work.presses("1")
    at_work.draws((30, 40), (80, 40))
    at_work.wait_until(lambda: bool(asked(at_work, QuestionStroke)))
    (question,) = asked(at_work, QuestionStroke)
    drawn = at_work.scene.questions[0].pixels
    assert len(question.pixels) == drawn.sum()


def test_a_confirmed_stroke_is_learned_from(at_work):
    at_work.draws(*CROSSING)
    press(at_work, "I mean it")
    at_work.wait_until(lambda: bool(asked(at_work, ConfirmStroke)))
    (question,), (answer,) = asked(at_work, QuestionStroke), asked(at_work, ConfirmStroke)
    assert answer.revision == question.revision


def test_a_careful_stroke_is_learned_from_at_once(at_work):
    at_work.draws((110, 100), (110, 130))
    assert not asked(at_work, QuestionStroke)
