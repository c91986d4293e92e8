"""What stands in place of the image while none is open: open some, continue, or try a sample."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.translation import tr
from app.ui.icons import ON_ACCENT, Icons
from app.ui.labels import faint_label

PICTURE = QSize(136, 102)
LEAST_PROJECTS, MOST_PROJECTS = 4, 8  # in one row, as many as there is room for
LEAST_PX = 640  # of this page's width
LONGEST_NAME = 22  # characters below a picture


@dataclass(frozen=True)
class RecentProject:
    """A project that was open before.

    Attributes
    ----------
    folder
        Of the project, whose name is that of the project.
    first_image
        Name of its first image, if another project has a name like this one; "" otherwise.
    changed
        Date and time of its last change, in words; "": unknown.
    picture
        Of its first image.
    go_on
        Opens it.
    """

    folder: Path
    first_image: str
    changed: str
    picture: QIcon
    go_on: Callable[[], None]


class StartPage(QWidget):
    """Buttons for the first step.

    Parameters
    ----------
    bus, icons
        The program's.
    samples
        Picture of each, by name.
    open_sample
        Receives the name of a sample.
    projects
        Returns the projects that were open last.
    """

    def __init__(
        self,
        bus: Bus,
        icons: Icons,
        samples: Mapping[str, QIcon],
        open_sample: Callable[[str], None],
        projects: Callable[[], list[RecentProject]],
    ) -> None:
        super().__init__()
        self._projects = projects
        heading = QLabel(tr("Open images, or try a sample"))
        heading.setObjectName("heading")
        open_images = QPushButton(tr("Open images…"))
        open_images.setObjectName("primary")
        icons.set_icon(open_images, "photo-plus", ON_ACCENT)
        open_images.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.OPEN))
        example = QPushButton(tr("Guided example"))
        icons.set_icon(example, "bulb")
        example.setToolTip(tr("Two minutes on a sample, step by step"))
        example.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.EXAMPLE))
        self._cards: list[QToolButton] = []
        self._recent, self._recent_row = QWidget(), QHBoxLayout()
        recent = QVBoxLayout(self._recent)
        recent.setContentsMargins(0, 0, 0, 0)
        recent.addWidget(faint_label(tr("Continue a project")), 0, Qt.AlignmentFlag.AlignHCenter)
        recent.addLayout(self._recent_row)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch()
        for name, picture in samples.items():
            tip = tr("Open the sample: {name}", name=tr(name))
            row.addWidget(_card(tr(name), picture, tip, partial(open_sample, name)))
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch()
        for widget in (
            heading,
            faint_label(
                tr("Draw a few strokes on cells and background. Masks appear while you draw.")
            ),
            open_images,
            example,
            faint_label(tr("You can also drop files or a folder anywhere in this window.")),
            self._recent,
            faint_label(tr("Samples")),
        ):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(row)
        layout.addStretch()

    def showEvent(self, event: QShowEvent) -> None:
        """Offer the projects that there are now."""
        while (item := self._recent_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._cards = []
        for each in self._projects()[:MOST_PROJECTS]:
            lines = (_shortened(each.folder.name), _shortened(each.first_image), each.changed)
            text = "\n".join(line for line in lines if line)
            tip = tr("Continue “{name}”", name=each.folder.name)
            card = _card(text, each.picture, tip, each.go_on)
            card.setToolTip(f"{tip}\n{each.folder}")
            self._recent_row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
            self._cards.append(card)
        self._recent.setVisible(bool(self._cards))
        self._fit()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer as many projects as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Room for the fewest projects: further ones are hidden in a smaller window."""
        hint, fewest_px = super().minimumSizeHint(), sum(self._widths()[:LEAST_PROJECTS])
        return QSize(min(hint.width(), max(fewest_px, LEAST_PX)), hint.height())

    def _widths(self) -> list[int]:
        """Return the room for each card that is shown."""
        gap = self._recent_row.spacing()
        return [card.sizeHint().width() + gap for card in self._cards if not card.isHidden()]

    def _fit(self) -> None:
        for card in self._cards:
            card.show()
        for number, right in enumerate(accumulate(self._widths())):
            self._cards[number].setVisible(number < LEAST_PROJECTS or right <= self.width())


def _shortened(name: str) -> str:
    """Shorten a name in the middle: names that begin alike mostly end differently."""
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return f"{name[:half]}…{name[half + 1 - LONGEST_NAME :]}"


def _card(name: str, picture: QIcon, tip: str, clicked: Callable[[], None]) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setText(name)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIcon(picture)
    button.setIconSize(PICTURE)
    button.clicked.connect(lambda: clicked())
    return button
