"""The few windows of their own: shortcuts, about, where to export to."""

import platform
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app import paths
from app.actions import MENUS, TABLE
from app.exporting import KINDS, Choice
from sketchpose_engine import __version__

COLUMNS = (("File", "Edit", "Learning", "Help"), ("Draw",), ("View",))
MOUSE = (
    ("Wheel", "Zoom at the cursor"),
    ("Space + drag", "Move the picture"),
    ("Ctrl + wheel", "Size of the brush"),
    ("Alt while drawing", "Erase"),
    ("Right double-click", "Outline a stroke"),
    ("Ctrl + click", "Delete a cell"),
    ("Edit cells: drag", "Split a cell"),
    ("Edit cells: Shift + click", "Merge two cells"),
    ("Esc", "Drop the stroke"),
)


def show_shortcuts(parent: QWidget) -> QDialog:
    """Sheet of all keys, made from the table of actions."""
    dialog = _dialog(parent, "Keyboard shortcuts")
    row = QHBoxLayout()
    row.setSpacing(28)
    for menus in COLUMNS:
        rows = [
            (keys, action.text.rstrip("…"))
            for menu in MENUS
            if menu in menus
            for action in TABLE
            if action.menu == menu and (keys := _keys(action.keys))
        ]
        row.addLayout(_table(rows if "Draw" not in menus else [*rows, *MOUSE]))
    layout = QVBoxLayout(dialog)
    layout.addLayout(row)
    layout.addWidget(_close_button(dialog))
    dialog.open()
    return dialog


def show_about(parent: QWidget) -> QDialog:
    """Versions and licences."""
    dialog = _dialog(parent, "About Sketchpose")
    picture = QLabel()
    picture.setPixmap(QIcon(str(paths.icon_file("sketchpose"))).pixmap(72, 72))
    text = QLabel(
        f"<h2>Sketchpose {__version__}</h2>"
        "<p>A few brush strokes become trustworthy instance masks.</p>"
        "<p>The method: Cazorla, Munier, Morin, Weiss, <i>Sketchpose: learning to segment cells "
        "with partial annotations</i>, MELBA 2025.</p>"
        f"<p>Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}</p>"
        "<p>BSD 3-Clause Licence. Uses PyTorch (BSD), Qt and PySide6 (LGPL), pyqtgraph (MIT), "
        "NumPy, SciPy and scikit-image (BSD), imagecodecs, tifffile and roifile (BSD), Pillow "
        "(MIT-CMU), safetensors (Apache 2.0), Tabler Icons (MIT).</p>"
    )
    text.setWordWrap(True)
    text.setMinimumWidth(400)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row = QHBoxLayout()
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    layout = QVBoxLayout(dialog)
    layout.addLayout(row)
    layout.addWidget(_close_button(dialog))
    dialog.open()
    return dialog


class ExportDialog(QDialog):
    """What to export, of which images, and where to.

    Parameters
    ----------
    parent
        Window.
    folder
        Offered at first.
    images
        How many the project has; with one there is no choice between this one and all.
    last
        What was chosen the last time; its folder is not used.
    """

    def __init__(
        self, parent: QWidget, folder: Path, images: int = 1, last: Choice | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export results")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kinds: dict[str, QCheckBox] = {}
        self._folder = QLineEdit(str(folder))
        self._open = QCheckBox("Open the folder afterwards")
        self._open.setChecked(last is None or last.open_after)
        layout = QVBoxLayout(self)
        layout.addLayout(self._scope(images, last is not None and last.all_images))
        layout.addLayout(self._groups(last))
        layout.addSpacing(8)
        layout.addLayout(self._target())
        layout.addWidget(self._open)
        layout.addWidget(self._buttons())
        self._all.toggled.connect(self._settle)
        self._folder.textChanged.connect(self._settle)
        for box in self._kinds.values():
            box.toggled.connect(self._settle)
        self._settle()

    def chosen(self) -> Choice:
        """What is to be written."""
        kinds = tuple(
            kind for kind, box in self._kinds.items() if box.isChecked() and box.isEnabled()
        )
        folder = Path(self._folder.text().strip())
        return Choice(folder, kinds, self._all.isChecked(), self._open.isChecked())

    def _scope(self, images: int, every: bool) -> QHBoxLayout:
        this = QRadioButton("This image")
        several = images > 1
        self._all = QRadioButton(
            f"All {images} images of the project" if several else "All images of the project"
        )
        self._all.setEnabled(several)
        (self._all if every and several else this).setChecked(True)
        row = QHBoxLayout()
        for button in (this, self._all):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _groups(self, last: Choice | None) -> QGridLayout:
        """A box for each group of kinds, two beside each other."""
        grid = QGridLayout()
        for place, name in enumerate(dict.fromkeys(kind.group for kind in KINDS)):
            group = QGroupBox(name)
            column = QVBoxLayout(group)
            for kind in (kind for kind in KINDS if kind.group == name):
                box = QCheckBox(kind.text)
                box.setChecked(kind.usual if last is None else kind.id in last.kinds)
                box.setToolTip(kind.tip)
                self._kinds[kind.id] = box
                column.addWidget(box)
            column.addStretch(1)
            grid.addWidget(group, place // 2, place % 2)
        return grid

    def _target(self) -> QHBoxLayout:
        self._folder.setMinimumWidth(360)
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        for widget in (QLabel("Folder"), self._folder, choose):
            row.addWidget(widget)
        return row

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._export = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self._export.setObjectName("primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _settle(self) -> None:
        """Offer what there is for these images; without a choice there is nothing to do."""
        for kind in KINDS:
            if kind.many:
                self._kinds[kind.id].setEnabled(self._all.isChecked())
        choice = self.chosen()
        self._export.setEnabled(bool(choice.kinds) and bool(self._folder.text().strip()))

    def _choose(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Export to", self._folder.text()):
            self._folder.setText(folder)


def _dialog(parent: QWidget, title: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    return buttons


def _keys(keys: tuple[str, ...]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return "   or   ".join(QKeySequence(key).toString(native) for key in keys)


def _table(rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(5)
    for number, (keys, text) in enumerate(rows):
        key = QLabel(f"<b>{keys}</b>")
        grid.addWidget(key, number, 0)
        grid.addWidget(QLabel(text), number, 1)
    grid.setRowStretch(len(rows), 1)
    return grid
