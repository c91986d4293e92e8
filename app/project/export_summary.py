"""Which results an export writes, in words: the count that will be in the files."""

from app.core.numbers import clock_time
from app.core.translation import counted, tr
from app.project.export_sources import frames_of
from app.state.learning import LEARNING, PAUSED
from app.state.scene import Scene
from sketchpose_engine.project.manifest import page_key
from sketchpose_engine.project.project import Project


def summary_of_image(scene: Scene, state: str) -> str:
    """Describe the result of a scene of `export_sources.taken`, and whether learning goes on."""
    cells = counted(scene.count(), "%n cell", "%n cells")
    if scene.is_guess:
        which = tr("Saves {cells} of the first guess: nothing was learned yet.", cells=cells)
    elif scene.found_at is None:
        which = tr("Saves {cells}, as found before this image was opened.", cells=cells)
    else:
        which = tr(
            "Saves {cells}, as found at {time}.", cells=cells, time=clock_time(scene.found_at)
        )
    return " ".join([which, *_learning(state)])


def summary_of_all(project: Project, scene: Scene, state: str) -> str:
    """Describe the results of all frames of a project that have masks."""
    frames = frames_of(project)
    cells = sum(
        scene.count() if page_key(image.id, code) == scene.image_id else image.cells[code]
        for image, code in frames
    )
    which = counted(
        len(frames),
        "Saves {cells} of one image.",
        "Saves {cells} of %n images.",
        cells=counted(cells, "%n cell", "%n cells"),
    )
    return " ".join([which, *_learning(state)])


def _learning(state: str) -> list[str]:
    """Say that the result stays the same while this is read."""
    if state == LEARNING:
        return [tr("Learning goes on; what it changes from now on is not saved.")]
    return [tr("Learning is paused.")] if state == PAUSED else []
