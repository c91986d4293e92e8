"""Notices of weights: saved in a file, or exchanged by the engine on its own."""

from pathlib import Path

from PySide6.QtCore import QObject

from app.core.bus import Bus
from app.core.translation import tr
from sketchpose_engine.live.messages import BaselineAdopted, WeightsRestored, WeightsSaved
from sketchpose_engine.project.project import Project


class WeightsNotices(QObject):
    """Reports where weights are saved, and why masks change at once while nothing is drawn."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._own: set[Path] = set()  # of projects, where weights are saved without being asked
        bus.project.opened.connect(self._open)
        bus.engine.weights_saved.connect(self._note_saved)
        bus.engine.baseline_adopted.connect(self._explain_baseline)
        bus.engine.weights_restored.connect(self._explain_return)

    def _open(self, project: Project) -> None:
        self._own.add(project.weights_path)

    def _note_saved(self, saved: WeightsSaved) -> None:
        if saved.path not in self._own:  # that of a project that was left may come late
            self._bus.notices.noted.emit(tr("What was learned is saved in {file}", file=saved.path))

    def _explain_baseline(self, adopted: BaselineAdopted) -> None:
        self._bus.notices.noted.emit(
            tr(
                "What the program knew before does not fit this image: it learns from your "
                "strokes alone now, with {percent} % fewer mistakes.",
                percent=round(100 * adopted.fewer),
            )
        )

    def _explain_return(self, _: WeightsRestored) -> None:
        self._bus.notices.noted.emit(
            tr(
                "Further learning was making the masks worse: the program went back to its best "
                "state and goes on in smaller steps."
            )
        )
