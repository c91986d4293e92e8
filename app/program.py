"""The only place where objects meet."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.side_views import SideViews
from app.canvas.tools import RESIZE_FACTOR, resize_brush
from app.core import paths
from app.core.action_keys import ActionKey as Key
from app.core.bus import Bus
from app.core.layer_visibility import LayerVisibility
from app.core.preferences import Preferences
from app.core.reveal import reveal
from app.panels.brush import BrushSize
from app.panels.class_brush import ClassBrush
from app.panels.docks import Docks
from app.panels.frames import FramesBar
from app.panels.guided_example import GuidedExample
from app.panels.hints import Hints
from app.panels.message_strip import MessageStrip
from app.panels.start_page import RecentProject, StartPage
from app.panels.strips import ProblemStrip
from app.panels.task import TaskStrip
from app.project.batch_segmentation import Segmentation
from app.project.engine_recovery import EngineRecovery
from app.project.export_controller import ExportController
from app.project.linking import Linking, link_handlers
from app.project.page_axes import PageAxes
from app.project.project_controller import ProjectController
from app.project.recent_projects import picture_file
from app.project.recount import Recount
from app.project.volume_reader import VolumeReader
from app.state.advice import AdviceController
from app.state.answers import Answers
from app.state.cell_selection import CellSelection
from app.state.document import Document
from app.state.earlier_results import EarlierResults
from app.state.engine_thread import EngineSession, EngineThread, start_session
from app.state.learning import Learning
from app.state.mask_age import MaskAge
from app.state.mask_edits import MaskEdits
from app.state.measurer import Measurer
from app.state.scene_updater import SceneUpdater
from app.state.track_selection import TrackSelection
from app.state.weights_notices import WeightsNotices
from app.ui.actions import Actions
from app.ui.icons import Icons
from app.ui.theme import Theme
from app.window.export_prompt import ExportPrompt
from app.window.help_actions import HelpActions
from app.window.main_window import MainWindow
from app.window.missing_files import MissingFilesPrompt
from app.window.open_prompt import OpenPrompt
from app.window.picture_output import PictureOutput
from app.window.pointer_readout import PointerReadout
from app.window.prompts import Prompts
from app.window.recent_menu import RecentMenu
from app.window.weights_prompt import WeightsPrompt


class Program:
    """The running program.

    Parameters
    ----------
    application
        Qt's.
    settings
        Where preferences are kept.
    make_session
        Starts the engine, in its thread.
    """

    def __init__(
        self,
        application: QApplication,
        settings: QSettings,
        make_session: Callable[[], EngineSession] = start_session,
    ) -> None:
        self.bus = bus = Bus()
        self.preferences = preferences = Preferences(bus, settings)
        self.icons = icons = Icons()
        self.engine = engine = EngineThread(bus, make_session)
        self.scene_updater = SceneUpdater(bus)
        self.document = document = Document(bus, preferences)
        self._mask_age = MaskAge(bus, engine.post)
        self._mask_edits = MaskEdits(bus, document)
        self.learning = learning = Learning(bus, preferences, engine.post, engine.ask)
        self._weights_notices = WeightsNotices(bus)
        self._earlier_results = EarlierResults(bus, learning, engine.post)
        self.project_controller = project = ProjectController(bus, preferences, document, learning)
        self._page_axes = PageAxes(bus, project)
        self.segmentation = Segmentation(bus, preferences, project, engine.post, engine.ask)
        self.measurer = Measurer(bus)
        self.recount = Recount(bus, project)
        window = self._get_window
        self._prompts = Prompts(
            bus, preferences, document, learning, project, self.segmentation, window
        )
        self._open_prompt = OpenPrompt(
            bus, preferences, project, window, lambda path: self.linking.imports.begin(path)
        )
        self._missing_files = MissingFilesPrompt(bus, preferences, document, project, window)
        self._weights_prompt = WeightsPrompt(preferences, learning, icons, window)
        self.exporter = ExportController(bus, preferences, project, engine.post, window)
        self._export_prompt = ExportPrompt(
            document,
            project,
            self.recount,
            self.exporter,
            window,
            lambda: self.linking.get_links(),
            learning,
            self._earlier_results,
        )
        self.advice = AdviceController(bus)
        self._answers = Answers(bus, preferences, document)
        self._layers = LayerVisibility(preferences)
        self._help = HelpActions(lambda: self.window)
        self.actions = Actions(bus, preferences, icons, self._handlers())
        self.canvas = Canvas(bus, preferences)
        self._picture_output = PictureOutput(bus, self.canvas.picture, window)
        self.hints = Hints(self.canvas, bus, preferences, icons, self.canvas.view.keep_free)
        self.example = GuidedExample(self.canvas, bus)
        self.docks = Docks(bus, preferences, icons)
        self.docks.cells.seen.connect(self.measurer.want)
        self.docks.cells.seen.connect(self.example.note_table)
        # In this order: cells that are linked stay selected when another frame is opened.
        self._track_selection = TrackSelection(bus)
        self.cell_selection = CellSelection(bus)
        self.linking = Linking(bus, document, learning, project)
        self._volume_reader = VolumeReader(bus, preferences, project)
        self.window = self._make_window()
        self.theme = Theme(application, bus, preferences, icons)
        self._recent_menu = RecentMenu(self.window.recent, project.recent, project.open_project)
        self._readout = PointerReadout(bus, document, self.window.status.show_pointer)
        self._recovery = EngineRecovery(bus, engine, learning, project)
        bus.project.image_revealed.connect(self._reveal)
        self.window.on_screen = self._load_the_rest
        self.window.on_close = self.close
        bus.view.tool_changed.emit("cell")

    def show(self) -> None:
        """Put the window on screen; what takes long to load comes after that."""
        self.window.show()

    def close(self) -> None:
        """End everything that is under way, and bring it to disk."""
        self.document.end()
        self.exporter.close()
        self._weights_prompt.close()
        self.segmentation.close()
        self.linking.close()
        self._volume_reader.close()
        self.recount.close()
        self.measurer.close()
        self.project_controller.close()
        self.engine.stop()
        self.bus.block()  # what is still on its way finds no window any more

    def _load_the_rest(self) -> None:
        if not self.window.isVisible():
            return  # closed already
        self.docks.add_plots()
        self.engine.start()

    def _get_window(self) -> MainWindow:
        """Get the window, which is made last."""
        return self.window

    def _make_window(self) -> MainWindow:
        bus, preferences, icons = self.bus, self.preferences, self.icons
        samples = {name: QIcon(str(paths.sample_picture(folder))) for name, folder in paths.SAMPLES}
        folders = dict(paths.SAMPLES)
        window = MainWindow(
            bus,
            preferences,
            self.actions,
            SideViews(self.canvas, bus, preferences),
            StartPage(
                bus,
                icons,
                samples,
                lambda name: self.project_controller.open_sample(name, folders[name]),
                self._recent_projects,
            ),
            [
                FramesBar(bus),
                TaskStrip(bus),
                ProblemStrip(bus, icons),
                MessageStrip(bus, icons, self.advice.dismiss),
            ],
            self.docks.all,
            [ClassBrush(bus), BrushSize(bus, preferences)],
        )
        window.setWindowIcon(QIcon(str(paths.icon_file("sketchpose"))))
        return window

    def _handlers(self) -> dict[Key, Callable[[], object]]:
        """What each action of the table calls."""
        return link_handlers(lambda: self.linking) | {
            Key.OPEN: self._open_prompt.images,
            Key.OPEN_FOLDER: self._open_prompt.folder,
            Key.ADD_IMAGES: self._open_prompt.added_images,
            Key.NEW: self._open_prompt.new_project,
            Key.SAVE_COPY: self._prompts.copy,
            Key.PACK: self._prompts.pack,
            Key.IMPORT_MASKS: self._prompts.masks,
            Key.IMPORT_TRACKS: self._open_prompt.tracks,
            Key.PIXEL_SIZE: self._prompts.pixel_size,
            Key.CLASSES: self._prompts.classes,
            Key.SEGMENT_ALL: self._prompts.segment_all,
            Key.SAVE_WEIGHTS: self._prompts.weights_target,
            Key.EXPORT: self._export_prompt.ask,
            Key.RELINK: self._missing_files.ask_folder,
            Key.NEXT_FRAME: lambda: self.project_controller.frames.step_frame(1),
            Key.PREVIOUS_FRAME: lambda: self.project_controller.frames.step_frame(-1),
            Key.NEXT: lambda: self.project_controller.frames.step(1),
            Key.PREVIOUS: lambda: self.project_controller.frames.step(-1),
            Key.REMOVE: self._remove_image,
            Key.REVEAL: lambda: self._reveal(self.project_controller.frames.wanted),
            Key.PRINT: lambda: self._picture_output.print(),
            Key.COPY_PICTURE: lambda: self._picture_output.copy(),
            Key.FULL_SCREEN: lambda: self.window.toggle_full_screen(),
            Key.QUIT: lambda: self.window.close(),
            Key.CLEAR: self.document.clear,
            Key.SELECT_ALL: lambda: self.cell_selection.select_all(),
            Key.MERGE_SELECTED: lambda: self._correct_selected("merge"),
            Key.DELETE_SELECTED: lambda: self._correct_selected("delete"),
            Key.DELETE_HIDDEN: self._mask_edits.delete_hidden,
            Key.TABLE: lambda: self.window.toggle_dock("cells"),
            Key.SMALLER: lambda: self._resize_brush(1 / RESIZE_FACTOR),
            Key.LARGER: lambda: self._resize_brush(RESIZE_FACTOR),
            Key.FIT: lambda: self.canvas.view.fit(),
            Key.ACTUAL: lambda: self.canvas.view.actual_size(),
            Key.ZOOM_IN: lambda: self.canvas.view.zoom_in(),
            Key.ZOOM_OUT: lambda: self.canvas.view.zoom_out(),
            Key.HIDE: self._layers.toggle,
            Key.LIVE: self.learning.toggle,
            Key.WHERE: self._show_where,
            Key.FRESH: self.learning.start_fresh,
            Key.LOAD_WEIGHTS: self._weights_prompt.ask,
            Key.EXAMPLE: self._start_example,
            Key.USER_GUIDE: self._help.show_user_guide,
            Key.SHORTCUTS: self._help.show_shortcuts,
            Key.HINTS: lambda: self.hints.show_again(),
            Key.SELFTEST: self._help.check_installation,
            Key.LOG: self._help.open_log,
            Key.GRAPHICS_CARD: self._help.show_graphics_card,
            Key.ABOUT: self._help.show_about,
        }

    def _correct_selected(self, kind: Literal["delete", "merge"]) -> None:
        self._mask_edits.correct_cells(kind, self.cell_selection.labels)

    def _remove_image(self) -> None:
        if self.document.scene is not None:
            self.project_controller.remove_image(self.document.scene.entry_id)

    def _start_example(self) -> None:
        self.preferences["hints_done"] = True  # the example says more than they do
        self.example.start(self.project_controller.open_example)

    def _resize_brush(self, factor: float) -> None:
        resize_brush(self.preferences, self.canvas.interaction.tools.tool.name, factor)

    def _show_where(self) -> None:
        if (question := self.advice.question) is not None:
            self.bus.view.question_shown.emit(question)

    def _recent_projects(self) -> list[RecentProject]:
        recent, go_on = self.project_controller.recent, self.project_controller.open_project
        return [
            RecentProject(
                folder,
                image,
                recent.changed(folder),
                QIcon(str(picture_file(folder))),
                partial(go_on, folder),
            )
            for folder, image in recent.first_images(recent.there()).items()
        ]

    def _reveal(self, image_id: str) -> None:
        if (project := self.project_controller.project) is not None:
            reveal(project.image(image_id).path)
