"""The frozen program does what the sources do, and holds what it should and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.resources import resource
from tests.bundle.conftest import ROOT, Run

MOST_MB = 600  # installed
RUNTIME = {  # distributions that the program needs; more of them in a bundle is waste
    "ImageIO", "PySide6_Essentials", "imagecodecs", "lazy-loader", "liffile", "nd2", "numpy",
    "packaging", "pillow", "pyqtgraph", "roifile", "safetensors", "scikit-image", "scipy",
    "shiboken6", "tifffile", "torch", "typing_extensions", "filelock", "colorama", "pyinstaller",
}  # fmt: skip
NOT_DISTRIBUTIONS = {"Python", "Tabler Icons", "Sample images", "General network"}


def facts(done: subprocess.CompletedProcess[str]) -> dict:
    return json.loads(done.stdout.splitlines()[-1])


def test_it_passes_its_self_test(run: Run) -> None:
    done = run("--selftest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert facts(done)["frozen"] is True
    assert facts(done)["failed"] == 0
    assert facts(done)["passed"] > 40


@pytest.mark.skipif(sys.platform != "linux", reason="Linux can take the network away")
def test_it_passes_its_self_test_where_there_is_no_network(run: Run) -> None:
    cut = ("unshare", "--user", "--map-root-user", "--net")
    if not shutil.which("unshare") or subprocess.run([*cut, "true"], check=False).returncode:
        pytest.skip("this system does not let a user take the network away")
    done = run("--selftest", before=cut)
    assert done.returncode == 0, done.stdout + done.stderr
    assert facts(done)["network_attempts"] == 0


def test_its_masks_are_those_of_the_sources_bit_for_bit(run: Run, tmp_path: Path) -> None:
    sample = resource("samples/nuclei_small")
    words = ["run", str(sample / "image.tif"), "--sketch", str(sample / "sketch.tif")]
    words += ["--steps", "6", "--seed", "3", "--files", "masks", "--out"]
    done = run(*words, tmp_path / "frozen")
    assert done.returncode == 0, done.stderr
    source = [sys.executable, "-m", "sketchpose_engine", *words, str(tmp_path / "source")]
    subprocess.run(source, cwd=ROOT, check=True, capture_output=True)
    frozen, sources = (
        tifffile.imread(tmp_path / name / "image_masks.tif") for name in ("frozen", "source")
    )
    assert frozen.max() > 20
    np.testing.assert_array_equal(frozen, sources)


def test_a_wrong_command_is_told_in_a_sentence(run: Run) -> None:
    done = run("segment", "no_such_image.tif", "--weights", "none.safetensors", "--out", "x")
    assert done.returncode == 2
    assert "no_such_image.tif" in done.stderr or "none.safetensors" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the bar is that of the Linux package")
def test_it_is_no_larger_than_promised(bundle: Path) -> None:
    size = sum(path.stat().st_size for path in bundle.rglob("*") if not path.is_symlink())
    assert size / 2**20 <= MOST_MB


def test_nothing_is_inside_that_the_program_does_not_need(bundle: Path) -> None:
    listed = json.loads(next(bundle.rglob("sbom.cdx.json")).read_text("utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    found = {part["name"] for part in listed["components"] if "purl" in part}
    assert found <= RUNTIME
    assert {"torch", "PySide6_Essentials", "numpy"} <= found


def test_each_part_comes_with_its_licence(bundle: Path) -> None:
    parts = json.loads(next(bundle.rglob("licences.json")).read_text("utf-8"))
    listed = json.loads(next(bundle.rglob("sbom.cdx.json")).read_text("utf-8"))
    assert {part["name"] for part in listed["components"]} <= {part["name"] for part in parts}
    assert {part["name"] for part in parts} >= NOT_DISTRIBUTIONS
    assert [part["name"] for part in parts if not part["licence"] or not part["text"]] == []
