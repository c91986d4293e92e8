"""The whole way on a real image: a few sketched cells, 60 steps, masks."""

from pathlib import Path

from sketchpose_engine.cli.training_session import TrainingSession
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.settings import TrainSettings

NUCLEI = Path(__file__).parents[2] / "data" / "nuclei_small"


def test_sixty_steps_on_a_few_cells_find_nearly_all_nuclei():
    planes = load_image(NUCLEI / "image.tif").planes
    gold = load_labels(NUCLEI / "masks.tif")
    sketch = load_sketch(NUCLEI / "sketch_cells.tif", gold.shape)
    session = TrainingSession(
        {"nuclei": planes}, choose_device("cpu"), TrainSettings(steps=60), PredictSettings()
    )
    session.submit(Sketch("nuclei", 1, sketch))
    *_, masks = session.run()
    assert isinstance(masks, MasksReady)
    assert evaluate(masks.labels, gold).as_dict()["f1@0.5"] >= 0.8
