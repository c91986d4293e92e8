"""Projects and images: what belongs together stays together, and nothing starts by itself."""

import numpy as np
from PySide6.QtWidgets import QToolButton

from app.state.learning import PAUSED
from sketchpose_engine.live.requests import Learn
from sketchpose_engine.sketch.values import FOREGROUND


def learns(user) -> bool:
    """Whether the last the engine heard of it was to learn."""
    return [asked.on for asked in user.session.asked if isinstance(asked, Learn)][-1]


def with_result(user):
    """A user with two cells found and saved, who has left; the project's folder."""
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    folder = one.program.project_controller.project.folder
    one.leaves()
    return folder


def test_a_saved_result_stays_until_something_is_drawn(user):
    folder = with_result(user)
    other = user()
    other.opens(folder)
    other.wait_until(lambda: bool(other.session.asked) and not learns(other))
    assert (other.scene.labels > 0).any()
    other.presses("1")
    other.draws((100, 100), (100, 120))
    other.wait_until(lambda: learns(other))


def test_a_saved_result_is_learned_on_when_start_is_pressed(user):
    folder = with_result(user)
    other = user()
    other.opens(folder)
    other.wait_until(lambda: bool(other.session.asked) and not learns(other))
    other.presses("L")
    other.wait_until(lambda: learns(other))
    assert other.program.preferences["live"]


def test_the_last_project_is_one_click_away(user):
    with_result(user)
    other = user()
    buttons = other.program.window.findChildren(QToolButton)
    (go_on,) = [button for button in buttons if button.toolTip().startswith("Continue “")]
    go_on.click()
    other.wait_until(lambda: other.scene is not None)
    assert other.sketch.any()


def test_edits_can_be_undone_after_another_image_was_looked_at(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws((30, 20), (30, 50))
    for keys, image in (("PgDown", "b"), ("PgUp", "a")):
        one.presses(keys)
        one.wait_until(lambda image=image: one.scene is not None and one.scene.image_id == image)
    assert (one.sketch == FOREGROUND).any()
    one.presses("Ctrl+Z")
    assert not one.sketch.any()
    one.presses("Ctrl+Y")
    assert one.sketch[30, 35] == FOREGROUND


def test_a_new_project_begins_with_the_images_chosen(user):
    one = user()
    one.opens(one.makes_image("a.tif"))
    first = one.program.project_controller.project.folder
    one.program.project_controller.add([one.makes_image("b.tif")], new=True)
    one.wait_until(lambda: one.scene is not None and one.scene.image_id == "b")
    assert one.program.project_controller.project.folder != first
    assert list(one.program.project_controller.entries) == ["b"]


def test_paused_means_that_nothing_is_learned_from_a_stroke(user):
    one = user()
    one.opens(one.makes_image())
    one.program.preferences["live"] = False
    one.draws_cells_and_background()
    one.wait_until(lambda: one.program.learning.state == PAUSED)
    assert not learns(one)
    assert not one.scene.labels.any()


def test_what_is_exported_is_what_was_shown_when_the_dialog_came(user, tmp_path, monkeypatch):
    import tifffile
    from PySide6.QtGui import QDesktopServices

    from app.project import export_options, export_sources

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    shown = export_sources.taken(one.scene)
    one.scene.labels[:] = 0  # learning goes on behind the dialog
    choice = export_options.Choice(tmp_path / "out", ("masks",))
    one.program.exporter.export(one.program.project_controller.project, shown, choice, None)
    one.wait_until(lambda: bool(one.notes) and "Exported" in one.notes[-1])
    masks = tifffile.imread(tmp_path / "out" / "cells_masks.tif")
    assert len(np.unique(masks)) == 3


def test_a_project_is_opened_at_the_image_and_frame_where_it_was_left(user):
    one = user()
    movie = one.makes_image("b.tif", (3, 120, 160), imagej=True, metadata={"axes": "TYX"})
    one.opens(one.makes_image("a.tif"), movie, one.makes_image("c.tif"))
    for keys, image in (("PgDown", "b.t1"), ("Ctrl+PgDown", "b.t2")):
        one.presses(keys)
        one.wait_until(lambda image=image: one.scene is not None and one.scene.image_id == image)
    folder = one.program.project_controller.project.folder
    one.leaves()
    other = user()
    other.opens(folder)
    assert other.scene.image_id == "b.t2"


def test_a_project_whose_last_image_was_removed_is_opened_at_the_first(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"), one.makes_image("c.tif"))
    one.presses("PgDown")
    one.wait_until(lambda: one.scene is not None and one.scene.image_id == "b")
    one.program.bus.project.image_removed.emit("b")
    one.program.project_controller.frames.shut()
    folder = one.program.project_controller.project.folder
    one.leaves()
    other = user()
    other.opens(folder)
    assert other.scene.image_id == "a"


def test_pictures_in_the_list_stay_when_the_project_is_copied(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    controller = one.program.project_controller

    def pictures():
        return [controller.entries[name].picture for name in ("a", "b")]

    one.wait_until(lambda: all(picture is not None for picture in pictures()))
    listed = []
    one.program.bus.project.images_listed.connect(listed.append)
    controller.save_copy(one.folder / "copy")
    assert [entry.name for entry in listed[-1]] == ["a.tif", "b.tif"]
    assert all(entry.picture is not None for entry in listed[-1])
