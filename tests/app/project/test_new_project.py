"""A new project starts clean, and it is the user who says what becomes one."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QRadioButton

from app.core.payloads import Problem
from app.dialogs.choice import ChoiceDialog
from app.panels.strips import ProblemStrip
from app.project.dropped_files import new_folder
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


@pytest.mark.parametrize(
    ("names", "subject"), [(["cells.tif"], "cells"), (["a.tif", "b.tif"], "plate")]
)
def test_a_project_is_named_after_its_only_image_or_the_folder_of_several(
    tmp_path, monkeypatch, names, subject
):
    monkeypatch.setattr("app.project.dropped_files.paths.projects_folder", lambda: tmp_path)
    images = [tmp_path / "plate" / name for name in names]
    first = new_folder(images)
    assert first.name.startswith(f"{subject} 20")
    first.mkdir()
    assert new_folder(images).name == f"{first.name} (2)"


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
    monkeypatch.setattr(prompt, "_files", lambda title, start: [str(image)])
    asked.program.actions["add_images"].trigger()
    waits_for(asked, "second")
    assert entries(asked) == ["first", "second"]


def offered(one: User) -> str:
    """The answer that is chosen at first."""
    (text,) = [b.text() for b in question(one).findChildren(QRadioButton) if b.isChecked()]
    return text.partition(" “")[0]


def explains(one: User) -> str:
    """The sentence above the answers."""
    texts = [label.text() for label in question(one).findChildren(QLabel)]
    (sentence,) = [text for text in texts if text.startswith("Add the images to this project")]
    return sentence


@pytest.mark.parametrize("last", ["add", "new"])
@pytest.mark.parametrize("name", ["second.tif", "other/second.tif"])
def test_the_answers_are_always_in_the_same_order(asked, tmp_path, name, last):
    (tmp_path / "other").mkdir()
    asked.program.preferences["open_last"] = last
    drops(asked, name)
    buttons = sorted(question(asked).findChildren(QRadioButton), key=lambda button: button.y())
    assert [b.text().partition(" “")[0] for b in buttons] == ["Add to", "New project"]
    question(asked).reject()


def test_enter_confirms_the_answer_that_is_chosen_at_first(asked, tmp_path):
    (tmp_path / "other").mkdir()
    drops(asked, "other/second.tif")
    QTest.keyClick(question(asked), Qt.Key.Key_Return)
    waits_for(asked, "second")
    assert entries(asked) == ["second"]


def test_a_project_without_images_takes_new_ones(asked):
    asked.program.project_controller.remove_image("first")
    asked.wait_until(lambda: not entries(asked))
    drops(asked, "second.tif")
    assert offered(asked) == "Add to"
    assert "This project has no images." in explains(asked)
    question(asked).reject()


def test_images_of_the_project_s_folder_are_to_be_added_whatever_was_chosen_the_last_time(asked):
    drops(asked, "second.tif")
    assert offered(asked) == "Add to"
    answers(asked, "New project", remember=False)
    waits_for(asked, "second")
    drops(asked, "third.tif")
    assert offered(asked) == "Add to"
    assert "They are in the folder of this project's images." in explains(asked)
    question(asked).reject()


def test_the_answer_of_the_last_time_is_offered_where_there_is_nothing_to_compare_with(asked):
    drops(asked, "second.tif")
    answers(asked, "New project", remember=False)
    waits_for(asked, "second")
    asked.program.project_controller.remove_image("second")
    asked.wait_until(lambda: not entries(asked))
    drops(asked, "third.tif")
    assert offered(asked) == "New project"
    assert "You chose a new project last time." in explains(asked)
    question(asked).reject()


def test_one_of_them_from_another_folder_is_enough_to_offer_a_new_project(asked, tmp_path):
    (tmp_path / "other").mkdir()
    images = [asked.makes_image(name) for name in ("second.tif", "other/third.tif")]
    asked.program.bus.project.files_dropped.emit([str(path) for path in images])
    assert offered(asked) == "New project"
    question(asked).reject()


def test_a_new_project_is_offered_for_images_of_another_folder(asked, tmp_path):
    (tmp_path / "other").mkdir()
    drops(asked, "other/second.tif")
    assert offered(asked) == "New project"
    assert "They come from another folder than the images" in explains(asked)
    answers(asked, "Add to “", remember=False)  # once: that is no reason to offer it the next time
    waits_for(asked, "second")
    drops(asked, "other/third.tif")  # the folder is one of the project's now
    assert offered(asked) == "Add to"
    question(asked).reject()


@pytest.mark.parametrize(
    ("shape", "answer", "reason"),
    [
        ((90, 90, 3), "New project", "Their size or channels are not those of the images"),
        ((120, 160, 3), "New project", "Their size or channels are not those of the images"),
        ((90, 90), "New project", "Their size or channels are not those of the images"),
        ((120, 160), "Add to", "They are in the folder of this project's images."),
    ],
)
def test_and_for_images_of_another_size_or_number_of_channels(asked, shape, answer, reason):
    image = asked.makes_image("second.tif", shape)
    asked.program.bus.project.files_dropped.emit([str(image)])
    assert offered(asked) == answer
    assert reason in explains(asked)
    question(asked).reject()


def test_nothing_joins_a_sample_without_a_question(user):
    one = user()
    one.program.project_controller.open_sample("Small nuclei", "nuclei_small")
    one.wait_until(lambda: one.scene is not None)
    drops(one, "cells.tif")  # although the answer for other projects is to add
    assert "The project that is open is an example." in explains(one)
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


@pytest.fixture
def starts(monkeypatch):
    """Folders in which file dialogs open; they are cancelled, or return what is listed here."""
    seen, chosen = [], []

    def files(parent, title, folder, kinds):
        seen.append(Path(folder))
        return chosen, ""

    def folder(parent, title, folder):
        seen.append(Path(folder))
        return chosen[0] if chosen else ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", files)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)
    return seen, chosen


def test_images_to_add_are_looked_for_where_the_last_one_of_the_project_is(asked, starts, tmp_path):
    seen, _ = starts
    (tmp_path / "other").mkdir()
    asked.program.preferences["last_folder"] = str(tmp_path / "other")
    asked.program.actions.trigger("add_images")
    assert seen == [asked.folder]
    asked.program.project_controller.add([asked.makes_image("other/second.tif")])
    waits_for(asked, "second")
    asked.program.actions.trigger("add_images")
    assert seen[1:] == [tmp_path / "other"]


def test_if_that_is_gone_in_the_folder_that_was_used_last(asked, starts, tmp_path):
    seen, _ = starts
    (tmp_path / "other").mkdir()
    asked.program.project_controller.add([asked.makes_image("other/second.tif")])
    waits_for(asked, "second")
    (tmp_path / "other").rename(tmp_path / "moved")
    asked.program.preferences["last_folder"] = str(tmp_path / "moved")
    asked.program.actions.trigger("add_images")
    asked.program.preferences["last_folder"] = str(tmp_path / "other")
    asked.program.actions.trigger("add_images")
    assert seen == [tmp_path / "moved", Path.home()]


@pytest.mark.parametrize("action", ["open", "open_folder", "new"])
def test_images_to_open_are_looked_for_in_the_folder_used_last(asked, starts, tmp_path, action):
    seen, _ = starts
    (tmp_path / "dropped").mkdir()
    drops(asked, "dropped/second.tif")
    question(asked).reject()
    asked.program.actions.trigger(action)
    assert seen == [tmp_path / "dropped"]


def test_the_folder_used_last_is_remembered(asked, starts, tmp_path):
    seen, chosen = starts
    (tmp_path / "other").mkdir()
    chosen.append(str(asked.makes_image("other/second.tif")))
    asked.program.actions.trigger("open")
    question(asked).reject()
    chosen.clear()
    asked.program.actions.trigger("open_folder")
    assert seen[1:] == [tmp_path / "other"]


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
