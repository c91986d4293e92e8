"""Times of the frozen program, warm and cold: first paint, engine, first masks, first step.

python benchmarks/bundle.py --times 5 --cold

Cold means that none of the program's own files are in the page cache when it starts, as after the
computer was switched on; the system's libraries may be. A slow disk is slower still: the time to
read what is read from the disk, at the rate of the disk, comes on top.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "dist" / "sketchpose" / "sketchpose"
FIGURES = (
    "first_paint_s", "engine_s", "first_masks_s", "first_step_s", "steps_per_s", "seconds",
    "read_mb",
)  # fmt: skip
BLOCK_BYTES = 512  # of the system's count of what was read


def drop_from_cache(folder: Path) -> None:
    """Take all files of a folder out of the page cache; written files must be on disk for that."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def run(program: Path, *, cold: bool) -> dict[str, float]:
    """Run the self-test once; its figures, and what it read from the disk."""
    if cold:
        drop_from_cache(program.parent)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_inblock
    words = [str(program), "--selftest"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    blocks = resource.getrusage(resource.RUSAGE_CHILDREN).ru_inblock - before
    figures = json.loads(done.stdout.splitlines()[-1])
    return figures | {"read_mb": round(blocks * BLOCK_BYTES / 1e6)}


def processor() -> str:
    """Name of the processor, as Linux knows it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
    return f"{os.cpu_count()} x {', '.join(sorted(names))}"


def main() -> None:
    """Run the self-test several times, print medians and extremes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--cold", action="store_true", help="also from an empty cache")
    parser.add_argument("--program", type=Path, default=PROGRAM)
    arguments = parser.parse_args()
    print(processor())
    run(arguments.program, cold=False)  # fills the cache
    for cold in (False, True) if arguments.cold else (False,):
        reports = [run(arguments.program, cold=cold) for _ in range(arguments.times)]
        print("cold" if cold else "warm")
        for name in FIGURES:
            figures = [each[name] for each in reports]
            print(f"  {name}: {statistics.median(figures)} ({min(figures)} to {max(figures)})")


if __name__ == "__main__":
    main()
