"""Dialogs with information only: shortcuts, graphics card, about."""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.core import paths
from app.core.translation import tr, tr_noop
from app.ui.action_table import MENUS, TABLE
from sketchpose_engine import __version__

COLUMNS = (("File", "Edit", "Learning", "Help"), ("Draw",), ("View", "Cells"))
MOUSE = (
    (tr_noop("Wheel"), tr_noop("Zoom at the cursor")),
    (tr_noop("Space + drag"), tr_noop("Move the picture")),
    (tr_noop("Ctrl + wheel"), tr_noop("Size of the brush")),
    (tr_noop("Alt while drawing"), tr_noop("Erase")),
    (tr_noop("Right double-click"), tr_noop("Outline a stroke")),
    ("4, 5, …", tr_noop("Brushes of other kinds of cells")),
    (tr_noop("Ctrl + click"), tr_noop("Delete a cell")),
    (tr_noop("Edit cells: drag"), tr_noop("Split a cell")),
    (tr_noop("Edit cells: Shift + click"), tr_noop("Merge two cells")),
    ("Esc", tr_noop("Cancel the stroke")),
)

GRAPHICS_CARD = tr_noop(
    "<p>Sketchpose computes on the processor, which is enough for most images, and on Apple's "
    "graphics, where a Mac has them. The bottom of the window says on which.</p>"
    "<p>For NVIDIA graphics cards there is a GPU edition that learns and segments on it. "
    "It is several gigabytes large. There are two ways to get it:</p>"
    "<ul><li>Download the package with “gpu” in its name, from the page with Sketchpose's "
    "releases, and unpack it.</li>"
    "<li>Installed with pip, install PyTorch with CUDA in place of the one that is there: "
    '<code>pip install --force-reinstall "torch&lt;2.14" --index-url '
    "https://download.pytorch.org/whl/cu130</code></li></ul>"
    "<p>Nothing is downloaded by itself, and your projects and settings stay as they are. If the "
    "card's memory is too small, Sketchpose goes on with less, or on the processor.</p>"
)
ABOUT = tr_noop(
    "<p>A few brush strokes become trustworthy instance masks.</p>"
    "<p>The method: Cazorla, Munier, Morin, Weiss, <i>Sketchpose: learning to segment cells "
    "with partial annotations</i>, MELBA 2025.</p>"
    "<p>Newer versions are on the page from which you downloaded this one. Sketchpose does not "
    "look for them: it never uses the internet.</p>"
)
BUILT_ON = tr_noop(
    "<p>BSD 3-Clause Licence. It is built on PyTorch, Qt and PySide6 (LGPL), NumPy, SciPy, "
    "scikit-image and other free software, listed under Licences.</p>"
)


def show_shortcuts(parent: QWidget) -> QDialog:
    """Sheet of all keys, made from the table of actions."""
    dialog = _dialog(parent, tr("Keyboard shortcuts"))
    row = QHBoxLayout()
    row.setSpacing(28)
    for menus in COLUMNS:
        rows = [
            (keys, tr(action.text).rstrip("…"))
            for menu in MENUS
            if menu in menus
            for action in TABLE
            if action.menu == menu and (keys := _keys(action.keys))
        ]
        row.addLayout(
            _table(
                rows
                if "Draw" not in menus
                else [*rows, *((tr(keys), tr(text)) for keys, text in MOUSE)]
            )
        )
    layout = QVBoxLayout(dialog)
    layout.addLayout(row)
    layout.addWidget(_close_button(dialog))
    dialog.open()
    return dialog


def show_about(parent: QWidget) -> QDialog:
    """Versions and licences."""
    dialog = _dialog(parent, tr("About Sketchpose"))
    picture = QLabel()
    picture.setPixmap(QIcon(str(paths.icon_file("sketchpose"))).pixmap(72, 72))
    text = QLabel(
        f"<h2>Sketchpose {__version__}</h2>"
        + tr(ABOUT)
        + f"<p>Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}</p>"
        + tr(BUILT_ON)
    )
    text.setWordWrap(True)
    text.setMinimumWidth(400)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row = QHBoxLayout()
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    layout = QVBoxLayout(dialog)
    layout.addLayout(row)
    buttons = _close_button(dialog)
    licences = buttons.addButton(tr("Licences…"), QDialogButtonBox.ButtonRole.ActionRole)
    licences.clicked.connect(lambda: _show_licences(dialog))
    layout.addWidget(buttons)
    dialog.open()
    return dialog


def _show_licences(parent: QWidget) -> None:
    from app.dialogs.licences import LicencesDialog  # the window does not wait for what it needs

    LicencesDialog(parent).open()


def show_graphics_card(parent: QWidget) -> QDialog:
    """How to get the edition that uses a graphics card."""
    dialog = _dialog(parent, tr("Graphics card"))
    text = QLabel(tr(GRAPHICS_CARD), wordWrap=True)
    text.setMinimumWidth(460)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    layout = QVBoxLayout(dialog)
    layout.addWidget(text)
    layout.addWidget(_close_button(dialog))
    dialog.open()
    return dialog


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
    between = f"   {tr('or')}   "
    return between.join(QKeySequence(key).toString(native) for key in keys)


def _table(rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(5)
    for number, (keys, text) in enumerate(rows):
        key = QLabel(f"<b>{keys}</b>")
        grid.addWidget(key, number, 0)
        grid.addWidget(QLabel(text), number, 1)
    grid.setRowStretch(len(rows), 1)
    return grid
