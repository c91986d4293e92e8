"""One of a few ways to do something."""

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from app.ui.form_dialog import Form
from app.ui.labels import faint_label


class ChoiceDialog(Form):
    """Radio buttons.

    Parameters
    ----------
    parent
        Window.
    title, sentence, accept
        Of `Form`.
    ways
        Text and explanation of each, by what `chosen` returns.
    check
        Text of a box below that can be checked; "" for none.
    first
        Way that is chosen at first; "" for the first one.
    checked
        Whether that box is checked at first.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        accept: str,
        ways: Mapping[str, tuple[str, str]],
        check: str = "",
        *,
        first: str = "",
        checked: bool = False,
    ) -> None:
        super().__init__(parent, title, sentence, accept)
        self._buttons: dict[str, QRadioButton] = {}
        for name, (text, explanation) in ways.items():
            button = QRadioButton(text)
            button.setChecked(name == first if first else not self._buttons)
            self._buttons[name] = button
            self.fields.addWidget(button)
            if explanation:
                note = faint_label(explanation, wrap=True)
                note.setIndent(22)
                self.fields.addWidget(note)
        self._check = QCheckBox(check)
        self._check.setVisible(bool(check))
        self._check.setChecked(checked)
        self.fields.addWidget(self._check)

    def offer(self, check: str) -> None:
        """Add the box below after the dialog was opened."""
        self._check.setText(check)
        self._check.show()

    def chosen(self) -> str:
        """Name of the way."""
        return next((name for name, each in self._buttons.items() if each.isChecked()), "")

    @property
    def checked(self) -> bool:
        """Whether the box below is checked."""
        return self._check.isChecked()
