"""Keys in the number fields of the main window: shortcuts stay in force, Enter and Escape leave."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

LEAVE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
EDITING = (  # these belong to the text
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


class FieldKeys(QObject):
    """Event filter of one field.

    Without it, a line edit takes Ctrl+E, Ctrl+K and others for itself on some systems.

    Parameters
    ----------
    field
        A line edit, or a spin box.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)
        if isinstance(field, QAbstractSpinBox):
            field.lineEdit().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave shortcuts to the window, and return the focus to the picture."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if held and not any(event.matches(each) for each in EDITING):
                event.ignore()
                return True
        elif event.type() == QEvent.Type.KeyPress and event.key() in LEAVE:
            # Once the field has taken what was typed.
            QTimer.singleShot(0, self, self._field.window().setFocus)
        return False
