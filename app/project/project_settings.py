"""What is set for the open project: classes of cells, pixel sizes, filters, the image shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.core.bus import Bus
from app.core.error_reporting import saved
from app.state.document import Document
from app.state.scene import Scene
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.results.filters import Filter

SETTLE_MS = 700  # while a filter is dragged, or images are stepped through, nothing is saved
Sizes = Mapping[str, float | None]  # by the names of the facts of a project's images


class ProjectSettings(QObject):
    """Changes what is set for the open project, and saves it there.

    Parameters
    ----------
    bus, document
        The program's.
    project
        Returns the open project; None if none is open.
    """

    def __init__(self, bus: Bus, document: Document, project: Callable[[], Project | None]) -> None:
        super().__init__()
        self._bus = bus
        self._document = document
        self._project = project
        self._filters: tuple[Filter, ...] = ()
        self._shown = ""  # id of the image shown last
        self._saving = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._saving.timeout.connect(self.save)
        bus.project.filters_chosen.connect(self._take_filters)
        bus.frame.opened.connect(self._take_shown)

    def use(self, project: Project) -> None:
        """Use what is set for a project that was opened."""
        self._filters, self._shown = project.filters, project.manifest.shown
        self._bus.project.filters_changed.emit(project.filters)
        self._bus.project.classes_changed.emit(project.classes)

    def close(self) -> None:
        """Save nothing any more; `save` comes before."""
        self._saving.stop()

    def set_classes(self, classes: tuple[CellClass, ...]) -> None:
        """Save the classes of cells."""
        project = self._project()
        if project is not None and saved(self._bus, lambda: project.set_classes(classes)):
            self._bus.project.classes_changed.emit(classes)

    def set_pixel_size(
        self, size_um: float | None, all_images: bool, others: Sizes | None = None
    ) -> None:
        """Save the pixel size, and `others` of `Project.describe`; None: those of the file."""
        scene, project = self._document.scene, self._project()
        if scene is None or project is None:
            return
        one = scene.extent.scenes > 1 and not all_images  # each scene has a size of its own
        images = project.images if all_images else [project.image(scene.entry_id)]
        sizes = {"pixel_size_um": size_um, "scene": scene.frame.scene if one else None}
        facts = {image.id: sizes | dict(others or {}) for image in images}
        if saved(self._bus, lambda: project.describe_many(facts)):
            scene.pixel_size_um = size_um or scene.file_pixel_size_um
            self._bus.frame.pixel_size_changed.emit(scene)

    def _take_filters(self, filters: tuple[Filter, ...]) -> None:
        """Use other filters at once, and save them after a delay."""
        self._bus.project.filters_changed.emit(filters)
        self._filters = filters
        self._saving.start()

    def _take_shown(self, scene: Scene) -> None:
        """Open the project with this image next time."""
        self._shown = scene.entry_id
        self._saving.start()

    def save(self) -> None:
        """Save which cells count, and which image is shown, if it is not done yet."""
        project, filters, shown = self._project(), self._filters, self._shown
        if project is not None:
            saved(
                self._bus,
                lambda: project.update(lambda old: replace(old, filters=filters, shown=shown)),
            )
