"""All panels around the canvas, and the side of the window where each is."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.bus import Bus
from app.core.preferences import Preferences
from app.core.translation import Translatable
from app.panels.cells.panel import CellsPanel
from app.panels.images import ImagesPanel
from app.panels.layers import ShowPanel
from app.panels.learning import LearningPanel
from app.panels.results import ResultsPanel
from app.panels.tracks import TracksPanel
from app.ui.icons import Icons

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BELOW = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True)
class Dock:
    """A panel in the window."""

    title: Translatable
    panel: QWidget
    side: Qt.DockWidgetArea
    of_series: bool = False  # shown only while a movie or a stack with masks is open


class Docks:
    """Makes the panels.

    Parameters
    ----------
    bus, preferences, icons
        The program's.
    """

    def __init__(self, bus: Bus, preferences: Preferences, icons: Icons) -> None:
        self.learning = LearningPanel(bus, preferences, icons)
        self.results = ResultsPanel(bus, icons)
        self.cells = CellsPanel(bus, preferences, icons)
        self.all = (
            Dock("Images", ImagesPanel(bus), LEFT),
            Dock("Tracks", TracksPanel(bus, icons), LEFT, of_series=True),
            Dock("Learning", self.learning, RIGHT),
            Dock("Show", ShowPanel(bus, preferences), RIGHT),
            Dock("Results", self.results, RIGHT),
            Dock("Cells", self.cells, BELOW),
        )

    def add_plots(self) -> None:
        """Load the plotting library, and add the plots; it takes a while."""
        self.learning.add_plot()
        self.results.add_plot()
        self.cells.add_plot()
