"""Forgetting what was learned from strokes that are gone, and remembering it if they come back."""

from ..core.errors import Phrase
from .learner import Learner

FORGOTTEN = Phrase("All strokes are gone, and with them what was learned. Undo brings both back.")


class Forgotten:
    """Learners of strokes that are gone, until others are learned from.

    A wrong first stroke would have a lasting effect. If strokes of one kind are left, the learned
    weights are retained: the others are probably being redrawn.
    """

    def __init__(self) -> None:
        # By number of channels: learner, and number of pixels of its strokes.
        self._learners: dict[int | None, tuple[Learner, int]] = {}

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
            self._learners[learner.channels] = learner, before_px
            fresh = learner.fresh_copy()
            fresh.channels = learner.channels  # or others would be put in its place meanwhile
            return fresh
        known, known_px = self._learners.get(learner.channels, (None, 0))
        if known is None or learner.steps or drawn_px != known_px:
            return None
        del self._learners[learner.channels]
        return known
