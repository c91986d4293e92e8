"""Corpus of real images with complete masks, under licences that allow sharing trained weights."""

import csv
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image
from sketchpose_engine.images.readers.base import Planes
from sketchpose_engine.offline.sketch_dataset import cut_window
from sketchpose_engine.sketch.from_masks import strokes_of

WINDOW_PX = 320  # maximum side of a window of a larger image

# Fraction of each set among the real images. Licences: see the model card in resources/weights.
# Not included: ecoli_brightfield_colicoords, in which some cells have no mask.
SHARES = {
    "dsb2018_train": 0.29,
    "usiigaci_phase": 0.2,
    "mnfinder_nuclei": 0.12,
    "dic_cho_bbbc030": 0.09,
    "em_axons_sem": 0.06,
    "em_neuropil_sstem": 0.05,
    "u2os_bbbc039": 0.05,
    "em_neuropil_fibsem": 0.04,
    "plant_chloroplast_em": 0.03,
    "plant_ovule_slices": 0.03,
    "stardist_samples": 0.02,
    "neurons_brightfield": 0.02,
}

# Images that share pixels with a case of the benchmark, found by `find_duplicates`. Other images
# of the same mosaics of dsb2018_train are excluded, too.
EXCLUDED = frozenset(
    {
        "dsb2018_train/5afb7932e9c7328f",  # nuclei_crowded
        "dsb2018_train/947c0d94c8213ac7",  # nuclei_purple
        "dsb2018_train/e2d22d3d283915df",  # nuclei_small
        "mnfinder_nuclei/training_2022-10-14_U2OS_1",  # nuclei_u2os
        "plant_maize_clsm/maize_clsm",  # plant_cells: the set has no other image
        "ecoli_brightfield_colicoords/ds1_00001",  # bacteria_brightfield
    }
)


@dataclass(frozen=True)
class Example:
    """Image file with masks."""

    image: Path
    masks: Path

    def window(self, rng: np.random.Generator) -> tuple[Planes, NDArray[np.uint8]]:
        """Cut (C, h, w) around a random cell, with its complete sketch (h, w)."""
        planes = load_image(self.image).planes
        sketch = strokes_of(load_labels(self.masks))
        cells = np.flatnonzero(sketch > 1)
        place = int(cells[rng.integers(len(cells))]) if len(cells) else 0
        pixel = divmod(place, sketch.shape[1])
        return cut_window(planes, sketch, pixel, WINDOW_PX, rng)


class Corpus:
    """All real images in a folder of data sets.

    Parameters
    ----------
    data
        Folder with a subfolder per set of `SHARES`, with `images/` and `masks/` of equal names.
    left_out
        Sets that are not used, to test the network on unknown kinds of images.

    Raises
    ------
    InputError
        If there are none of them.
    """

    def __init__(self, data: Path, left_out: Collection[str] = ()) -> None:
        self.sets = {name: _examples(data / name) for name in SHARES if name not in left_out}
        if not any(self.sets.values()):
            raise InputError(f"There are no images to learn from in {data}: check its name.")
        shares = np.array([SHARES[name] * bool(self.sets[name]) for name in self.sets])
        self._shares = shares / shares.sum()

    def draw(self, rng: np.random.Generator) -> tuple[Planes, NDArray[np.uint8]]:
        """Draw a random window of a random image (C, h, w), with its complete sketch."""
        examples = list(self.sets.values())[int(rng.choice(len(self._shares), p=self._shares))]
        return examples[int(rng.integers(len(examples)))].window(rng)


def _examples(folder: Path) -> list[Example]:
    """List the training examples of a set, without those of the benchmark."""
    names = sorted(path for path in (folder / "images").glob("*") if not path.name.startswith("."))
    if (folder / "splits.json").is_file():
        chosen = set(json.loads((folder / "splits.json").read_text())["train"])
        chosen -= _beside_excluded(folder)
        names = [path for path in names if path.stem in chosen]
    names = [path for path in names if f"{folder.name}/{path.stem}" not in EXCLUDED]
    masks = {path.stem: path for path in (folder / "masks").glob("*")}
    return [Example(path, masks[path.stem]) for path in names]


def _beside_excluded(folder: Path) -> set[str]:
    """Return the names of images of the same mosaics as excluded ones."""
    with (folder / "index.csv").open() as file:
        rows = list(csv.DictReader(file))
    groups = {row["group"] for row in rows if f"{folder.name}/{row['name']}" in EXCLUDED}
    return {row["name"] for row in rows if row["group"] in groups}
