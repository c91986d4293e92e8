"""A single training step, applied completely or not at all."""

import torch
from torch import Tensor

from sketchpose_engine.core.errors import Phrase

from ..models.device import Device
from ..models.memory import within_memory
from ..models.unet import FieldNetwork
from .losses import total_loss
from .optimiser import Optimiser
from .settings import LossSettings
from .targets import Targets

MOST_SKIPPED = 20  # consecutive non-finite steps before training ends
NOT_FINITE = Phrase(
    "The intensities of the images cannot be learned from: check that they are not damaged."
)


def learn(
    network: FieldNetwork,
    device: Device,
    optimiser: Optimiser,
    batch: tuple[Tensor, Targets],
    loss: LossSettings,
    factor: float,
    teacher: FieldNetwork | None = None,
    teacher_images: Tensor | None = None,
) -> tuple[dict[str, float], bool]:
    """Update the network with the gradients of a batch, unless they are not finite.

    Parameters
    ----------
    network
        Changed in place; unchanged if the step is skipped or an error is raised.
    device
        Compute device.
    optimiser
        Optimiser of this network.
    batch
        Crops (N, C, crop, crop) and their targets. If memory is short, gradients are accumulated
        over parts of the batch.
    loss
        Weights of the terms.
    factor
        Factor of the learning rates.
    teacher
        Network whose fields are learned where nothing is drawn, with weight `loss.distillation`;
        not changed. None: only the sketch is learned.
    teacher_images
        (N, C, crop, crop), the crops as the teacher sees them; None: as the network does.

    Returns
    -------
    dict, bool
        The loss, `total`, and its terms; whether the network was updated.
    """

    def attempt(crops: int) -> tuple[dict[str, float], bool]:
        device.ensure_moved(network)
        # Batch norm's running means would retain non-finite or partial updates for ever.
        before = [buffer.clone() for buffer in network.buffers()]
        learned = False
        try:
            terms = _gradients(network, device, batch, loss, crops, (teacher, teacher_images))
            if _is_finite(network, terms["total"]):
                optimiser.step(factor)
                learned = True
        finally:
            if not learned:
                _undo(network, before)
        return dict(zip(terms, torch.stack([*terms.values()]).tolist(), strict=True)), learned

    return within_memory(device, "crops", len(batch[0]), attempt)


def _gradients(
    network: FieldNetwork,
    device: Device,
    batch: tuple[Tensor, Targets],
    loss: LossSettings,
    crops: int,
    taught: tuple[FieldNetwork | None, Tensor | None],
) -> dict[str, Tensor]:
    """Compute the loss and its terms; the gradients are left in the network."""
    images, targets = batch
    teacher, teacher_images = taught
    sums: dict[str, Tensor] = {}
    for start in range(0, len(images), crops):
        part = slice(start, start + crops)
        placed = device.move_batch(images[part])
        with device.arithmetic(training=True):
            fields = network(placed)
        known = None
        if teacher is not None and loss.distillation:
            seen = placed if teacher_images is None else device.move_batch(teacher_images[part])
            known = _fields_of(teacher, device, seen)
        there = Targets(*(device.move_tensor(target[part]) for target in targets))
        distance, flow, classes = (field.float() for field in fields)
        total, terms = total_loss(distance, flow, there, loss, classes, known)
        share = len(images[part]) / len(images)
        (total * share).backward()  # type: ignore[no-untyped-call]
        for name, term in {"total": total, **terms}.items():
            sums[name] = sums.get(name, 0.0) + term.detach() * share
    return sums


def _fields_of(network: FieldNetwork, device: Device, images: Tensor) -> tuple[Tensor, Tensor]:
    """Predict distance and flow without gradients."""
    device.ensure_moved(network)
    network.eval()
    with torch.no_grad(), device.arithmetic(training=True):
        distance, flow, _ = network(images)
    return distance.float(), flow.float()


def _is_finite(network: FieldNetwork, total: Tensor) -> bool:
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    norms = torch.stack([total, *torch._foreach_norm(gradients)])
    return bool(norms.isfinite().all())


def _undo(network: FieldNetwork, before: list[Tensor]) -> None:
    network.zero_grad(set_to_none=True)
    for buffer, kept in zip(network.buffers(), before, strict=True):
        buffer.copy_(kept)
