"""Notices of weights that the engine has exchanged on its own."""

from PySide6.QtCore import QObject

from app.core.bus import Bus
from app.core.translation import tr
from sketchpose_engine.live.messages import BaselineAdopted, WeightsRestored


class WeightsNotices(QObject):
    """Explains why masks change at once while nothing is drawn."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        bus.engine.baseline_adopted.connect(self._explain_baseline)
        bus.engine.weights_restored.connect(self._explain_return)

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
