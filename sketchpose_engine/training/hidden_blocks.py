"""Blocks of an image in which strokes are not learned from until the user confirms them."""

import numpy as np
from numpy.typing import NDArray

from .sampling import BLOCK_PX, Blocks


class HiddenBlocks:
    """Blocks in which the sketch is ignored.

    Parameters
    ----------
    shape
        Height and width of the image.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        blocks = tuple(-(-size // BLOCK_PX) for size in shape)
        self._revisions = np.zeros(blocks, np.int64)  # of the stroke in question; 0: visible
        self._since = np.zeros(blocks, np.int64)  # revision; only later edits show them

    @property
    def blocks(self) -> Blocks | None:
        """Hidden blocks; None if there are none."""
        hidden: Blocks = self._revisions > 0
        return hidden if hidden.any() else None

    def hide(self, pixels: NDArray[np.intp], revision: int, since: int = 0) -> None:
        """Hide the blocks of a stroke.

        Parameters
        ----------
        pixels
            (N, 2) some of its pixels.
        revision
            Revision of the sketch that it made.
        since
            Revision that brought it back, if it had been undone or erased.
        """
        at = tuple((pixels // BLOCK_PX).T)
        self._revisions[at] = revision
        self._since[at] = max(revision, since)

    def show(self, revision: int) -> None:
        """Show what is hidden because of a stroke."""
        self._revisions[self._revisions == revision] = 0

    def note_edit(self, pixels: NDArray[np.intp], revision: int) -> None:
        """Show blocks that a later edit changes: it replaces the stroke in question, or undoes it.

        Parameters
        ----------
        pixels
            (N, 2) pixels that have changed.
        revision
            Revision of the sketch with the edit.
        """
        at = tuple((pixels // BLOCK_PX).T)
        older = self._since[at] < revision
        self._revisions[at[0][older], at[1][older]] = 0
