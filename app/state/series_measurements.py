"""Measurements of some linked cells in all frames of a movie or slices of a stack."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.state.frame_series import FrameSeries
from sketchpose_engine.results.filters import Table


@dataclass(frozen=True, eq=False)
class SeriesMeasurements:
    """What was measured.

    Attributes
    ----------
    series
        Frames of a movie, or slices of a stack.
    tracks
        Linked cells that were measured; the last one leads.
    table
        Columns of `measurements.measure`, one row a cell and frame, with `track` and `frame`
        (from 0).
    interval_s
        Time between two frames; None: unknown, or it is a stack.
    crops
        (n, h, w, 3) uint8 pictures of the leading cell, in the frames `crop_frames`.
    crop_frames
        Numbers of these frames, from 0.
    """

    series: FrameSeries
    tracks: tuple[int, ...]
    table: Table = field(repr=False)
    interval_s: float | None
    crops: NDArray[np.uint8] = field(repr=False)
    crop_frames: tuple[int, ...]

    def curves(self, column: str) -> list[tuple[NDArray[Any], NDArray[np.float64]]]:
        """Return the frames and values of each cell, in the order of the frames."""
        found = []
        for track in self.tracks:
            rows = np.flatnonzero(self.table["track"] == track)
            rows = rows[np.argsort(self.table["frame"][rows])]
            values = np.asarray(self.table[column][rows], np.float64)
            found.append((self.table["frame"][rows], values))
        return found

    def mean(self, column: str) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
        """Return frames, means and standard deviations over the cells that are there."""
        frames, where = np.unique(self.table["frame"], return_inverse=True)
        values = np.asarray(self.table[column], np.float64)
        known = np.isfinite(values)
        counts = np.bincount(where[known], minlength=len(frames))
        some = np.maximum(counts, 1)
        mean = np.bincount(where[known], values[known], len(frames)) / some
        away = (values - mean[where])[known] ** 2
        spread = np.sqrt(np.bincount(where[known], away, len(frames)) / some)
        return frames[counts > 0], mean[counts > 0], spread[counts > 0]
