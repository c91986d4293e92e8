"""Training settings: defaults, units, ranges."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol, TypeVar

WARM_PART = 0.12  # factor of the rates for pretrained weights; at 0.2 masks swing as strokes come


@dataclass(frozen=True)
class LossSettings:
    """Weights of the terms of the loss; a term of weight 0 is not computed."""

    distance: float = 1.0
    inequality: float = 1.0
    background: float = 1.0
    flow: float = 1.0
    norm: float = 0.1
    euler: float = 0.0  # needs several gathers per step
    euler_steps: int = 8
    classes: float = 0.2  # only with several classes
    distillation: float = 0.6  # only with a teacher, as are the next two
    contrary: float = 0.2  # weight of background that is drawn where the teacher shows a cell
    least_px: int = 2000  # pixels of a set, per 8 crops, from which it has full weight


@dataclass(frozen=True)
class TrainSettings:
    """Settings of one training run.

    It ends after `steps` or `seconds`, whichever comes first, or when it has converged. A budget of
    steps is reproducible bit for bit on a CPU, one of seconds is not.
    """

    steps: int | None = None
    seconds: float | None = None
    seed: int = 0
    crop_px: int = 80  # a multiple of the network's stride
    batch: int | None = None  # crops of a step; None: chosen for the device
    hidden_rate: float = 0.05
    rate: float = 1e-2
    weight_decay: float = 0.2  # strong: few strokes are quickly overfit
    loss: LossSettings = field(default_factory=LossSettings)
    keep_norms: bool = False  # batch norm's running means are not updated

    @property
    def has_budget(self) -> bool:
        """Whether training ends after some steps or seconds."""
        return self.steps is not None or self.seconds is not None


class _Rates(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def hidden_rate(self) -> float: ...

    @property
    def rate(self) -> float: ...


Settings = TypeVar("Settings", bound=_Rates)


def fine_tuning(settings: Settings) -> Settings:
    """Return these settings with the lower rates that pretrained weights need."""
    # Batch statistics of so few crops would undo what the pretrained weights have learned.
    return replace(
        settings,
        hidden_rate=WARM_PART * settings.hidden_rate,
        rate=WARM_PART * settings.rate,
        keep_norms=True,
    )
