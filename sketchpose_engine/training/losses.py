"""Masked terms of the loss (paper, section 2.3.4).

Every function averages over its own set: a few strokes give gradients as large as many, and values
outside the set are ignored. On an empty set a term is 0, with zero gradients. Beside a teacher, a
set of very few pixels may count less: see `least_px`.

Shapes: distances and sets are (N, H, W), flows (N, 2, H, W) in the order y, x. Distances
are in units of half a cell's width, see `TrainingSample.unit_px`.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from .settings import LossSettings
from .targets import Targets

CELL_ABOVE = 0.1  # distance above which a teacher's fields clearly show a cell
LEAST_PX_CROPS = 8  # to which `LossSettings.least_px` refers
BACKGROUND_DISTANCE = -0.5  # distance of the background, in units of half a cell's width


def masked_mean(values: Tensor, where: Tensor, least_px: int = 1) -> Tensor:
    """Average `values` over a set; 0 over the empty set.

    Parameters
    ----------
    values
        Any shape.
    where
        bool, mask of the set.
    least_px
        A smaller set counts as if padded to this many pixels with values of 0.
    """
    # `where` instead of a product: a non-finite value outside the set must not reach the sum.
    return torch.where(where, values, 0).sum() / where.sum().clamp(min=least_px)


def boundary_weight(target: Tensor) -> Tensor:
    """Return `1 / (1 + d)`: errors near boundaries, which decide the masks, weigh more."""
    return 1 / (1 + target.clamp(min=0))


def distance_loss(distance: Tensor, target: Tensor, equality: Tensor, least_px: int = 1) -> Tensor:
    """Average `w(d) h(D - d)` over `V ∩ S_f`, h the Huber function."""
    error = F.smooth_l1_loss(distance, target, reduction="none", beta=0.5)
    return masked_mean(boundary_weight(target) * error, equality, least_px)


def inequality_loss(
    distance: Tensor, bound: Tensor, inequality: Tensor, least_px: int = 1
) -> Tensor:
    """Average `w(b) max(0, b - D)²` over `S_f` outside `V`: D may exceed its lower bound b."""
    error = F.relu(bound - distance) ** 2
    return masked_mean(boundary_weight(bound) * error, inequality, least_px)


def background_loss(
    distance: Tensor,
    flow: Tensor,
    background: Tensor,
    least_px: int = 1,
    weight: Tensor | float = 1.0,
) -> Tensor:
    """Average `w (h(D - D_background) + |F|²/4)` over `S_b`, with weights w, 1 by default."""
    target = torch.full_like(distance, BACKGROUND_DISTANCE)
    error = F.smooth_l1_loss(distance, target, reduction="none", beta=0.5)
    return masked_mean(weight * (error + 0.25 * (flow**2).sum(1)), background, least_px)


def flow_loss(flow: Tensor, target: Tensor, flowing: Tensor, least_px: int = 1) -> Tensor:
    """Average `|F - ∇d|²/2` over `V ∩ S_f`."""
    return masked_mean(0.5 * ((flow - target) ** 2).sum(1), flowing, least_px)


def norm_loss(flow: Tensor, flowing: Tensor, least_px: int = 1) -> Tensor:
    """Average `(|F| - 1)²` over `V ∩ S_f`."""
    length = (flow**2).sum(1).add(1e-8).sqrt()  # finite slope at 0
    return masked_mean((length - 1) ** 2, flowing, least_px)


def euler_loss(flow: Tensor, target: Tensor, flowing: Tensor, steps: int) -> Tensor:
    """Average the squared gap between trajectories over `V ∩ S_f` and over the steps.

    Every pixel moves by unit steps along the predicted and along the true flow. Where a
    trajectory has left the set, the true flow is unknown, so the pair stops moving.
    """
    n, _, height, width = flow.shape
    flow = torch.where(flowing[:, None], flow, 0)  # outside the set, flows are ignored
    rows = torch.arange(height, device=flow.device, dtype=flow.dtype)
    columns = torch.arange(width, device=flow.device, dtype=flow.dtype)
    start = torch.stack(torch.meshgrid(rows, columns, indexing="ij"))  # (2, H, W)
    predicted = true = start.expand(n, -1, -1, -1)
    known = flowing[:, None].to(flow.dtype)  # (N, 1, H, W)
    gap = flow.new_zeros(n, height, width)
    moving = known
    for _ in range(steps):
        moving = moving * _sample(known, true).ge(0.5) * _sample(known, predicted).ge(0.5)
        predicted = predicted + moving * _sample(flow, predicted)
        true = true + moving * _sample(target, true)
        gap = gap + ((predicted - true) ** 2).sum(1)
    return masked_mean(gap / steps, flowing)


def distillation_loss(
    distance: Tensor, flow: Tensor, teacher: tuple[Tensor, Tensor], elsewhere: Tensor
) -> Tensor:
    """Average `h(D - D_0) + |F - F_0|²/4` over the pixels that are not drawn.

    `D_0` and `F_0` are predicted by the teacher: the pretrained network (learning without
    forgetting, Li & Hoiem 2016), or the average of the network's own weights (mean teacher,
    Tarvainen & Valpola 2017). Not in the paper. Where the sketch is silent, its prediction is the
    best estimate.
    """
    error = F.smooth_l1_loss(distance, teacher[0], reduction="none", beta=0.5)
    return masked_mean(error + 0.25 * ((flow - teacher[1]) ** 2).sum(1), elsewhere)


def contrary_weight(teacher: tuple[Tensor, Tensor] | None, least: float) -> Tensor | float:
    """Return `least` where the teacher's fields clearly show a cell, 1 elsewhere.

    Background that is drawn there by mistake looks like the cells: learned at full weight, a single
    stroke would make all of them vanish. Background on a false mask is learned more slowly.
    """
    return 1.0 if teacher is None else torch.where(teacher[0] > CELL_ABOVE, least, 1.0)


def class_loss(logits: Tensor, classes: Tensor) -> Tensor:
    """Average the cross entropy of each class over the pixels drawn as it, then over the classes.

    A class of few or small cells counts as much as the others. Not in the paper, which names
    several classes as the natural extension of the method.

    Parameters
    ----------
    logits
        (N, K, H, W).
    classes
        (N, H, W), from 1; pixels with 0 are ignored.
    """
    count = logits.shape[1]
    wanted = (classes.long() - 1).clamp(0, count - 1)
    numbers = torch.arange(count, device=logits.device)
    drawn = (wanted[..., None] == numbers) & (classes > 0)[..., None]  # (N, H, W, K)
    entropy = F.cross_entropy(logits, wanted, reduction="none")  # (N, H, W)
    sizes = drawn.sum((0, 1, 2))  # (K,)
    means = (entropy[..., None] * drawn).sum((0, 1, 2)) / sizes.clamp(min=1)  # (K,)
    return means.sum() / (sizes > 0).sum().clamp(min=1)


def total_loss(
    distance: Tensor,
    flow: Tensor,
    targets: Targets,
    settings: LossSettings,
    classes: Tensor | None = None,
    teacher: tuple[Tensor, Tensor] | None = None,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Compute the weighted sum of the terms, and each unweighted term.

    Parameters
    ----------
    distance, flow
        (N, H, W) and (N, 2, H, W): the predicted fields.
    targets
        Targets from the sketches.
    settings
        Weights of the terms; a term of weight 0 is not computed.
    classes
        (N, K, H, W) logits; None or K = 0 if there is only one class.
    teacher
        Distance and flow predicted by the teacher; None: there is none.
    """
    equality, inequality, flowing = targets.equality, targets.inequality, targets.flowing
    least_px = 1
    if teacher is not None:
        least_px = max(settings.least_px * len(distance) // LEAST_PX_CROPS, 1)
    every: dict[str, Callable[[], Tensor]] = {
        "distance": lambda: distance_loss(distance, targets.distance, equality, least_px),
        "inequality": lambda: inequality_loss(distance, targets.distance, inequality, least_px),
        "background": lambda: background_loss(
            distance,
            flow,
            targets.background,
            least_px,
            contrary_weight(teacher, settings.contrary),
        ),
        "flow": lambda: flow_loss(flow, targets.flow, flowing, least_px),
        "norm": lambda: norm_loss(flow, flowing, least_px),
        "euler": lambda: euler_loss(flow, targets.flow, flowing, settings.euler_steps),
    }
    if classes is not None and classes.shape[1]:
        every["classes"] = lambda: class_loss(classes, targets.classes)
    if teacher is not None:
        every["distillation"] = lambda: distillation_loss(
            distance, flow, teacher, ~(equality | inequality | targets.background)
        )
    terms = {name: term() for name, term in every.items() if getattr(settings, name)}
    total = torch.stack([getattr(settings, name) * term for name, term in terms.items()]).sum()
    return total, terms


def _sample(field: Tensor, place: Tensor) -> Tensor:
    """Interpolate a field bilinearly at places (N, 2, H, W) in px, order (y, x): (N, C, H, W)."""
    height, width = field.shape[-2:]
    size = place.new_tensor([max(width - 1, 1), max(height - 1, 1)])
    grid = place.flip(1).permute(0, 2, 3, 1) / size * 2 - 1  # (N, H, W, 2), order (x, y)
    return F.grid_sample(field, grid, align_corners=True, padding_mode="border")
