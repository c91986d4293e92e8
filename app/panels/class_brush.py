"""Which kind of cells the cell brush paints; not there as long as there is only one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.core.bus import Bus
from app.core.translation import tr
from sketchpose_engine.project.project_image import CellClass

FIRST_KEY = 4  # of the second class; 1 to 3 are the brushes
DOT_PX = 32


class ClassBrush(QWidget):
    """A button with the name and colour of the class, and a menu of all."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._classes: tuple[CellClass, ...] = ()
        self._menu = QMenu(self)
        self._button = QToolButton()
        self._button.setToolTip(tr("Which kind of cells the brush paints"))
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setMenu(self._menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._button)
        bus.project.classes_changed.connect(self._fill)
        bus.view.class_chosen.connect(self._show)
        self._button.hide()

    def _fill(self, classes: tuple[CellClass, ...]) -> None:
        self._classes = classes
        self._menu.clear()
        for number, each in enumerate(classes):
            action = self._menu.addAction(dot(each.colour), each.name)
            action.triggered.connect(lambda on=False, number=number: self._choose(number))
            if number and len(classes) > 1:  # key 1 takes up the first class
                action.setShortcut(QKeySequence(str(FIRST_KEY + number - 1)))
                self.addAction(action)  # so that the key works while the menu is closed
        self._button.setVisible(len(classes) > 1)
        self._show(0)

    def _choose(self, number: int) -> None:
        self._bus.view.tool_changed.emit("cell")
        self._bus.view.class_chosen.emit(number)

    def _show(self, number: int) -> None:
        if 0 <= number < len(self._classes):
            self._button.setText(self._classes[number].name)
            self._button.setIcon(dot(self._classes[number].colour))


def dot(colour: tuple[int, int, int]) -> QIcon:
    """A disc of a colour."""
    picture = QPixmap(DOT_PX, DOT_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(*colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(4, 4, DOT_PX - 8, DOT_PX - 8)
    painter.end()
    return QIcon(picture)
