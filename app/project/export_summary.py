"""Which results an export writes, in words: the count that will be in the files."""

from datetime import datetime

from app.core.numbers import clock_time, date
from app.core.translation import counted, tr
from app.project.export_sources import frames_of
from app.project.image_list import ImageList
from app.project.linked_export import LinkedCellsToExport
from app.state.learning import LEARNING, PAUSED
from app.state.scene import Scene
from sketchpose_engine.live.result import Result
from sketchpose_engine.project.manifest import page_key
from sketchpose_engine.project.project import Project


def summary_of_image(
    project: Project,
    scene: Scene,
    state: str,
    returned_to: Result | None = None,
    *,
    is_counting: bool = False,
) -> str:
    """Describe the result of a scene of `export_sources.taken`, and whether learning goes on.

    `returned_to` is the earlier result that the scene shows, if it shows one.
    """
    if is_counting:
        return " ".join([_counting(1), *_filtered(project), *_learning(state)])
    cells = counted(scene.count(), "%n cell", "%n cells")
    found_at = scene.found_at
    if returned_to is not None:
        found_at = datetime.fromtimestamp(returned_to.made_at)
    if scene.is_guess:
        which = tr("Saves {cells} of the first guess: nothing was learned yet.", cells=cells)
    elif found_at is None:
        which = tr("Saves {cells}, as found before this image was opened.", cells=cells)
    elif found_at.date() == datetime.now().date():
        which = tr("Saves {cells}, as found at {time}.", cells=cells, time=clock_time(found_at))
    else:
        which = tr(
            "Saves {cells}, as found on {date} at {time}.",
            cells=cells,
            date=date(found_at.timestamp()),
            time=clock_time(found_at),
        )
    return " ".join([which, *_filtered(project), *_learning(state)])


def summary_of_all(
    project: Project,
    entries: ImageList,
    scene: Scene,
    state: str,
    linked: LinkedCellsToExport | None = None,
    *,
    is_counting: bool = False,
) -> str:
    """Describe the results of all frames of a project that have masks.

    `entries` have the numbers of cells, unless they are being counted. `linked` are those of the
    open movie or stack.
    """
    frames = frames_of(project)
    cells = sum(
        scene.count()
        if page_key(image.id, code) == scene.image_id
        else entries[image.id].cells.get(code, 0)
        for image, code in frames
    )
    of_one = len(project.images) == 1 and len(frames) > 1
    which = _saves(len(frames), cells, _objects(project, linked) if of_one else None)
    if is_counting:
        which = _counting(len(frames))
    return " ".join([which, *_filtered(project), *_unfiltered(project), *_learning(state)])


def _saves(frames: int, cells: int, objects: str | None) -> str:
    """Describe the result of images (None), or of a movie or stack, with its linked cells or ""."""
    saved = counted(cells, "%n cell", "%n cells")
    if objects is None:
        return counted(
            frames, "Saves {cells} of one image.", "Saves {cells} of %n images.", cells=saved
        )
    if not objects:
        return counted(
            frames, "Saves {cells} in one frame.", "Saves {cells} in %n frames.", cells=saved
        )
    return counted(
        frames,
        "Saves {cells} in one frame, {tracks}.",
        "Saves {cells} in %n frames, {tracks}.",
        cells=saved,
        tracks=objects,
    )


def _objects(project: Project, linked: LinkedCellsToExport | None) -> str:
    """Describe how many linked cells there are; "" where filters may leave some of them out."""
    if linked is None or linked.tracks is None or project.filters:
        return ""
    number = len(linked.tracks.tracks)
    if linked.along == "time":
        return counted(number, "%n track", "%n tracks")
    return counted(number, "%n volume", "%n volumes")


def _counting(images: int) -> str:
    return counted(
        images,
        "Saves the cells of one image; they are being counted.",
        "Saves the cells of %n images; they are being counted.",
    )


def waiting_of_image(scene: Scene) -> str:
    """Describe how many strokes of a scene are not learned from until the user answers."""
    return _waiting(len(scene.questions))


def waiting_of_all(project: Project, scene: Scene) -> str:
    """Describe how many there are in all frames of a project that have masks."""
    keys = [page_key(image.id, code) for image, code in frames_of(project)]
    return _waiting(
        sum(
            len(scene.questions) if key == scene.image_id else project.sketches.count_questions(key)
            for key in keys
        )
    )


def _waiting(strokes: int) -> str:
    if not strokes:
        return ""
    return counted(
        strokes,
        "One stroke waits for your answer: nothing was learned from it.",
        "%n strokes wait for your answer: nothing was learned from them.",
    )


def _filtered(project: Project) -> list[str]:
    return [tr("Cells that filters hide are left out.")] if project.filters else []


def _unfiltered(project: Project) -> list[str]:
    """Say which images are left out, where filters need a pixel size that some may not have."""
    if len(project.images) == 1 or not any(each.needs_pixel_size for each in project.filters):
        return []
    return [tr("Images without a pixel size are left out: cells are filtered in micrometres.")]


def _learning(state: str) -> list[str]:
    """Say that the result stays the same while this is read."""
    if state == LEARNING:
        return [tr("Learning goes on; what it changes from now on is not saved.")]
    return [tr("Learning is paused.")] if state == PAUSED else []
