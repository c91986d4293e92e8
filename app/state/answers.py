"""Answers to questions become strokes, or take the brush for one."""

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import Answered
from app.core.preferences import Preferences
from app.state.document import Document
from app.state.questions import Answer, stroke_for


class Answers:
    """Draws the stroke that an answer means, as one edit that can be undone.

    Parameters
    ----------
    bus
        Source of answers, receiver of the tool to draw with.
    preferences
        Size of the cell brush.
    document
        Is drawn on.
    """

    def __init__(self, bus: Bus, preferences: Preferences, document: Document) -> None:
        self._bus = bus
        self._preferences = preferences
        self._document = document
        bus.view.question_answered.connect(self._draw)

    def _draw(self, answered: Answered) -> None:
        scene = self._document.scene
        if scene is None:
            return
        if answered.answer is Answer.DRAW_LINE:  # by hand
            self._bus.view.action_requested.emit(ActionKey.TOOL_BOUNDARY)
            return
        radius_px = float(self._preferences["cell_radius_px"])
        box, values = stroke_for(answered.question, answered.answer, scene, radius_px)
        self._document.draw_values(values, box)
