"""Network of a live session: in training, for prediction, and its version."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..core.errors import InputError, Phrase
from ..models.adabn import with_adapted_norms
from ..models.device import Device
from ..models.model import Model
from ..models.model_set import ModelSet, save_models
from ..models.weights import save_weights
from ..training.annotated_image import AnnotatedImage
from ..training.events import TrainingEnded
from ..training.train_step import NOT_FINITE
from .learner import Learner
from .learners import Learners
from .messages import Event, NetworkReady, NothingToSave, RequestFailed, WeightsSaved
from .requests import SaveWeights
from .thread_count import ThreadCount

NOTHING_LEARNED = Phrase(
    "There are no weights to save yet: draw a few strokes and let it learn first."
)


class LiveModel:
    """Learners with a version number that grows whenever predictions would differ.

    Parameters
    ----------
    learner
        First learner, see `replace` and `restart`.
    device
        Compute device.
    threads
        Number of threads, adapted to the times of the steps; None: constant, for results that can
        be repeated bit for bit.

    Attributes
    ----------
    version
        Version of the predicting weights and their resolution.
    """

    def __init__(
        self, learner: Learner, device: Device, threads: ThreadCount | None = None
    ) -> None:
        self._learners = Learners(learner)
        self._device, self._threads = device, threads
        self.version = 0
        # ((frame key, version), model adapted to this image)
        self._adapted: tuple[tuple[str, int], Model] | None = None

    @property
    def learner(self) -> Learner:
        """Learner in use."""
        return self._learners.current

    def replace(self, learner: Learner) -> None:
        """Continue with another learner."""
        self._learners.current = learner
        self.version += 1

    def restart(self, learners: Learners) -> None:
        """Continue with other learners."""
        self._learners = learners
        self.version += 1

    def turn_to(self, channels: int) -> Iterator[Event]:
        """Continue with the learner of images with so many channels, if there is one."""
        if self._learners.turn_to(channels):
            self.version += 1
            yield from self.ready()

    def set_training_data(self, images: dict[str, AnnotatedImage]) -> Iterator[Event]:
        """Train on these images from the next step on, with the learner that fits them."""
        self.version += self._learners.prepare(images)
        yield from self.announce(self.learner.set_training_data(images))

    def adapt(self, images: dict[str, AnnotatedImage]) -> Iterator[Event]:
        """Adapt the network that fits images to them, without training."""
        self.version += self._learners.prepare(images)
        yield from self.announce(self.learner.adapt(images))

    def announce(self, ready: NetworkReady | None) -> Iterator[Event]:
        """Count and report a new network, if there is one."""
        if ready is not None:
            self.version += 1
            yield ready

    def ready(self) -> Iterator[Event]:
        """Report the network, if there is one."""
        if (model := self.learner.model) is not None:
            yield NetworkReady(self._device.name, model.diameter_px)

    def step(self) -> Iterator[Event]:
        """Train one step."""
        before_s = self.learner.seconds
        event = self.learner.step()
        if self._threads is not None and self._device.name == "cpu":
            self._threads.record(self.learner.seconds - before_s)
        self.version += self.learner.prediction_model_changed
        yield event
        if self.learner.switched is not None:
            yield self.learner.switched
            self.learner.switched = None
        if isinstance(event, TrainingEnded) and event.reason == "not finite":
            yield RequestFailed(InputError(NOT_FINITE))

    def for_image(self, image_id: str, annotated: AnnotatedImage) -> Model:
        """Return the model for an image, with adapted batch norm if it was trained on others.

        If nothing was learned from such images, it is that of `_guessing_model`.
        """
        model, key = self.learner.prediction_model, (image_id, self.version)
        assert model is not None
        channels = len(annotated.planes)
        is_unseen = not self.learner.is_for(channels)
        if image_id in self.learner.trained_on or not (self.learner.steps or is_unseen):
            return model
        if self._adapted is None or self._adapted[0] != key:
            model = (self._guessing_model(channels) or model).for_channels(channels)
            image = annotated.training_sample(model.eighths, model.diameter_px).image  # cached
            model = with_adapted_norms(model, image, self._device)
            self._adapted = key, model
        return self._adapted[1]

    def provenance_for(self, channels: int) -> Mapping[str, Any]:
        """Return the record of the training of the model for images with so many channels."""
        guessing = self._guessing_model(channels)
        return self.learner.provenance if guessing is None else guessing.provenance

    def _guessing_model(self, channels: int) -> Model | None:
        """Return the model for images unlike those learned from; None: that of the learner."""
        return None if self.learner.is_for(channels) else self._learners.guessing_model()

    def shareable(self) -> Model:
        """Return the prediction model with a record of its training."""
        model = self.learner.prediction_model
        assert model is not None
        return self.learner.with_provenance(model)

    def shareable_set(self) -> ModelSet | None:
        """Return the models for all numbers of channels, likewise; None: nothing can predict."""
        if not self.learner.can_predict:
            return None
        others = {}
        for channels, learner in self._learners.others.items():
            if learner.can_predict and (model := learner.prediction_model) is not None:
                others[channels] = learner.with_provenance(model)
        return ModelSet(self.shareable(), others, self._learners.guessing_model())

    def save(self, request: SaveWeights) -> Iterator[Event]:
        """Write the weights of the prediction model, or of all models into the project."""
        if not self.learner.can_predict:
            refused = RequestFailed(InputError(NOTHING_LEARNED), request)
            yield NothingToSave(request.path) if request.automatic else refused
            return
        try:
            if request.automatic and (models := self.shareable_set()) is not None:
                save_models(request.path, replace(models, unseen=None))
            else:
                save_weights(request.path, self.shareable())
        except InputError as error:
            yield RequestFailed(error, request)
        else:
            yield WeightsSaved(request.path)


def save_result_weights(learner: Learner, path: Path) -> Iterator[Event]:
    """Write the weights of a result in half precision; nothing if they predict nothing."""
    model = learner.prediction_model
    if model is None or not learner.can_predict:
        return
    try:
        save_weights(path, learner.with_provenance(model) if learner.steps else model, half=True)
    except InputError as error:
        yield RequestFailed(error)
