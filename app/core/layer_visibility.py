"""All layers hidden at once, and shown again."""

from app.core.preferences import LAYERS, Preferences


class LayerVisibility:
    """Hides the layers that are shown, or shows those that it hid.

    Parameters
    ----------
    preferences
        Which layers are shown.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._hidden: list[str] = []

    def toggle(self) -> None:
        """Hide every layer, or show again those that were hidden."""
        shown = [f"show_{name}" for name in LAYERS if self._preferences[f"show_{name}"]]
        for key in shown or self._hidden:
            self._preferences[key] = not shown
        self._hidden = shown or self._hidden
