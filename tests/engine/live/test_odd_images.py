"""Images that no pretrained network was made for: it copes, or is seen to fail within 20 steps."""

from pathlib import Path

import pytest

from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.live.baseline import CHECK_STEPS, POOR
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.settings import TrainSettings
from tests.engine.helpers.odd_images import KINDS, odd_image
from tests.engine.helpers.support import CPU

SAMPLE = Path(__file__).parents[2] / "data" / "nuclei_small"


@pytest.fixture(scope="module")
def sample():
    image = load_image(SAMPLE / "image.tif").planes[0]
    return image, load_sketch(SAMPLE / "sketch_cells.tif", image.shape)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_strokes_are_separated_or_random_weights_learn_beside_it(sample, kind):
    image, sketch = sample
    planes = odd_image(kind, image)
    learner = Learner(CPU, TrainSettings(), load_weights(resource(GENERAL_WEIGHTS)))
    learner.set_training_data({"a": AnnotatedImage.of(planes, Sketch("a", 1, sketch))})
    for _ in range(CHECK_STEPS):
        learner.step()
    failed = learner.separation() < POOR
    assert (learner._baseline.learner is not None) == failed
    assert all(
        bool(value.isfinite().all()) for value in learner.prediction_model.network.parameters()
    )
