"""Common base of the dialogs."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


class Form(QDialog):
    """A window with a sentence, some fields, and two buttons.

    Parameters
    ----------
    parent
        Window.
    title, sentence
        What it is about.
    accept
        Text of the button that does it.
    """

    def __init__(self, parent: QWidget, title: str, sentence: str, accept: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        label = QLabel(sentence, wordWrap=True)
        label.setMinimumWidth(380)
        self.fields = QVBoxLayout()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_button.setObjectName("primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label)
        layout.addLayout(self.fields)
        layout.addWidget(buttons)

    def event(self, event: QEvent) -> bool:
        """Grow as rows are added: Qt would squeeze all of them instead."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            layout = self.layout()
            needed = 0 if layout is None else layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))
        return done
