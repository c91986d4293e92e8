"""Cells that are linked stay selected when another frame is opened."""

from app.core.bus import Bus
from app.state.links import Links
from app.state.scene import Scene


class TrackSelection:
    """Selects the same cells in the next frame; made before `CellSelection`, which selects none.

    Parameters
    ----------
    bus
        Receiver of the selection.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scene: Scene | None = None
        self._tracks: tuple[int, ...] = ()  # of the selected cells
        self._wanted: tuple[int, ...] = ()  # in the frame that is being opened
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._leave)
        bus.view.cells_chosen.connect(self._choose)
        bus.links.changed.connect(self._follow)

    def _open(self, scene: Scene) -> None:
        self._scene, self._wanted = scene, self._tracks

    def _leave(self) -> None:
        self._scene, self._wanted, self._tracks = None, (), ()

    def _choose(self, labels: tuple[int, ...]) -> None:
        scene = self._scene
        tracks = (scene.track_of(label) for label in labels) if scene is not None else ()
        self._tracks = tuple(track for track in tracks if track)

    def _follow(self, links: Links | None) -> None:
        """Select the cells, once their numbers in the frame are known."""
        wanted, self._wanted = self._wanted, ()
        if links is None or links.linked is None or self._scene is None or not wanted:
            return
        found = {self._scene.track_of(label): label for label in self._scene.labels_of(wanted)}
        if found:
            self._bus.view.cells_chosen.emit(
                tuple(found[track] for track in wanted if track in found)
            )
        else:
            self._tracks = wanted  # it is back in a later frame, perhaps
