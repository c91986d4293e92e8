"""What stands in place of the image while none is open: open some, continue, or try a sample."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.translation import tr
from app.ui.icons import ON_ACCENT, Icons
from app.ui.labels import faint_label

PICTURE, SMALL_PICTURE = QSize(136, 102), QSize(64, 48)  # of a sample, of a project
PICTURE_ROOM = QSize(70, 48)  # of a project, with a gap before its name
MOST_PROJECTS, MOST_ROWS = 8, 3  # as many side by side as there is room for
LEAST_PX = QSize(640, 120)  # of this page: in less height it is scrolled
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


class StartPage(QScrollArea):
    """Buttons for the first step; scrolled where the table below leaves little room.

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
        open_images, example = _first_buttons(bus, icons)
        self._cards: list[QToolButton] = []
        self._recent, self._grid = QWidget(), QGridLayout()
        recent = QVBoxLayout(self._recent)
        recent.setContentsMargins(0, 0, 0, 0)
        recent.addWidget(faint_label(tr("Continue a project")), 0, Qt.AlignmentFlag.AlignHCenter)
        recent.addLayout(self._grid)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(10)
        self._layouts = recent, layout  # from the inner one outwards
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
        layout.addLayout(_row_of(samples, open_sample))
        layout.addStretch()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def showEvent(self, event: QShowEvent) -> None:
        """Offer the projects that there are now."""
        for old in self._cards:
            self._grid.removeWidget(old)
            old.deleteLater()
        self._cards = []
        for each in self._projects()[:MOST_PROJECTS]:
            lines = (_shortened(each.folder.name), _shortened(each.first_image), each.changed)
            text = "\n".join(line for line in lines if line)
            tip = tr("Continue “{name}”", name=each.folder.name)
            picture = _padded(each.picture, self.devicePixelRatioF())
            card = _card(text, picture, tip, each.go_on)
            card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            card.setIconSize(PICTURE_ROOM)
            card.setToolTip(f"{tip}\n{each.folder}")
            self._cards.append(card)
        self._recent.setVisible(bool(self._cards))
        self._arrange()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer as many projects as there is room for."""
        self._arrange()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Room for the samples; what is below the edge is scrolled to."""
        return LEAST_PX

    def _arrange(self) -> None:
        """Put the projects side by side, in few rows; hide what finds no room."""
        gap = self._grid.horizontalSpacing()
        widest = max((card.sizeHint().width() for card in self._cards), default=1) + gap
        columns = max((self.width() - gap) // widest, 1)
        rows = -(-len(self._cards) // columns)
        columns = -(-len(self._cards) // max(rows, 1))  # as full as the other rows
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, *divmod(number, max(columns, 1)))
            card.setVisible(number < columns * MOST_ROWS)
        for layout in self._layouts:  # or the page stays as wide as it was
            layout.activate()


def _first_buttons(bus: Bus, icons: Icons) -> tuple[QPushButton, QPushButton]:
    """Make the buttons that open images, and the guided example."""
    open_images = QPushButton(tr("Open images…"))
    open_images.setObjectName("primary")
    icons.set_icon(open_images, "photo-plus", ON_ACCENT)
    open_images.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.OPEN))
    example = QPushButton(tr("Guided example"))
    icons.set_icon(example, "bulb")
    example.setToolTip(tr("Two minutes on a sample, step by step"))
    example.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.EXAMPLE))
    return open_images, example


def _row_of(samples: Mapping[str, QIcon], open_sample: Callable[[str], None]) -> QHBoxLayout:
    """Make a row of the samples."""
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addStretch()
    for name, picture in samples.items():
        tip = tr("Open the sample: {name}", name=tr(name))
        row.addWidget(_card(tr(name), picture, tip, partial(open_sample, name)))
    row.addStretch()
    return row


def _shortened(name: str) -> str:
    """Shorten a name in the middle: names that begin alike mostly end differently."""
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return f"{name[:half]}…{name[half + 1 - LONGEST_NAME :]}"


def _padded(picture: QIcon, ratio: float) -> QIcon:
    """Centre a picture in the room of all: names beside pictures of any shape begin alike."""
    room = QPixmap(PICTURE_ROOM * ratio)
    room.setDevicePixelRatio(ratio)
    room.fill(Qt.GlobalColor.transparent)
    with QPainter(room) as painter:
        picture.paint(painter, QRect(0, 0, SMALL_PICTURE.width(), SMALL_PICTURE.height()))
    return QIcon(room)


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
