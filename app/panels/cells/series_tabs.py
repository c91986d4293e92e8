"""The plot of the open frame, and for linked cells a second one of all frames."""

from PySide6.QtWidgets import QTabWidget, QWidget

from app.core.bus import Bus
from app.core.translation import tr, tr_noop
from app.panels.cells.time_plot import TimePlot
from app.state.links import LinkedCells, Links
from app.state.scene import Scene
from app.state.series_measurements import SeriesMeasurements

TITLES = {
    "time": (tr_noop("This frame"), tr_noop("Over time")),
    "depth": (tr_noop("This slice"), tr_noop("Through depth")),
}


class SeriesTabs(QTabWidget):
    """Two tabs; the bar with their names is there only if the cells are linked.

    Parameters
    ----------
    bus
        Source of links and selections; measurements are asked for when they are visible.
    of_frame
        Plot of the open frame.
    """

    def __init__(self, bus: Bus, of_frame: QWidget) -> None:
        super().__init__()
        self._bus = bus
        self._scene: Scene | None = None
        self._linked: LinkedCells | None = None
        self._chosen: tuple[int, ...] = ()  # labels in the open frame
        self._shown: tuple[LinkedCells | None, tuple[int, ...]] = (None, ())
        self._plot = TimePlot()
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Plots of the cells"))
        self.addTab(of_frame, "")
        self.addTab(self._plot, "")
        self.tabBar().hide()
        self.currentChanged.connect(lambda number: self._ask())
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.links.changed.connect(self._follow)
        bus.links.measured.connect(self._take)
        bus.view.cells_chosen.connect(self._choose)
        bus.view.theme_changed.connect(lambda dark: self._plot.update_colours())

    def add_plot(self) -> None:
        """Make the plot of all frames."""
        self._plot.add_plot()

    def _open(self, scene: Scene | None) -> None:
        self._scene = scene

    def _follow(self, links: Links | None) -> None:
        self._linked = None if links is None else links.linked
        self.tabBar().setVisible(self._linked is not None)
        if self._linked is None or links is None:
            self.setCurrentIndex(0)
            self._plot.clear()
            return
        for number, title in enumerate(TITLES[links.series.along]):
            self.setTabText(number, tr(title))
        self._ask()

    def _choose(self, labels: tuple[int, ...]) -> None:
        self._chosen = labels
        self._ask()

    def _ask(self) -> None:
        """Ask for measurements of the selected cells, unless they are shown."""
        if self.currentIndex() != 1 or self._linked is None or self._scene is None:
            return
        found = (self._scene.track_of(label) for label in self._chosen)
        tracks = tuple(dict.fromkeys(track for track in found if track))
        if tracks and self._shown != (self._linked, tracks):
            self._shown = self._linked, tracks
            self._bus.links.measurements_wanted.emit(tracks)

    def _take(self, measured: SeriesMeasurements) -> None:
        self._plot.show_cells(measured)
