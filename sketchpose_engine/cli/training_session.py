"""The live loop: newest sketch -> training steps -> fields -> masks.

A session is used from two threads: one draws and calls `submit` and `look_at`, the other runs
the loop around `run`. What crosses between them is one reference at a time.
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
    """Learns from the sketches of one or more images.

    Parameters
    ----------
    images
        Planes (C, H, W) by image id; all with the same number of channels.
    device
        Where to compute.
    train, predict
        Settings.
    start
        Weights to start from; None: random ones.
    diameter_px
        Width of the cells; None: estimated from the sketches.

    Attributes
    ----------
    fields
        Of the image that was segmented last; None: none was.
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
        self._pages: dict[str, AnnotatedImage] = {}

    @property
    def model(self) -> Model | None:
        """What was learned, with a note of where it comes from; None before the first step."""
        model = self._learner.model
        return self._learner.with_provenance(model) if model and self._learner.steps else None

    def submit(self, sketch: Sketch) -> None:
        """Hand over the newest state of one sketch; the next step learns from it.

        Parameters
        ----------
        sketch
            Of one of the session's images; its labels must not be written to any more.
        """
        self._newest = {**self._newest, sketch.image_id: sketch}  # one reference, swapped

    def run(
        self,
    ) -> Iterator[StepDone | StepSkipped | BaselineAdopted | TrainingEnded | TileDone | MasksReady]:
        """Train on the sketches submitted so far and from now on, then segment their images.

        Yields
        ------
        StepDone, StepSkipped, TrainingEnded
            From the trainer.
        BaselineAdopted
            Where random weights took over from pretrained ones.
        TileDone, MasksReady
            From the segmentation, image by image.

        Raises
        ------
        ValueError
            No sketch with an annotated pixel was submitted.
        """
        self._take_newest()
        if not self._lessons():
            raise ValueError("no sketch with an annotated pixel was submitted")
        self._learner.set_training_data(self._lessons())
        while True:
            event = self._learner.step()
            yield event
            if self._learner.switched is not None:
                yield self._learner.switched
                self._learner.switched = None
            if isinstance(event, TrainingEnded):
                break
            # After everything was erased, the last strokes there were stay the lessons.
            if self._take_newest() and (lessons := self._lessons()):
                self._learner.set_training_data(lessons)
        for image_id in self._pages:
            yield from self.segment(image_id)

    def segment(self, image_id: str) -> Iterator[TileDone | MasksReady]:
        """Masks of one of the session's images with the model as it is."""
        model = self._learner.model
        assert model is not None, "run the session first"
        planes = self._images[image_id]
        page = self._pages.get(image_id)
        found = yield from segment(
            model,
            planes,
            self._device,
            self._predict_settings,
            None if page is None else page.labels,
        )
        self.fields = found.fields
        classes = found.classes
        if page is not None and found.fields.classes is not None:
            classes = vote(found.labels, found.fields.classes, page.labels)
        box = Box.whole((planes.shape[1], planes.shape[2]))
        revision = page.revision if page else 0
        yield MasksReady(image_id, revision, box, found.labels, classes=classes)

    def _take_newest(self) -> bool:
        """Follow what was submitted; whether anything is new."""
        newest = self._newest
        news = False
        for image_id, sketch in newest.items():
            page = self._pages.get(image_id)
            if page is None and sketch.labels.any():
                self._pages[image_id] = AnnotatedImage.of(self._images[image_id], sketch)
                news = True
            elif page is not None and page.revision != sketch.revision:
                page.replace_sketch(sketch)
                news = True
        return news

    def _lessons(self) -> dict[str, AnnotatedImage]:
        """The pages with strokes: where everything was erased again is nothing to learn."""
        return {name: page for name, page in self._pages.items() if page.points.tiles()}
