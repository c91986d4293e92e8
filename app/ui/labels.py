"""Labels of one look."""

from PySide6.QtWidgets import QLabel


def faint_label(text: str = "", *, wrap: bool = False) -> QLabel:
    """Label in the faint colour of the theme."""
    label = QLabel(text)
    label.setObjectName("faint")
    label.setWordWrap(wrap)
    return label
