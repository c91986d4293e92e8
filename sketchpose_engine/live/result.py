"""Earlier results of a live session: data that may cross threads."""

import os
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..masks.palette import PALETTE
from ..sketch.edits import Correction

if TYPE_CHECKING:
    from ..masks.instance_masks import InstanceMasks

SMALL_PX = 96  # longest side of the small copy
FALL = 2 / 3  # of the most cells, below which a result has fewer cells than before
LEAST_CELLS = 3  # a fall from fewer is not reported
NAME_BYTES = 4  # random ones, in a name of twice as many characters
STORED = (
    "cells", "strokes", "steps", "seconds", "earlier_steps", "earlier_s", "is_guess", "revision",
    "kept", "made_at", "exported_at", "provenance",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """Masks of one image at one moment.

    Attributes
    ----------
    number
        Identity in this session, ascending in time; below 1: restored from the project.
    image_id
        Frame key.
    shape
        Height and width of the image.
    packed
        Compressed labels without corrections by hand, see `labels`.
    small
        (h, w) int32 labels of every nth pixel.
    colours
        (N + 1,) uint8 row of `palette.PALETTE` by label.
    cells
        Number of masks with the corrections.
    strokes
        Number of connected strokes that were drawn.
    steps, seconds
        Learning until then, in the session that made it.
    earlier_steps, earlier_s
        Learning in the sessions before, whose weights that session went on with.
    is_guess
        Whether the masks were made before the first step of learning.
    revision
        Revision of the sketch until then.
    kept
        Whether the user keeps it.
    classes
        (N + 1,) uint8 class by label, from 1; None: there is one class.
    name
        Identity among all results of the image, also after a restart.
    made_at
        Seconds since 1970.
    exported_at
        When it was exported last, in seconds since 1970; None: never.
    provenance
        Record of the training of the network that made it, see `Learner.provenance`; None: unknown.
    weights
        File in the project with the network that made it; None: there is no such file.
    weights_dropped
        Whether that network is held no longer, so as to bound the memory.
    corrections
        Present corrections by hand of the image: they hold for all of its results.
    """

    number: int
    image_id: str
    shape: tuple[int, int]
    packed: bytes = field(repr=False)
    small: NDArray[np.int32] = field(repr=False)
    colours: NDArray[np.uint8] = field(repr=False)
    cells: int
    strokes: int
    steps: int
    seconds: float
    is_guess: bool = False
    revision: int = 0
    kept: bool = False
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)
    name: str = field(default_factory=lambda: os.urandom(NAME_BYTES).hex())
    made_at: float = field(default_factory=time.time)
    exported_at: float | None = None
    weights: Path | None = field(default=None, compare=False)
    weights_dropped: bool = False
    earlier_steps: int = 0
    earlier_s: float = 0.0
    provenance: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    corrections: tuple[Correction, ...] = field(default=(), repr=False, compare=False)

    @property
    def total_steps(self) -> int:
        """Steps of learning until then, in all sessions."""
        return self.earlier_steps + self.steps

    @property
    def total_s(self) -> float:
        """Seconds of learning until then, in all sessions."""
        return self.earlier_s + self.seconds

    @property
    def is_restored(self) -> bool:
        """Whether it comes from the project."""
        return self.number < 1

    @property
    def has_weights(self) -> bool:
        """Whether learning can go on from the network that made it."""
        return self.weights is not None or not (self.is_restored or self.weights_dropped)

    def facts(self) -> dict[str, Any]:
        """Return what is stored with the masks, as JSON can hold it."""
        facts = {each: getattr(self, each) for each in STORED}
        classes = None if self.classes is None else self.classes.tolist()
        return {**facts, "colours": self.colours.tolist(), "classes": classes}

    @classmethod
    def of_facts(
        cls, name: str, image_id: str, labels: NDArray[np.int32], facts: Mapping[str, Any]
    ) -> "Result":
        """Create a stored result again, without a number.

        Raises
        ------
        ValueError, TypeError, KeyError
            If the facts do not belong to these masks.
        """
        size = int(labels.max(initial=0)) + 1
        colours, classes = np.array(facts["colours"], np.uint8), facts["classes"]
        known = None if classes is None else np.array(classes, np.uint8)
        exported_at = facts.get("exported_at")  # projects of earlier versions do not have it
        provenance = facts.get("provenance")  # nor this
        if colours.ndim != 1 or len(colours) < size or colours.max(initial=0) >= len(PALETTE):
            raise ValueError("the colours are not those of these masks")
        if known is not None and (known.ndim != 1 or len(known) < size):
            raise ValueError("the classes are not those of these masks")
        return cls(
            0,
            image_id,
            (labels.shape[0], labels.shape[1]),
            packed(labels),
            reduced(labels),
            colours,
            int(facts["cells"]),
            int(facts["strokes"]),
            int(facts["steps"]),
            float(facts["seconds"]),
            is_guess=bool(facts["is_guess"]),
            revision=int(facts["revision"]),
            kept=bool(facts["kept"]),
            classes=known,
            name=name,
            made_at=float(facts["made_at"]),
            exported_at=None if exported_at is None else float(exported_at),
            earlier_steps=int(facts.get("earlier_steps", 0)),  # likewise
            earlier_s=float(facts.get("earlier_s", 0.0)),
            provenance=provenance if isinstance(provenance, Mapping) else None,
        )

    def labels(self) -> NDArray[np.int32]:
        """Return the (H, W) masks without corrections."""
        flat = np.frombuffer(zlib.decompress(self.packed), np.int32)
        return flat.reshape(self.shape)

    def masks(self) -> "InstanceMasks":
        """Return the masks with the corrections, as they are shown."""
        # Imported here: it takes a while, and the window need not wait for it.
        from ..masks.instance_masks import InstanceMasks

        masks = InstanceMasks(self.labels(), self.colours)
        masks.correct(self.corrections)
        return masks

    def corrected(self, corrections: Sequence[Correction]) -> "Result":
        """Return the same result with other corrections, and its number of cells with them."""
        other = replace(self, corrections=tuple(corrections))
        return replace(other, cells=other.masks().count)


def packed(labels: NDArray[np.int32]) -> bytes:
    """Compress labels; long runs of equal values take little space at the lowest level."""
    return zlib.compress(np.ascontiguousarray(labels).tobytes(), 1)


def reduced(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a small copy of labels, of every nth pixel."""
    step = max(-(-max(labels.shape) // SMALL_PX), 1)
    return labels[::step, ::step].copy()


def fallen_from(cells: int, earlier: Iterable[Result]) -> Result | None:
    """Find the result to return to, if there are a third fewer cells than in an earlier one.

    Parameters
    ----------
    cells
        Present number of cells.
    earlier
        Results of the same image, oldest first.

    Returns
    -------
    Result or None
        The latest result before the fall, which need not be the one with most cells: pieces of
        cells count, too. None: the number has not fallen so far.
    """
    results = list(earlier)
    most = max((result.cells for result in results), default=0)
    if most < LEAST_CELLS or cells >= FALL * most:
        return None
    return [each for each in results if each.cells >= FALL * most][-1]
