"""All signals of the program, in seven groups; docs/signals.md lists who emits and receives them.

A signal reports what has happened. All are received in the window's thread. Annotations give the
payload, which mypy checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.typed_signal import BareSignal, PayloadSignal, bare_signal, payload_signal

if TYPE_CHECKING:  # for annotations only: some are of layers above, and most take time to load
    from app.core.action_keys import ActionKey
    from app.core.payloads import (
        Answered,
        Busy,
        CellCount,
        History,
        LayerChange,
        MarkedPlaces,
        Message,
        PreferenceChange,
        Problem,
        StrokePoint,
        StrokeQuestion,
        StrokeStart,
        UndoneStroke,
    )
    from app.core.tasks import Progress
    from app.project.image_list import ImageEntry
    from app.project.image_loading import Replaced
    from app.state.advice import Advice
    from app.state.frame_series import Along
    from app.state.links import Links
    from app.state.measurer import Measured
    from app.state.questions import Question
    from app.state.scene import Scene, ShownMasks
    from app.state.series_measurements import SeriesMeasurements
    from app.state.volume import Volume
    from sketchpose_engine.core.box import Box
    from sketchpose_engine.images.frames import Frame
    from sketchpose_engine.images.readers.base import PageAxis
    from sketchpose_engine.inference.jobs import FrameSegmented, Segmenting, SegmentingEnded
    from sketchpose_engine.live.messages import (
        BaselineAdopted,
        FieldsReady,
        Guidance,
        Idle,
        MasksReady,
        NetworkReady,
        ResultsHeld,
        UnusedGpu,
        ValidSetReady,
        WeightsRestored,
        WeightsSaved,
    )
    from sketchpose_engine.live.requests import KeepResult
    from sketchpose_engine.live.result import Result
    from sketchpose_engine.project.project import Project
    from sketchpose_engine.project.project_image import CellClass
    from sketchpose_engine.results.filters import Filter
    from sketchpose_engine.sketch.edits import Change
    from sketchpose_engine.sketch.raster import Point
    from sketchpose_engine.training.events import StepDone


class CanvasSignals(QObject):
    """Mouse and pen on the canvas; points are (y, x) in image pixels, pixel centres at .0."""

    stroke_started: PayloadSignal[StrokeStart] = payload_signal()
    stroke_moved: PayloadSignal[StrokePoint] = payload_signal()
    stroke_ended: BareSignal = bare_signal()
    stroke_dropped: BareSignal = bare_signal()  # Escape: as if it had not been begun
    stroke_outlined: PayloadSignal[Point] = payload_signal()  # right double click on a stroke
    cell_accepted: PayloadSignal[Point] = payload_signal()  # make strokes of the mask here
    cell_rejected: PayloadSignal[Point] = payload_signal()  # make background of the mask here
    cell_deleted: PayloadSignal[Point] = payload_signal()  # the mask here is not a cell
    cell_merged: PayloadSignal[Point] = payload_signal()  # joins the selected cells
    cells_split: PayloadSignal[list[Point]] = payload_signal()  # line across masks
    cell_clicked: PayloadSignal[Point] = payload_signal()  # select the cell here, no other
    cell_toggled: PayloadSignal[Point] = payload_signal()  # select the cell here, too, or no longer
    area_selected: PayloadSignal[Box] = payload_signal()  # select the cells in it, too
    pointer_moved: PayloadSignal[Point | None] = payload_signal()  # None: outside of the image
    view_changed: PayloadSignal[Box] = payload_signal()  # part of the image in the viewport
    preview_moved: PayloadSignal[Box | None] = payload_signal()  # to predict first; None: viewport
    zoom_changed: PayloadSignal[float] = payload_signal()  # screen pixels per image pixel


class FrameSignals(QObject):
    """The open frame: its sketch, its masks, its measurements."""

    opened: PayloadSignal[Scene] = payload_signal()  # the canvas shows it from now on
    closed: BareSignal = bare_signal()
    layer_changed: PayloadSignal[LayerChange] = payload_signal()
    sketch_changed: PayloadSignal[Change] = payload_signal()  # an edit is finished
    stroke_questioned: PayloadSignal[StrokeQuestion] = payload_signal()
    stroke_confirmed: PayloadSignal[int] = payload_signal()  # revision of the sketch with it
    questions_changed: PayloadSignal[Scene] = payload_signal()  # strokes in question are others
    strokes_waiting: PayloadSignal[int] = payload_signal()  # number that wait for an answer
    history_changed: PayloadSignal[History] = payload_signal()
    stroke_undone: PayloadSignal[UndoneStroke] = payload_signal()
    masks_changed: PayloadSignal[MasksReady] = payload_signal()  # the scene has these masks now
    masks_proposed: PayloadSignal[ShownMasks | None] = payload_signal()  # not in the scene yet
    masks_aged: PayloadSignal[int] = payload_signal()  # seconds of learning since they were made
    volume_changed: PayloadSignal[Volume | None] = payload_signal()  # for the side views
    counted: PayloadSignal[CellCount] = payload_signal()
    cells_lost: PayloadSignal[bool] = payload_signal()  # far fewer than in an earlier result
    measured: PayloadSignal[Measured] = payload_signal()
    pixel_size_changed: PayloadSignal[Scene] = payload_signal()


class ProjectSignals(QObject):
    """The open project: its images, classes and filters, and requests that concern them."""

    switching: BareSignal = bare_signal()  # another project replaces the one that is open
    opened: PayloadSignal[Project] = payload_signal()
    files_dropped: PayloadSignal[list[str]] = payload_signal()  # paths to open
    images_listed: PayloadSignal[list[ImageEntry]] = payload_signal()  # all images
    entry_changed: PayloadSignal[ImageEntry] = payload_signal()  # one of them
    image_chosen: PayloadSignal[str] = payload_signal()  # image id
    image_removed: PayloadSignal[str] = payload_signal()  # image id
    image_revealed: PayloadSignal[str] = payload_signal()  # image id; show its file in its folder
    image_replaced: PayloadSignal[Replaced] = payload_signal()  # its file is another one
    frame_chosen: PayloadSignal[Frame] = payload_signal()  # of the open image
    page_axis_chosen: PayloadSignal[PageAxis] = payload_signal()  # of the open image's file
    filters_chosen: PayloadSignal[tuple[Filter, ...]] = payload_signal()
    filters_changed: PayloadSignal[tuple[Filter, ...]] = payload_signal()  # in use from now on
    classes_changed: PayloadSignal[tuple[CellClass, ...]] = payload_signal()


class EngineSignals(QObject):
    """The engine's thread and its messages, and the state of learning that follows from them."""

    started: BareSignal = bare_signal()  # it is imported and waits for requests
    failed: BareSignal = bare_signal()  # after an error learning has stopped
    restarted: BareSignal = bare_signal()  # after several errors, without weights and images
    ended: BareSignal = bare_signal()  # it failed too often, or could not be loaded
    start_requested: BareSignal = bare_signal()  # after it has ended
    network_ready: PayloadSignal[NetworkReady] = payload_signal()
    step_done: PayloadSignal[StepDone] = payload_signal()
    masks_ready: PayloadSignal[MasksReady] = payload_signal()  # not in the scene yet
    fields_ready: PayloadSignal[FieldsReady] = payload_signal()
    valid_set_ready: PayloadSignal[ValidSetReady] = payload_signal()
    guidance_ready: PayloadSignal[Guidance] = payload_signal()
    gpu_unused: PayloadSignal[UnusedGpu] = payload_signal()
    baseline_adopted: PayloadSignal[BaselineAdopted] = payload_signal()
    weights_restored: PayloadSignal[WeightsRestored] = payload_signal()
    idle: PayloadSignal[Idle] = payload_signal()
    results_held: PayloadSignal[ResultsHeld] = payload_signal()
    weights_saved: PayloadSignal[WeightsSaved] = payload_signal()
    segmenting: PayloadSignal[Segmenting] = payload_signal()
    frame_segmented: PayloadSignal[FrameSegmented] = payload_signal()
    segmenting_ended: PayloadSignal[SegmentingEnded] = payload_signal()
    learning_restarted: BareSignal = bare_signal()  # from other weights: the curve is void
    learning_changed: PayloadSignal[str] = payload_signal()  # one of `learning.STATES`


