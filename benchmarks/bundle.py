"""Times of the frozen program: until its window is painted, and from first stroke to first step.

python benchmarks/bundle.py --times 7
"""

import argparse
import json
import statistics
import subprocess
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "dist" / "sketchpose" / "sketchpose"
FIGURES = ("first_paint_s", "engine_s", "first_step_s", "steps_per_s", "seconds")


def main() -> None:
    """Run the self-test several times, print medians and extremes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--program", type=Path, default=PROGRAM)
    arguments = parser.parse_args()
    reports = []
    for _ in range(arguments.times):
        words = [str(arguments.program), "--selftest"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        reports.append(json.loads(done.stdout.splitlines()[-1]))
    for name in FIGURES:
        figures = [each[name] for each in reports]
        print(f"{name}: {statistics.median(figures)} ({min(figures)} to {max(figures)})")


if __name__ == "__main__":
    main()
