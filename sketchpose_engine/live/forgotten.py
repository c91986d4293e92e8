"""Forgetting what was learned from strokes that are gone, and remembering it if they come back."""

from ..core.errors import Phrase
from .learner import Learner

FORGOTTEN = Phrase("All strokes are gone, and with them what was learned. Undo brings both back.")


class Forgotten:
    """Learner of strokes that are gone, until others are learned from.

    A wrong first stroke would have a lasting effect. If strokes of one kind are left, the learned
    weights are retained: the others are probably being redrawn.
    """

    def __init__(self) -> None:
        self._learner: Learner | None = None
        self._drawn_px = 0  # number of pixels of its strokes

    def successor(self, learner: Learner, before_px: int, drawn_px: int) -> Learner | None:
        """Return the learner to go on with after a change of the strokes; None: the present one.

        Parameters
        ----------
        learner
            Present learner.
        before_px, drawn_px
            Numbers of pixels that were and are drawn on images with its number of channels.
        """
        if not learner.is_pretrained:
            return None
        if learner.steps and not drawn_px:
            self._learner, self._drawn_px = learner, before_px
            return learner.fresh_copy()
        if learner.steps or drawn_px != self._drawn_px:
            return None
        known, self._learner = self._learner, None
        return known
