"""A training step as CUDA graphs: recorded once, then replayed with other data.

A network of this size spends most of a step on the launch of hundreds of small kernels; a graph
launches all of them at once (https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs).
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ..models.unet import FieldNetwork
from .optimiser import Optimiser

WARM_UPS = 3  # calls before a recording, in which libraries prepare their kernels

Gradients = Callable[[list[Tensor]], Tensor]


class StepGraph:
    """Gradients of a batch, and their application, for tensors of the same shapes.

    Parameters
    ----------
    gradients
        Function of the tensors that leaves gradients in the network, and returns a tensor.
        It must not wait for the device, nor create tensors from Python's numbers.
    network
        Network in training; its weights stay where they are in memory.
    optimiser
        Optimiser of this network.
    tensors
        Example of the tensors; copied.
    """

    def __init__(
        self,
        gradients: Gradients,
        network: FieldNetwork,
        optimiser: Optimiser,
        tensors: list[Tensor],
    ) -> None:
        self._tensors = [tensor.clone() for tensor in tensors]
        self._optimiser = optimiser
        # Factor of the rates, and the corrections of Adam's two moments.
        self._numbers = torch.ones(3, device=tensors[0].device)
        buffers = list(network.buffers())
        before = [buffer.clone() for buffer in buffers]
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                gradients(self._tensors)
                network.zero_grad(set_to_none=True)
            for buffer, value in zip(buffers, before, strict=True):
                buffer.copy_(value)
        torch.cuda.current_stream().wait_stream(side)
        self._gradients, self._update = torch.cuda.CUDAGraph(), torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._gradients):
            self._result = gradients(self._tensors)
        # The second graph reads the gradients where the first one writes them.
        self._held = [weight.grad for weight in network.parameters()]
        with torch.cuda.graph(self._update):
            factor, first, second = self._numbers.unbind()
            optimiser.apply(factor, (first, second))

    def gradients(self, tensors: list[Tensor]) -> Tensor:
        """Compute the gradients for other values; returns what the recorded function returned."""
        for mine, value in zip(self._tensors, tensors, strict=True):
            mine.copy_(value)
        self._gradients.replay()
        return self._result

    def update(self, factor: float) -> None:
        """Apply the gradients."""
        self._optimiser.steps += 1
        corrections = self._optimiser.corrections(self._optimiser.steps)
        self._numbers.copy_(torch.tensor([factor, *corrections]))
        self._update.replay()
