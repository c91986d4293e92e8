"""Comparison of tracks with a gold standard, by the measures of the Cell Tracking Challenge."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from ..core.errors import InputError
from ..images.label_images import load_labels
from ..images.load import contents_of
from ..linking.ctc import find_ctc, read_ctc, read_masks
from ..linking.evaluation import evaluate
from ..linking.label_tracks import tracks_of_labels
from ..linking.objects import Labels
from ..linking.tracks import Tracks
from . import options

Frames = Callable[[], Iterable[Labels]]


def evaluate_tracks(masks: Path, gold: Path) -> options.Report:
    """Compare tracks with a gold standard.

    Parameters
    ----------
    masks, gold
        Folders in the format of the Cell Tracking Challenge, or label images of all frames in one
        file, in which a cell has one number.

    Raises
    ------
    InputError
        Files are missing, damaged or of different movies.
    """
    (found, frames), (wanted, gold_frames) = _read(masks), _read(gold)
    if len(found) != len(wanted):
        raise InputError(
            f"{masks.name} has {len(found)} frame(s) but {gold.name} has {len(wanted)}: compare "
            "tracks of the same movie."
        )
    scores = asdict(evaluate((wanted, gold_frames()), (found, frames())))
    report: options.Report = {"frames": len(wanted), "tracks": len(found.tracks)}
    return report | {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in scores.items()
    }


def _read(path: Path) -> tuple[Tracks, Frames]:
    """Tracks, and a function that reads the masks of all frames."""
    if path.is_dir():
        tracks, paths = read_ctc(find_ctc(path) or path)
        return tracks, lambda: read_masks(paths)
    extent = contents_of(path, "times", labels=True).extent
    one = extent.scene(0)
    if extent.scenes > 1 or min(one.times, one.depths) > 1:
        raise InputError(
            f"{path.name} has more axes than time: compare tracks of one plane through time."
        )
    places = list(extent.frames())

    def frames() -> Iterable[Labels]:
        return (load_labels(path, frame) for frame in places)

    return tracks_of_labels(frames()), frames
