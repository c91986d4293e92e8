"""What tests of projects share: an image that is drawn on, and a look at what was kept of it."""

import numpy as np

from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.annotations import Annotations
from tests.engine.helpers.painter import SHAPE, paint_edit


def drawn(project, image_id, edits=3):
    """Open an image's sketch, and draw on it; its annotations."""
    sketch = Annotations(image_id, *project.sketches.read(image_id, SHAPE))
    for _ in range(edits):
        paint_edit(sketch, project.sketches.journal(image_id))
    return sketch


def compact(project, sketch):
    project.sketches.compact(sketch.image_id, sketch.labels, sketch.corrections, sketch.revision)


def assert_kept(folder, sketch):
    """A project opened anew has this sketch."""
    project = Project.open(folder)
    labels, corrections, revision = project.sketches.read(sketch.image_id, SHAPE)
    np.testing.assert_array_equal(labels, sketch.labels)
    assert labels.dtype == np.uint8 and labels.flags.writeable
    assert len(corrections) == len(sketch.corrections)
    assert revision == sketch.revision
