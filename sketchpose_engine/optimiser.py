"""The optimiser: Muon for the hidden convolutions, Adam for everything else.

Muon (Jordan 2024) replaces the momentum of a weight matrix by the nearest matrix whose
singular values are all about 1, so that rare directions are learned as fast as common ones.
With a few strokes and a few dozen steps that decides: see `tests/benchmarks/few_strokes.py`.

Written out because it is short, and because the first use of `torch.optim` imports a
compiler of several hundred modules that nothing here needs.
"""

import torch
from torch import Tensor, nn

MOMENTUM = 0.9
ADAM_BETAS = (0.9, 0.95)
ADAM_EPSILON = 1e-8
FIRST = ("stem.", "downsample.down.res_down_0.conv.conv_0.")  # convolutions of the image
# Coefficients of the quintic iteration (Jordan 2024): fast to near 1, not exact.
QUINTIC = (3.4445, -4.7750, 2.0315)


class Optimiser:
    """Holds the state of one training run.

    Parameters
    ----------
    network
        Its parameters are changed in place by `step`.
    hidden_rate
        Length of a step of a hidden convolution, relative to an orthogonal matrix.
    rate
        Adam's learning rate, for the other parameters.
    weight_decay
        Shrinkage of the weights, relative to the rate, as in AdamW. Biases and the gains of batch
        norm are spared: small ones would be thrown about by every later step.
    """

    def __init__(
        self, network: nn.Module, hidden_rate: float, rate: float, weight_decay: float
    ) -> None:
        self.hidden_rate, self.rate, self.weight_decay = hidden_rate, rate, weight_decay
        self.steps = 0
        self._states = [
            _Muon(weight) if _is_hidden(name, weight) else _Adam(weight)
            for name, weight in network.named_parameters()
        ]

    @torch.no_grad()
    def step(self, factor: float = 1.0) -> None:
        """Apply the gradients and forget them; all of them, or none if memory runs out.

        Parameters
        ----------
        factor
            Of both rates: the schedule.
        """
        taught = [state for state in self._states if state.weight.grad is not None]
        # First what takes memory and may fail, then what takes none and changes things.
        directions = [state.direction(self.steps + 1) for state in taught]
        self.steps += 1
        for state, direction in zip(taught, directions, strict=True):
            state.keep()
            rate = factor * (self.hidden_rate if isinstance(state, _Muon) else self.rate)
            weight = state.weight
            if weight.ndim > 1:
                weight.mul_(1 - rate * self.weight_decay)
            weight.sub_(direction, alpha=rate)
            weight.grad = None

    def state(self) -> dict[str, list[Tensor]]:
        """Everything `step` remembers, to go on later exactly as without a pause."""
        momenta = [s.momentum for s in self._states if isinstance(s, _Muon)]
        adams = [s for s in self._states if isinstance(s, _Adam)]
        return {
            "steps": [torch.tensor(self.steps)],
            "momenta": momenta,
            "means": [s.mean for s in adams],
            "squares": [s.square for s in adams],
        }

    def restore(self, kept: dict[str, list[Tensor]]) -> None:
        """Go on from what `state` returned, for a network of the same shape."""
        for name, own in self.state().items():
            for mine, value in zip(own, kept[name], strict=True):
                mine.copy_(value)
        self.steps = int(kept["steps"][0])


def orthogonal(matrix: Tensor, iterations: int = 5) -> Tensor:
    """Nearly orthogonal matrix with the singular vectors of `matrix` (Newton-Schulz).

    Parameters
    ----------
    matrix
        (rows, columns) float32.
    iterations
        Five bring all but the smallest singular values between about 0.7 and 1.2.
    """
    a, b, c = QUINTIC
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if tall else x


def _is_hidden(name: str, weight: Tensor) -> bool:
    """3x3 convolutions between features; not the first, whose input is the image."""
    return weight.ndim == 4 and weight.shape[-1] > 1 and not name.startswith(FIRST)


class _Muon:
    def __init__(self, weight: Tensor) -> None:
        self.weight = weight
        self.momentum = self._next = torch.zeros_like(weight)

    def direction(self, _step: int) -> Tensor:
        """Where to go; what is remembered stays as it is until `keep`."""
        gradient = _gradient(self.weight)
        self._next = self.momentum.to(gradient.device).mul(MOMENTUM).add_(gradient)
        ahead = gradient.add(self._next, alpha=MOMENTUM).flatten(1)  # Nesterov
        return orthogonal(ahead).view_as(self.weight)

    def keep(self) -> None:
        self.momentum = self._next


class _Adam:
    def __init__(self, weight: Tensor) -> None:
        self.weight = weight
        self.mean = self._next_mean = torch.zeros_like(weight)
        self.square = self._next_square = torch.zeros_like(weight)

    def direction(self, step: int) -> Tensor:
        """As of `_Muon`."""
        gradient = _gradient(self.weight)
        first, second = ADAM_BETAS
        self._next_mean = self.mean.to(gradient.device).lerp(gradient, 1 - first)
        self._next_square = self.square.to(gradient.device).lerp(gradient * gradient, 1 - second)
        scale = (self._next_square / (1 - second**step)).sqrt_().add_(ADAM_EPSILON)
        return self._next_mean / scale / (1 - first**step)

    def keep(self) -> None:
        self.mean, self.square = self._next_mean, self._next_square


def _gradient(weight: Tensor) -> Tensor:
    assert weight.grad is not None
    return weight.grad
