"""Help > About Sketchpose: which version this is, and where newer ones are."""

from PySide6.QtWidgets import QDialog, QLabel

from app.core.action_keys import ActionKey
from sketchpose_engine import __version__


def test_the_menu_shows_the_version_and_where_newer_ones_are(user):
    program = user().program
    program.actions[ActionKey.ABOUT].trigger()
    (about,) = (
        d for d in program.window.findChildren(QDialog) if d.windowTitle() == "About Sketchpose"
    )
    text = " ".join(label.text() for label in about.findChildren(QLabel))
    assert f"Sketchpose {__version__}" in text
    assert "Newer versions are on the page from which you downloaded this one." in text
