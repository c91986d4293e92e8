"""Segmentation of a folder of many images on the command line, interrupted twice.

    python benchmarks/folder.py --images 60 --side 2048 --json FILE

The command is stopped (like with Ctrl+C) after a fifth of the images, killed after a half, and then
runs to its end, always with the same arguments. Finished images must not be segmented again, the
tables must be complete, and the memory must be that of a folder of 5 images. Times are those of
one run on a machine that may have other work: compare them within one table only.
"""

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import tifffile

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "resources" / "samples" / "nuclei_u2os"
COMMAND = (sys.executable, "-m", "sketchpose_engine")
FEW = 5  # images for comparison of the memory
EVERY_S = 0.05


@dataclass(frozen=True)
class Run:
    """One call of the command.

    Attributes
    ----------
    name
        Description of the interruption.
    code
        Exit code; below 0: the signal.
    before, after
        Numbers of finished images.
    redone
        Number of images that were finished before and written again.
    seconds, peak_mb
        Wall time and peak memory of the child process.
    """

    name: str
    code: int
    before: int
    after: int
    redone: int
    seconds: float
    peak_mb: float


def main() -> None:
    """Create the folder, segment it, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=60)
    parser.add_argument("--side", type=int, default=2048, help="of the images, in px")
    parser.add_argument("--seconds", type=float, default=30, help="of training")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    # A shell may have started this process with SIGINT ignored, which children would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as name:
        facts = trial(Path(name), arguments.images, arguments.side, arguments.seconds)
    print(json.dumps(facts["found"], indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(facts, indent=1) + "\n")
    sys.exit(0 if all(value for value in facts["found"].values() if value is not None) else 1)


def trial(folder: Path, images: int, side_px: int, seconds: float) -> dict:
    """Run everything; return the runs and the checks."""
    tile = tifffile.imread(SAMPLE / "image.tif")
    (folder / "all").mkdir()
    (folder / "few").mkdir()
    for number in range(images):
        name = f"image{number:03}.tif"
        tifffile.imwrite(folder / "all" / name, picture(tile, side_px, number))
        if number < FEW:
            (folder / "few" / name).hardlink_to(folder / "all" / name)
    weights = folder / "weights.safetensors"
    learn(weights, seconds)
    few = None
    if images > FEW:
        few = segmented("few", folder / "few", folder / "few_out", weights)
        show(few)
    plan = (("Ctrl+C", signal.SIGINT, 0.2), ("kill", signal.SIGKILL, 0.5), ("to the end", None, 1))
    runs = []
    for name, sign, part in plan:
        stop_at = max(round(images * part), 1)
        runs.append(segmented(name, folder / "all", folder / "all_out", weights, stop_at, sign))
        show(runs[-1])
    found = checked(folder / "all_out", runs, few, images)
    return {
        "images": images,
        "side_px": side_px,
        "found": found,
        "runs": [asdict(run) for run in (few, *runs) if run],
    }


def picture(tile: np.ndarray, side_px: int, seed: int) -> np.ndarray:
    """Return (side, side) uint16: the sample in a mosaic, randomly mirrored, with noise."""
    rng = np.random.default_rng(seed)
    height, width = (-(-side_px // side) for side in tile.shape)
    rows = []
    for _ in range(height):
        row = [tile[:: rng.choice([-1, 1]), :: rng.choice([-1, 1])] for _ in range(width)]
        rows.append(np.concatenate(row, axis=1))
    whole = np.concatenate(rows)[:side_px, :side_px].astype(np.float32)
    noise = rng.normal(0, 0.02 * np.ptp(tile), whole.shape).astype(np.float32)
    return (whole + noise).clip(0, 65535).astype(np.uint16)


def learn(weights: Path, seconds: float) -> None:
    """Train for a few seconds on the shipped sample with its sketch."""
    words = ("train", SAMPLE / "image.tif", "--sketch", SAMPLE / "sketch.tif")
    budget = ("--seconds", seconds, "--out", weights)
    subprocess.run([*COMMAND, *map(str, (*words, *budget))], check=True, cwd=ROOT)


def segmented(
    name: str,
    folder: Path,
    out: Path,
    weights: Path,
    stop_at: int = 0,
    sign: signal.Signals | None = None,
) -> Run:
    """Call the command; once `stop_at` images are done, send the signal, if any."""
    before, start = done(out), time.monotonic()
    words = ("segment", folder, "--weights", weights, "--out", out)
    child = subprocess.Popen(
        [*COMMAND, *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if sign is not None and len(done(out)) >= stop_at:
            child.send_signal(sign)
            sign = None
        time.sleep(EVERY_S)
    child.returncode = os.waitstatus_to_exitcode(status)
    after = done(out)
    return Run(
        name,
        child.returncode,
        len(before),
        len(after),
        sum(after.get(image) != when for image, when in before.items()),
        round(time.monotonic() - start, 1),
        round(used.ru_maxrss / 1024),
    )


def done(out: Path) -> dict[str, int]:
    """Return the images in the ledger, or all with masks if it is gone, and times of writing."""
    masks = {path.name: path.stat().st_mtime_ns for path in out.glob("*_masks.tif")}
    ledger = out / "unfinished.jsonl"
    if not ledger.is_file():
        return masks
    pages = [json.loads(line)["page"] for line in whole_lines(ledger)[1:]]
    names = [f"{Path(page).stem}_masks.tif" for page in pages]
    return {name: masks[name] for name in names}


def whole_lines(path: Path) -> list[str]:
    """Return the complete lines of a file that may be being written."""
    return path.read_text().rpartition("\n")[0].splitlines()


def show(run: Run) -> None:
    """Print one row of the table."""
    new = max(run.after - run.before, 1)
    print(
        f"{run.name:12} ended with {run.code:4}  {run.before:3} -> {run.after:3} done  "
        f"{run.redone} again  {run.seconds:7.1f} s  {run.seconds / new:6.2f} s an image  "
        f"peak {run.peak_mb:.0f} MB",
        flush=True,
    )


def checked(out: Path, runs: list[Run], few: Run | None, images: int) -> dict[str, bool | None]:
    """Return the checks; None: not applicable."""
    counts = table(out / "counts.csv")
    cells = sum(int(row["count"]) for row in counts)
    most = max(run.peak_mb for run in runs)
    return {
        "interrupted runs were interrupted": [run.code for run in runs[:2]]
        in ([130, -9], [-2, -9]),
        "the last run ended well": runs[-1].code == 0 and (few is None or few.code == 0),
        "nothing was done again": not any(run.redone for run in runs),
        "counts.csv has all images": len(counts) == images,
        "objects.csv has as many rows as cells were counted": len(table(out / "objects.csv"))
        == cells
        > 0,
        "no temporary files are left": not list(out.glob(".*")),
        "no ledger is left": not (out / "unfinished.jsonl").exists(),
        "memory does not grow with the number of images": None
        if few is None
        else most < 1.15 * few.peak_mb,
    }


def table(path: Path) -> list[dict[str, str]]:
    """Read the rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
