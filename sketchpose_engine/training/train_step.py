"""A single training step, applied completely or not at all."""

from collections.abc import Sequence

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
        self._gradients: _Gradients | None = None  # of the last steps, which were `_alike` many
        self._alike = 0
        self._graph: StepGraph | None = None

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
        gradients = self._gradients_for(tensors, loss, teacher)

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

    def _gradients_for(
        self, tensors: list[Tensor], loss: LossSettings, teacher: FieldNetwork | None
    ) -> "_Gradients":
        """Return the gradients of the last step if they are of the same kind, else new ones."""
        new = _Gradients(self._network, self._device, loss, teacher, tensors)
        if self._gradients is None or self._gradients.kind != new.kind:
            self._gradients, self._alike, self._graph = new, 0, None
        self._alike += 1
        return self._gradients

    def _recorded(self, gradients: "_Gradients", tensors: list[Tensor]) -> StepGraph | None:
        """Return the recorded step for these tensors; None if plain steps are to be made."""
        if not all(value.is_cuda for value in (*tensors, *self._network.parameters())):
            self._graph = None
        elif self._graph is None and self._alike > PLAIN_STEPS:
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
        tensors: list[Tensor],
    ) -> None:
        self._network, self._device, self._loss, self._teacher = network, device, loss, teacher
        shapes = [tensor.shape for tensor in tensors]
        self.kind = loss, teacher, network.training, device.half_training, shapes
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
        terms = []
        for part in zip(*(torch.split(tensor, crops or count) for tensor in tensors), strict=True):
            share = len(part[0]) / count
            terms.append(share * self._part(part, share))
        sums = torch.stack(terms).sum(0)
        gradients = [p.grad for p in self._network.parameters() if p.grad is not None]
        norms = torch.stack([sums[0], *torch._foreach_norm(gradients)])
        return torch.cat([sums, norms.isfinite().all()[None]])

    def _part(self, tensors: Sequence[Tensor], share: float) -> Tensor:
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
