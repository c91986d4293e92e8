"""Reads the slices of the open stack for the side views, one after the other."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.core.workers import Workers
from app.project.project_controller import ProjectController
from app.state.frame_series import FrameSeries, axes_of, series_of
from app.state.links import LinkedCells, Links
from app.state.scene import Scene
from app.state.volume import Volume, rows_of
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.inference.jobs import FrameSegmented
from sketchpose_engine.project.project import Project

if TYPE_CHECKING:
    from sketchpose_engine.linking.tracks import Tracks

SHOWN = "show_side_views"
SHOW_MS = 100  # between two pictures while slices are read
NO_STACK = tr_noop("Side views are for stacks: open one, or choose a single depth of it.")
Slice = tuple[NDArray[np.uint8] | None, NDArray[np.uint8]]  # intensities, and cells


class VolumeReader(QObject):
    """Owns the volume of the side views; there is none while these are not shown.

    Parameters
    ----------
    bus, preferences
        The program's.
    project_controller
        Owns the project, with images and masks.
    """

    def __init__(
        self, bus: Bus, preferences: Preferences, project_controller: ProjectController
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._project_controller = project_controller
        self._background = Workers()
        self._scene: Scene | None = None
        self._series: FrameSeries | None = None
        self._volume: Volume | None = None
        self._linked: LinkedCells | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._timer.timeout.connect(self._show)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._leave)
        bus.frame.masks_changed.connect(lambda ready: self._take_open_slice())
        bus.frame.pixel_size_changed.connect(lambda scene: self._begin(scene))
        bus.engine.frame_segmented.connect(self._read_segmented)
        bus.links.changed.connect(self._follow)
        bus.view.preference_changed.connect(self._switch)
        project_controller.leaving.append(self._leave)

    def close(self) -> None:
        """Stop reading."""
        self._timer.stop()
        self._background.drop()

    def _switch(self, change: PreferenceChange) -> None:
        if change.key == SHOWN and self._scene is not None:
            if change.value and "depth" not in axes_of(self._scene):
                self._bus.notices.noted.emit(tr(NO_STACK))
            self._open(self._scene)

    def _open(self, scene: Scene) -> None:
        self._scene = scene
        if not self._preferences[SHOWN] or "depth" not in axes_of(scene):
            self._drop()
        elif self._series != series_of(scene, "depth"):
            self._begin(scene)
        else:
            self._take_open_slice()

    def _leave(self) -> None:
        self._scene = None
        self._drop()

    def _drop(self) -> None:
        """Free the memory."""
        self.close()
        if self._volume is not None:
            self._volume = self._series = None
            self._bus.frame.volume_changed.emit(None)

    def _begin(self, scene: Scene) -> None:
        """Read all slices, those next to the open one first."""
        project = self._project_controller.project
        if project is None or not self._preferences[SHOWN] or "depth" not in axes_of(scene):
            return
        self.close()
        series = series_of(scene, "depth")
        image = project.image(series.image_id)
        step_um = image.depth_step_um or scene.file_depth_step_um
        self._series = series
        self._volume = Volume.of(scene, len(series.frames), step_um)
        here = series.index_of(scene.frame)
        for number in sorted(range(len(series.frames)), key=lambda each: abs(each - here)):
            self._read(project, number, with_image=True)
        self._take_open_slice()

    def _read(self, project: Project, number: int, *, with_image: bool) -> None:
        series, volume = self._series, self._volume
        if series is None or volume is None:
            return
        linked = self._linked
        self._background.run(
            lambda: _slice(project, series, number, volume if with_image else None, volume.step,
                           linked),
            partial(self._take, volume, number),
            lambda error: self._fail(error, volume),
        )  # fmt: skip

    def _take(self, volume: Volume, number: int, found: Slice) -> None:
        if volume is not self._volume:
            return
        planes, volume.cells[number] = found
        if planes is not None:
            volume.planes[:, number] = planes
            volume.is_read[number] = True
        self._take_open_slice()

    def _fail(self, error: Exception, volume: Volume) -> None:
        """Report the first slice that cannot be read; the others would fail alike."""
        if volume is self._volume:
            self._background.drop()
            report(self._bus, error)

    def _take_open_slice(self) -> None:
        """Take the cells of the open frame as they are shown."""
        volume, scene, series = self._volume, self._scene, self._series
        if volume is None or scene is None or series is None:
            return
        if (number := series.index_of(scene.frame)) >= 0:
            labels = scene.labels[:: volume.step, :: volume.step]
            volume.cells[number] = rows_of(labels, scene.looks)
        if not self._timer.isActive():
            self._timer.start()

    def _read_segmented(self, found: FrameSegmented) -> None:
        """Read the cells of a frame again whose masks were made anew."""
        key, series = FrameKey.parse(found.page), self._series
        project = self._project_controller.project
        if series is None or project is None or key.image_id != series.image_id:
            return
        if (number := series.index_of(key.frame)) >= 0:
            self._read(project, number, with_image=False)

    def _follow(self, links: Links | None) -> None:
        """Show cells in the colours of their tracks, once they are linked through the slices."""
        along_depth = links is not None and links.series.along == "depth"
        linked = links.linked if along_depth and links is not None else None
        if linked is self._linked:
            return
        self._linked = linked
        project = self._project_controller.project
        if project is not None and self._series is not None:
            for number in range(len(self._series.frames)):
                self._read(project, number, with_image=False)

    def _show(self) -> None:
        self._bus.frame.volume_changed.emit(self._volume)


def _slice(
    project: Project,
    series: FrameSeries,
    number: int,
    volume: Volume | None,
    step: int,
    linked: LinkedCells | None,
) -> Slice:
    """In the other thread: one slice, reduced; with `volume`, its intensities, too."""
    from sketchpose_engine.images.load import load_image

    image, frame = project.image(series.image_id), series.frames[number]
    file = load_image(image.path, frame, image.pages)
    planes = None if volume is None else volume.reduced(file.planes)
    shape = tuple(-(-side // step) for side in file.planes.shape[1:])
    found = project.masks.read(series.keys[number])
    if found is None:
        return planes, np.zeros(shape, np.uint8)
    labels = found[0][::step, ::step]
    rows = None if linked is None else _track_rows(linked, number)
    return planes, rows_of(labels, rows)


def _track_rows(linked: LinkedCells, number: int) -> NDArray[np.uint8]:
    """Palette row of each label of a slice, by its track."""
    tracks: Tracks = linked.tracks
    objects = tracks.objects[number]
    rows = np.zeros(int(objects.labels.max(initial=0)) + 1, np.uint8)
    rows[objects.labels] = linked.colours[tracks.ids[number]]
    return rows
