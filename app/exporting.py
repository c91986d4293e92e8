"""The open image's results as files, written beside the window."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.scene import Scene


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    id: str
    ending: str
    text: str
    tip: str


KINDS = (
    Kind("masks", "_masks.tif", "Masks (label image)",
         "One number for each cell; looks black in some viewers, Fiji shows it"),
    Kind("overlay", "_overlay.png", "Picture with outlines", "The image and its cells"),
    Kind("objects", "_objects.csv", "Measurements, one row a cell", "Opens in Excel"),
    Kind("counts", "counts.csv", "Count", "Opens in Excel"),
    Kind("sketch", "_sketch.tif", "Strokes", "What you drew, as an image"),
)  # fmt: skip


def files(scene: Scene, folder: Path, kinds: list[str]) -> dict[str, Path]:
    """Where each kind of file goes."""
    stem = Path(scene.name).stem
    return {
        kind.id: folder / (kind.ending if kind.id == "counts" else stem + kind.ending)
        for kind in KINDS
        if kind.id in kinds
    }


def taken(scene: Scene) -> Scene:
    """The scene as it is now, whatever is drawn and learned from here on."""
    return replace(scene, labels=scene.labels.copy(), sketch=scene.sketch.copy())


def export(scene: Scene, targets: dict[str, Path]) -> Callable[[], list[Path]]:
    """Write results.

    Parameters
    ----------
    scene
        Of `taken`.
    targets
        Of `files`.

    Returns
    -------
    Callable
        To be called in another thread; writes the files and returns them. Raises InputError.
    """
    planes, pixel_size_um, name = scene.levels[0], scene.pixel_size_um, scene.name
    shown, sketch = scene.labels, scene.sketch

    def write() -> list[Path]:
        from sketchpose_engine.errors import InputError
        from sketchpose_engine.export import (
            write_counts,
            write_labels,
            write_objects,
            write_overlay,
            write_sketch,
        )
        from sketchpose_engine.measure import measure

        labels = _renumbered(shown)
        writers: dict[str, Callable[[Path], None]] = {
            "masks": lambda path: write_labels(path, labels, pixel_size_um),
            "overlay": lambda path: write_overlay(path, planes, labels),
            "objects": lambda path: write_objects(
                path, name, measure(labels, planes, pixel_size_um)
            ),
            "counts": lambda path: write_counts(path, [(name, int(labels.max()), pixel_size_um)]),
            "sketch": lambda path: write_sketch(path, sketch),
        }
        for kind, path in targets.items():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(
                    f"The folder {path.parent} cannot be made: choose another one."
                ) from error
            writers[kind](path)
        return list(targets.values())

    return write


def _renumbered(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """The same cells, numbered 1..N in reading order of their first pixels."""
    values, first = np.unique(labels, return_index=True)
    first, values = first[values > 0], values[values > 0]
    number = np.zeros(int(labels.max(initial=0)) + 1, np.int32)
    number[values[np.argsort(first)]] = np.arange(1, len(values) + 1)
    return number[labels]
