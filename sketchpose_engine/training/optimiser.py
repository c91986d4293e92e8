"""Optimiser: Muon for the convolutions between features, Adam for everything else.

Muon (Jordan 2024) replaces the momentum of a weight matrix by the nearest matrix whose
singular values are all about 1, so that rare directions are learned as fast as common ones.
With a few strokes and a few dozen steps this is decisive: see `benchmarks/few_strokes.py`.

Implemented here because it is short, and because the first use of `torch.optim` imports a
compiler of several hundred modules that are not needed.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

MOMENTUM = 0.9
ADAM_BETAS = (0.9, 0.95)
ADAM_EPSILON = 1e-8
# Layers next to the image, and those that output fields and classes: optimised by Adam.
ENDS = ("stem.", "mix.", "downsample.down.res_down_0.conv.conv_0.", "head.", "output.", "classify.")
# Coefficients of the quintic iteration (Jordan 2024): converges fast to near 1, not exactly.
QUINTIC = (3.4445, -4.7750, 2.0315)


class Optimiser:
    """Optimiser of one training run.

    Parameters
    ----------
    network
        Network whose parameters `step` changes in place.
    hidden_rate
        Step length for hidden convolutions, relative to an orthogonal matrix.
    rate
        Learning rate of Adam, for the other parameters.
    weight_decay
        Decay of the weights, relative to the rate, as in AdamW. Biases and the gains of batch
        norm are excluded: with small values every later step would change the output strongly.
    """

    def __init__(
        self, network: nn.Module, hidden_rate: float, rate: float, weight_decay: float
    ) -> None:
        self.hidden_rate, self.rate, self.weight_decay = hidden_rate, rate, weight_decay
        self.steps = 0
        named = list(network.named_parameters())
        self._muon = _Muon([weight for name, weight in named if _is_hidden(name, weight)])
        self._adam = _Adam([weight for name, weight in named if not _is_hidden(name, weight)])

    def step(self, factor: float | Tensor = 1.0) -> None:
        """Apply and clear the gradients: all of them, or none if memory runs out.

        Parameters
        ----------
        factor
            Factor of both rates, from the schedule. A () tensor stays on its device.
        """
        self.apply(factor, self.corrections(self.steps + 1))
        self.steps += 1

    @staticmethod
    def corrections(step: int) -> tuple[float, float]:
        """Return by how much Adam's moments are too small after so many steps from zero."""
        first, second = ADAM_BETAS
        return 1 - first**step, 1 - second**step

    @torch.no_grad()
    def apply(
        self, factor: float | Tensor, corrections: tuple[float, float] | tuple[Tensor, Tensor]
    ) -> None:
        """Apply the gradients as `step` does, but without counting the step.

        Parameters
        ----------
        factor, corrections
            See `step` and `corrections`; () tensors stay on their device, so that a recorded call
            can be replayed with other values.
        """
        parts: tuple[_Muon | _Adam, ...] = (self._muon, self._adam)
        rates = (self.hidden_rate, self.rate)
        # Allocate first, since that may fail; then change the state, which allocates nothing.
        proposed = [part.propose(*corrections) for part in parts]
        for part, full_rate, (weights, directions) in zip(parts, rates, proposed, strict=True):
            if not weights:
                continue
            part.keep()
            rate = factor * full_rate
            if matrices := [weight for weight in weights if weight.ndim > 1]:
                torch._foreach_mul_(matrices, 1 - rate * self.weight_decay)
            torch._foreach_mul_(directions, rate)
            torch._foreach_sub_(weights, directions)
            for weight in weights:
                weight.grad = None

    def state(self) -> dict[str, list[Tensor]]:
        """Return the state from which `restore` continues exactly."""
        return {
            "steps": [torch.tensor(self.steps)],
            "momenta": self._muon.momenta,
            "means": self._adam.means,
            "squares": self._adam.squares,
        }

    def restore(self, kept: dict[str, list[Tensor]]) -> None:
        """Restore what `state` returned, for a network of the same shape."""
        for name, own in self.state().items():
            for mine, value in zip(own, kept[name], strict=True):
                mine.copy_(value)
        self.steps = int(kept["steps"][0])


def orthogonal(matrix: Tensor, iterations: int = 5) -> Tensor:
    """Compute a nearly orthogonal matrix with the singular vectors of `matrix` (Newton-Schulz).

    An iteration multiplies X from the left by a polynomial in X Xᵀ. The product of these factors is
    computed first, from the small square X Xᵀ alone: convolutions have many more columns than rows.

    Parameters
    ----------
    matrix
        (..., rows, columns) float32; each matrix of a batch separately.
    iterations
        Five bring all but the smallest singular values to between about 0.7 and 1.2.
    """
    a, b, c = QUINTIC
    tall = matrix.shape[-2] > matrix.shape[-1]
    x = matrix.mT if tall else matrix
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    square = x @ x.mT  # (..., n, n), n the smaller of rows and columns
    one = torch.eye(square.shape[-1], dtype=x.dtype, device=x.device)
    product = one
    for _ in range(iterations):
        factor = a * one + b * square + c * square @ square
        product = factor @ product
        square = factor @ square @ factor  # all of these commute
    x = product @ x
    return x.mT if tall else x


