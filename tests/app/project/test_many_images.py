"""All images of a project: segmented, counted, exported; and the memory they take."""

from threading import Event

import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
)

from app.dialogs.choice import ChoiceDialog
from app.dialogs.export import ExportDialog
from app.panels.task import TaskStrip
from app.project import batch_segmentation, export_options, export_sources
from app.project.page_axes import may_have_stacks
from app.state import held_images
from app.state.learning import PAUSED, RESTS
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.inference.jobs import SegmentingEnded
from sketchpose_engine.live.requests import CloseImage, Learn, OpenImage, SegmentAll, StopSegmenting
from sketchpose_engine.results.filters import Filter


@pytest.fixture
def many(user, monkeypatch):
    """A user with three images and one that is bad."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    one = user()
    names = ("a.tif", "b.tif", "bad.tif", "c.tif")
    one.opens(*(one.makes_image(name) for name in names))
    return one


def asks_for_all(user, way="All images"):
    """Chooses the action, a way, and presses the button."""
    user.presses("Ctrl+Shift+A")
    dialogs = user.program.window.findChildren(ChoiceDialog)
    (dialog,) = [each for each in dialogs if each.isVisible()]
    (button,) = [b for b in dialog.findChildren(QRadioButton) if b.text() == way]
    button.setChecked(True)
    (go,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Segment"]
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)


def strip(user) -> TaskStrip:
    return user.program.window.findChild(TaskStrip)


def cells(user):
    return {
        name: dict(user.program.project_controller.entries[name].cells)
        for name in user.program.project_controller.entries
    }


def test_all_images_are_segmented_and_what_is_bad_is_told_at_the_end(many):
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    assert cells(many) == {"a": {"": 1}, "b": {"": 1}, "bad": {}, "c": {"": 1}}
    sentence, details = many.problems[-1]
    assert sentence == "3 images are segmented. bad.tif is bad."
    assert details == "bad.tif is bad."
    assert not strip(many).isVisible()
    masks = many.program.project_controller.project.folder / "masks"
    assert sorted(path.name for path in masks.iterdir()) == [f"{n}_masks.tif" for n in "abc"]


@pytest.mark.parametrize(("axes", "offered"), [("TYX", False), ("ZYX", True)])
def test_a_projection_is_offered_only_if_there_is_a_stack(user, axes, offered, monkeypatch):
    one, may_go_on = user(), Event()

    def slowly(project):
        assert may_go_on.wait(10)
        return may_have_stacks(project)

    monkeypatch.setattr(batch_segmentation, "may_have_stacks", slowly)
    series = one.makes_image("b.tif", (2, 60, 80), imagej=True, metadata={"axes": axes})
    one.opens(one.makes_image("a.tif"), series)
    one.presses("Ctrl+Shift+A")
    (dialog,) = one.program.window.findChildren(ChoiceDialog)
    (box,) = dialog.findChildren(QCheckBox)
    assert not box.isVisible()  # the files are looked at while the dialog is open
    may_go_on.set()
    one.program.segmentation.close()
    QApplication.processEvents()
    assert box.isVisible() == offered
    rows = [each for each in (*dialog.findChildren(QRadioButton), box) if each.isVisible()]
    one.wait_until(lambda: all(each.height() >= each.sizeHint().height() for each in rows))
    dialog.reject()


@pytest.mark.parametrize(
    ("with_image", "said"), [(False, "2 frames are segmented."), (True, "3 images are segmented.")]
)
def test_only_what_is_all_of_movies_is_called_frames(user, with_image, said):
    one = user()
    movie = one.makes_image("movie.tif", (2, 60, 80), imagej=True, metadata={"axes": "TYX"})
    one.opens(movie, *([one.makes_image()] if with_image else []))
    asks_for_all(one)
    one.wait_until(lambda: any(said in note for note in one.notes))


def test_nothing_speaks_of_frames_where_there_are_none(many):
    many.draws_cells_and_background()
    many.wait_until(lambda: many.scene.labels.max() == 2)
    many.program.bus.frame.masks_aged.emit(5)
    tips = [label.toolTip() for label in many.program.window.findChildren(QLabel)]
    assert any("the masks of all images" in tip for tip in tips)
    assert [each for each in (*tips, RESTS) if "the masks of this frame" in each] == []
    assert [each for each in (*tips, RESTS) if "of all frames." in each] == []


@pytest.mark.parametrize("paused", [False, True])
def test_that_learning_waits_for_a_stroke_is_said_unless_it_is_paused(many, paused):
    many.program.preferences["live"] = not paused
    many.program.bus.engine.segmenting_ended.emit(SegmentingEnded(3, (), stopped=False))
    assert "3 images are segmented." in many.notes[-1]
    assert ("Learning waits for your next stroke" in many.notes[-1]) == (not paused)


def test_progress_is_shown_and_it_can_be_stopped_and_gone_on_with(many):
    many.session.hold_after = 2
    asks_for_all(many)
    many.wait_until(lambda: many.session.held)
    many.wait_until(lambda: 0 < strip(many).findChild(QProgressBar).value() < 1000)
    assert strip(many).isVisible()
    QTest.mouseClick(strip(many).findChild(QPushButton), Qt.MouseButton.LeftButton)
    many.wait_until(lambda: isinstance(many.session.asked[-1], StopSegmenting))
    many.wait_until(lambda: not strip(many).isVisible())
    assert "2 images are segmented" in many.notes[-1]
    assert [bool(each) for each in cells(many).values()] == [True, True, False, False]
    many.session.held, many.session.hold_after = False, None
    asks_for_all(many, "Only images without masks")
    many.wait_until(lambda: bool(many.problems))
    (last,) = [r for r in many.session.asked if isinstance(r, SegmentAll)][-1:]
    assert [job.page for job in last.jobs] == ["bad", "c"]


def learns(user):
    """Whether the engine was told last to learn."""
    return [r for r in user.session.asked if isinstance(r, Learn)][-1].on


def test_stopped_before_the_engine_knows_of_it_nothing_is_segmented(many):
    many.program.segmentation.begin(go_on=False)
    QTest.mouseClick(strip(many).findChild(QPushButton), Qt.MouseButton.LeftButton)
    many.wait_until(lambda: not strip(many).isVisible())
    assert not any(isinstance(request, SegmentAll) for request in many.session.asked)
    assert not many.program.segmentation.running


def test_an_unfinished_run_is_offered_first(many):
    folder = many.program.project_controller.project.weights_path.parent
    for name in ("segment_all.safetensors", "segment_all.jsonl"):
        (folder / name).write_bytes(b"")
    asks_for_all(many, "Go on where it was stopped")
    many.wait_until(lambda: bool(many.problems))
    (asked,) = [r for r in many.session.asked if isinstance(r, SegmentAll)]
    assert asked.go_on


def test_every_frame_of_a_movie_is_segmented(user):
    import numpy as np

    one = user()
    path = one.folder / "movie.tif"
    pixels = np.random.default_rng(0).integers(0, 200, (3, 60, 80), np.uint8)
    tifffile.imwrite(path, pixels, imagej=True, metadata={"axes": "TYX"})
    one.opens(path)
    asks_for_all(one)
    one.wait_until(lambda: len(cells(one)["movie"]) == 3)
    assert cells(one)["movie"] == {"t1": 1, "t2": 1, "t3": 1}


def test_learning_rests_after_all_images_until_a_stroke_or_start(many):
    many.draws_cells_and_background()
    many.wait_until(lambda: many.scene.labels.any())
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    many.wait_until(lambda: many.program.learning.state == PAUSED)
    assert not learns(many)
    many.draws((100, 20), (100, 40))
    assert learns(many)


def test_a_stroke_drawn_meanwhile_is_learned_from_afterwards(many):
    many.session.hold_after = 1
    asks_for_all(many)
    many.wait_until(lambda: many.session.held)
    many.draws((100, 20), (100, 40))
    many.session.held, many.session.hold_after = False, 0
    many.wait_until(lambda: bool(many.problems))
    assert learns(many)


def test_all_images_are_offered_for_export_after_all_were_segmented(many):
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    many.program.actions.trigger("export")
    (dialog,) = many.program.window.findChildren(ExportDialog)
    assert dialog.chosen().all_images
    dialog.reject()


def test_results_of_all_images_are_exported(many, tmp_path):
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    kinds = ("masks", "counts", "all_objects", "methods", "rois")
    choice = export_options.Choice(tmp_path / "out", kinds, all_images=True)
    project = many.program.project_controller.project
    many.program.exporter.export(project, export_sources.taken(many.scene), choice, None)
    many.wait_until(lambda: "Exported" in "".join(many.notes))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *(f"{name}_{kind}" for name in "abc" for kind in ("masks.tif", "rois.zip")),
        "counts.csv",
        "methods.txt",
        "objects.csv",
    ]
    rows = (tmp_path / "out" / "counts.csv").read_text().splitlines()[1:]
    assert [row.split(",")[:3] for row in rows] == [[f"{n}.tif", "", "1"] for n in "abc"]
    assert "3 images were segmented" in (tmp_path / "out" / "methods.txt").read_text("utf-8-sig")


def test_the_numbers_of_all_images_follow_the_filters(many):
    many.program.recount._timer.setInterval(10)
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    many.program.bus.project.filters_chosen.emit((Filter("area_px", 1000.0),))
    many.wait_until(lambda: [cells(many)[name] for name in "abc"] == [{"": 0}] * 3)
    many.program.bus.project.filters_chosen.emit(())
    many.wait_until(lambda: [cells(many)[name] for name in "abc"] == [{"": 1}] * 3)


def test_what_changes_while_all_images_are_counted_again_keeps_its_newer_count(many, monkeypatch):
    many.program.recount._timer.setInterval(10)
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    store = many.program.project_controller.frames.store
    read, outdated = export_sources.read_result, []

    def reads_while_it_changes(project, image, code):
        if not outdated and image.id == "b":  # as if it was segmented again in between
            outdated.append(image.id)
            store.revisions[FrameKey.of("b", "")] += 1
            many.program.project_controller.entries.change("b", cells={"": 7})
        return read(project, image, code)

    monkeypatch.setattr(export_sources, "read_result", reads_while_it_changes)
    saved = []
    save = store.save_counts
    monkeypatch.setattr(store, "save_counts", lambda counts: (saved.append(counts), save(counts)))
    many.program.bus.project.filters_chosen.emit((Filter("area_px", 1000.0),))
    many.wait_until(lambda: len(saved) > 1)
    assert FrameKey.of("b", "") not in saved[0]  # outdated
    assert saved[-1][FrameKey.of("b", "")] == 0  # counted once more


def test_an_image_that_is_gone_is_left_out_of_the_export_and_told(many, tmp_path):
    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    (many.folder / "b.tif").unlink()
    choice = export_options.Choice(tmp_path / "out", ("counts",), all_images=True)
    project = many.program.project_controller.project
    many.program.exporter.export(project, export_sources.taken(many.scene), choice, None)
    many.wait_until(lambda: len(many.problems) == 2)
    assert "Left out: There is no file" in many.problems[-1][0]
    assert len((tmp_path / "out" / "counts.csv").read_text().splitlines()) == 3


def test_files_are_replaced_only_if_the_user_says_so(many, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QMessageBox

    asks_for_all(many)
    many.wait_until(lambda: bool(many.problems))
    out = tmp_path / "out"
    out.mkdir()
    (out / "counts.csv").write_text("mine")
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    project, shown = many.program.project_controller.project, export_sources.taken(many.scene)
    choice = export_options.Choice(out, ("counts",), all_images=True)
    many.program.exporter.export(project, shown, choice, None)
    many.wait_until(lambda: len(answers) == 1)
    assert (out / "counts.csv").read_text() == "mine"
    many.program.exporter.export(project, shown, choice, None)
    many.wait_until(lambda: "Exported" in "".join(many.notes))
    assert (out / "counts.csv").read_text().startswith("image,")


def test_the_engine_forgets_images_that_were_not_looked_at_for_long(many, monkeypatch):
    one_image = 120 * 160 * (1 + 4 + held_images.ENGINE_BYTES)
    monkeypatch.setattr(held_images, "MOST_BYTES", 2 * one_image)
    for name in ("b", "bad", "c", "a"):
        many.program.project_controller.frames.open_image(name)
        many.wait_until(lambda name=name: many.scene.image_id == name)
    held = []
    for request in many.session.asked:
        if isinstance(request, OpenImage):
            held.append(request.image_id)
        elif isinstance(request, CloseImage):
            held.remove(request.image_id)
        assert len(held) <= 3
    assert held[-1] == "a" and len(set(held)) == 2


def test_a_file_that_is_no_image_is_told_and_not_added(many):
    (many.folder / "notes.tif").write_text("buy milk")
    many.program.bus.project.files_dropped.emit([str(many.folder / "notes.tif")])
    assert "notes.tif is damaged" in many.problems[-1][0]
    assert "notes" not in list(many.program.project_controller.entries)


def test_frames_that_are_only_looked_at_are_held_up_to_a_number(many, monkeypatch):
    monkeypatch.setattr(held_images, "MOST_VIEWED", 2)
    held = many.program.learning._held
    many.program.project_controller.frames.open_image("a")
    many.wait_until(lambda: many.scene.image_id == "a")
    many.draws((30, 20), (30, 50))
    for name in ("b", "bad", "c"):
        many.program.project_controller.frames.open_image(name)
        many.wait_until(lambda name=name: many.scene.image_id == name)
    assert "a" in held  # there are strokes on it
    assert "b" not in held and "bad" in held and "c" in held
