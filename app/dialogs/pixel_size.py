"""How large a pixel is."""

import math

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.core.numbers import significant
from app.core.translation import counted, tr
from app.ui.form_dialog import Form

UNITS_UM = {"µm": 1.0, "nm": 1e-3, "mm": 1e3}
LARGEST_UM = 1e5


class PixelSizeDialog(Form):
    """The side of a pixel, from the file or entered by the user.

    Parameters
    ----------
    parent
        Window.
    name
        Of the image's file.
    own_um
        What the user has put; None: nothing.
    file_um
        From the file; None: not stated.
    images
        How many the project has.
    steps
        Distance of two slices, as the user has put it and from the file; None: it is no stack.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        own_um: float | None,
        file_um: float | None,
        images: int,
        steps: tuple[float | None, float | None] | None = None,
    ) -> None:
        says = tr("The file does not say.")
        if file_um:
            says = tr("The file says {size} µm.", size=significant(file_um, 6))
        super().__init__(
            parent,
            tr("Pixel size"),
            tr(
                "How wide is one pixel of {name}? {says} Areas and lengths are given in "
                "micrometres as soon as this is known.",
                name=name,
                says=says,
            ),
            tr("Use"),
        )
        self._number = _field(tr("Pixel size"), own_um, file_um)
        self._is_stack = steps is not None
        self._step = _field(tr("Distance between slices"), *(steps or (None, None)))
        self._step.textChanged.connect(self._settle)
        self._unit = QComboBox()
        self._unit.setAccessibleName(tr("Unit"))
        self._unit.addItems(list(UNITS_UM))
        self._all = QCheckBox(
            counted(images, "For the one image of the project", "For all %n images of the project")
        )
        self._all.setVisible(images > 1)
        row = QHBoxLayout()
        for widget in (QLabel(tr("One pixel is")), self._number, self._unit):
            row.addWidget(widget)
        hint = QLabel(tr("Leave it empty to use what the file says."))
        hint.setObjectName("faint")
        self.fields.addLayout(row)
        if steps is not None:
            row = QHBoxLayout()
            for widget in (QLabel(tr("Distance between slices")), self._step, QLabel("µm")):
                row.addWidget(widget)
            self.fields.addLayout(row)
        else:
            self._step.setParent(self)
            self._step.hide()
        self.fields.addWidget(hint)
        self.fields.addWidget(self._all)
        self._number.textChanged.connect(self._settle)
        self._settle()
        self._number.setFocus()
        self._number.selectAll()

    def chosen(self) -> tuple[float | None, bool]:
        """Micrometres, or None for the value of the file; and whether for all images."""
        return self._value(), self._all.isChecked()

    def steps(self) -> dict[str, float | None]:
        """For a stack, the distance of two slices in micrometres, None for that of the file."""
        return {"depth_step_um": _number_in(self._step)} if self._is_stack else {}

    def _value(self) -> float | None:
        value = _number_in(self._number)
        return None if value is None else value * UNITS_UM[self._unit.currentText()]

    def _settle(self) -> None:
        values = self._value(), *self.steps().values()
        good = all(value is None or 0 < value <= LARGEST_UM for value in values)
        self.accept_button.setEnabled(good)


def _field(name: str, own_um: float | None, file_um: float | None) -> QLineEdit:
    """Field for a length, with what the user has put, or else what the file says in grey."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(significant(file_um, 6) if file_um else tr("not known"))
    if own_um:
        field.setText(QLocale().toString(own_um, "g", 6))
    field.setClearButtonEnabled(True)
    return field


def _number_in(field: QLineEdit) -> float | None:
    """Number in a field; None if it is empty, NaN if it is none."""
    text = field.text().strip()
    if not text:
        return None
    # Both commas and points are decimal marks here: no pixel has thousands of µm.
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan
