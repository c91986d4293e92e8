"""Regions of interest for ImageJ and Fiji."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import roifile
from numpy.typing import NDArray

from ..core.files import atomic_path
from ..images.frames import parse_code
from ..masks.outlines import Part, Ring
from .overwriting import PROGRAM
from .result import Result

MOVE, LINE, CLOSE = 0, 1, 4  # segment types of a composite region: java.awt.geom.PathIterator
LARGEST = 32767  # above, readers interpret 16-bit integers differently
FORBIDDEN = str.maketrans('/\\:*?"<>|', "_" * 9)  # in file names
BEGIN = (1980, 1, 1, 0, 0, 0)  # the earliest time in a ZIP: the same masks give the same file


def write_rois(path: Path | str, result: Result, outlines: Mapping[int, Sequence[Part]]) -> None:
    """Write the outlines of an image as ZIP for ImageJ's ROI manager.

    A region is named after its label, with leading zeros for sorting, and its class. It is a traced
    region; with holes or in several parts it is a composite. For both, ImageJ counts exactly the
    pixels of the mask. Its position is that of the frame in the file.

    Parameters
    ----------
    result
        Image with the masks.
    outlines
        Result of `outlines.trace_outlines`.

    Raises
    ------
    InputError
        As in `atomic_path`.
    """
    digits = len(str(max(outlines, default=0)))
    position = _position(result)
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w") as file:
        file.comment = PROGRAM.encode()
        for label, parts in outlines.items():
            roi = _simple(parts[0][0]) if _is_simple(parts) else _composite(parts)
            number, kind = f"{label:0{digits}}", result.class_of(label)
            roi.name = f"{number} {kind}" if kind else number
            for key, value in position.items():
                setattr(roi, key, value)
            # The manager names regions after the files, so a class must not create folders.
            entry = zipfile.ZipInfo(f"{roi.name.translate(FORBIDDEN)}.roi", BEGIN)
            file.writestr(entry, roi.tobytes(), zipfile.ZIP_DEFLATED)


def _position(result: Result) -> dict[str, int]:
    """Return the position of the frame in the stack that ImageJ makes of the file, from 1."""
    if not result.frame:
        return {}
    frame = parse_code(result.frame)
    place = {}
    if "t" in result.frame:
        place["t_position"] = frame.time + 1
    if "z" in result.frame and frame.depth is not None:
        place["z_position"] = frame.depth + 1
    if len(place) == 1 and len(result.planes) == 1:  # a plain stack, whatever its axis
        return {"position": next(iter(place.values()))}
    return place


def _is_simple(parts: Sequence[Part]) -> bool:
    """Return whether a traced region suffices: one ring, within the range of coordinates."""
    (first, *others) = parts
    return not others and len(first) == 1 and max(first[0].max(), len(first[0])) <= LARGEST


def _simple(ring: Ring) -> roifile.ImagejRoi:
    roi = _bounded([ring])
    roi.roitype = roifile.ROI_TYPE.TRACED
    roi.integer_coordinates = ring - ring.min(axis=0)
    roi.n_coordinates = len(ring)
    return roi


def _composite(parts: Sequence[Part]) -> roifile.ImagejRoi:
    rings = [ring for part in parts for ring in part]
    roi = _bounded(rings)
    roi.roitype = roifile.ROI_TYPE.RECT  # the format defines a composite as a rectangle with a path
    roi.multi_coordinates = np.concatenate([_path(ring) for ring in rings])
    roi.shape_roi_size = len(roi.multi_coordinates)
    return roi


def _path(ring: Ring) -> NDArray[np.float32]:
    words = np.full((len(ring), 3), LINE, np.float32)
    words[0, 0] = MOVE
    words[:, 1:] = ring
    return np.append(words.ravel(), np.float32(CLOSE))


def _bounded(rings: Sequence[Ring]) -> roifile.ImagejRoi:
    """Return a region with the bounding box of its rings."""
    corners = np.concatenate(rings)
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return roifile.ImagejRoi(top=top, left=left, bottom=bottom, right=right)