class ViewSignals(QObject):
    """What the window shows, and requests of its parts to each other."""

    action_requested: PayloadSignal[ActionKey] = payload_signal()
    tool_changed: PayloadSignal[str] = payload_signal()  # name, see `canvas.tools`
    class_chosen: PayloadSignal[int] = payload_signal()  # class of the cell brush, from 0
    cells_chosen: PayloadSignal[tuple[int, ...]] = payload_signal()  # labels; the last leads
    place_chosen: PayloadSignal[Box] = payload_signal()  # part of the image to bring into view
    scale_chosen: PayloadSignal[float] = payload_signal()  # screen pixels per image pixel
    question_shown: PayloadSignal[Question] = payload_signal()  # at its place in the image
    question_answered: PayloadSignal[Answered] = payload_signal()
    question_closed: PayloadSignal[Question] = payload_signal()  # answered, void or put off
    places_marked: PayloadSignal[MarkedPlaces] = payload_signal()  # where strokes are doubtful
    mistake_undone: PayloadSignal[int] = payload_signal()  # revision with a stroke that will go
    result_chosen: PayloadSignal[int] = payload_signal()  # number of the result to return to
    result_previewed: PayloadSignal[Result | None] = payload_signal()  # on the picture, for now
    result_kept: PayloadSignal[KeepResult] = payload_signal()
    preference_changed: PayloadSignal[PreferenceChange] = payload_signal()
    theme_changed: PayloadSignal[bool] = payload_signal()  # whether it is dark


