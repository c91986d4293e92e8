"""A program that draws until it is killed, and the same strokes for tests. Nothing slow in here."""

import sys
from functools import cache

import numpy as np

from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.annotations import Annotations, Brush

SHAPE = (200, 300)


def paint_edit(sketch, journal):
    """Draw the one edit that follows this revision, and append it."""
    rng = np.random.default_rng(sketch.revision)
    while True:
        start, end = rng.uniform(0, SHAPE, (2, 2))
        sketch.paint(tuple(start), tuple(end), Brush(int(rng.integers(1, 4)), 3))
        if change := sketch.finish():
            journal.append(change)
            return


class Nowhere:
    """A journal of nothing."""

    def append(self, change):
        pass


@cache
def states():
    return [Annotations("a", np.zeros(SHAPE, np.uint8))]


def expected_labels(revision):
    """What is drawn by all edits up to a revision."""
    (sketch,) = states()
    assert sketch.revision <= revision
    while sketch.revision < revision:
        paint_edit(sketch, Nowhere())
    return sketch.labels


def main(folder):
    project = Project.open(folder)
    sketch = Annotations("a", *project.sketches.read("a", SHAPE))
    print(sketch.revision, flush=True)  # noqa: T201
    while True:
        paint_edit(sketch, project.sketches.journal("a"))
        print(sketch.revision, flush=True)  # noqa: T201
        if sketch.revision % 50 == 0:
            project.sketches.compact("a", sketch.labels, sketch.corrections, sketch.revision)


if __name__ == "__main__":
    main(sys.argv[1])
