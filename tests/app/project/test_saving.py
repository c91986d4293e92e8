"""Masks, counts and weights on disk: of the frame and project that they belong to, and complete."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.panels.cells_found import CellsFoundLabel
from app.project import frame_store
from app.project.frame_jobs import jobs_of
from app.state.learning import WAITING
from sketchpose_engine.core.box import Box
from sketchpose_engine.inference.jobs import FrameSegmented
from sketchpose_engine.live.messages import Guidance, MasksReady, WeightsSaved
from sketchpose_engine.live.requests import LoadWeights, SaveWeights
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.training.events import StepDone


@pytest.fixture
def two(user):
    """A user with two images who has drawn on the first one."""
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    return one


def goes_to(user, image):
    user.program.project_controller.frames.open_image(image)
    user.wait_until(lambda: user.scene is not None and user.scene.entry_id == image)


def saved(user):
    """Masks on disk by image, and their counts in the project."""
    user.program.project_controller.frames.keep_masks()
    user.program.project_controller.frames.finish()
    project = user.program.project_controller.project
    masks = {image.id: project.masks.read(image.id) for image in project.images}
    numbers = {name: len(np.unique(found[0])) - 1 for name, found in masks.items() if found}
    return numbers, {image.id: dict(image.cells) for image in project.images}


def masks_of(scene, labels):
    areas = np.bincount(labels.ravel()).astype(np.int64)
    areas[0] = 0
    rows = np.zeros(len(areas), np.uint8)
    return MasksReady(scene.image_id, 1, Box.whole(labels.shape), labels, rows, areas)


# Frames


def test_late_masks_of_the_image_before_are_not_those_of_the_open_one(two):
    first = two.scene
    labels = first.labels.copy()
    goes_to(two, "b")
    two.program.bus.engine.masks_ready.emit(masks_of(first, labels))
    assert saved(two) == ({"a": 2}, {"a": {"": 2}, "b": {}})
    assert dict(two.program.project_controller.entries["b"].cells) == {}
    assert not two.scene.labels.any()


def test_the_engine_thread_publishes_nothing_of_a_frame_that_is_not_shown(two):
    heard = []
    bus, first = two.program.bus, two.scene
    goes_to(two, "b")
    QApplication.processEvents()
    for signal in (bus.engine.masks_ready, bus.engine.guidance_ready):
        signal.connect(heard.append)
    two.program.engine._send(masks_of(first, first.labels))
    two.program.engine._send(Guidance("a", 0.5, (1, 1), None))
    two.program.engine._send(Guidance("b", 0.7, (1, 1), None))
    QApplication.processEvents()
    assert [each.image_id for each in heard] == ["b"]


def test_masks_that_come_while_another_image_is_being_opened_are_saved(two):
    more = two.scene.labels.copy()
    more[100:110, 100:110] = 3
    ready = masks_of(two.scene, more)
    two.program.project_controller.frames.open_image("b")
    two.program.bus.engine.masks_ready.emit(ready)  # before b is shown
    two.wait_until(lambda: two.scene.entry_id == "b")
    assert saved(two) == ({"a": 3}, {"a": {"": 3}, "b": {}})


def test_an_image_that_was_only_looked_at_has_no_masks(two):
    goes_to(two, "b")
    two.program.project_controller.settings.set_pixel_size(0.5, False)
    goes_to(two, "a")
    assert saved(two)[0] == {"a": 2}
    jobs, _ = jobs_of(two.program.project_controller.project, only_new=True, projected=False)
    assert [job.page for job in jobs] == ["b"]


def test_another_pixel_size_is_written_to_the_file_of_the_masks(two):
    from sketchpose_engine.images.load import look_into

    saved(two)
    two.program.project_controller.settings.set_pixel_size(0.5, False)
    saved(two)
    path = two.program.project_controller.project.masks.path("a")
    assert two.program.project_controller.project.masks.read("a")[0].max() == 2
    assert look_into(path) is not None
    from sketchpose_engine.images.load import load_image

    assert load_image(path).pixel_size_um == pytest.approx(0.5)


def test_the_training_that_made_the_masks_is_saved_with_them(user):
    one = user()
    one.session.trained_steps = 7
    one.opens(one.makes_image("a.tif"))
    one.presses("1")
    one.draws((30, 20), (30, 50))
    one.presses("2")
    one.draws((55, 10), (55, 140))
    one.wait_until(lambda: one.scene.labels.any())
    saved(one)
    one.program.project_controller.frames.finish()
    (image,) = one.program.project_controller.project.images
    assert image.trained_steps == {"": 7}
    one.program.project_controller.frames.reopen()
    one.wait_until(lambda: one.scene is not None and one.scene.trained_steps == 7)


def test_a_count_that_changes_with_the_filters_is_saved_for_a_single_image(user):
    from sketchpose_engine.results.filters import Filter

    one = user()
    one.opens(one.makes_image("a.tif"))
    one.presses("1")
    one.draws((30, 20), (30, 50))
    one.draws((80, 20), (80, 140))
    one.presses("2")
    one.draws((55, 10), (55, 140))
    one.wait_until(lambda: one.scene.labels.max() == 2)
    assert saved(one)[1] == {"a": {"": 2}}
    longest = int(one.scene.areas_px.max())
    one.program.bus.project.filters_chosen.emit((Filter("area_px", longest),))
    one.wait_until(lambda: dict(one.program.project_controller.entries["a"].cells) == {"": 1})
    assert saved(one)[1] == {"a": {"": 1}}


def test_all_counts_are_written_in_one_go(user, monkeypatch):
    from sketchpose_engine.images.frame_key import FrameKey
    from sketchpose_engine.project import project as project_module

    one = user()
    one.opens(*(one.makes_image(f"{name}.tif") for name in "abcdef"))
    QApplication.processEvents()
    one.program.project_controller.frames.finish()
    writes = []
    write = project_module.write_manifest
    monkeypatch.setattr(
        project_module, "write_manifest", lambda *words: (writes.append(1), write(*words))
    )
    one.program.project_controller.frames.store.save_counts(
        {FrameKey(name): 3 for name in "abcdef"}
    )
    one.program.project_controller.frames.finish()
    one.program.project_controller.settings.set_pixel_size(0.5, True)
    assert len(writes) == 2
    assert all(image.cells == {"": 3} for image in one.program.project_controller.project.images)


# Projects


def requests(user, start):
    kinds = (SaveWeights, LoadWeights)
    return [(type(r), r.path.name) for r in user.session.asked[start:] if isinstance(r, kinds)]


@pytest.fixture
def learned(user):
    one = user()
    one.opens(one.makes_image("a.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.program.learning.steps > 0)
    return one


def test_a_copy_of_a_project_has_its_weights_and_goes_on_with_them(learned):
    copy = learned.folder / "copy"
    learned.program.project_controller.save_copy(copy)
    assert (copy / "weights" / "weights.safetensors").read_bytes() == b"weights"
    own = LoadWeights(copy / "weights" / "weights.safetensors", of_project=True)
    assert learned.session.asked.count(own) == 1
    assert learned.program.project_controller.project.folder == copy
    learned.wait_until(lambda: learned.scene is not None)
    assert learned.scene.labels.max() == 2


def test_saving_at_regular_times_is_no_problem_where_nothing_was_learned(learned):
    learned.session._steps = 0  # a first guess was returned to, say
    learned.program.learning._file.unsaved_steps = 1
    learned.program.learning._file.save()
    learned.wait_until(lambda: any(isinstance(r, SaveWeights) for r in learned.session.asked))
    learned.program.learning.save_now()
    assert learned.problems == []


def test_a_copy_shows_the_image_that_was_shown(two):
    goes_to(two, "b")
    two.program.project_controller.save_copy(two.folder / "copy")
    two.wait_until(lambda: two.scene is not None)
    assert two.scene.entry_id == "b"


def test_a_packed_project_has_its_weights(learned):
    import zipfile

    path = learned.folder / "all.sketchpose"
    learned.program.project_controller.pack(path, False)
    learned.wait_until(path.exists)
    with zipfile.ZipFile(path) as archive:
        assert "all/weights/weights.safetensors" in archive.namelist()
        assert "all/masks/a_masks.tif" in archive.namelist()


def test_what_was_learned_is_saved_before_another_project_is_opened(learned):
    first = learned.program.project_controller.project.folder
    learned.program.project_controller.add([learned.makes_image("b.tif")], new=True)
    assert (first / "weights" / "weights.safetensors").exists()
    learned.wait_until(lambda: learned.scene is not None)
    start = len(learned.session.asked)
    learned.program.project_controller.open_project(first)
    assert requests(learned, start) == [(LoadWeights, "weights.safetensors")]


def test_late_weights_of_a_project_are_not_reported_in_the_next_one(learned):
    weights = learned.program.project_controller.project.weights_path
    learned.program.project_controller.add([learned.makes_image("b.tif")], new=True)
    learned.program.bus.engine.weights_saved.emit(WeightsSaved(weights))
    learned.program.bus.engine.weights_saved.emit(WeightsSaved(learned.folder / "mine.safetensors"))
    told = [note for note in learned.notes if note.startswith("What was learned is saved")]
    assert told == [f"What was learned is saved in {learned.folder / 'mine.safetensors'}"]


@pytest.mark.parametrize("image", ["b.tif", "a.tif"])  # of another name, and of the same
def test_late_steps_and_masks_of_a_project_are_not_counted_for_the_next_one(learned, image):
    learning, first = learned.program.learning, learned.scene
    labels = first.labels.copy()
    (learned.folder / "other").mkdir()
    other = learned.makes_image(f"other/{image}")
    session = learned.session
    waiting, answer = [], session._answer

    def answers_late(request):
        if isinstance(request, LoadWeights):  # a step was under way
            yield StepDone(9, 0.1, {}, 5.0, 1)
            yield masks_of(first, labels)
            yield Guidance(first.image_id, 0.9, (1, 1), None)
        waiting.append(request)
        yield from answer(request)

    session._answer = answers_late
    learned.program.project_controller.add([other], new=True)
    learned.wait_until(lambda: learned.scene is not None and learned.scene is not first)
    learned.wait_until(lambda: len(waiting) >= 3)
    QApplication.processEvents()
    assert (learning.steps, learning.seconds, learning.state) == (0, 0.0, WAITING)
    project = learned.program.project_controller.project
    learned.program.project_controller.frames.keep_masks()
    learned.program.project_controller.close()
    assert list((project.folder / "weights").iterdir()) == []
    assert list((project.folder / "masks").iterdir()) == []
    assert [dict(each.cells) for each in project.images] == [{}]
    assert not learned.problems


def test_the_panel_forgets_time_and_curve_of_the_project_before(learned):
    panel = learned.program.docks.learning
    learned.wait_until(lambda: panel._time.text() != "")
    learned.program.project_controller.add([learned.makes_image("b.tif")], new=True)
    assert panel._time.text() == ""
    assert panel._mistakes.points == []


def test_after_a_fresh_start_there_is_nothing_to_save(learned):
    learned.program.learning.start_fresh()
    learned.program.learning.keep_weights()
    learned.wait_until(lambda: isinstance(learned.session.asked[-1], object))
    QApplication.processEvents()
    assert not learned.problems


def test_an_engine_that_does_not_answer_in_time_is_reported_and_nothing_is_lost(
    learned, monkeypatch
):
    from app.state import weights_file

    monkeypatch.setattr(weights_file, "LONGEST_WAIT_S", 0.2)
    learned.program.learning._file.unsaved_steps = 1
    answer = learned.session._answer
    learned.session._answer = lambda r: () if isinstance(r, SaveWeights) else answer(r)
    first = learned.program.project_controller.project.folder
    learned.program.project_controller.add([learned.makes_image("b.tif")], new=True)
    assert "could not be saved in time" in learned.problems[-1][0]
    learned.wait_until(lambda: learned.scene is not None)
    learned.program.project_controller.open_project(first)
    learned.wait_until(lambda: learned.scene is not None and learned.scene.entry_id == "a")
    assert learned.sketch.any()


def test_a_project_that_is_closed_stops_the_segmentation_of_its_images(user):
    one = user()
    one.opens(*(one.makes_image(name) for name in ("a.tif", "b.tif", "c.tif")))
    first = one.program.project_controller.project
    one.session.hold_after = 2
    one.program.segmentation.begin(go_on=False)
    one.wait_until(lambda: one.session.held)
    (one.folder / "other").mkdir()
    one.program.project_controller.add([one.makes_image("other/c.tif")], new=True)
    assert not one.program.segmentation.running
    one.wait_until(lambda: one.scene is not None)
    one.program.bus.engine.frame_segmented.emit(FrameSegmented("c", 7))
    one.program.project_controller.frames.finish()
    assert [dict(image.cells) for image in one.program.project_controller.project.images] == [{}]
    assert [dict(image.cells) for image in first.images] == [{"": 1}, {"": 1}, {}]


def test_undo_is_not_offered_for_corrections_that_the_engine_cannot_take_back(two):
    two.program.bus.canvas.cell_deleted.emit((30.0, 30.0))
    two.wait_until(lambda: np.count_nonzero(two.scene.areas_px) == 1)
    goes_to(two, "b")
    goes_to(two, "a")
    two.presses("Ctrl+Z")
    two.wait_until(lambda: np.count_nonzero(two.scene.areas_px) == 2)
    two.program.bus.canvas.cell_deleted.emit((30.0, 30.0))
    two.wait_until(lambda: np.count_nonzero(two.scene.areas_px) == 1)
    goes_to(two, "b")
    two.program.learning.forget(["a"])  # as when memory is short
    goes_to(two, "a")
    assert not two.program.document.annotations.can_undo


def test_that_no_cells_were_found_is_a_result(user):
    from sketchpose_engine.live.messages import FieldsReady

    one = user()
    one.opens(one.makes_image("a.tif"))
    zeros = np.zeros((2, *one.scene.shape), np.float16)
    no_doubt = zeros[0].astype(np.uint8)
    one.program.bus.engine.fields_ready.emit(
        FieldsReady("a", one.scene.box, zeros[0], zeros, no_doubt)
    )
    assert saved(one) == ({"a": 0}, {"a": {"": 0}})


def test_cells_found_in_another_image_are_not_shown(two):
    goes_to(two, "b")
    told = Guidance("a", 0.5, None, None, cells=CellsFound(5, 4, 0))
    two.program.bus.engine.guidance_ready.emit(told)
    assert two.program.window.findChild(CellsFoundLabel).text() == ""


def test_packing_does_not_end_the_segmentation(user):
    one = user()
    one.opens(*(one.makes_image(name) for name in ("a.tif", "b.tif")))
    one.session.hold_after = 1
    one.program.segmentation.begin(go_on=False)
    one.wait_until(lambda: one.session.held)
    one.program.project_controller.pack(one.folder / "all.sketchpose", False)
    assert one.program.segmentation.running


# While learning goes on


def learns(user, cells):
    """New masks come, then what was learned is saved; returns the number of cells on disk."""
    labels = np.zeros(user.scene.labels.shape, np.int32)
    labels[0, :cells] = np.arange(1, cells + 1)
    bus, project = user.program.bus, user.program.project_controller.project
    bus.engine.masks_ready.emit(masks_of(user.scene, labels))
    bus.engine.weights_saved.emit(WeightsSaved(project.weights_path))
    user.program.project_controller.frames.store.finish()
    return project.masks.read("a")[0].max()


def test_masks_are_saved_together_with_what_was_learned(two):
    assert learns(two, 5) == 5
    assert learns(two, 6) == 6


def test_masks_of_large_images_are_saved_less_often(two, monkeypatch):
    learns(two, 5)
    monkeypatch.setattr(frame_store, "SMALL_PX", 100)
    assert learns(two, 6) == 5
    monkeypatch.setattr(frame_store, "LARGE_MS", 0)
    assert learns(two, 7) == 7