def _is_hidden(name: str, weight: Tensor) -> bool:
    """Return whether a weight is a convolution between features, neither the first nor the last."""
    return weight.ndim == 4 and not name.startswith(ENDS)


class _Muon:
    """Momenta of the hidden convolutions, and their step directions."""

    def __init__(self, weights: list[Tensor]) -> None:
        self._weights = weights
        self.momenta = [torch.zeros_like(weight) for weight in weights]
        self._next: dict[int, Tensor] = {}

    def propose(self, *_corrections: float | Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Return the weights with a gradient and their directions; the state changes in `keep`."""
        taught, weights, gradients = _taught(self._weights)
        if not taught:
            return [], []
        momenta = _there([self.momenta[n] for n in taught], gradients)
        following = torch._foreach_mul(momenta, MOMENTUM)
        torch._foreach_add_(following, gradients)
        self._next = dict(zip(taught, following, strict=True))
        ahead = torch._foreach_add(gradients, following, alpha=MOMENTUM)  # Nesterov
        return weights, _orthogonal_each(ahead)

    def keep(self) -> None:
        """Store the proposed momenta."""
        _keep(self.momenta, self._next)


class _Adam:
    """Moments of all other parameters, and their step directions."""

    def __init__(self, weights: list[Tensor]) -> None:
        self._weights = weights
        self.means = [torch.zeros_like(weight) for weight in weights]
        self.squares = [torch.zeros_like(weight) for weight in weights]
        self._next_means: dict[int, Tensor] = {}
        self._next_squares: dict[int, Tensor] = {}

    def propose(
        self, first_correction: float | Tensor, second_correction: float | Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Return the weights with a gradient and their directions; the state changes in `keep`."""
        taught, weights, gradients = _taught(self._weights)
        if not taught:
            return [], []
        first, second = ADAM_BETAS
        old = _there([self.means[n] for n in taught], gradients)
        means = torch._foreach_lerp(old, gradients, 1 - first)
        old = _there([self.squares[n] for n in taught], gradients)
        squares = torch._foreach_mul(old, second)
        torch._foreach_addcmul_(squares, gradients, gradients, 1 - second)
        self._next_means = dict(zip(taught, means, strict=True))
        self._next_squares = dict(zip(taught, squares, strict=True))
        scale = torch._foreach_div(squares, second_correction)
        torch._foreach_sqrt_(scale)
        torch._foreach_add_(scale, ADAM_EPSILON)
        directions = torch._foreach_div(means, scale)
        torch._foreach_div_(directions, first_correction)
        return weights, list(directions)

    def keep(self) -> None:
        """Store the proposed moments."""
        _keep(self.means, self._next_means)
        _keep(self.squares, self._next_squares)


def _taught(weights: list[Tensor]) -> tuple[list[int], list[Tensor], list[Tensor]]:
    """Return indices of the weights that have a gradient, these weights, and their gradients."""
    found = [(n, w, w.grad) for n, w in enumerate(weights) if w.grad is not None]
    return [n for n, _, _ in found], [w for _, w, _ in found], [g for _, _, g in found]


def _there(values: list[Tensor], gradients: list[Tensor]) -> list[Tensor]:
    """Move values to the device of the gradients, which may have changed."""
    return [value.to(gradient.device) for value, gradient in zip(values, gradients, strict=True)]


def _keep(values: list[Tensor], new: dict[int, Tensor]) -> None:
    """Store new values; in place, so that a step can be recorded as a CUDA graph."""
    for n, value in new.items():
        same = values[n].device == value.device
        values[n] = values[n].copy_(value) if same else value
    new.clear()


def _orthogonal_each(matrices: Sequence[Tensor]) -> list[Tensor]:
    """Return the nearest orthogonal convolutions (out, in, k, k); equal shapes in one batch."""
    groups: dict[torch.Size, list[int]] = {}
    for n, matrix in enumerate(matrices):
        groups.setdefault(matrix.shape, []).append(n)
    found: dict[int, Tensor] = {}
    for shape, members in groups.items():
        together = torch.stack([matrices[n] for n in members]).flatten(2)  # (n, out, in k k)
        each = orthogonal(together).view(len(members), *shape).unbind()
        found |= zip(members, each, strict=True)
    return [found[n] for n in range(len(matrices))]
