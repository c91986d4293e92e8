"""A single training step, applied completely or not at all."""

import torch
from torch import Tensor

from sketchpose_engine.core.errors import Phrase

from ..models.device import Device
from ..models.memory import within_memory
from ..models.unet import FieldNetwork
from .cuda_graph import StepGraph
from .losses import total_loss
from .optimiser import Optimiser
from .settings import LossSettings
from .targets import Targets

PLAIN_STEPS = 2  # before a step is recorded: a few strokes in a row change its kind
MOST_SKIPPED = 20  # consecutive non-finite steps before training ends
NOT_FINITE = Phrase(
    "The intensities of the images cannot be learned from: check that they are not damaged."
)


class TrainStep:
    """Training steps of one network.

    On an NVIDIA card, steps of the same kind are recorded as a CUDA graph, see `StepGraph`, after
    a few plain ones.

    Parameters
    ----------
    network
        Changed in place.
    device
        Compute device.
    optimiser
        Optimiser of this network.
    """

    def __init__(self, network: FieldNetwork, device: Device, optimiser: Optimiser) -> None:
        self._network, self._device, self._optimiser = network, device, optimiser
        self._last: _Gradients | None = None
        self._graph: StepGraph | None = None
        self._kind: object = None  # of the last steps
        self._alike = 0  # steps of this kind

    def learn(
        self,
        batch: tuple[Tensor, Targets],
        loss: LossSettings,
        factor: float,
        teacher: FieldNetwork | None = None,
        teacher_images: Tensor | None = None,
    ) -> tuple[dict[str, float], bool]:
        """Update the network with the gradients of a batch, unless they are not finite.

        The network is unchanged if the step is skipped or an error is raised.

        Parameters
        ----------
        batch
            Crops (N, C, crop, crop) and their targets. If memory is short, gradients are
            accumulated over parts of the batch.
        loss
            Weights of the terms.
        factor
            Factor of the learning rates.
        teacher
            Network whose fields are learned where nothing is drawn, with weight
            `loss.distillation`; not changed. None: only the sketch is learned.
        teacher_images
            (N, C, crop, crop), the crops as the teacher sees them; None: as the network does.

        Returns
        -------
        dict, bool
            The loss, `total`, and its terms; whether the network was updated.
        """
        images, targets = batch
        if not loss.distillation:
            teacher = None
        tensors = [images, *targets]
        if teacher is not None and teacher_images is not None:
            tensors.append(teacher_images)
        gradients = _Gradients(self._network, self._device, loss, teacher)
        if self._last is not None and self._last.kind == gradients.kind:
            gradients = self._last
        self._last = gradients

        def attempt(crops: int) -> tuple[dict[str, float], bool]:
            self._device.ensure_moved(self._network)
            # Batch norm's running means would retain non-finite or partial updates for ever.
            changed = [*self._network.buffers()] if self._network.training else []
            before = [(buffer, buffer.clone()) for buffer in changed]
            learned = False
            try:
                graph = self._recorded(gradients, tensors) if crops == len(images) else None
                found = graph.gradients(tensors) if graph else gradients(tensors, crops)
                *values, finite = found.tolist()
                if finite:
                    if graph:
                        graph.update(factor)
                    else:
                        self._optimiser.step(factor)
                    learned = True
            finally:
                if not learned:
                    _undo(self._network, before)
            return dict(zip(gradients.names, values, strict=True)), learned

        return within_memory(self._device, "crops", len(images), attempt)

    def _recorded(self, gradients: "_Gradients", tensors: list[Tensor]) -> StepGraph | None:
        """Return the recorded step for these tensors; None if plain steps are to be made."""
        if not all(value.is_cuda for value in (*tensors, *self._network.parameters())):
            self._kind = self._graph = None
            return None
        kind = gradients, [tensor.shape for tensor in tensors]
        if kind != self._kind:
            self._kind, self._graph, self._alike = kind, None, 0
        self._alike += 1
        if self._graph is None and self._alike > PLAIN_STEPS:
            self._graph = StepGraph(gradients, self._network, self._optimiser, tensors)
        return self._graph


class _Gradients:
    """Gradients of a batch with given weights of the loss.

    Attributes
    ----------
    kind
        Equal if the same is computed.
    names
        Names of the values that were computed last: the loss, `total`, and its terms.
    """

    def __init__(
        self,
        network: FieldNetwork,
        device: Device,
        loss: LossSettings,
        teacher: FieldNetwork | None,
    ) -> None:
        self._network, self._device, self._loss, self._teacher = network, device, loss, teacher
        self.kind = (loss, id(teacher), network.training, device.half_training)
        self.names = list[str]()

    def __call__(self, tensors: list[Tensor], crops: int | None = None) -> Tensor:
        """Compute the gradients, which are left in the network.

        Parameters
        ----------
        tensors
            Crops, their targets, and, if they differ, the crops as the teacher sees them.
        crops
            Crops computed at a time; None: all.

        Returns
        -------
        Tensor
            (len(names) + 1,) the loss and its terms, and whether all gradients are finite (1 or 0).
        """
        count = len(tensors[0])
        crops = crops or count
        sums: Tensor | float = 0.0
        for start in range(0, count, crops):
            part = [tensor[start : start + crops] for tensor in tensors]
            share = len(part[0]) / count
            sums = sums + self._part(part, share) * share
        assert isinstance(sums, Tensor)
        gradients = [p.grad for p in self._network.parameters() if p.grad is not None]
        norms = torch.stack([sums[0], *torch._foreach_norm(gradients)])
        return torch.cat([sums, norms.isfinite().all()[None]])

    def _part(self, tensors: list[Tensor], share: float) -> Tensor:
        """Add the gradients of some crops, which are this share of the batch; return the terms."""
        device, size = self._device, len(Targets._fields)
        images, *others = tensors
        placed = device.move_batch(images)
        with device.arithmetic(training=True):
            fields = self._network(placed)
        known = None
        if self._teacher is not None:
            seen = device.move_batch(others[size]) if len(others) > size else placed
            known = _fields_of(self._teacher, device, seen)
        targets = Targets(*(device.move_tensor(target) for target in others[:size]))
        distance, flow, classes = (field.float() for field in fields)
        total, terms = total_loss(distance, flow, targets, self._loss, classes, known)
        (total * share).backward()  # type: ignore[no-untyped-call]
        self.names = ["total", *terms]
        return torch.stack([total, *terms.values()]).detach()


def _fields_of(network: FieldNetwork, device: Device, images: Tensor) -> tuple[Tensor, Tensor]:
    """Predict distance and flow without gradients."""
    device.ensure_moved(network)
    network.eval()
    with torch.no_grad(), device.arithmetic(training=True):
        distance, flow, _ = network(images)
    return distance.float(), flow.float()


def _undo(network: FieldNetwork, before: list[tuple[Tensor, Tensor]]) -> None:
    network.zero_grad(set_to_none=True)
    for buffer, kept in before:
        buffer.copy_(kept)
