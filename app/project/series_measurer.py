"""Measures some linked cells in all frames, in another thread."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.tasks import Task
from app.core.translation import tr, tr_noop
from app.core.workers import Workers
from app.project.link_work import masks_of
from app.project.project_controller import ProjectController
from app.state.links import Links
from app.state.series_measurements import SeriesMeasurements
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import ProjectImage
from sketchpose_engine.results.filters import Table

MEASURING = tr_noop("Measuring the cells in all frames")
CROP_WIDTHS = 1.6  # of the cell: side of its pictures
RIM = np.array((255, 176, 0), np.uint8)


class SeriesMeasurer:
    """Measures the cells that are asked for, and reports them when all is done.

    Parameters
    ----------
    bus
        Source of requests, receiver of measurements.
    project_controller
        Owns the project, with images and masks.
    links
        Returns the links of the open movie or stack.
    """

    def __init__(
        self,
        bus: Bus,
        project_controller: ProjectController,
        links: Callable[[], Links | None],
    ) -> None:
        self._bus = bus
        self._project_controller = project_controller
        self._links = links
        self._background = Workers()
        self._task: Task | None = None
        bus.links.measurements_wanted.connect(self._measure)
        project_controller.leaving.append(self.close)

    def close(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.stop()
        self._background.drop()

    def _measure(self, tracks: tuple[int, ...]) -> None:
        links, project = self._links(), self._project_controller.project
        if links is None or links.tracks is None or project is None or not tracks:
            return
        self.close()
        self._task = task = Task(self._bus)
        self._project_controller.frames.finish()  # masks are read from the disk
        work = _Measuring(project, links, tracks)

        def run() -> SeriesMeasurements | None:
            return work.result() if task.follow(tr(MEASURING), work.steps()) else None

        self._background.run(run, self._tell, lambda error: report(self._bus, error))

    def _tell(self, measured: SeriesMeasurements | None) -> None:
        if measured is not None:
            self._bus.links.measured.emit(measured)


class _Measuring:
    """Measurements of some cells, frame by frame."""

    def __init__(self, project: Project, links: Links, tracks: tuple[int, ...]) -> None:
        assert links.tracks is not None
        self._project, self._series, self._links = project, links.series, links.tracks
        self._wanted = tracks
        self._parts: list[Table] = []
        self._crops: list[NDArray[np.uint8]] = []
        self._frames: list[int] = []
        self._interval_s: float | None = None
        self._contrast: tuple[float, float] | None = None
        sizes = [
            each.size_px[ids == tracks[-1]]
            for each, ids in zip(self._links.objects, self._links.ids, strict=True)
        ]
        largest = float(np.concatenate(sizes).max(initial=1.0))
        self._half_px = max(int(CROP_WIDTHS * largest / 2), 4)

    def steps(self) -> Iterator[float]:
        """Measure one frame in each step."""
        keys = self._series.keys
        image = self._project.image(self._series.image_id)
        for number, (key, frame) in enumerate(zip(keys, self._series.frames, strict=True)):
            ids = self._links.ids[number]
            if np.isin(ids, self._wanted).any():
                self._add(number, key, frame, image)
            yield (number + 1) / len(keys)

    def result(self) -> SeriesMeasurements:
        """Return what was measured."""
        names = list(self._parts[0]) if self._parts else []
        table = {name: np.concatenate([part[name] for part in self._parts]) for name in names}
        side = 2 * self._half_px + 1
        crops = np.array(self._crops, np.uint8).reshape(-1, side, side, 3)
        wanted, frames = self._wanted, tuple(self._frames)
        return SeriesMeasurements(self._series, wanted, table, self._interval_s, crops, frames)

    def _add(self, number: int, key: str, frame: Frame, image: ProjectImage) -> None:
        from sketchpose_engine.images.load import load_image
        from sketchpose_engine.results.measurements import measure
        from sketchpose_engine.results.result import Result

        file = load_image(image.path, frame, image.pages)
        if self._series.along == "time":
            self._interval_s = file.time_step_s
        ids = self._links.relabelled(number, masks_of(self._project, key))
        labels = np.where(np.isin(ids, self._wanted), ids, 0).astype(np.int32)
        size_um = image.size_of(frame.scene) or file.pixel_size_um
        table = measure(Result(image.path.name, "", file.planes, labels, size_um))
        tracks = table.pop("label")
        count = len(tracks)
        self._parts.append({"track": tracks, "frame": np.full(count, number), **table})
        if (labels == self._wanted[-1]).any():
            self._crops.append(self._crop(file.planes, labels == self._wanted[-1]))
            self._frames.append(number)

    def _crop(self, planes: NDArray[Any], cell: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Picture (h, w, 3) of a cell with its rim, grey, with the contrast of the first one."""
        from sketchpose_engine.images.intensity import percentile_range

        grey = planes.mean(axis=0, dtype=np.float32)
        if self._contrast is None:
            low, high = percentile_range(grey[None], 0.5, 99.8)
            self._contrast = float(low[0]), float(high[0])
        low_value, high_value = self._contrast
        y, x = (int(np.rint(each.mean())) for each in np.nonzero(cell))
        half = self._half_px
        places = tuple(slice(middle, middle + 2 * half + 1) for middle in (y, x))
        part = np.pad(grey, half, constant_values=low_value)[places]
        inside = np.pad(cell, half)[places]
        shown = 255 * (part - low_value) / max(high_value - low_value, 1e-9)
        picture = np.repeat(np.clip(shown, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
        core = inside.copy()
        core[1:-1, 1:-1] = inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2]
        core[1:-1, 1:-1] &= inside[1:-1, 2:] & inside[1:-1, 1:-1]
        picture[inside & ~core] = RIM
        return picture
