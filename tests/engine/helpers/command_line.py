"""A folder with toy images, their sketches and weights, and words to call commands with."""

import numpy as np
import tifffile
import torch

from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import save_weights
from tests.engine.helpers.support import discs, lived_in, photograph, sketch_of, tiny_network

MASKS = discs((72, 64), [(16, 16), (18, 46), (50, 20), (52, 48)], 11)
PLANES = photograph(MASKS)
SKETCH = np.where(np.arange(64) < 40, sketch_of(MASKS), 0).astype(np.uint8)

QUICK = ("--steps", 3, "--device", "cpu", "--init", "tiny.safetensors")
RUN = ("run", "a.tif", "--sketch", "a_sketch.tif", "--out", "out", *QUICK)
TRAIN = ("train", "a.tif", "b.tif", "--sketch", "a_sketch.tif", "b_sketch.tif", *QUICK)


def write_files() -> None:
    """Two images with their sketches, and weights, in the working folder."""
    for name in ("a", "b"):
        tifffile.imwrite(f"{name}.tif", PLANES[0])
        tifffile.imwrite(f"{name}_sketch.tif", SKETCH)
    network = lived_in(tiny_network(seed=5))
    with torch.no_grad():
        network.head.weight *= 20  # so that it finds something
        network.head.bias[0] += 0.3
    save_weights("tiny.safetensors", Model(network, 8, 20.0))
