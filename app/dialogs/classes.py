"""Which kinds of cells there are."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.core.translation import tr, tr_noop
from app.ui.form_dialog import Form
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.sketch.values import MOST_CLASSES

# Distinguishable with every type of colour vision, and from brown background and red boundaries.
COLOURS = (
    (52, 134, 255),
    (240, 228, 66),
    (0, 158, 115),
    (204, 121, 167),
    (255, 170, 40),
    (120, 220, 255),
    (150, 90, 220),
    (190, 240, 130),
    (235, 235, 235),
)
SENTENCE = tr_noop(
    "Give each kind of cells a name and a colour. Each gets a brush of its own (keys 1, 4, 5, …): "
    "draw some cells of each kind, and the program tells the others apart."
)


class ClassesDialog(Form):
    """A row for each class: colour, name; those that are drawn already stay.

    Parameters
    ----------
    parent
        Window.
    classes
        Of the project.
    used
        How many of them, from the first, are drawn somewhere: they cannot be taken away.
    """

    def __init__(self, parent: QWidget, classes: tuple[CellClass, ...], used: int) -> None:
        super().__init__(parent, tr("Kinds of cells"), tr(SENTENCE), tr("Use"))
        self._used = max(used, 1)
        self._rows: list[tuple[QToolButton, QLineEdit, QToolButton]] = []
        self._colours: list[tuple[int, int, int]] = []
        self._grid = QGridLayout()
        self._add = QPushButton(tr("Add a kind"))
        self._add.setAutoDefault(False)
        self._add.clicked.connect(self._add_next)
        self.fields.addLayout(self._grid)
        self.fields.addWidget(self._add)
        for each in classes:
            self._append(each)
        self._settle()

    def chosen(self) -> tuple[CellClass, ...]:
        """The classes."""
        return tuple(
            CellClass(name.text().strip(), colour)
            for (_, name, _), colour in zip(self._rows, self._colours, strict=True)
        )

    def _append(self, each: CellClass) -> None:
        number = len(self._rows)
        name = QLineEdit(each.name)
        name.setAccessibleName(tr("Name of the kind of cells"))
        colour = QToolButton()
        colour.setToolTip(tr("Choose the colour"))
        colour.setAccessibleName(tr("Colour of {name}", name=each.name))
        remove = QToolButton(autoRaise=True)
        remove.setText(tr("Remove"))
        remove.setToolTip(tr("Only the last kind can be taken away, and only before it is drawn"))
        colour.setIconSize(QSize(22, 22))
        colour.clicked.connect(lambda: self._choose_colour(number))
        remove.clicked.connect(self._remove_last)
        name.textChanged.connect(self._settle)
        for column, widget in enumerate((colour, name, remove)):
            self._grid.addWidget(widget, number, column)
        self._rows.append((colour, name, remove))
        self._colours.append(each.colour)
        self._paint(number)

    def _add_next(self) -> None:
        number = len(self._rows)
        free = [colour for colour in COLOURS if colour not in self._colours]
        self._append(
            CellClass(tr("Kind {number}", number=number + 1), free[0] if free else COLOURS[0])
        )
        name = self._rows[-1][1]
        name.setFocus()
        name.selectAll()
        self._settle()

    def _remove_last(self) -> None:
        for widget in self._rows.pop():
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._colours.pop()
        self._settle()

    def _choose_colour(self, number: int) -> None:
        colour = QColorDialog.getColor(QColor(*self._colours[number]), self, tr("Colour"))
        if colour.isValid():
            self._colours[number] = colour.red(), colour.green(), colour.blue()
            self._paint(number)

    def _paint(self, number: int) -> None:
        picture = QPixmap(22, 22)
        picture.fill(QColor(*self._colours[number]))
        self._rows[number][0].setIcon(QIcon(picture))

    def _settle(self) -> None:
        last = len(self._rows) - 1
        for number, (_, _, remove) in enumerate(self._rows):
            remove.setVisible(number == last and number >= self._used)
        names = [name.text().strip() for _, name, _ in self._rows]
        self.accept_button.setEnabled(all(names) and len(set(names)) == len(names))
        self._add.setEnabled(len(self._rows) < MOST_CLASSES)
