"""A new project starts clean, and it is the user who says what becomes one."""

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QRadioButton

from app.core.payloads import Problem
from app.dialogs.choice import ChoiceDialog
from app.panels.strips import ProblemStrip
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.live.requests import LoadWeights
from tests.app.helpers.user import User


@pytest.fixture
def asked(user) -> User:
    """Someone with an image open, who has not been asked about others yet."""
    one = user()
    one.program.preferences["open_into"] = "ask"
    one.opens(one.makes_image("first.tif"))
    return one


def question(one: User) -> ChoiceDialog | None:
    found = one.program.window.findChildren(ChoiceDialog)
    return found[0] if found else None


def drops(one: User, name: str) -> None:
    one.program.bus.project.files_dropped.emit([str(one.makes_image(name))])


def answers(one: User, text: str, *, remember: bool) -> None:
    """Choose the answer that begins like this, and confirm it."""
    dialog = question(one)
    (button,) = [b for b in dialog.findChildren(QRadioButton) if b.text().startswith(text)]
    button.click()
    (box,) = dialog.findChildren(QCheckBox)
    box.setChecked(remember)
    dialog.accept_button.click()
    one.wait_until(lambda: question(one) is None)


def waits_for(one: User, image: str) -> None:
    one.wait_until(lambda: one.scene is not None and one.scene.entry_id == image)


def entries(one: User) -> list[str]:
    return list(one.program.project_controller.entries)


def test_the_first_images_begin_a_project_without_a_question(asked):
    assert entries(asked) == ["first"]
    assert question(asked) is None


def test_further_images_are_added_once_the_user_has_said_so(asked):
    drops(asked, "second.tif")
    answers(asked, "Add to “", remember=True)
    waits_for(asked, "second")
    assert entries(asked) == ["first", "second"]
    drops(asked, "third.tif")  # the answer is remembered, and what happens is said
    waits_for(asked, "third")
    assert asked.notes[-1].startswith("1 image added to “")


def test_further_images_begin_a_project_of_their_own_if_the_user_wants_it(asked):
    before = asked.program.project_controller.project.folder
    drops(asked, "second.tif")
    answers(asked, "New project", remember=False)
    waits_for(asked, "second")
    assert entries(asked) == ["second"]
    project = asked.program.project_controller.project.folder
    assert project != before
    assert f"New project “{project.name}” with 1 image." in asked.notes
    drops(asked, "third.tif")
    assert question(asked) is not None
    question(asked).reject()


def test_the_remembered_answer_can_be_changed_in_the_menu(asked):
    drops(asked, "second.tif")
    answers(asked, "Add to “", remember=True)
    waits_for(asked, "second")
    actions = asked.program.actions
    assert actions["open_add"].isChecked()
    actions["open_new"].trigger()
    drops(asked, "third.tif")
    waits_for(asked, "third")
    assert entries(asked) == ["third"]


def test_the_panel_s_button_adds_without_a_question(asked, monkeypatch):
    prompt, image = asked.program._open_prompt, asked.makes_image("second.tif")
    monkeypatch.setattr(prompt, "_files", lambda title: [str(image)])
    asked.program.actions["add_images"].trigger()
    waits_for(asked, "second")
    assert entries(asked) == ["first", "second"]


def offered(one: User) -> str:
    """The answer that is chosen at first."""
    (text,) = [b.text() for b in question(one).findChildren(QRadioButton) if b.isChecked()]
    return text.partition(" “")[0]


def test_the_answer_of_the_last_time_is_offered(asked):
    drops(asked, "second.tif")
    assert offered(asked) == "Add to"
    answers(asked, "New project", remember=False)
    waits_for(asked, "second")
    drops(asked, "third.tif")
    assert offered(asked) == "New project"
    answers(asked, "Add to “", remember=False)
    waits_for(asked, "third")
    drops(asked, "fourth.tif")
    assert offered(asked) == "Add to"
    question(asked).reject()


def test_a_new_project_is_offered_for_images_of_another_folder(asked, tmp_path):
    (tmp_path / "other").mkdir()
    drops(asked, "other/second.tif")
    assert offered(asked) == "New project"
    answers(asked, "Add to “", remember=False)  # once: that is no reason to offer it the next time
    waits_for(asked, "second")
    drops(asked, "other/third.tif")  # the folder is one of the project's now
    assert offered(asked) == "Add to"
    question(asked).reject()


@pytest.mark.parametrize(
    ("shape", "answer"),
    [((90, 90, 3), "New project"), ((120, 160, 3), "Add to"), ((90, 90), "Add to")],
)
def test_and_for_images_of_another_size_and_number_of_channels(asked, shape, answer):
    image = asked.makes_image("second.tif", shape)
    asked.program.bus.project.files_dropped.emit([str(image)])
    assert offered(asked) == answer
    question(asked).reject()


def test_nothing_joins_a_sample_without_a_question(user):
    one = user()
    one.program.project_controller.open_sample("Small nuclei", "nuclei_small")
    one.wait_until(lambda: one.scene is not None)
    drops(one, "cells.tif")  # although the answer for other projects is to add
    answers(one, "New project", remember=False)
    waits_for(one, "cells")
    assert entries(one) == ["cells"]
    assert one.session.asked.count(LoadWeights(resource(GENERAL_WEIGHTS))) >= 2


def test_pause_tool_and_messages_are_not_those_of_the_project_before(asked):
    program = asked.program
    program.preferences["live"] = False
    asked.presses("3")
    program.bus.notices.problem_met.emit(Problem("Something of the old project."))
    program.project_controller.add([asked.makes_image("second.tif")], new=True)
    waits_for(asked, "second")
    assert program.preferences["live"]
    assert program.canvas.interaction.tools.tool.name == "cell"
    (strip,) = program.window.findChildren(ProblemStrip)
    assert not strip.isVisible()


def test_what_is_wrong_with_the_new_images_stays_on_screen(asked):
    bad = asked.folder / "bad.tif"
    bad.write_bytes(b"no image")
    good = asked.makes_image("second.tif")
    asked.program.project_controller.add([bad, good], new=True)
    waits_for(asked, "second")
    (strip,) = asked.program.window.findChildren(ProblemStrip)
    assert strip.isVisible()
    assert "bad.tif" in asked.problems[-1][0]


def test_a_brush_is_a_quarter_as_wide_as_the_cells_where_masks_show_them(scene):
    from app.panels.brush import first_sizes

    labels = np.zeros((400, 400), np.int32)
    y, x = np.mgrid[:400, :400]
    for number, (row, column) in enumerate(((60, 60), (200, 200), (330, 90)), 1):
        labels[(y - row) ** 2 + (x - column) ** 2 < 20**2] = number
    width_px = scene((400, 400), labels=labels).cell_width_px()
    assert width_px == pytest.approx(40, rel=0.02)
    assert 2 * first_sizes(400, width_px)["cell_radius_px"] == pytest.approx(10, rel=0.02)
