"""Settings of training: defaults, units, ranges."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol, TypeVar

WARM_PART = 0.2  # of the rates, for weights that know something already


@dataclass(frozen=True)
class LossSettings:
    """How much each term of the loss counts; 0 leaves it out."""

    distance: float = 1.0
    inequality: float = 1.0
    background: float = 1.0
    flow: float = 1.0
    norm: float = 0.1
    euler: float = 0.0  # costs several gathers a step
    euler_steps: int = 8
    classes: float = 0.2  # only where there are several
    distillation: float = 0.3  # only for pretrained weights, and so is the next
    least_px: int = 2000  # of a set in a batch of crops, before it counts in full


@dataclass(frozen=True)
class TrainSettings:
    """One training run.

    It ends after `steps` or `seconds`, whichever comes first, or when nothing improves any more.
    A budget of steps is repeatable bit for bit on a CPU, one of seconds is not.
    """

    steps: int | None = None
    seconds: float | None = None
    seed: int = 0
    crop_px: int = 80  # a multiple of the network's stride
    batch: int = 8
    hidden_rate: float = 0.05
    rate: float = 1e-2
    weight_decay: float = 0.2  # strong: a few strokes are soon learned by heart
    loss: LossSettings = field(default_factory=LossSettings)
    keep_norms: bool = False  # batch norm's means stay those of the start

    @property
    def has_budget(self) -> bool:
        """Whether it ends after some steps or seconds."""
        return self.steps is not None or self.seconds is not None


class _Rates(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def hidden_rate(self) -> float: ...

    @property
    def rate(self) -> float: ...


Settings = TypeVar("Settings", bound=_Rates)


def fine_tuning(settings: Settings) -> Settings:
    """Settings of the same training from pretrained weights, which need lower rates."""
    # With the means of so few crops in their place, what the weights know of images is lost.
    return replace(
        settings,
        hidden_rate=WARM_PART * settings.hidden_rate,
        rate=WARM_PART * settings.rate,
        keep_norms=True,
    )
