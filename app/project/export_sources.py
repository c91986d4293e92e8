"""What is exported of a project or of the open frame: results and strokes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.core.translation import sentence_of, tr
from app.state.scene import Scene
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import parse_code
from sketchpose_engine.project.manifest import page_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import CellClass, ProjectImage
from sketchpose_engine.results.file_kinds import (
    FileStems,
    distinct_names,
    frame_stem,
    planned_files,
)

if TYPE_CHECKING:
    from sketchpose_engine.results.exporter import Sources
    from sketchpose_engine.results.result import Result


def taken(scene: Scene) -> Scene:
    """Copy a scene, so that later strokes and masks do not change it."""
    return replace(scene, labels=scene.labels.copy(), sketch=scene.sketch.copy())


def apply_filters(project: Project, scene: Scene) -> None:
    """Decide which cells of a scene of `taken` count.

    While masks change, the window shows which ones of those before did.
    """
    from sketchpose_engine.results.filters import kept
    from sketchpose_engine.results.measurements import measure

    if not project.filters:
        return
    table = measure(_result(project, scene, scene.labels))
    counting = table["label"][kept(table, project.filters)]
    hidden = np.ones(max(len(scene.areas_px), int(scene.labels.max(initial=0)) + 1), bool)
    hidden[counting] = False
    scene.hidden = hidden


def result_of(project: Project, scene: Scene) -> "Result":
    """What is measured and exported of a scene of `taken`: the cells that count."""
    return _result(project, scene, np.where(scene.hidden_pixels(), 0, scene.labels))


def _result(project: Project, scene: Scene, labels: NDArray[np.int32]) -> "Result":
    from sketchpose_engine.results.result import Result

    return Result(
        names_of(project).get(scene.entry_id, scene.name),
        scene.code,
        scene.levels[0],
        labels,
        scene.pixel_size_um,
        scene.classes,
        class_names(scene.cell_classes),
        scene.image_id,
        stem_of(project, scene),
    )


def frames_of(project: Project) -> list[tuple[ProjectImage, str]]:
    """Image and code of every frame of a project that has masks."""
    return [
        (image, code)
        for image in project.images
        for code in sorted(image.cells)
        if project.masks.path(page_key(image.id, code)).exists()
    ]


def stems_of(project: Project) -> dict[str, str]:
    """What the files of each frame that has masks are named after, by the frame's key."""
    taken = FileStems()
    return {
        page_key(image.id, code): taken.take(frame_stem(image.path.name, code))
        for image, code in frames_of(project)
    }


def stem_of(project: Project, scene: Scene) -> str:
    """The same for the open frame, which may have no masks yet."""
    known = stems_of(project)
    taken = FileStems(known.values())
    return known.get(scene.image_id) or taken.take(frame_stem(scene.name, scene.code))


def names_of(project: Project) -> dict[str, str]:
    """Names of all images, as in tables, by image id."""
    names = distinct_names([image.path for image in project.images])
    return {image.id: name for image, name in zip(project.images, names, strict=True)}


def results_of(
    project: Project, problems: list[str], shown: Scene | None = None
) -> Iterator["Result"]:
    """The results of all frames, read one after the other; errors are added to `problems`.

    That of the scene `shown`, of `taken`, is not read: it may have changed on disk since.
    """
    named, stems = names_of(project), stems_of(project)
    for image, code in frames_of(project):
        stem = stems[key := page_key(image.id, code)]
        try:
            if shown is not None and key == shown.image_id:
                _check_filters(project, image.path.name, shown.pixel_size_um)
                yield result_of(project, shown)
                continue
            result = read_result(project, image, code)
            yield replace(result, image=named[image.id], file_stem=stem)
        except InputError as error:
            problems.append(sentence_of(error))


def read_result(project: Project, image: ProjectImage, code: str) -> "Result":
    """Read a frame with its masks: the cells that count.

    Raises
    ------
    InputError
        The image or its masks cannot be read, or do not fit each other any more; or cells cannot be
        filtered, as the pixel size is unknown.
    """
    from sketchpose_engine.images.load import load_image
    from sketchpose_engine.results.filters import without
    from sketchpose_engine.results.measurements import measure
    from sketchpose_engine.results.result import Result

    file = load_image(image.path, parse_code(code), image.pages)
    labels, classes = project.masks.read(page_key(image.id, code)) or (None, None)
    fits = labels is not None and labels.shape == file.planes.shape[1:]
    if labels is None or not fits or project.has_changed(image):
        raise InputError(tr("{file} has changed since it was segmented.", file=image.path.name))
    size_um = image.size_of(file.frame.scene) or file.pixel_size_um
    names = class_names(project.classes)
    key = page_key(image.id, code)
    result = Result(image.path.name, code, file.planes, labels, size_um, classes, names, key)
    if project.filters:
        _check_filters(project, image.path.name, size_um)
        result = replace(result, labels=without(labels, measure(result), project.filters))
    return result


def _check_filters(project: Project, name: str, pixel_size_um: float | None) -> None:
    """Raise an error if filters of a project cannot be applied to an image of this pixel size."""
    if pixel_size_um is None and any(each.needs_pixel_size for each in project.filters):
        raise InputError(
            tr(
                "{file} has no pixel size, so its cells cannot be filtered by lengths or areas in "
                "µm: set it (File > Pixel size), or filter in pixels.",
                file=name,
            )
        )


def class_names(classes: Sequence[CellClass]) -> tuple[str, ...]:
    """Names of the classes; none if there is only one."""
    return tuple(each.name for each in classes) if len(classes) > 1 else ()


def sources_of(scene: Scene) -> "Sources":
    """The strokes of a scene of `taken`."""
    from sketchpose_engine.results.exporter import Sources

    return Sources(sketch=lambda result: scene.sketch)


def sketches_of(project: Project, shown: Scene | None = None) -> "Sources":
    """The strokes of all frames of a project, as far as there are any; as for `results_of`."""
    from sketchpose_engine.results.exporter import Sources

    def sketch(result: "Result") -> NDArray[np.uint8] | None:
        if shown is not None and result.key == shown.image_id:
            return shown.sketch if shown.sketch.any() else None
        shape = result.labels.shape[0], result.labels.shape[1]
        drawn = project.sketches.annotated(result.key)
        return project.sketches.read(result.key, shape)[0] if drawn else None

    return Sources(sketch=sketch)


def files(stems: Iterable[str], folder: Path, kinds: Sequence[str]) -> list[Path]:
    """Every file that `export` may write, in that order; `stems` are those of the results."""
    return planned_files(stems, folder, kinds)
