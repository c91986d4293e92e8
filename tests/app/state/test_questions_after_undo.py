"""A stroke in question that undo or redo brings back is in question again."""

from types import SimpleNamespace

import numpy as np
import pytest

from app.state.learning import FINISHED
from sketchpose_engine.live.requests import ConfirmStroke, OpenImage, QuestionStroke
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.app.helpers.strip import press, says

CROSSING = ((10, 40), (100, 40))  # two cells, at rows 30 and 80
QUESTION = "The program found 2 cells under this background stroke. Is it really background?"


@pytest.fixture
def asked(user):
    """A user with masks of two cells, who is asked about a background stroke across both."""
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.wait_until(lambda: one.program.learning.state == FINISHED)
    one.marked = []
    one.program.bus.view.places_marked.connect(
        lambda places: one.marked.append([*places.asked, *places.waiting])
    )
    one.session.dates = True
    one.found = []
    one.program.bus.engine.guidance_ready.connect(one.found.append)
    one.draws(*CROSSING)
    assert QUESTION in says(one)
    return one


@pytest.fixture
def erased(asked):
    """The same user, who has drawn on and then erased the stroke by the answer."""
    asked.draws((110, 100), (110, 120))
    press(asked, "Erase it")
    assert is_gone(asked)
    settles(asked)
    return asked


def requests(user, kind):
    return [each for each in user.session.asked if isinstance(each, kind)]


def on_disk(user):
    folder = user.program.project_controller.project.folder
    return Project.open(folder).sketches.questions("a", user.scene.shape)


def is_gone(user):
    return QUESTION not in says(user) and user.marked[-1] == [] and on_disk(user) == ()


def is_asked(user):
    return QUESTION in says(user) and len(user.marked[-1]) == 2 and len(on_disk(user)) == 1


def is_held_back(user):
    """Whether the engine knew that the stroke is in question before it got the stroke."""
    changes = [i for i, each in enumerate(user.session.asked) if isinstance(each, Change)]
    before = user.session.asked[changes[-1] - 1]
    if not isinstance(before, QuestionStroke):
        return False
    (stroke,) = user.scene.questions
    assert before.revision == stroke.revision
    assert before.since == user.session.asked[changes[-1]].revision
    return np.array_equal(before.pixels, stroke.to_hide(user.sketch)) and before.pixels.size > 0


def undoes(user):
    """Undo, and wait for what is found then: the session's fields follow the sketch."""
    user.presses("Ctrl+Z")
    settles(user)


def settles(user):
    revision = user.program.document.annotations.revision
    user.wait_until(lambda: bool(user.found) and user.found[-1].revision == revision)


def goes_to(user, image):
    user.program.project_controller.frames.open_image(image)
    user.wait_until(lambda: user.scene is not None and user.scene.entry_id == image)


def test_when_its_erasure_is_undone(erased):
    erased.presses("Ctrl+Z")
    assert erased.sketch[30, 40] == BACKGROUND
    assert is_asked(erased)
    assert is_held_back(erased)


def test_when_it_is_undone_by_the_answer_and_redone(asked):
    press(asked, "Undo")
    assert is_gone(asked)
    settles(asked)
    asked.presses("Ctrl+Y")
    assert is_asked(asked)
    assert is_held_back(asked)


def test_when_it_is_undone_with_the_keyboard_and_redone_twice(asked):
    for _ in range(2):
        undoes(asked)
        assert is_gone(asked)
        asked.presses("Ctrl+Y")
        assert is_asked(asked)
        assert is_held_back(asked)


def test_a_stroke_that_is_redone_can_be_undone_by_the_answer(asked):
    before = asked.sketch.copy()
    undoes(asked)
    asked.presses("Ctrl+Y")
    assert (asked.sketch == before).all()
    press(asked, "Undo")
    assert is_gone(asked)


def test_one_whose_erasure_is_undone_is_erased_alone_again(erased):
    erased.presses("Ctrl+Z")
    press(erased, "Erase it")
    assert erased.sketch[110, 110] == BACKGROUND  # what was drawn later
    assert is_gone(erased)


