"""Each term of the loss on its own set: 0 on its target, one-sided where it says so."""

from dataclasses import fields, replace

import pytest
import torch

from sketchpose_engine.training import losses
from sketchpose_engine.training.losses import (
    BACKGROUND_DISTANCE,
    LEAST_PX_CROPS,
    background_loss,
    distance_loss,
    euler_loss,
    flow_loss,
    inequality_loss,
    norm_loss,
    total_loss,
)
from sketchpose_engine.training.settings import LossSettings
from sketchpose_engine.training.targets import Targets

SHAPE = (2, 12, 16)
EVERY_TERM = LossSettings(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
TERMS = ("distance", "inequality", "background", "flow", "norm", "euler")


def targets() -> Targets:
    """A third background, a third with known targets, a sixth with bounds, a sixth nothing."""
    torch.manual_seed(0)
    kind = torch.randint(0, 6, SHAPE)
    angle = torch.rand(SHAPE) * 6.3
    flowing = kind == 3
    return Targets(
        distance=torch.rand(SHAPE) * 2 * (kind >= 2),
        flow=torch.stack([angle.sin(), angle.cos()], 1) * flowing[:, None],
        equality=(kind == 2) | flowing,
        inequality=kind == 4,
        background=kind <= 1,
        flowing=flowing,
        classes=torch.randint(0, 3, SHAPE).to(torch.uint8) * (kind >= 2),
    )


def perfect(batch: Targets) -> tuple[torch.Tensor, torch.Tensor]:
    """The fields that were asked for."""
    return torch.where(batch.background, BACKGROUND_DISTANCE, batch.distance), batch.flow.clone()


def term(name: str, distance: torch.Tensor, flow: torch.Tensor, batch: Targets):
    """One term, by name."""
    return {
        "distance": lambda: distance_loss(distance, batch.distance, batch.equality),
        "inequality": lambda: inequality_loss(distance, batch.distance, batch.inequality),
        "background": lambda: background_loss(distance, flow, batch.background),
        "flow": lambda: flow_loss(flow, batch.flow, batch.flowing),
        "norm": lambda: norm_loss(flow, batch.flowing),
        "euler": lambda: euler_loss(flow, batch.flow, batch.flowing, 4),
    }[name]()


def own_set(name: str, batch: Targets) -> torch.Tensor:
    """Where a term looks."""
    sets = {"distance": "equality", "inequality": "inequality", "background": "background"}
    return getattr(batch, sets.get(name, "flowing"))


@pytest.fixture
def noise() -> tuple[torch.Tensor, torch.Tensor]:
    """Fields that match nothing."""
    torch.manual_seed(1)
    return torch.randn(SHAPE) - 1, torch.randn(SHAPE[0], 2, *SHAPE[1:])


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_0_on_its_own_target_and_above_0_elsewhere(name, noise):
    batch = targets()
    assert term(name, *perfect(batch), batch) == pytest.approx(0, abs=1e-12)
    assert term(name, *noise, batch) > 0.01


@pytest.mark.parametrize("name", TERMS)
def test_a_term_never_looks_outside_its_set(name, noise):
    batch = targets()
    distance, flow = noise
    outside = ~own_set(name, batch)
    other = distance + outside, flow + outside[:, None]
    assert torch.equal(term(name, *other, batch), term(name, *noise, batch))


@pytest.mark.parametrize("name", TERMS)
def test_no_gradient_leaves_the_set_of_a_term(name, noise):
    batch = targets()
    distance, flow = (field.requires_grad_() for field in noise)
    (term(name, distance, flow, batch) + 0 * (distance.sum() + flow.sum())).backward()
    outside = ~own_set(name, batch)
    assert not distance.grad[outside].any()
    assert not flow.grad.movedim(1, -1)[outside].any()
    assert distance.grad.any() or flow.grad.any()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", TERMS)
def test_a_value_outside_the_set_that_is_not_finite_does_not_reach_the_term(name, value, noise):
    batch = targets()
    distance, flow = (field.clone() for field in noise)
    outside = ~own_set(name, batch)
    distance[outside] = value
    flow.movedim(1, -1)[outside] = value
    assert torch.equal(term(name, distance, flow, batch), term(name, *noise, batch))


@pytest.mark.parametrize("name", TERMS)
def test_on_an_empty_set_a_term_is_0_and_so_are_its_gradients(name, noise):
    nothing = torch.zeros(SHAPE, dtype=torch.bool)
    batch = targets()._replace(
        equality=nothing, inequality=nothing, background=nothing, flowing=nothing
    )
    distance, flow = (field.requires_grad_() for field in noise)
    loss = term(name, distance, flow, batch)
    (loss + 0 * (distance.sum() + flow.sum())).backward()
    assert loss == 0
    assert not distance.grad.any()
    assert not flow.grad.any()


@pytest.mark.parametrize("name", ["distance", "inequality", "background", "flow", "norm"])
def test_a_term_is_a_mean_so_few_strokes_count_as_much_as_many(name, noise):
    batch = targets()
    twice = Targets(*(torch.cat([part, part]) for part in batch))
    fields_twice = (torch.cat([field, field]) for field in noise)
    assert term(name, *fields_twice, twice) == pytest.approx(term(name, *noise, batch).item())


def test_a_distance_may_exceed_its_bound_but_not_stay_below():
    bound = torch.tensor([[[0.5, 1.0, 2.0]]])
    everywhere = torch.ones(1, 1, 3, dtype=torch.bool)
    assert inequality_loss(bound + 0.1, bound, everywhere) == 0
    assert inequality_loss(bound + 10, bound, everywhere) == 0
    near, far = (inequality_loss(bound - gap, bound, everywhere) for gap in (0.1, 0.2))
    assert 0 < near < far


def test_an_error_near_a_boundary_weighs_more_than_one_deep_inside():
    everywhere = torch.ones(1, 1, 1, dtype=torch.bool)
    rim, core = torch.zeros(1, 1, 1), torch.full((1, 1, 1), 3.0)
    assert distance_loss(rim + 1, rim, everywhere) > distance_loss(core + 1, core, everywhere)


def test_the_slope_of_the_norm_is_finite_where_the_flow_is_0():
    flow = torch.zeros(1, 2, 4, 4, requires_grad=True)
    norm_loss(flow, torch.ones(1, 4, 4, dtype=torch.bool)).backward()
    assert flow.grad.isfinite().all()


def test_trajectories_that_part_cost_more_the_longer_they_are_followed():
    flowing = torch.ones(1, 16, 16, dtype=torch.bool)
    true = torch.zeros(1, 2, 16, 16)
    true[:, 1] = 1.0
    predicted = true.clone()
    predicted[:, 0] = 0.3
    few, many = (euler_loss(predicted, true, flowing, steps) for steps in (1, 4))
    assert 0 < few < many


def test_trajectories_teach_the_flow_they_ran_through():
    flowing = torch.ones(1, 16, 16, dtype=torch.bool)
    true = torch.zeros(1, 2, 16, 16)
    true[:, 1] = 1.0
    flow = (true + 0.2).requires_grad_()
    euler_loss(flow, true, flowing, 3).backward()
    assert flow.grad.isfinite().all()
    with torch.no_grad():
        better = flow - 0.1 * flow.grad / flow.grad.norm()
    assert euler_loss(better, true, flowing, 3) < euler_loss(flow, true, flowing, 3)


# All terms together


def test_the_total_is_the_weighted_sum_of_the_terms(noise):
    weights = LossSettings(2.0, 0.5, 3.0, 1.5, 0.25, 0.75, euler_steps=4)
    batch = targets()
    total, terms = total_loss(*noise, batch, weights)
    assert set(terms) == set(TERMS)
    for name, value in terms.items():
        assert value == pytest.approx(term(name, *noise, batch).item()), name
    expected = sum(getattr(weights, name) * value.item() for name, value in terms.items())
    assert total.item() == pytest.approx(expected)


def test_the_total_is_0_on_perfect_fields():
    batch = targets()
    total, _ = total_loss(*perfect(batch), batch, EVERY_TERM)
    assert total == pytest.approx(0, abs=1e-12)


def test_the_total_never_sees_an_unannotated_pixel(noise):
    batch = targets()
    distance, flow = noise
    unknown = ~(batch.equality | batch.inequality | batch.background)
    assert unknown.any()
    other = distance + unknown, flow + unknown[:, None]
    loss, _ = total_loss(*noise, batch, EVERY_TERM)
    assert torch.equal(total_loss(*other, batch, EVERY_TERM)[0], loss)


@pytest.mark.parametrize("name", TERMS)
def test_a_term_of_weight_0_is_not_computed(name, noise, monkeypatch):
    def computed(*_):
        raise AssertionError(f"{name} was computed")

    monkeypatch.setattr(losses, f"{name}_loss", computed)
    total, terms = total_loss(*noise, targets(), replace(EVERY_TERM, **{name: 0.0}))
    assert name not in terms
    assert total.isfinite()


def test_every_term_has_a_weight():
    others = {"euler_steps", "classes", "distillation", "contrary", "least_px"}
    assert {field.name for field in fields(LossSettings)} == {*TERMS, *others}


def test_what_a_pretrained_network_found_is_kept_where_nothing_is_drawn(noise):
    batch, (distance, flow) = targets(), noise
    drawn = batch.equality | batch.inequality | batch.background
    settings = replace(EVERY_TERM, distillation=1.0)
    same = distance + drawn, flow + drawn[:, None]  # differs only where something is drawn
    _, terms = total_loss(distance, flow, batch, settings, teacher=same)
    assert terms["distillation"] == 0
    other = distance + ~drawn, flow + (~drawn)[:, None]
    _, terms = total_loss(distance, flow, batch, settings, teacher=other)
    # Huber at 1 with beta 1/2 is 3/4; two components of the flow are 1 off, a quarter each.
    torch.testing.assert_close(terms["distillation"], torch.tensor(0.75 + 0.5))


def test_without_a_pretrained_network_there_is_no_such_term(noise):
    _, terms = total_loss(*noise, targets(), replace(EVERY_TERM, distillation=1.0))
    assert "distillation" not in terms


def test_beside_a_pretrained_network_a_few_pixels_count_as_few(noise):
    batch = targets()
    known = torch.zeros_like(noise[0]), torch.zeros_like(noise[1])
    for name, where in (("background", batch.background), ("flow", batch.flowing)):
        count = int(where.sum())
        alone = total_loss(*noise, batch, EVERY_TERM)[1][name]
        settings = replace(EVERY_TERM, least_px=10 * count * LEAST_PX_CROPS // SHAPE[0])
        beside = total_loss(*noise, batch, settings, teacher=known)[1][name]
        torch.testing.assert_close(beside, alone / 10)
        settings = replace(EVERY_TERM, least_px=count)
        beside = total_loss(*noise, batch, settings, teacher=known)[1][name]
        torch.testing.assert_close(beside, alone)


def test_background_where_the_pretrained_network_shows_a_cell_counts_less(noise):
    batch = targets()
    cells, nothing = (torch.full(SHAPE, value) for value in (1.0, -0.5))
    settings = replace(EVERY_TERM, least_px=0, contrary=0.25)
    flow = torch.zeros_like(noise[1])
    full, less = (
        total_loss(*noise, batch, settings, teacher=(known, flow))[1]["background"]
        for known in (nothing, cells)
    )
    torch.testing.assert_close(less, full / 4)
    alone = total_loss(*noise, batch, settings)[1]["background"]
    torch.testing.assert_close(full, alone)


def test_drawn_cells_count_in_full_whatever_the_pretrained_network_shows(noise):
    batch, flow = targets(), torch.zeros_like(noise[1])
    settings = replace(EVERY_TERM, least_px=0)
    for name in ("distance", "inequality", "flow"):
        one, other = (
            total_loss(*noise, batch, settings, teacher=(torch.full(SHAPE, value), flow))[1][name]
            for value in (1.0, -0.5)
        )
        torch.testing.assert_close(one, other)
