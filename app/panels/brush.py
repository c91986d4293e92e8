"""The brush's size, at the end of the tool bar."""

from math import exp, log

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.core.bus import Bus
from app.core.numbers import significant
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from app.core.translation import tr
from app.state.document import BRUSHES
from app.state.scene import Scene
from app.ui.labels import faint_label

SMALLEST_PX, LARGEST_PX = 0.5, 100.0  # of the radius, as far as the slider goes
STOPS = 200

# Radius at the start of a project, as part of the width of its cells where masks show it, else of
# the image's shorter side.
FIRST_SIZES = {
    "cell_radius_px": (1 / 8, 1 / 150),
    "background_radius_px": (1 / 6, 1 / 110),
    "eraser_radius_px": (1 / 5, 1 / 90),
}
SMALLEST_FIRST_PX, LARGEST_FIRST_PX = 1.5, 12.0


class BrushSize(QWidget):
    """Slider of the size of the brush in use; each brush has its own."""

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._key = BRUSHES["cell"][1]
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setToolTip(tr("Size of the brush  ([ and ])"))
        self._slider.setRange(0, STOPS)
        self._slider.setFixedWidth(110)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setAccessibleName(tr("Size of the brush"))
        self._label = QLabel()
        self._label.setMinimumWidth(46)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(faint_label(tr("Size")))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._slider)
        layout.addWidget(self._label)
        self._slider.valueChanged.connect(self._choose)
        bus.view.tool_changed.connect(self._take_tool)
        bus.view.preference_changed.connect(self._follow)
        self._project = ""
        self._of_another = False  # the sizes were chosen in another project
        bus.project.switching.connect(lambda: setattr(self, "_of_another", True))
        bus.project.opened.connect(lambda project: setattr(self, "_project", str(project.folder)))
        bus.frame.opened.connect(self._suit)
        self._show()

    def _suit(self, scene: Scene) -> None:
        """Start another project with brushes that suit its cells."""
        another = self._of_another and self._preferences["brushes_of"] != self._project
        self._of_another = False
        self._preferences["brushes_of"] = self._project
        if another:
            for key, radius_px in first_sizes(min(scene.shape), scene.cell_width_px()).items():
                self._preferences[key] = radius_px

    def _take_tool(self, name: str) -> None:
        self.setEnabled(name in BRUSHES)
        if name in BRUSHES:
            self._key = BRUSHES[name][1]
            self._show()

    def _follow(self, change: PreferenceChange) -> None:
        if change.key == self._key:
            self._show()

    def _choose(self, stop: int) -> None:
        # Each stop is larger than the one before by the same factor: fine where it is small.
        span = log(LARGEST_PX / SMALLEST_PX)
        self._preferences[self._key] = round(SMALLEST_PX * exp(span * stop / STOPS), 2)

    def _show(self) -> None:
        radius_px = self._preferences[self._key]
        span = log(LARGEST_PX / SMALLEST_PX)
        self._slider.blockSignals(True)
        self._slider.setValue(round(STOPS * log(radius_px / SMALLEST_PX) / span))
        self._slider.blockSignals(False)
        self._label.setText(f"{significant(2 * radius_px, 3)} px")


def first_sizes(side_px: int, cell_width_px: float | None) -> dict[str, float]:
    """Radii of the brushes at the start of a project.

    Parameters
    ----------
    side_px
        Shorter side of its first image.
    cell_width_px
        Of the cells in it; None: unknown.
    """
    sizes = {}
    for key, (part_of_cell, part_of_side) in FIRST_SIZES.items():
        radius_px = cell_width_px * part_of_cell if cell_width_px else side_px * part_of_side
        sizes[key] = round(min(max(radius_px, SMALLEST_FIRST_PX), LARGEST_FIRST_PX), 1)
    return sizes