def test_when_all_strokes_were_erased_each_is_in_question_by_itself(asked):
    undoes(asked)
    asked.draws((10, 40), (50, 40))
    asked.draws((60, 40), (100, 40))
    asked.program.document.clear()
    assert is_gone(asked)
    asked.presses("Ctrl+Z")
    assert "One more stroke waits for an answer." in says(asked)
    first, second = on_disk(asked)
    assert {each.revision for each in requests(asked, QuestionStroke)[-2:]} == {
        first.revision,
        second.revision,
    }
    press(asked, "I mean it")
    (left,) = on_disk(asked)
    asked.wait_until(lambda: bool(requests(asked, ConfirmStroke)))
    assert [each.revision for each in requests(asked, ConfirmStroke)] != [left.revision]


def test_what_is_erased_of_it_and_brought_back_is_held_back_again(asked):
    box = asked.scene.questions[0].box
    half = np.zeros(box.shape, bool)
    half[: 2 * box.shape[0] // 5] = True  # so that most of it is left
    document = asked.program.document
    document.annotations.take_back(box, half, None)
    document.take(document.annotations.finish())
    assert is_asked(asked)
    asked.presses("Ctrl+Z")
    assert is_asked(asked)
    assert is_held_back(asked)


def test_what_lay_under_it_comes_back_when_it_is_erased(asked):
    """Otherwise the strokes that it crossed would stay cut in two."""
    before = asked.scene.questions[0].before
    box = asked.scene.questions[0].box
    assert (before == FOREGROUND).any()
    asked.draws((110, 100), (110, 120))
    press(asked, "Erase it")
    np.testing.assert_array_equal(asked.sketch[box.slices], before)


def test_also_when_one_has_been_elsewhere_meanwhile(asked):
    box, before = asked.scene.questions[0].box, asked.scene.questions[0].before
    goes_to(asked, "b")
    goes_to(asked, "a")
    asked.wait_until(lambda: QUESTION in says(asked))
    press(asked, "Erase it")
    np.testing.assert_array_equal(asked.sketch[box.slices], before)


def test_the_answer_that_it_is_meant_holds_for_the_stroke_that_is_back(erased):
    erased.presses("Ctrl+Z")
    press(erased, "I mean it")
    assert is_gone(erased)
    erased.wait_until(lambda: bool(requests(erased, ConfirmStroke)))
    (answer,), question = requests(erased, ConfirmStroke), requests(erased, QuestionStroke)[-1]
    assert answer.revision == question.revision


def test_not_if_it_was_meant(asked):
    press(asked, "I mean it")
    asked.presses("Ctrl+Z")
    questions = len(requests(asked, QuestionStroke))
    asked.presses("Ctrl+Y")
    assert asked.sketch[30, 40] == BACKGROUND
    assert is_gone(asked)
    assert len(requests(asked, QuestionStroke)) == questions


def test_nor_if_the_same_was_drawn_once_more_and_meant(asked):
    undoes(asked)
    asked.draws(*CROSSING)
    press(asked, "I mean it")
    undoes(asked)
    asked.presses("Ctrl+Y")
    assert asked.sketch[30, 40] == BACKGROUND
    assert is_gone(asked)


def test_it_is_held_back_while_another_message_is_shown(erased):
    folder = SimpleNamespace(folder=erased.folder, open_after=False)
    erased.program.exporter._tell(folder, [], [])
    assert "Exported" in says(erased)
    erased.presses("Ctrl+Z")
    assert is_held_back(erased)
    assert len(on_disk(erased)) == 1


def test_when_another_image_was_looked_at_meanwhile(erased):
    goes_to(erased, "b")
    goes_to(erased, "a")
    assert is_gone(erased)
    erased.presses("Ctrl+Z")
    assert is_asked(erased)
    assert is_held_back(erased)


def test_it_still_is_after_a_restart(erased, user):
    erased.presses("Ctrl+Z")
    folder = erased.program.project_controller.project.folder
    erased.leaves()
    again = user()
    again.program.project_controller.open_project(folder)
    again.wait_until(lambda: again.scene is not None and again.scene.entry_id == "a")
    assert QUESTION in says(again)
    again.wait_until(lambda: any(each.image_id == "a" for each in requests(again, OpenImage)))
    (opened,) = [each for each in requests(again, OpenImage) if each.image_id == "a"][-1:]
    (question,) = opened.questions
    assert len(question.to_hide(again.sketch)) > 0


def test_so_is_a_line_that_ends_in_a_cell(asked):
    asked.presses("Ctrl+Z")
    asked.presses("3")
    asked.draws((10, 35), (30, 35))
    asked.presses("Ctrl+Z")
    assert "ends inside a cell" not in says(asked)
    asked.presses("Ctrl+Y")
    assert "ends inside a cell" in says(asked)
