"""Model of a learner, adapted to its images: channels, classes, width of the cells, resolution."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from ..models.device import Device
from ..models.model import Model
from ..models.unet import FieldNetwork
from ..training.annotated_image import AnnotatedImage
from ..training.ema import EMA
from .messages import NetworkReady
from .model_adaptation import ExpectedWidth, adapt_norms, fitted, new_model
from .pretrained_fields import PretrainedFields


class AdaptedModel:
    """Model that begins as random or given weights and follows the sketches.

    Parameters
    ----------
    device
        Compute device.
    start
        Initial weights; None: random ones.
    diameter_px
        Width of the cells; None: estimated from the sketches whenever these change.
    seed
        Seed of random weights.

    Attributes
    ----------
    diameter_px
        See above; takes effect with the next training data.
    model
        The model in training; None before the first training data.
    channels
        Number of channels of the images that it was adapted to; None: it was to none.
    """

    def __init__(
        self, device: Device, start: Model | None, diameter_px: float | None, seed: int
    ) -> None:
        self._device, self._start, self._seed = device, start, seed
        self.diameter_px = diameter_px
        self.model: Model | None = None
        self.channels: int | None = None
        self._ema: EMA | None = None
        self._blended: FieldNetwork | None = None  # of the present EMA, once it is needed
        self._pretrained: PretrainedFields | None = None
        self._unseen = start is not None and start.general  # not adapted to images yet
        self._expected = ExpectedWidth()
        if start is not None:
            device.move_network(start.network)
            own = replace(start, network=deepcopy(start.network))
            self.model = own.for_diameter(diameter_px)

    @property
    def prediction_model(self) -> Model | None:
        """Model to predict with: the EMA of the weights, blended with the pretrained ones."""
        if self.model is None or self._ema is None:
            return self.model
        if self._blended is None:
            averaged, known = self._ema.network, self._pretrained
            self._blended = known.blended(averaged, self._ema.steps) if known else averaged
        return replace(self.model, network=self._blended)

    def is_for(self, channels: int) -> bool:
        """Return whether it was adapted to images with so many channels, or to none yet."""
        return self.channels in (None, channels)

    @property
    def is_pretrained(self) -> bool:
        """Whether training started from pretrained weights."""
        return self._start is not None

    @property
    def is_general(self) -> bool:
        """Whether training started from weights for cells of any kind."""
        return self._start is not None and self._start.general

    def adapt(self, images: dict[str, AnnotatedImage]) -> NetworkReady | None:
        """Adapt the network to images without training: the first half of `set_training_data`."""
        given = list(images.values())
        self.channels = len(given[0].planes)
        news = self._fit_model(given)
        if self._unseen and self.model is not None:
            self._unseen = False
            self._estimate_width(self.model, given)
            news = self._fit_model(given) or news
            self._note_pretrained(given)
        elif self._pretrained is None and self._start is not None and self._start.warm:
            # What was learned earlier is retained like what is known of all kinds of images.
            assert self.model is not None
            self._pretrained = PretrainedFields(self.model.network, self._device)
        elif (
            self._pretrained is not None
            and self._start is not None
            and self._start.general
            and self._estimate_width(self._start.for_channels(len(given[0].planes)), given)
        ):
            news = self._change_resolution(given) or news
        return news

    def _estimate_width(self, model: Model, images: Sequence[AnnotatedImage]) -> bool:
        """Estimate the width of the cells unless it is given; return whether it was done."""
        return self.diameter_px is None and self._expected.estimate(model, images, self._device)

    def _change_resolution(self, images: Sequence[AnnotatedImage]) -> NetworkReady | None:
        """Begin again from the pretrained weights if cells are to be seen at another resolution."""
        old, start = self.model, self._start
        assert old is not None and start is not None
        again = replace(start, network=deepcopy(start.network))
        model = fitted(again, start, images, self.diameter_px, self._expected.px)
        if model.eighths == old.eighths:
            return None
        self._device.move_network(model.network)
        self.model, self._ema, self._blended = model, None, None
        self._note_pretrained(images)
        return NetworkReady(self._device.name, model.diameter_px)

    def _note_pretrained(self, images: Sequence[AnnotatedImage]) -> None:
        """Adapt the pretrained network to the images, and note its fields."""
        assert self.model is not None
        adapt_norms(self.model, images, self._device)
        self._pretrained = PretrainedFields(self.model.network, self._device)

    def _fit_model(self, images: Sequence[AnnotatedImage]) -> NetworkReady | None:
        """Create or adapt the model; return its description if it has changed."""
        if self.model is None:
            model = new_model(images, self.diameter_px, self._seed)
        else:
            given = self.diameter_px, self._expected.px
            model = fitted(self.model, self._start, images, *given)
        if model is self.model:
            return None
        if self.model is None or model.network is not self.model.network:
            self._ema = self._blended = None  # the average restarts with the other network
        self.model = model
        return NetworkReady(self._device.name, model.diameter_px)
