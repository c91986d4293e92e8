"""Movies whose frames have masks."""

import numpy as np
import pytest
import tifffile

from app.project import linking_controller
from sketchpose_engine.project.project import Project
from tests.app.helpers.movies import MOVIE, SHAPE, links, rests


@pytest.fixture
def opens_movie(user, monkeypatch, tmp_path):
    """Open a project with a movie whose frames have masks."""
    monkeypatch.setattr(linking_controller, "SETTLE_MS", 100)

    def open_(masks, axes="TYX"):
        path = tmp_path / "movie.tif"
        pixels = np.random.default_rng(0).integers(0, 200, (len(masks), *SHAPE), np.uint8)
        tifffile.imwrite(path, pixels, imagej=True, metadata={"axes": axes})
        project = Project.create(tmp_path / "project")
        (image,) = project.add_images([path])
        letter = axes[0].lower()
        for number, labels in enumerate(masks, 1):
            if labels is not None:
                code = f"{letter}{number}"
                project.masks.write(f"{image.id}.{code}", labels, None)
                project.describe(image.id, cells={code: int(labels.max())})
        project.close()
        return reopens(user())

    def reopens(one):
        one.program.project_controller.open_project(tmp_path / "project")
        one.wait_until(lambda: one.scene is not None and len(one.scene.areas_px) > 1)
        rests(one)
        return one

    open_.again = lambda: reopens(user())
    return open_


@pytest.fixture
def linked(opens_movie):
    """The movie, with its cells linked."""
    one = opens_movie(MOVIE)
    links(one)
    return one
