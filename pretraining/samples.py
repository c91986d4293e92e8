"""Training samples from complete annotations, made to resemble those of users."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.images.readers.base import Planes
from sketchpose_engine.models.diameter import common_diameter
from sketchpose_engine.models.rescaling import MOST_EIGHTHS, choose_eighths
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.from_masks import strokes_of
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.sampling import TrainingSample

from .cell_shapes import smooth_noise
from .corpus import Corpus
from .synthetic import draw_image

INVENTED = 0.5  # fraction of synthetic samples
CHANNELS = 3
GREY = 0.3  # fraction of colour samples that are converted to grey
PARTLY_DRAWN = 0.3  # fraction of samples with missing strokes
SMALLEST_SEEN, LARGEST_SEEN = 0.7, 1.4  # relative to the best cell width for the network
SURE_OF_WIDTH = 0.1  # log error of the diameter, as estimated from few strokes

Draw = Callable[[np.random.Generator], TrainingSample]


def drawing(corpus: Corpus | None) -> Draw:
    """Return a function that draws samples from the corpus, if any, and synthetic images."""

    def draw(rng: np.random.Generator) -> TrainingSample:
        if corpus is None or rng.random() < INVENTED:
            image, labels = draw_image(rng)
            return sample_of(image, strokes_of(labels), rng)
        return sample_of(*corpus.draw(rng), rng)

    return draw


def sample_of(
    planes: Planes, sketch: NDArray[np.uint8], rng: np.random.Generator
) -> TrainingSample:
    """Make a training sample of an image, at a random scale.

    Parameters
    ----------
    planes
        (C, H, W), one or three channels; the sample has three, see `_coloured`.
    sketch
        (H, W), complete sketch.
    rng
        Source of the mix, the scale, and the missing strokes.
    """
    annotated = AnnotatedImage.of(_coloured(planes, rng), Sketch("", 1, sketch))
    diameter_px = common_diameter([annotated.sketched_widths()])
    if rng.random() < PARTLY_DRAWN:
        scale_px = diameter_px * float(rng.uniform(1, 4))
        missing = smooth_noise(annotated.shape, scale_px, rng) < rng.uniform(-1.3, 1.0)
        if (partly := np.where(missing, 0, sketch).astype(np.uint8)).any():
            annotated.replace_sketch(Sketch("", 2, partly))
    size = np.exp(rng.uniform(np.log(SMALLEST_SEEN), np.log(LARGEST_SEEN)))
    eighths = min(max(round(choose_eighths(diameter_px) * size), 1), MOST_EIGHTHS)
    diameter_px *= float(np.exp(rng.normal(0, SURE_OF_WIDTH)))
    return annotated.training_sample(eighths, diameter_px)


def _coloured(planes: Planes, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (3, H, W): grey in all channels, colours in any order, or a grey mix of them."""
    planes = planes.astype(np.float32)
    if len(planes) == CHANNELS and rng.random() < GREY:
        mix = np.abs(rng.normal(1, 0.5, CHANNELS))
        planes = np.tensordot(mix / mix.sum(), planes, 1)[None].astype(np.float32)
    if len(planes) == 1:
        return np.repeat(planes, CHANNELS, axis=0)
    return planes[rng.permutation(CHANNELS)]
