"""The Python code in the README runs as it stands, on a shipped image and for a few steps only."""

import re
import shutil
from pathlib import Path

import pandas as pd

from sketchpose_engine.core.resources import resource
from sketchpose_engine.images.label_images import load_labels

README = Path(__file__).parents[2] / "README.md"


def test_the_code_in_the_readme_runs(tmp_path, monkeypatch):
    (code,) = re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)
    assert "seconds=30" in code
    monkeypatch.chdir(tmp_path)
    sample = resource("samples/nuclei_small")
    shutil.copy(sample / "image.tif", "cells.tif")
    shutil.copy(sample / "sketch.tif", "cells_sketch.tif")
    names = {}
    exec(code.replace("seconds=30", "steps=3, device='cpu'"), names)
    assert names["labels"].max() > 20
    assert len(pd.DataFrame(names["table"])) == names["labels"].max()
    assert (load_labels("cells_masks.tif") == names["labels"]).all()
