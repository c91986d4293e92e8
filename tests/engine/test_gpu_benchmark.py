"""The benchmark of graphics cards runs where only the libraries of the engine's core are."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

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


if __name__ == "__main__":
    sys.modules.update(dict.fromkeys(MISSING))  # importing one of them fails
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    runpy.run_path(str(ROOT / "benchmarks" / "gpu.py"), run_name="__main__")
