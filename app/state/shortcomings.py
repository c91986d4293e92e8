"""What is still wrong with the masks when learning has ended, in one sentence."""

from dataclasses import dataclass

from app.core.translation import counted, tr
from sketchpose_engine.masks.drawn_cells import CellsFound


@dataclass
class Shortcomings:
    """What is known to be wrong with the masks of the open frame.

    Attributes
    ----------
    waiting
        Number of strokes that wait for an answer, and are not learned from.
    has_fewer_cells
        Whether there are far fewer cells than in an earlier result.
    drawn
        What became of the drawn cells; None: unknown.
    """

    waiting: int = 0
    has_fewer_cells: bool = False
    drawn: CellsFound | None = None

    @property
    def sentence(self) -> str:
        """What is most important, and what to do about it; "" if nothing is wrong."""
        drawn = self.drawn or CellsFound(0, 0, 0)
        merged, missed, partly = drawn.merged, drawn.missed, drawn.partly
        if self.waiting:
            return counted(
                self.waiting,
                "A stroke waits for your answer: see below the image",
                "%n strokes wait for your answers: see below the image",
            )
        if self.has_fewer_cells:
            return tr("Far fewer cells than before: undo the last stroke, or go back")
        if merged and merged >= missed:
            return counted(
                merged,
                "One of your cells is merged: draw a line between it and the other",
                "%n of your cells are merged: draw a line between them",
            )
        if missed:
            return counted(
                missed,
                "One of your cells is missed: paint all of it, up to its edge",
                "%n of your cells are missed: paint all of each, up to its edge",
            )
        if partly:
            return counted(
                partly,
                "One of your cells is only partly covered: fill another one like it",
                "%n of your cells are only partly covered: fill another one like them",
            )
        return ""
