"""Prompts for files, names and numbers before an action."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from app.core import paths
from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.preferences import Preferences
from app.core.translation import counted, sentence_of, tr, tr_noop
from app.dialogs.choice import ChoiceDialog
from app.dialogs.classes import ClassesDialog
from app.dialogs.pixel_size import PixelSizeDialog
from app.project.batch_segmentation import Segmentation
from app.project.project_controller import ProjectController
from app.state.document import Document
from app.state.learning import Learning
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.manifest import PACKED_SUFFIXES
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.values import CLASS_OF

WEIGHTS = tr_noop("What was learned (*.safetensors)")
MASKS = tr_noop("Masks (*.tif *.tiff *.png *.npy);;All files (*)")
PACKED = tr_noop("Packed projects (*.sketchpose *.zip)")


class Prompts:
    """One method for each action that needs an answer first.

    Parameters
    ----------
    bus, preferences, document, learning, project_controller, segmentation
        The program's.
    window
        Of the dialogs; asked for when they open.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        document: Document,
        learning: Learning,
        project_controller: ProjectController,
        segmentation: Segmentation,
        window: Callable[[], QWidget],
    ) -> None:
        self._bus = bus
        self._preferences = preferences
        self._document = document
        self._learning = learning
        self._project_controller = project_controller
        self._segmentation = segmentation
        self._window = window

    def copy(self) -> None:
        """Ask where to save a copy of the project."""
        folder, _ = QFileDialog.getSaveFileName(
            self._window(), tr("Save project as (a new folder)"), str(paths.projects_folder())
        )
        if folder:
            self._project_controller.save_copy(Path(folder))

    def pack(self) -> None:
        """Ask where to pack the project, and whether with its images."""
        project = self._project_controller.project
        if project is None:
            return
        dialog = ChoiceDialog(
            self._window(),
            tr("Pack project"),
            tr(
                "Everything of this project in one file, for a colleague or an archive. "
                "Open it with File, Open images, or drop it into the window. It is a zip file."
            ),
            tr("Choose the file…"),
            {
                "images": (tr("With its images"), tr("Nothing else is needed to go on with it")),
                "alone": (tr("Without images"), tr("Smaller; the colleague has the same images")),
            },
        )
        dialog.accepted.connect(lambda: self._pack(dialog.chosen() == "images"))
        dialog.open()

    def masks(self) -> None:
        """Ask for a file with masks, and what to do with them."""
        scene = self._document.scene
        if scene is None:
            return
        file, _ = QFileDialog.getOpenFileName(
            self._window(), tr("Masks of this image"), self._preferences["last_folder"], tr(MASKS)
        )
        if not file:
            return
        dialog = ChoiceDialog(
            self._window(),
            tr("Import masks or strokes"),
            tr("What is in {file}?", file=Path(file).name),
            tr("Import"),
            {
                "masks": (
                    tr("A result to go on with"),
                    tr("They replace the masks that are shown"),
                ),
                "strokes": (
                    tr("Right, everywhere"),
                    tr(
                        "They become strokes of cells, background and boundaries: it is learned "
                        "from them. Can be undone."
                    ),
                ),
                "sketch": (
                    tr("Strokes"),
                    tr(
                        "0 nothing, 1 background, 2 cell, 3 boundary, as Sketchpose exports them. "
                        "They are drawn over those that are there. Can be undone."
                    ),
                ),
            },
        )
        dialog.accepted.connect(lambda: self._import(Path(file), dialog.chosen()))
        dialog.open()

    def pixel_size(self) -> None:
        """Ask for the pixel size."""
        scene, project = self._document.scene, self._project_controller.project
        if scene is None or project is None:
            return
        image, file_um = project.image(scene.entry_id), scene.file_pixel_size_um
        own_um = image.size_of(scene.frame.scene)
        is_stack = scene.extent.scene(scene.frame.scene).depths > 1
        steps = (image.depth_step_um, scene.file_depth_step_um) if is_stack else None
        count = len(project.images)
        dialog = PixelSizeDialog(self._window(), scene.name, own_um, file_um, count, steps)
        dialog.accepted.connect(
            lambda: self._project_controller.settings.set_pixel_size(
                *dialog.chosen(), dialog.steps()
            )
        )
        dialog.open()

    def classes(self) -> None:
        """Ask for the classes of cells."""
        scene, project = self._document.scene, self._project_controller.project
        if project is None:
            return
        used = int(CLASS_OF[scene.sketch].max(initial=0)) if scene is not None else 0
        others = len([each for each in project.images if project.sketches.drawn_keys(each.id)])
        if others > 1 or (others and scene is None):
            used = len(project.classes)  # what is drawn on other images is not looked at
        dialog = ClassesDialog(self._window(), project.classes, used)
        dialog.accepted.connect(
            lambda: self._project_controller.settings.set_classes(dialog.chosen())
        )
        dialog.open()

    def segment_all(self) -> None:
        """Ask how to segment all images."""
        project = self._project_controller.project
        if project is None or self._segmentation.running:
            return
        ways = {
            "all": (tr("All images"), tr("Existing masks are replaced; your corrections are kept")),
            "new": (
                tr("Only images without masks"),
                tr("Images and frames that have masks stay as they are"),
            ),
        }
        if self._segmentation.unfinished():
            left = (tr("Go on where it was stopped"), tr("With what was learned when it was begun"))
            ways = {"go on": left} | ways
        dialog = ChoiceDialog(
            self._window(),
            tr("Segment all images"),
            tr(
                "Find cells in {images} with what has been learned. You can keep drawing; learning "
                "pauses, and goes on with your next stroke.",
                images=self._all_of(project),
            ),
            tr("Segment"),
            ways,
        )
        self._segmentation.look_for_stacks(partial(_offer_projection, dialog))
        dialog.accepted.connect(
            lambda: self._segmentation.begin(
                go_on=dialog.chosen() == "go on",
                only_new=dialog.chosen() == "new",
                projected=dialog.checked,
            )
        )
        dialog.open()

    def _all_of(self, project: Project) -> str:
        """Name all that can be segmented: images, or the frames of the only one."""
        if len(project.images) > 1:
            return counted(len(project.images), "the image of this project", "all %n images")
        scene = self._document.scene
        if scene is None or len(scene.extent) == 1:
            return tr("the image of this project")
        return counted(len(scene.extent), "the frame of this image", "all %n frames of this image")

    def weights_target(self) -> None:
        """Ask where to save the weights."""
        file, _ = QFileDialog.getSaveFileName(
            self._window(), tr("Save what was learned"), "weights.safetensors", tr(WEIGHTS)
        )
        if file:
            self._learning.save_weights(Path(file).with_suffix(".safetensors"))

    def _pack(self, with_images: bool) -> None:
        project = self._project_controller.project
        if project is None:
            return
        start = _packed(project.folder)
        file, _ = QFileDialog.getSaveFileName(
            self._window(), tr("Pack project"), str(start), tr(PACKED)
        )
        if file:
            self._project_controller.pack(_packed(Path(file)), with_images)

    def _import(self, path: Path, way: str) -> None:
        from sketchpose_engine.images.import_masks import import_masks
        from sketchpose_engine.images.label_images import load_sketch
        from sketchpose_engine.sketch.from_masks import strokes_of

        scene = self._document.scene
        if scene is None:
            return
        try:
            if way == "sketch":
                self._document.draw_values(load_sketch(path, scene.shape))
                return
            found = import_masks(path, scene.shape, scene.frame, scene.extent)
            if way == "strokes":
                self._document.draw_values(strokes_of(found.labels))
            else:
                self._learning.use_masks(found.labels)
            if found.note:
                self._bus.notices.noted.emit(sentence_of(found.note))
        except InputError as error:
            report(self._bus, error)


def _offer_projection(dialog: ChoiceDialog, has_stacks: bool) -> None:
    """Offer to segment projections, once it is known whether there are stacks."""
    if has_stacks and isValid(dialog) and dialog.isVisible():
        dialog.offer(tr("Z-stacks: maximum projection only"))


def _packed(path: Path) -> Path:
    """Append the suffix of packed projects, if it is not there."""
    if path.suffix.lower() in PACKED_SUFFIXES:
        return path
    return path.with_name(path.name + PACKED_SUFFIXES[0])
