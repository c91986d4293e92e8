"""Tracks as an XML file that TrackMate in Fiji opens (Ershov et al., Nat. Methods 19, 2022).

A track of TrackMate is a whole lineage: masks (spots) and links (edges) between them, divisions
included. Masks without a link are spots without a track.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import numpy as np
from numpy.typing import NDArray

from ..core.errors import printable
from ..core.files import atomic_path
from ..masks.outlines import Part, trace_outlines
from .numbering import previous_rows
from .objects import Labels
from .scale import UNKNOWN, Scale
from .tracks import Tracks

VERSION = "7.11.1"  # of TrackMate, whose files look like this
SPOT_FEATURES = (  # name, title, short title, dimension, whether it is a whole number
    ("QUALITY", "Quality", "Quality", "QUALITY", "false"),
    ("POSITION_X", "X", "X", "POSITION", "false"),
    ("POSITION_Y", "Y", "Y", "POSITION", "false"),
    ("POSITION_Z", "Z", "Z", "POSITION", "false"),
    ("POSITION_T", "T", "T", "TIME", "false"),
    ("FRAME", "Frame", "Frame", "NONE", "true"),
    ("RADIUS", "Radius", "R", "LENGTH", "false"),
    ("VISIBILITY", "Visibility", "Visibility", "NONE", "true"),
    ("AREA", "Area", "Area", "AREA", "false"),
)
EDGE_FEATURES = (
    ("SPOT_SOURCE_ID", "Source spot ID", "Source ID", "NONE", "true"),
    ("SPOT_TARGET_ID", "Target spot ID", "Target ID", "NONE", "true"),
)
TRACK_FEATURES = (
    ("TRACK_INDEX", "Track index", "Index", "NONE", "true"),
    ("TRACK_ID", "Track ID", "ID", "NONE", "true"),
)


def write_trackmate(
    path: Path,
    tracks: Tracks,
    image: Path,
    shape: tuple[int, int],
    scale: Scale = UNKNOWN,
    frames: Iterable[Labels] | None = None,
) -> None:
    """Write tracks as TrackMate XML.

    Parameters
    ----------
    image
        File of the movie, which Fiji looks for.
    shape
        (H, W) of its frames.
    scale
        Without pixel size or interval, units are pixels or frames.
    frames
        (H, W) label images that were linked: spots get the outlines of their masks. None: they are
        circles.

    Raises
    ------
    DiskError
        The file cannot be written.
    """
    units = "pixel" if scale.pixel_size_um is None else "µm"
    times = "frame" if scale.interval_s is None else "sec"
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        xml = XMLGenerator(file, "UTF-8", short_empty_elements=True)
        xml.startDocument()
        with _element(xml, "TrackMate", version=VERSION):
            with _element(xml, "Log"):
                xml.characters("Tracks of Sketchpose")
            with _element(xml, "Model", spatialunits=units, timeunits=times):
                _write_declarations(xml)
                _write_spots(xml, tracks, scale, frames)
                _write_tracks(xml, tracks)
            _write_settings(xml, tracks, image, shape, scale)
            with _element(xml, "GUIState", state="ConfigureViews"):
                pass
        xml.endDocument()


@contextmanager
def _element(xml: XMLGenerator, tag: str, /, **attributes: object) -> Iterator[None]:
    texts = {key: printable(str(value)) for key, value in attributes.items()}
    xml.startElement(tag, AttributesImpl(texts))
    yield
    xml.endElement(tag)
    xml.ignorableWhitespace("\n")


def _write_declarations(xml: XMLGenerator) -> None:
    kinds = {
        "SpotFeatures": SPOT_FEATURES,
        "EdgeFeatures": EDGE_FEATURES,
        "TrackFeatures": TRACK_FEATURES,
    }
    with _element(xml, "FeatureDeclarations"):
        for kind, features in kinds.items():
            with _element(xml, kind):
                for feature, name, short, dimension, whole in features:
                    with _element(
                        xml, "Feature", feature=feature, name=name, shortname=short,
                        dimension=dimension, isint=whole,
                    ):  # fmt: skip
                        pass


def _starts(tracks: Tracks) -> NDArray[np.int64]:
    """Number of the first spot of each frame, and of all spots."""
    return np.concatenate([[0], np.cumsum([len(ids) for ids in tracks.ids])]).astype(np.int64)


def _write_spots(
    xml: XMLGenerator, tracks: Tracks, scale: Scale, frames: Iterable[Labels] | None
) -> None:
    """Write one spot for each mask, named after its track, with its outline if it is known."""
    starts = _starts(tracks)
    side, interval = scale.pixel_size_um or 1.0, scale.interval_s or 1.0
    masks = repeat(None) if frames is None else iter(frames)
    with _element(xml, "AllSpots", nspots=starts[-1]):
        for frame, (objects, ids, labels) in enumerate(
            zip(tracks.objects, tracks.ids, masks, strict=False)
        ):
            outlines = {} if labels is None else trace_outlines(labels)
            radius = objects.size_px / 2 * side
            with _element(xml, "SpotsInFrame", frame=frame):
                for row, (y, x) in enumerate((objects.centroid_px * side).tolist()):
                    middle = objects.centroid_px[row]
                    points = _outline(outlines.get(int(objects.labels[row]), []), middle) * side
                    with _element(
                        xml, "Spot", ID=starts[frame] + row, name=ids[row], QUALITY=1.0,
                        POSITION_X=x, POSITION_Y=y, POSITION_Z=0.0, POSITION_T=frame * interval,
                        FRAME=frame, RADIUS=float(radius[row]), VISIBILITY=1,
                        AREA=float(objects.area_px[row] * side**2),
                        **({"ROI_N_POINTS": len(points)} if len(points) else {}),
                    ):  # fmt: skip
                        xml.characters(" ".join(f"{value:.4g}" for value in points.ravel()))


def _outline(parts: list[Part], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners (K, 2), x and y from the centre, of the outer ring of the largest part.

    TrackMate has one ring without holes for a spot.
    """
    if not parts:
        return np.zeros((0, 2))
    ring = max((part[0] for part in parts), key=_area)
    return np.asarray(ring - 0.5 - centre[::-1], np.float64)


