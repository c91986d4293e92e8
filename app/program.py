"""The only place where objects meet."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.tools import RESIZE_FACTOR, resize_brush
from app.core import paths
from app.core.action_keys import ActionKey as Key
from app.core.bus import Bus
from app.core.payloads import Problem
from app.core.preferences import LAYERS, Preferences
from app.dialogs import help
from app.dialogs.selftest import SelfTestDialog
from app.panels.brush import BrushSize
from app.panels.cells.panel import CellsPanel
from app.panels.class_brush import ClassBrush
from app.panels.frames import FramesBar
from app.panels.hints import Hints
from app.panels.images import ImagesPanel
from app.panels.layers import ShowPanel
from app.panels.learning import LearningPanel
from app.panels.results import ResultsPanel
from app.panels.strips import AdviceStrip, EmptyState, ProblemStrip
from app.panels.task import TaskStrip
from app.project.batch_segmentation import Segmentation
from app.project.export_controller import ExportController
from app.project.page_axes import PageAxes
from app.project.project_controller import ProjectController
from app.project.recount import Recount
from app.state.advice import AdviceController
from app.state.cell_selection import CellSelection
from app.state.document import Document
from app.state.engine_thread import EngineSession, EngineThread, start_session
from app.state.learning import Learning
from app.state.measurer import Measurer
from app.state.scene_updater import SceneUpdater
from app.ui.actions import Actions
from app.ui.icons import Icons
from app.ui.theme import Theme
from app.window.export_prompt import ExportPrompt
from app.window.main_window import MainWindow
from app.window.missing_files import MissingFilesPrompt
from app.window.prompts import Prompts
from app.window.weights_prompt import WeightsPrompt
from sketchpose_engine.live.messages import WeightsSaved

ENGINE_RESTARTED = (
    "Learning failed again and again, so it was started anew, with the weights that were saved "
    "last. Everything that you drew is saved."
)
ENGINE_ENDED = (
    "Learning has failed and could not be started anew. Everything that you drew is saved: press "
    "Start to try again, or close Sketchpose and open it again."
)
LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BELOW = Qt.DockWidgetArea.BottomDockWidgetArea


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
        self.engine = EngineThread(bus, make_session)
        self.display = SceneUpdater(bus)
        self.document = Document(bus, preferences)
        self.learning = Learning(bus, preferences, self.engine.post, self.engine.ask)
        self.project_controller = ProjectController(bus, preferences, self.document, self.learning)
        self._page_axes = PageAxes(bus, self.project_controller)
        self.segmentation = Segmentation(
            bus, self.project_controller, self.engine.post, self.engine.ask
        )
        self.measurer = Measurer(bus)
        self.recounter = Recount(bus, self.project_controller)
        self._prompts = Prompts(
            bus,
            preferences,
            self.document,
            self.learning,
            self.project_controller,
            self.segmentation,
            lambda: self.window,
        )
        self._files_lost = MissingFilesPrompt(
            bus, preferences, self.document, self.project_controller, lambda: self.window
        )
        self._starting = WeightsPrompt(preferences, self.learning, icons, lambda: self.window)
        self.exporter = ExportController(
            bus, preferences, self.project_controller, self.engine.post, lambda: self.window
        )
        self._export_prompt = ExportPrompt(
            preferences, self.document, self.project_controller, self.exporter, lambda: self.window
        )
        self.adviser = AdviceController(bus)
        self.actions = Actions(bus, preferences, icons, self._handlers())
        self.canvas = Canvas(bus, preferences)
        self.hints = Hints(self.canvas, bus, preferences, icons)
        self._learning_panel = LearningPanel(bus, preferences, icons)
        self._results_panel = ResultsPanel(bus, icons)
        self._cells_panel = CellsPanel(bus, preferences, icons)
        self._cells_panel.seen.connect(self.measurer.want)
        self.chooser = CellSelection(bus)
        self._hidden: list[str] = []
        self._tool = "cell"
        self.window = self._window()
        self.theme = Theme(application, bus, preferences, icons)
        bus.view.tool_changed.connect(self._take_tool)
        bus.canvas.pointer_moved.connect(self._show_pointer)
        bus.engine.weights_saved.connect(self._note_weights)
        bus.engine.start_requested.connect(self._start_engine)
        bus.engine.restarted.connect(self._hand_over)
        bus.engine.ended.connect(lambda: bus.notices.problem_met.emit(Problem(ENGINE_ENDED)))
        self.window.recent.aboutToShow.connect(self._list_recent)
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
        self._starting.close()
        self.segmentation.close()
        self.recounter.close()
        self.measurer.close()
        self.project_controller.close()
        self.engine.stop()
        self.bus.block()  # what is still on its way finds no window any more

    def _load_the_rest(self) -> None:
        if not self.window.isVisible():
            return  # closed already
        self._learning_panel.add_plot()
        self._results_panel.add_plot()
        self._cells_panel.add_plot()
        self.engine.start()

    def _window(self) -> MainWindow:
        bus, preferences, icons = self.bus, self.preferences, self.icons
        samples = {name: QIcon(str(paths.sample_picture(folder))) for name, folder in paths.SAMPLES}
        folders = dict(paths.SAMPLES)
        window = MainWindow(
            bus,
            preferences,
            self.actions,
            self.canvas,
            EmptyState(
                bus,
                icons,
                samples,
                lambda name: self.project_controller.open_sample(name, folders[name]),
                self._last_project(),
            ),
            [
                FramesBar(bus),
                TaskStrip(bus),
                ProblemStrip(bus, icons),
                AdviceStrip(bus, icons, self.adviser.dismiss),
            ],
            [
                ("Images", ImagesPanel(bus), LEFT),
                ("Learning", self._learning_panel, RIGHT),
                ("Show", ShowPanel(bus, preferences), RIGHT),
                ("Results", self._results_panel, RIGHT),
                ("Cells", self._cells_panel, BELOW),
            ],
            [ClassBrush(bus), BrushSize(bus, preferences)],
        )
        window.setWindowIcon(QIcon(str(paths.icon_file("sketchpose"))))
        return window

    def _handlers(self) -> dict[Key, Callable[[], object]]:
        """What each action of the table calls."""
        return {
            Key.OPEN: self._prompts.images,
            Key.OPEN_FOLDER: self._prompts.folder,
            Key.NEW: self._prompts.new_project,
            Key.SAVE_COPY: self._prompts.copy,
            Key.PACK: self._prompts.pack,
            Key.IMPORT_MASKS: self._prompts.masks,
            Key.PIXEL_SIZE: self._prompts.pixel_size,
            Key.CLASSES: self._prompts.classes,
            Key.SEGMENT_ALL: self._prompts.segment_all,
            Key.SAVE_WEIGHTS: self._prompts.weights_target,
            Key.EXPORT: self._export_prompt.ask,
            Key.RELINK: self._files_lost.ask_folder,
            Key.NEXT_FRAME: lambda: self.project_controller.pages.step_frame(1),
            Key.PREVIOUS_FRAME: lambda: self.project_controller.pages.step_frame(-1),
            Key.NEXT: lambda: self.project_controller.pages.step(1),
            Key.PREVIOUS: lambda: self.project_controller.pages.step(-1),
            Key.REMOVE: self._remove_image,
            Key.QUIT: lambda: self.window.close(),
            Key.UNDO: self.document.undo,
            Key.REDO: self.document.redo,
            Key.CLEAR: self.document.clear,
            Key.DELETE_HIDDEN: self.document.delete_hidden,
            Key.TABLE: lambda: self.window.toggle_dock("Cells"),
            Key.SMALLER: lambda: resize_brush(self.preferences, self._tool, 1 / RESIZE_FACTOR),
            Key.LARGER: lambda: resize_brush(self.preferences, self._tool, RESIZE_FACTOR),
            Key.FIT: lambda: self.canvas.view.fit(),
            Key.ACTUAL: lambda: self.canvas.view.actual_size(),
            Key.ZOOM_IN: lambda: self.canvas.view.zoom_in(),
            Key.ZOOM_OUT: lambda: self.canvas.view.zoom_out(),
            Key.HIDE: self._hide,
            Key.LIVE: self.learning.toggle,
            Key.WHERE: self._show_where,
            Key.FRESH: self.learning.start_fresh,
            Key.LOAD_WEIGHTS: self._starting.ask,
            Key.SHORTCUTS: lambda: help.show_shortcuts(self.window),
            Key.HINTS: lambda: self.preferences.__setitem__("hints_done", False),
            Key.SELFTEST: self._check_installation,
            Key.LOG: lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_file()))),
            Key.GRAPHICS_CARD: lambda: help.show_graphics_card(self.window),
            Key.ABOUT: lambda: help.show_about(self.window),
        }

    # Small things between two owners

    def _remove_image(self) -> None:
        if self.document.scene is not None:
            self.project_controller.remove_image(self.document.scene.entry_id)

    def _open_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_file())))

    def _check_installation(self) -> None:
        command = [*paths.program_command(), "--selftest"]
        SelfTestDialog(self.window, command, paths.program_folder()).show()

    def _start_engine(self) -> None:
        """Start the engine once more, if it has ended."""
        if self.engine.isFinished():
            self.engine.start()

    def _hand_over(self) -> None:
        """Hand weights and images to an engine that was started anew, and say so."""
        self.bus.notices.problem_met.emit(Problem(ENGINE_RESTARTED))
        self.learning.resume()
        self.project_controller.teach_again()

    def _take_tool(self, name: str) -> None:
        self._tool = name

    def _show_where(self) -> None:
        if (place := self.adviser.unsure_place) is not None:
            self.bus.view.place_chosen.emit(place)
            self.bus.notices.noted.emit("The program is least sure here: draw what you see.")

    def _hide(self) -> None:
        """Hide every layer, or show again those that were hidden."""
        shown = [f"show_{name}" for name in LAYERS if self.preferences[f"show_{name}"]]
        for key in shown or self._hidden:
            self.preferences[key] = not shown
        self._hidden = shown or self._hidden

    def _show_pointer(self, point: tuple[float, float] | None) -> None:
        scene = self.document.scene
        if point is None or scene is None:
            self.window.show_pointer("")
            return
        y, x = round(point[0]), round(point[1])
        values = ", ".join(f"{value:g}" for value in scene.levels[0][:, y, x].tolist())
        cell = f"   cell {scene.labels[y, x]}" if scene.labels[y, x] else ""
        self.window.show_pointer(f"x {x}  y {y}   value {values}{cell}")

    def _note_weights(self, kept: WeightsSaved) -> None:
        project = self.project_controller.project
        if project is None or kept.path != project.weights_path:
            self.bus.notices.noted.emit(f"The weights are in {kept.path}")

    def _last_project(self) -> tuple[str, Callable[[], None]] | None:
        """Name of the project that was open last, and how to open it."""
        folders = [Path(name) for name in self.preferences["recent_projects"]]
        there = [folder for folder in folders if (folder / "project.json").exists()]
        if not there:
            return None
        return there[0].name, lambda: self.project_controller.open_project(there[0])

    def _list_recent(self) -> None:
        menu = self.window.recent
        menu.clear()
        for folder in self.preferences["recent_projects"]:
            menu.addAction(
                Path(folder).name, partial(self.project_controller.open_project, Path(folder))
            )
        menu.setEnabled(True)
        if menu.isEmpty():
            menu.addAction("None yet").setEnabled(False)
