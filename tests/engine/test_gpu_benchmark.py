"""The benchmark of graphics cards runs where only the libraries of the engine's core are."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

ROOT = Path(__file__).parents[2]
MISSING = ("imagecodecs", "liffile", "nd2", "roifile", "czifile", "PIL", "PySide6", "pyqtgraph")


def test_it_needs_neither_a_window_nor_readers(tmp_path):
    figures = tmp_path / "figures.json"
    subprocess.run(
        [sys.executable, __file__, "--quick", "--json", figures], check=True, cwd=ROOT, timeout=300
    )
    (row, *_) = json.loads(figures.read_text())
    assert row["crops_per_second"] > 0
    assert row["masks_256_s"] > 0 and row["fields_256_s"] > 0
    assert 0 <= row["f1"]["nuclei_small"]["0.5"] <= 1


@pytest.mark.parametrize(("card_gb", "fraction"), [(80, 0.05), (2, 1.0)])
def test_a_card_with_little_memory_is_pretended_on_a_larger_one(monkeypatch, card_gb, fraction):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    limit_memory = runpy.run_path(str(ROOT / "benchmarks" / "gpu.py"))["limit_memory"]
    card, used = SimpleNamespace(total_memory=card_gb * 2**30), []
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda number: card)
    monkeypatch.setattr(torch.cuda, "set_per_process_memory_fraction", used.append)
    limit_memory(4)
    assert used == [fraction]


if __name__ == "__main__":
    sys.modules.update(dict.fromkeys(MISSING))  # importing one of them fails
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    runpy.run_path(str(ROOT / "benchmarks" / "gpu.py"), run_name="__main__")