def _area(ring: NDArray[np.integer]) -> float:
    x, y = ring.astype(np.float64).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _write_tracks(xml: XMLGenerator, tracks: Tracks) -> None:
    """Write lineages with at least one link; each is numbered as its first track."""
    edges = _edges(tracks)
    with _element(xml, "AllTracks"):
        for index, (root, pairs) in enumerate(edges.items()):
            with _element(xml, "Track", name=f"Track_{root}", TRACK_INDEX=index, TRACK_ID=root):
                for source, target in pairs:
                    with _element(xml, "Edge", SPOT_SOURCE_ID=source, SPOT_TARGET_ID=target):
                        pass
    with _element(xml, "FilteredTracks"):
        for root in edges:
            with _element(xml, "TrackID", TRACK_ID=root):
                pass


def _edges(tracks: Tracks) -> dict[int, list[tuple[int, int]]]:
    """Links of each lineage as pairs of spots, by the first track of the lineage."""
    roots: dict[int, int] = {}
    for one in sorted(tracks.tracks.values(), key=lambda track: track.start):
        roots[one.id] = roots[one.parent] if one.parent else one.id
    starts = _starts(tracks).tolist()
    edges: dict[int, list[tuple[int, int]]] = {}
    rows = previous_rows(tracks.objects, tracks.previous)
    for frame, ids in enumerate(tracks.ids):
        for row, track in enumerate(ids.tolist()):
            if track and rows[frame][row] >= 0:
                source = starts[tracks.previous[frame][row, 0]] + int(rows[frame][row])
                edges.setdefault(roots[track], []).append((source, starts[frame] + row))
    return dict(sorted(edges.items()))


def _write_settings(
    xml: XMLGenerator, tracks: Tracks, image: Path, shape: tuple[int, int], scale: Scale
) -> None:
    """Write which image the tracks belong to; masks and links count as set by hand."""
    side, (height, width) = scale.pixel_size_um or 1.0, shape
    last = max(len(tracks) - 1, 0)
    with _element(xml, "Settings"):
        for name, attributes in (
            ("ImageData", {
                "filename": image.name, "folder": f"{image.parent}/", "width": width,
                "height": height, "nslices": 1, "nframes": len(tracks), "pixelwidth": side,
                "pixelheight": side, "voxeldepth": 1.0, "timeinterval": scale.interval_s or 1.0,
            }),
            ("BasicSettings", {
                "xstart": 0, "xend": width - 1, "ystart": 0, "yend": height - 1, "zstart": 0,
                "zend": 0, "tstart": 0, "tend": last,
            }),
            ("DetectorSettings", {"DETECTOR_NAME": "MANUAL_DETECTOR", "RADIUS": 5.0}),
            ("InitialSpotFilter", {"feature": "QUALITY", "value": 0.0, "isabove": "true"}),
            ("SpotFilterCollection", {}),
            ("TrackerSettings", {"TRACKER_NAME": "MANUAL_TRACKER"}),
            ("TrackFilterCollection", {}),
        ):  # fmt: skip
            with _element(xml, name, **attributes):
                pass
        with _element(xml, "AnalyzerCollection"):
            for name in ("SpotAnalyzers", "EdgeAnalyzers", "TrackAnalyzers"):
                with _element(xml, name):
                    pass
