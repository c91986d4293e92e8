"""Events of a training run: plain data that may cross threads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StepDone:
    """One optimisation step."""

    step: int  # from 1
    loss: float
    terms: dict[str, float]  # each term of the loss, before weighting
    seconds: float  # since training began
    revision: int  # newest of the sketches that this step has learned from


@dataclass(frozen=True)
class StepSkipped:
    """A step whose loss was not finite: nothing was learned, the rate is lowered."""

    step: int
    rate_factor: float  # of the learning rates, from here on


@dataclass(frozen=True)
class TrainingEnded:
    """Training stopped by itself."""

    reason: str  # "steps", "seconds", "converged" or "not finite"
    steps: int
    seconds: float
