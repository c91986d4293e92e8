"""Search for duplicates: images that share pixels, at any position.

    python -m pretraining.find_duplicates --data DATA

Lists the images of the corpus that share pixels with a case of DATA/bench, which must not be
training data. The result is stored in `corpus.EXCLUDED`.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.images.load import image_files, load_image

RUN_PX = 12  # consecutive pixels in a row, compared as a unit
FEWEST_VALUES = 6  # different values in a run, at least: flat background is alike everywhere
ALIKE = 0.02  # minimum fraction of shared runs


def runs_of(plane: NDArray[np.generic]) -> NDArray[np.uint64]:
    """Return the hashes of all distinctive runs of an image (H, W), sorted and unique."""
    if plane.shape[1] < RUN_PX:
        return np.empty(0, np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(plane.astype(np.float64), RUN_PX, axis=1)
    windows = windows.reshape(-1, RUN_PX)
    telling = (np.diff(np.sort(windows, axis=1), axis=1) > 0).sum(1) + 1 >= FEWEST_VALUES
    rows = np.round(windows[telling] * 16).astype(np.int64).astype(np.uint64)
    mixed = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        mixed = (mixed * np.uint64(1_099_511_628_211)) ^ column
    return np.unique(mixed)


def shared_part(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """Return the fraction of runs of the smaller of two images that the other one contains."""
    fewest = min(len(one), len(other))
    return float(np.isin(one, other, assume_unique=True).sum() / fewest) if fewest else 0.0


def grey_of(path: Path) -> NDArray[np.float64]:
    """Return the mean over the channels of an image file."""
    return np.asarray(load_image(path).planes.mean(0, dtype=np.float64))


def main() -> None:
    """List every image of the data that shares pixels with a case of the benchmark."""
    parser = argparse.ArgumentParser(description="List images that a benchmark shares.")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    bench = {path.parent.name: runs_of(grey_of(path)) for path in data.glob("bench/*/image.tif")}
    for folder in sorted(path for path in data.glob("*/images") if path.parent.name != "bench"):
        for path in image_files(folder):
            runs = runs_of(grey_of(path))
            for case, others in bench.items():
                if (part := shared_part(runs, others)) >= ALIKE:
                    sys.stdout.write(f"{folder.parent.name}/{path.name}\t{case}\t{part:.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
