"""The learning panel: words stand where the curve would be empty."""

from PySide6.QtWidgets import QLabel

from app.panels.cells_found import CellsFoundLabel
from app.panels.learning import NOTHING_YET, LearningPanel
from app.state.learning import PAUSED
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.training.events import StepDone


def shown(user):
    panel = user.program.window.findChild(LearningPanel)
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]


def test_a_reopened_project_shows_words_instead_of_an_empty_curve(user):
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    folder = one.program.project_controller.project.folder
    assert NOTHING_YET not in shown(one)
    one.leaves()
    again = user()
    again.program.project_controller.open_project(folder)
    again.wait_until(lambda: again.program.learning.state == PAUSED)
    assert NOTHING_YET in shown(again)
    again.presses("L")
    again.wait_until(lambda: again.program.learning.state != PAUSED)
    assert NOTHING_YET not in shown(again)


def test_the_clock_of_a_reopened_project_goes_on(user):
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    clock = one.program.docks.learning._time
    one.wait_until(lambda: clock.text() == "0:00")
    folder = one.program.project_controller.project.folder
    one.leaves()
    again = user()
    again.session.earlier = 300, 75.0  # as read from the weights of the project
    again.program.project_controller.open_project(folder)
    again.wait_until(lambda: again.program.learning.state == PAUSED)
    again.presses("L")
    panel = again.program.docks.learning
    again.wait_until(lambda: panel._time.text() == "1:15")
    assert panel._time.toolTip() == "301 steps of learning"
    assert min(panel._curve.getData()[0]) >= 75


def test_the_curve_is_that_of_the_learner_for_images_with_such_channels(user):
    one = user()
    one.opens(one.makes_image())
    one.presses("1")  # nothing is learned before something is drawn
    panel, engine = one.program.docks.learning, one.program.bus.engine

    def times():
        panel._draw()
        return list(panel._curve.getData()[0])

    for step in (7, 8):
        engine.step_done.emit(StepDone(step, 0.1, {}, float(step), 0))
    assert times() == [7.0, 8.0]
    for step in (2, 3):
        engine.step_done.emit(StepDone(step, 0.1, {}, float(step), 0, channels=3))
    assert times() == [7.0, 8.0]
    assert panel._time.text() == "0:08"
    panel._mistakes.channels = 3  # as if a colour image was opened
    assert times() == [2.0, 3.0]
    assert panel._time.text() == "0:03"


def test_a_sentence_on_found_cells_is_never_cut_off(user):
    one = user()
    one.opens(one.makes_image())
    one.presses("1")
    one.draws((30, 20), (30, 50))
    found = one.program.window.findChild(CellsFoundLabel)
    judged = Guidance(one.scene.image_id, None, None, None, cells=CellsFound(20, 10, 3, partly=4))
    one.program.bus.engine.guidance_ready.emit(judged)
    one.draws((80, 20), (80, 50))
    assert not found.isEnabled()  # it is about older strokes
    assert found.heightForWidth(found.width()) <= found.height()


def test_drawn_cells_that_are_taken_for_another_kind_are_counted(user):
    one = user()
    one.opens(one.makes_image())
    one.presses("1")
    one.draws((30, 20), (30, 50))
    cells = CellsFound(24, 24, 0, other_kind=3)
    judged = Guidance(one.scene.image_id, None, None, None, cells=cells, revision=1)
    one.program.bus.engine.guidance_ready.emit(judged)
    found = one.program.window.findChild(CellsFoundLabel)
    assert found.text() == "All 24 of your cells found, 3 taken for another kind"
    assert found.heightForWidth(found.width()) <= found.height()


def test_no_cells_are_judged_once_all_strokes_are_gone(user):
    one = user()
    one.opens(one.makes_image())
    one.presses("1")
    one.draws((30, 20), (30, 50))
    found = one.program.window.findChild(CellsFoundLabel)
    missed = Guidance(one.scene.image_id, None, None, None, cells=CellsFound(1, 0, 0), revision=1)
    one.program.bus.engine.guidance_ready.emit(missed)
    assert found.text() == "Your cell is not found: paint all of it, up to its edge"
    one.presses("Ctrl+Z")
    assert found.text() == ""
    one.program.bus.engine.guidance_ready.emit(missed)  # it was on its way
    assert found.text() == ""


def test_a_count_of_found_cells_is_dated_by_the_strokes_not_by_a_second_clock(user):
    one = user()
    one.opens(one.makes_image())
    one.presses("1")
    one.draws((30, 20), (30, 50))
    found = one.program.window.findChild(CellsFoundLabel)

    def judges_all_strokes():
        revision = one.program.document.annotations.revision
        cells = CellsFound(2, 1, 0)
        one.program.bus.engine.guidance_ready.emit(
            Guidance(one.scene.image_id, None, None, None, cells=cells, revision=revision)
        )

    judges_all_strokes()
    assert found.text() == "1 of your 2 cells found, 1 missed"
    one.draws((80, 20), (80, 50))
    assert found.text() == "1 of your 2 cells found, 1 missed, before your newest strokes"
    assert not found.isEnabled()
    judges_all_strokes()
    assert found.text() == "1 of your 2 cells found, 1 missed"
    assert found.isEnabled()


def test_strokes_drawn_while_paused_wait_for_start_and_this_is_said(user):
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.presses("L")
    one.wait_until(lambda: "Paused" in shown(one))
    one.draws((100, 20), (100, 40))
    assert "Paused: new strokes wait for Start" in shown(one)
    one.presses("L")
    one.wait_until(lambda: one.program.learning.state != PAUSED)
    assert not any("wait for Start" in text for text in shown(one))
