"""The number format of a processor: measured once, remembered, never in the way."""

import json

import pytest
import torch

from sketchpose_engine.models import number_format
from sketchpose_engine.models.number_format import (
    BFLOAT16,
    FILE_NAME,
    FLOAT32,
    NumberFormat,
    cache_folder,
    processor_format,
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(number_format, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    return tmp_path / "cache" / FILE_NAME


@pytest.fixture
def measured(monkeypatch):
    """What is measured, and how often."""
    calls = []

    def is_faster(work, shape):
        calls.append(work)
        return work is number_format._predict

    monkeypatch.setattr(number_format, "_is_faster", is_faster)
    return calls


def test_training_and_prediction_are_measured_apart_and_once(measured, cache):
    assert processor_format() == NumberFormat(training=False, prediction=True)
    assert processor_format() == NumberFormat(training=False, prediction=True)
    assert len(measured) == 2
    assert cache.is_file()


def test_without_instructions_for_bfloat16_nothing_is_measured(measured, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
    assert processor_format() == FLOAT32
    assert not measured


def test_with_instructions_for_matrices_nothing_needs_to_be_measured(measured, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    assert processor_format() == BFLOAT16
    assert not measured


def test_another_processor_or_a_limit_on_its_instructions_is_measured_anew(measured, monkeypatch):
    processor_format()
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    processor_format()
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})  # limited
    processor_format()
    assert len(measured) == 6
    processor_format()
    assert len(measured) == 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"x": 1}',
        '{"x": {"training": 1}}',
        '{"x": {"training": 1, "prediction": 0}}',
    ],
)
def test_a_damaged_file_is_measured_again_and_replaced(measured, cache, text):
    cache.parent.mkdir()
    cache.write_text(text)
    assert processor_format().prediction
    assert all(entry["prediction"] is True for entry in json.loads(cache.read_text()).values())


def test_where_nothing_can_be_written_it_is_measured_each_time(measured, cache):
    cache.parent.write_text("a file where the folder should be")
    assert processor_format() == processor_format() == NumberFormat(False, True)
    assert len(measured) == 4


@pytest.mark.parametrize(("half_s", "is_faster"), [(0.5, True), (0.95, False), (3.0, False)])
def test_bfloat16_is_used_only_where_it_is_clearly_faster(monkeypatch, half_s, is_faster):
    clock = [0.0]

    def work(layers, images):
        clock[0] += half_s if torch.is_autocast_enabled("cpu") else 1.0

    monkeypatch.setattr(number_format.time, "perf_counter", lambda: clock[0])
    assert number_format._is_faster(work, number_format.TRAINING_SHAPE) is is_faster


def test_measuring_leaves_random_numbers_alone():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    number_format._time_ratio(number_format._train, (1, number_format.CHANNELS, 8, 8))
    assert torch.equal(torch.rand(2), expected)


@pytest.mark.parametrize(
    ("platform", "variable"), [("linux", "XDG_CACHE_HOME"), ("win32", "LOCALAPPDATA")]
)
def test_the_cache_is_where_the_system_wants_it(monkeypatch, tmp_path, platform, variable):
    monkeypatch.setattr(number_format.sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache_folder() == tmp_path / "sketchpose"
