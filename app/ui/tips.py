"""Tips of actions, the same for a menu and for a button: what they do, or why they cannot."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton

from app.core.action_keys import ActionKey
from app.core.translation import tr
from app.ui.action_table import ROWS, ActionInfo


def tip_of(row: ActionInfo, *, can: bool = True) -> str:
    """What an action does, and its keys; while it is disabled, why, if that is known."""
    if not can and row.disabled_tip:
        return tr(row.disabled_tip)
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(QKeySequence(key).toString(native) for key in row.keys)
    return tr(row.tip or row.text).rstrip("…") + (f"  ({keys})" if keys else "")


def enable_button(button: QAbstractButton, key: ActionKey, can: bool) -> None:
    """Enable or disable a button that does the same as an action, with the tip of that action."""
    button.setEnabled(can)
    button.setToolTip(tip_of(ROWS[key], can=can))  # screen readers read it as the description
