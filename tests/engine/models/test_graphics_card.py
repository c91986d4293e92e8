"""An NVIDIA card is noticed without PyTorch, and only offered where it could be used."""

import subprocess
import sys

import pytest
import torch

from sketchpose_engine.live.messages import Idle, UnusedGpu
from sketchpose_engine.models import device
from sketchpose_engine.models.device import card_is_unused
from sketchpose_engine.models.graphics_card import has_nvidia_card
from tests.engine.helpers.driven import Driven


def nowhere(_name):
    return None


def test_on_linux_the_driver_tells(tmp_path):
    assert not has_nvidia_card("linux", tmp_path / "nvidia", nowhere)
    (tmp_path / "nvidia").mkdir()
    assert has_nvidia_card("linux", tmp_path / "nvidia", nowhere)


def test_on_windows_its_library_tells(tmp_path, monkeypatch):
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    assert not has_nvidia_card("win32", find=nowhere)
    (tmp_path / "System32").mkdir()
    (tmp_path / "System32" / "nvcuda.dll").touch()
    assert has_nvidia_card("win32", find=nowhere)


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_its_program_tells_it_too(tmp_path, monkeypatch, system):
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    assert has_nvidia_card(system, tmp_path / "nvidia", lambda name: f"/usr/bin/{name}")


def test_a_mac_has_none():
    assert not has_nvidia_card("darwin", find=lambda name: name)


@pytest.mark.parametrize(
    ("cuda", "card", "unused"),
    [(None, True, True), ("13.0", True, False), (None, False, False), ("13.0", False, False)],
)
def test_a_card_is_unused_only_if_this_pytorch_cannot_use_any(monkeypatch, cuda, card, unused):
    monkeypatch.setattr(torch.version, "cuda", cuda)
    monkeypatch.setattr(device, "has_nvidia_card", lambda: card)
    assert card_is_unused() is unused


def test_the_live_session_tells_it_first(monkeypatch):
    monkeypatch.setattr(torch.version, "cuda", None)
    monkeypatch.setattr(device, "has_nvidia_card", lambda: True)
    driven = Driven()
    driven.rest()
    assert [type(event) for event in driven.seen] == [UnusedGpu, Idle]


def test_it_does_not_wait_for_pytorch():
    code = "import sys, sketchpose_engine.models.graphics_card; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
