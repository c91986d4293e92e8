"""Measurements of tracks over time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .scale import UNKNOWN, Scale
from .tracks import Tracks

Table = dict[str, NDArray[Any]]  # column name -> (N,)


def positions(tracks: Tracks, scale: Scale = UNKNOWN) -> Table:
    """List the masks of all tracks: where they are, and how large.

    Parameters
    ----------
    scale
        Columns in seconds and micrometres are there only if the interval and the pixel size are
        known.

    Returns
    -------
    One row a mask, by track and then by frame. `frame` counts from 1, `parent` is 0 where there is
    none, `x_px` and `y_px` are the centroid; the centre of the first pixel is (0, 0).
    """
    counts = [len(ids) for ids in tracks.ids]
    frame = np.repeat(np.arange(len(tracks)), counts).astype(np.int64)
    track = _joined([*tracks.ids], np.int64)
    area = _joined([one.area_px for one in tracks.objects], np.int64)
    centroid = _joined([one.centroid_px.ravel() for one in tracks.objects], np.float64)
    y, x = centroid.reshape(-1, 2).T
    order = np.lexsort((frame, track))
    order = order[track[order] > 0]
    table: Table = {"track": track[order], "frame": frame[order] + 1}
    if scale.interval_s is not None:
        table["time_s"] = frame[order] * scale.interval_s
    table |= {"x_px": x[order], "y_px": y[order], "area_px": area[order]}
    if scale.pixel_size_um is not None:
        table |= {f"{name}_um": table[f"{name}_px"] * scale.pixel_size_um for name in "xy"}
        table["area_um2"] = table["area_px"] * scale.pixel_size_um**2
    parents = [tracks.tracks[one].parent for one in table["track"].tolist()]
    return table | {"parent": np.array(parents, np.int64)}


def measure_tracks(tracks: Tracks, scale: Scale = UNKNOWN) -> Table:
    """Measure every track.

    `path_length` is the sum of the steps of the centroid, straight over gaps; `net_displacement`
    the distance of its first and last place; `mean_speed` the path divided by the time from the
    first mask to the last, not a number for a single mask. Drift of the stage is part of all three.

    Parameters
    ----------
    scale
        Lengths are in micrometres, too, if the pixel size is known, durations in seconds if the
        interval is, speeds in micrometres per second if both are.

    Returns
    -------
    One row a track, in the order of the ids. `start` and `end` are frames, counted from 1;
    `frames` is the number of masks, `parent` 0 where there is none.
    """
    found = list(tracks.tracks.values())
    rows = positions(tracks)
    first = np.searchsorted(rows["track"], [one.id for one in found]).astype(np.int64)
    last = first + np.array([one.count for one in found], np.int64) - 1
    step = np.hypot(np.diff(rows["x_px"], prepend=0), np.diff(rows["y_px"], prepend=0))
    travelled = np.cumsum(step)
    path = travelled[last] - travelled[first]
    net = np.hypot(*(rows[axis][last] - rows[axis][first] for axis in ("x_px", "y_px")))
    duration = rows["frame"][last] - rows["frame"][first]
    speed = np.divide(path, duration, out=np.full(len(found), np.nan), where=duration > 0)
    daughters = np.bincount(
        [one.parent for one in found], minlength=max(tracks.tracks, default=0) + 1
    )
    area = np.r_[0, np.cumsum(rows["area_px"])]
    table: Table = {
        "track": np.array([one.id for one in found], np.int64),
        "parent": np.array([one.parent for one in found], np.int64),
        "daughters": daughters[[one.id for one in found]].astype(np.int64),
        "start": rows["frame"][first],
        "end": rows["frame"][last],
        "frames": np.array([one.count for one in found], np.int64),
        "path_length_px": path,
        "net_displacement_px": net,
        "mean_speed_px_per_frame": speed,
        "area_first_px": rows["area_px"][first],
        "area_last_px": rows["area_px"][last],
        "mean_area_px": (area[last + 1] - area[first]) / (last + 1 - first),
    }
    return table | _in_units(table, duration, scale)


def _in_units(table: Table, duration: NDArray[np.int64], scale: Scale) -> Table:
    """Columns in seconds and micrometres, as far as the units are known."""
    size, interval = scale.pixel_size_um, scale.interval_s
    added: Table = {}
    if interval is not None:
        added["duration_s"] = duration * interval
    if size is not None:
        added["path_length_um"] = table["path_length_px"] * size
        added["net_displacement_um"] = table["net_displacement_px"] * size
        for name in ("area_first", "area_last", "mean_area"):
            added[f"{name}_um2"] = table[f"{name}_px"] * size**2
    if size is not None and interval is not None:
        added["mean_speed_um_per_s"] = table["mean_speed_px_per_frame"] * size / interval
    return added


def _joined(parts: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([*parts, np.empty(0, dtype)])
