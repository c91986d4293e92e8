"""Questions about strokes last until they are answered, whatever becomes of the window."""

import shutil

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton

from app.dialogs.export import ExportDialog
from sketchpose_engine.live.requests import ConfirmStroke, OpenImage
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.app.helpers.strip import press, says

CROSSING = ((10, 40), (100, 40))  # two cells, at rows 30 and 80
QUESTION = "The program found 2 cells under this background stroke. Is it really background?"
WAITS = "One stroke waits for your answer: nothing was learned from it."


def draws_across_two_cells(one):
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.draws(*CROSSING)
    return one


@pytest.fixture
def asked(user):
    """A user with two images, who is asked about a stroke on the first one."""
    one = draws_across_two_cells(user())
    assert QUESTION in says(one)
    return one


def folder_of(user):
    return user.program.project_controller.project.folder


def crashes(user, folder):
    """What is on disk at this moment, in a folder."""
    shutil.copytree(folder_of(user), folder, ignore=shutil.ignore_patterns(".*"))


def opens_project(user, folder):
    user.program.project_controller.open_project(folder)
    user.wait_until(lambda: user.scene is not None and user.scene.entry_id == "a")


def goes_to(user, image):
    user.program.project_controller.frames.open_image(image)
    user.wait_until(lambda: user.scene is not None and user.scene.entry_id == image)


def opened(user, key):
    """The requests that sent an image to the engine."""
    user.wait_until(lambda: any(each.image_id == key for each in requests(user, OpenImage)))
    return [each for each in requests(user, OpenImage) if each.image_id == key]


def requests(user, kind):
    return [each for each in user.session.asked if isinstance(each, kind)]


def on_disk(folder):
    return Project.open(folder).sketches.questions("a", (120, 160))


def is_asked_and_not_learned(user):
    """Whether the question is asked, and the engine has the stroke as one in question."""
    (question,) = opened(user, "a")[-1].questions
    doubtful = question.to_hide(user.sketch)
    return QUESTION in says(user) and len(doubtful) > 0 and not requests(user, ConfirmStroke)


def exports(user):
    """The export dialog."""
    user.presses("Ctrl+E")
    return user.program.window.findChild(ExportDialog)


def shown_in(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_the_export_dialog_says_that_a_stroke_waits(asked):
    assert WAITS in shown_in(exports(asked))


def test_it_says_so_in_german(german, user):
    waits = "Ein Strich wartet auf eine Antwort: Aus ihm wurde nichts gelernt."
    assert waits in shown_in(exports(draws_across_two_cells(user())))


def test_it_says_so_of_the_exported_images_only(asked):
    goes_to(asked, "b")
    asked.draws_cells_and_background()
    asked.wait_until(lambda: asked.scene.labels.max() == 2)
    dialog = exports(asked)
    assert WAITS not in shown_in(dialog)
    place = dialog.findChild(QLineEdit).pos()
    (every,) = [b for b in dialog.findChildren(QRadioButton) if b.text().startswith("All")]
    every.click()
    assert WAITS in shown_in(dialog)
    assert dialog.findChild(QLineEdit).pos() == place


def test_it_says_nothing_once_the_question_is_answered(asked):
    press(asked, "I mean it")
    assert not [text for text in shown_in(exports(asked)) if "answer" in text]


def test_it_is_asked_again_after_a_restart(asked, user):
    folder = folder_of(asked)
    asked.leaves()
    again = user()
    opens_project(again, folder)
    assert is_asked_and_not_learned(again)


def test_it_is_asked_again_after_a_crash(asked, user, tmp_path):
    crashes(asked, tmp_path / "projects" / "crashed")
    again = user()
    opens_project(again, tmp_path / "projects" / "crashed")
    assert is_asked_and_not_learned(again)


def test_a_crash_before_the_stroke_was_written_leaves_no_question(asked, user, tmp_path):
    folder = tmp_path / "projects" / "crashed"
    crashes(asked, folder)
    (folder / "sketches" / "a_sketch.journal").unlink()
    again = user()
    opens_project(again, folder)
    assert QUESTION not in says(again)
    assert opened(again, "a")[-1].questions == ()


def test_it_can_be_answered_after_a_restart(asked, user):
    folder = folder_of(asked)
    asked.leaves()
    again = user()
    opens_project(again, folder)
    press(again, "I mean it")
    assert on_disk(folder) == ()
    assert QUESTION not in says(again)
    again.wait_until(lambda: bool(requests(again, ConfirmStroke)))
    again.leaves()
    third = user()
    opens_project(third, folder)
    assert QUESTION not in says(third)


def test_the_stroke_can_be_erased_after_a_restart(asked, user):
    folder = folder_of(asked)
    asked.leaves()
    again = user()
    opens_project(again, folder)
    assert again.sketch[30, 40] == BACKGROUND
    press(again, "Erase it")
    assert again.sketch[30, 40] == FOREGROUND  # of the cell that it crossed
    assert on_disk(folder) == ()


def test_it_is_asked_again_when_the_image_is_opened_again(asked):
    marked = []
    asked.program.bus.view.places_marked.connect(lambda places: marked.append(places.asked))
    goes_to(asked, "b")
    assert QUESTION not in says(asked)
    assert marked[-1] == ()
    goes_to(asked, "a")
    assert QUESTION in says(asked)
    assert len(marked[-1]) == 2
    assert is_asked_and_not_learned(asked)


def test_a_stroke_of_an_image_that_is_not_on_screen_is_not_learned_from_either(asked, user):
    goes_to(asked, "b")
    asked.draws_cells_and_background()
    asked.wait_until(lambda: asked.scene.labels.max() == 2)
    asked.draws(*CROSSING)
    goes_to(asked, "a")  # where the project is opened next time
    folder = folder_of(asked)
    asked.leaves()
    again = user()
    opens_project(again, folder)
    beside = opened(again, "b")[-1]
    assert not beside.look
    assert len(beside.questions) == 1


def test_undo_removes_it_from_the_project(asked):
    asked.presses("Ctrl+Z")
    assert on_disk(folder_of(asked)) == ()


def test_a_project_of_an_earlier_version_is_opened_as_before(asked, user):
    folder = folder_of(asked)
    asked.leaves()
    (folder / "sketches" / "a_sketch.questions").unlink()
    again = user()
    opens_project(again, folder)
    assert QUESTION not in says(again)
    assert again.problems == []
    assert opened(again, "a")[-1].questions == ()


def test_a_damaged_file_is_told_and_the_strokes_stay(asked, user):
    folder, sketch = folder_of(asked), asked.sketch.copy()
    asked.leaves()
    (folder / "sketches" / "a_sketch.questions").write_bytes(b"nothing")
    again = user()
    opens_project(again, folder)
    assert "cannot be read: the strokes are learned from" in again.problems[0][0]
    assert (again.sketch == sketch).all()
