"""Projects made of the samples that are shipped."""

import shutil
from pathlib import Path

from app.core import paths
from sketchpose_engine.core.unique_names import unique_name
from sketchpose_engine.project.manifest import page_key
from sketchpose_engine.project.project import Project

SAMPLE = "Sample - "  # projects of samples begin so
EXAMPLE, EXAMPLE_FOLDER = f"{SAMPLE}Guided example", "nuclei_u2os"


def has_strokes_of_sample(name: str) -> bool:
    """Whether a project of this name began with strokes that are shipped."""
    return name.startswith(SAMPLE) and not name.startswith(EXAMPLE)


def create_sample(place: Path, folder: str, *, with_strokes: bool = True) -> Project:
    """Make a project of a sample.

    Parameters
    ----------
    place
        Folder of the project.
    folder
        Of the sample.
    with_strokes
        Whether the strokes that are shipped are drawn already.

    Raises
    ------
    InputError, OSError
        It cannot be written.
    """
    from sketchpose_engine.images.label_images import load_sketch
    from sketchpose_engine.images.load import load_image

    project = Project.create(place)
    copy = place / f"{folder}.tif"
    shutil.copyfile(paths.sample_image(folder), copy)
    (image,) = project.add_images([copy])
    if with_strokes:
        shape = load_image(copy).planes.shape[-2:]
        sketches = paths.sample_sketches(folder)
        for code, path in sketches.items():
            sketch = load_sketch(path, shape)
            project.sketches.compact(page_key(image.id, code), sketch, (), 1)
        project.describe(image.id, shown=next(iter(sketches)))
    return project


def create_example() -> Project:
    """Make a new project of the guided example, without strokes; errors as in `create_sample`."""
    folder = paths.projects_folder()
    name = unique_name(EXAMPLE, lambda name: (folder / name).exists(), "{name} ({number})")
    return create_sample(folder / name, EXAMPLE_FOLDER, with_strokes=False)
