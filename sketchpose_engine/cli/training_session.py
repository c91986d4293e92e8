"""Training session of the command line: sketches -> training steps -> fields -> masks.

A session may be used from two threads: one calls `submit`, the other iterates over `run`. What
crosses between them is one reference at a time.
"""

from collections.abc import Iterator, Mapping

from ..core.box import Box
from ..images.readers.base import Planes
from ..inference.jobs import TileDone
from ..inference.prediction import Fields, PredictSettings
from ..inference.segment import segment
from ..live.learner import Learner
from ..live.messages import BaselineAdopted, MasksReady
from ..masks.cell_classes import vote
from ..models.device import Device
from ..models.model import Model
from ..sketch.edits import Sketch
from ..training.annotated_image import AnnotatedImage
from ..training.events import StepDone, StepSkipped, TrainingEnded
from ..training.settings import TrainSettings


class TrainingSession:
    """Session that trains on the sketches of one or more images.

    Parameters
    ----------
    images
        Planes (C, H, W) by image id; all with the same number of channels.
    device
        Compute device.
    train, predict
        Settings of training and prediction.
    start
        Weights to start from; None: random ones.
    diameter_px
        Width of the cells; None: estimated from the sketches.

    Attributes
    ----------
    fields
        Fields of the image that was segmented last; None before.
    """

    def __init__(
        self,
        images: Mapping[str, Planes],
        device: Device,
        train: TrainSettings,
        predict: PredictSettings,
        start: Model | None = None,
        diameter_px: float | None = None,
    ) -> None:
        self._images = images
        self._device = device
        self._predict_settings = predict
        self._learner = Learner(device, train, start, diameter_px)
        self.fields: Fields | None = None
        self._newest: dict[str, Sketch] = {}
        self._annotated: dict[str, AnnotatedImage] = {}

    @property
    def model(self) -> Model | None:
        """Trained model, with a record of its training; None before the first step."""
        model = self._learner.model
        return self._learner.with_provenance(model) if model and self._learner.steps else None

    def submit(self, sketch: Sketch) -> None:
        """Submit the newest state of a sketch; the next step learns from it.

        Parameters
        ----------
        sketch
            Sketch of one of the images; its labels must not be written to any more.
        """
        self._newest = {**self._newest, sketch.image_id: sketch}  # atomic: a single reference

    def run(
        self,
    ) -> Iterator[StepDone | StepSkipped | BaselineAdopted | TrainingEnded | TileDone | MasksReady]:
        """Train on the sketches submitted before and during training, then segment their images.

        Yields
        ------
        StepDone, StepSkipped, TrainingEnded
            From training.
        BaselineAdopted
            If random weights have replaced pretrained ones.
        TileDone, MasksReady
            From the segmentation, image by image.

        Raises
        ------
        ValueError
            If no sketch with an annotated pixel was submitted.
        """
        self._take_newest()
        if not self._training_images():
            raise ValueError("no sketch with an annotated pixel was submitted")
        self._learner.set_training_data(self._training_images())
        while True:
            event = self._learner.step()
            yield event
            if self._learner.switched is not None:
                yield self._learner.switched
                self._learner.switched = None
            if isinstance(event, TrainingEnded):
                break
            # If everything was erased, training continues with the previous strokes.
            if self._take_newest() and (images := self._training_images()):
                self._learner.set_training_data(images)
        for image_id in self._annotated:
            yield from self.segment(image_id)

    def segment(self, image_id: str) -> Iterator[TileDone | MasksReady]:
        """Segment one of the images with the current model."""
        model = self._learner.model
        assert model is not None, "run the session first"
        planes = self._images[image_id]
        annotated = self._annotated.get(image_id)
        found = yield from segment(
            model,
            planes,
            self._device,
            self._predict_settings,
            None if annotated is None else annotated.labels,
        )
        self.fields = found.fields
        classes = found.classes
        if annotated is not None and found.fields.classes is not None:
            classes = vote(found.labels, found.fields.classes, annotated.labels)
        box = Box.whole((planes.shape[1], planes.shape[2]))
        revision = annotated.revision if annotated else 0
        yield MasksReady(image_id, revision, box, found.labels, classes=classes)

    def _take_newest(self) -> bool:
        """Apply submitted sketches; return whether anything is new."""
        newest = self._newest
        news = False
        for image_id, sketch in newest.items():
            annotated = self._annotated.get(image_id)
            if annotated is None and sketch.labels.any():
                self._annotated[image_id] = AnnotatedImage.of(self._images[image_id], sketch)
                news = True
            elif annotated is not None and annotated.revision != sketch.revision:
                annotated.replace_sketch(sketch)
                news = True
        return news

    def _training_images(self) -> dict[str, AnnotatedImage]:
        """Return the images with strokes; erased ones are excluded."""
        return {key: image for key, image in self._annotated.items() if image.points.tiles()}
