"""How large a pixel is."""

import math

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

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
    """

    def __init__(
        self, parent: QWidget, name: str, own_um: float | None, file_um: float | None, images: int
    ) -> None:
        says = f"The file says {file_um:.6g} µm." if file_um else "The file does not say."
        super().__init__(
            parent,
            "Pixel size",
            f"How wide is one pixel of {name}? {says} "
            "Areas and lengths are given in micrometres as soon as this is known.",
            "Use",
        )
        self._number = QLineEdit()
        self._number.setAccessibleName("Pixel size")
        self._number.setPlaceholderText(f"{file_um:.6g}" if file_um else "not known")
        if own_um:
            self._number.setText(QLocale().toString(own_um, "g", 6))
        self._number.setClearButtonEnabled(True)
        self._unit = QComboBox()
        self._unit.setAccessibleName("Unit")
        self._unit.addItems(list(UNITS_UM))
        self._all = QCheckBox(f"For all {images} images of the project")
        self._all.setVisible(images > 1)
        row = QHBoxLayout()
        for widget in (QLabel("One pixel is"), self._number, self._unit):
            row.addWidget(widget)
        hint = QLabel("Leave it empty to use what the file says.")
        hint.setObjectName("faint")
        self.fields.addLayout(row)
        self.fields.addWidget(hint)
        self.fields.addWidget(self._all)
        self._number.textChanged.connect(self._settle)
        self._settle()
        self._number.setFocus()
        self._number.selectAll()

    def chosen(self) -> tuple[float | None, bool]:
        """Micrometres, or None for the value of the file; and whether for all images."""
        return self._value(), self._all.isChecked()

    def _value(self) -> float | None:
        text = self._number.text().strip()
        if not text:
            return None
        # Both commas and points are decimal marks here: no pixel has thousands of µm.
        try:
            return float(text.replace(",", ".")) * UNITS_UM[self._unit.currentText()]
        except ValueError:
            return math.nan

    def _settle(self) -> None:
        value = self._value()
        self.accept_button.setEnabled(value is None or 0 < value <= LARGEST_UM)
