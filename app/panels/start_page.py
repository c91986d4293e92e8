"""What stands in place of the image while none is open: open some, continue, or try a sample."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.translation import tr
from app.ui.icons import ON_ACCENT, Icons
from app.ui.labels import faint_label

PICTURE = QSize(136, 102)
MOST_PROJECTS = 4
LONGEST_NAME = 28  # characters below a picture


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
        projects = self._projects()[:MOST_PROJECTS]
        for each in projects:
            lines = (_shortened(each.folder.name), _shortened(each.first_image), each.changed)
            text = "\n".join(line for line in lines if line)
            tip = tr("Continue “{name}”", name=each.folder.name)
            card = _card(text, each.picture, tip, each.go_on)
            card.setToolTip(f"{tip}\n{each.folder}")
            self._recent_row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        self._recent.setVisible(bool(projects))
        super().showEvent(event)


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
