"""Events of a training run: immutable data that may cross threads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StepDone:
    """A completed optimisation step."""

    step: int  # from 1
    loss: float
    terms: dict[str, float]  # unweighted terms of the loss
    seconds: float  # since the start of training
    revision: int  # latest revision of the sketches used in this step
    earlier_steps: int = 0  # of the sessions before, whose weights were gone on with
    earlier_s: float = 0.0
    channels: int = 1  # of the images learned from

    @property
    def total_steps(self) -> int:
        """Number of steps, those of earlier sessions included."""
        return self.earlier_steps + self.step

    @property
    def total_s(self) -> float:
        """Seconds of training, those of earlier sessions included."""
        return self.earlier_s + self.seconds

    @property
    def sketch_loss(self) -> float:
        """Sum of the terms of what is drawn, without that of the teacher.

        The loss begins low with pretrained weights, as they agree with themselves.
        """
        drawn = [value for name, value in self.terms.items() if name != "distillation"]
        return sum(drawn) if drawn else self.loss


@dataclass(frozen=True)
class StepSkipped:
    """A step with a non-finite loss: no update, and lower learning rates."""

    step: int
    rate_factor: float  # factor of the learning rates from here on


@dataclass(frozen=True)
class TrainingEnded:
    """End of training."""

    reason: str  # "steps", "seconds", "converged" or "not finite"
    steps: int
    seconds: float