class LinkSignals(QObject):
    """Cells that are linked through the frames of a movie or the slices of a stack."""

    changed: PayloadSignal[Links | None] = payload_signal()  # None: neither is open
    history_changed: PayloadSignal[History] = payload_signal()  # of corrections of links
    axis_chosen: PayloadSignal[Along] = payload_signal()  # to link along
    doubt_chosen: PayloadSignal[int] = payload_signal()  # number in the list of doubts
    measurements_wanted: PayloadSignal[tuple[int, ...]] = payload_signal()  # of these tracks
    measured: PayloadSignal[SeriesMeasurements] = payload_signal()


class NoticeSignals(QObject):
    """Messages to the user."""

    advised: PayloadSignal[Advice | None] = payload_signal()
    advice_shown: PayloadSignal[Advice | None] = payload_signal()  # None: hidden by a message
    problem_met: PayloadSignal[Problem] = payload_signal()
    crash_found: PayloadSignal[Problem] = payload_signal()  # of a previous run; nothing has stopped
    noted: PayloadSignal[str] = payload_signal()  # sentence that is shown for a short time
    note_ended: BareSignal = bare_signal()  # what it is about was taken back
    message_shown: PayloadSignal[Message] = payload_signal()
    message_ended: PayloadSignal[str] = payload_signal()  # its key: it is no longer true
    busy_changed: PayloadSignal[Busy] = payload_signal()
    task_changed: PayloadSignal[Progress] = payload_signal()  # of a task that can be stopped


class Bus:
    """Connects parts of the program that do not import each other."""

    def __init__(self) -> None:
        self.canvas = CanvasSignals()
        self.frame = FrameSignals()
        self.project = ProjectSignals()
        self.engine = EngineSignals()
        self.view = ViewSignals()
        self.links = LinkSignals()
        self.notices = NoticeSignals()

    def block(self) -> None:
        """Deliver nothing any more."""
        for group in (
            self.canvas,
            self.frame,
            self.project,
            self.engine,
            self.view,
            self.links,
            self.notices,
        ):
            group.blockSignals(True)
