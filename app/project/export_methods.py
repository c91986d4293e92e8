"""How the exported masks were made, for the methods text."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.project.export_sources import class_names, frames_of, names_of
from app.project.samples import has_strokes_of_sample
from app.state.scene import Scene
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import parse_code
from sketchpose_engine.live.result import Result
from sketchpose_engine.project.manifest import page_key, split_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.file_kinds import frame_name
from sketchpose_engine.results.filters import Filter

if TYPE_CHECKING:
    from sketchpose_engine.results.methods_text import Methods
    from sketchpose_engine.results.provenance import Provenance

Facts = Mapping[str, Any]  # provenance of weights


def provenance_of_image(
    known: "Provenance | InputError | None", made: Result | None, *, has_learned: bool
) -> "Provenance | InputError | None":
    """Describe the learning that made the masks that are shown.

    Parameters
    ----------
    known
        Of `provenance_of`.
    made
        Result with the masks that are shown, recorded when they were found; None: they are those of
        the present weights.
    has_learned
        Whether the present weights were trained since the project was opened: a result that was
        restored is of an earlier session.
    """
    if known is None or isinstance(known, InputError) or made is None:
        return known
    if made.provenance is not None:
        return replace(known, facts=dict(made.provenance))
    is_later = has_learned and made.is_restored  # a result of an earlier version
    return replace(known, facts=_facts_at(made, known.facts, is_later=is_later))


def _facts_at(result: Result, facts: Facts, *, is_later: bool) -> dict[str, Any]:
    """Return the record of the session that made a result, as it was then.

    Parameters
    ----------
    result
        Steps, seconds and time of the learning.
    facts
        Record of the latest session, with those before.
    is_later
        Whether that session is known to be later than the result.
    """
    made_on = datetime.fromtimestamp(result.made_at).strftime("%Y-%m-%d")
    while (before := _session_before(facts)) is not None and (
        is_later
        or facts.get("steps", 0) < result.steps
        or (result.is_restored and made_on <= _ended_on(before) and made_on < _ended_on(facts))
    ):
        facts, is_later = before, False
    start = facts.get("started_from")
    if not result.steps and isinstance(start, Mapping):  # made by these weights, unchanged
        return dict(start)
    trained = {"steps": result.steps, "seconds": round(result.seconds, 1), "date": made_on}
    return {**facts, **trained}


def _ended_on(facts: Facts) -> str:
    """Return the day on which a session was saved last; "" if unknown."""
    return str(facts.get("date", ""))


def _session_before(facts: Facts) -> Facts | None:
    """Return the record of the session in the same project that this one continued, if any."""
    from sketchpose_engine.results.provenance import is_same_project

    before = facts.get("started_from")
    if not isinstance(before, Mapping) or "general" in before:
        return None
    return before if is_same_project(before, facts) else None


def provenance_of(project: Project) -> "Provenance | InputError | None":
    """How the weights of a project were learned, or why that cannot be read."""
    from sketchpose_engine.results.provenance import read_provenance

    try:
        return read_provenance(project.weights_path)
    except InputError as error:
        return error


def methods_of(
    project: Project,
    scene: Scene,
    all_images: bool,
    known: "Provenance | InputError | None",
) -> "Methods":
    """How the masks of a project were made, as far as recorded; `Exporter` adds what was exported.

    Parameters
    ----------
    project
        Its sketches are read.
    scene
        The open image.
    all_images
        Whether all images are exported, not only the open one.
    known
        Of `provenance_of` when the masks were taken: learning may have gone on since.

    Raises
    ------
    InputError
        If that could not be read.
    """
    from sketchpose_engine.images.load import load_image
    from sketchpose_engine.results.methods_text import Methods
    from sketchpose_engine.sketch.strokes import count_strokes

    if isinstance(known, InputError):
        raise known
    pages = [
        (image, key) for image in project.images for key in project.sketches.drawn_keys(image.id)
    ]
    strokes = drawn = 0
    for image, key in pages:
        try:
            planes = load_image(image.path, parse_code(split_key(key)[1]), image.pages).planes
            sketch = project.sketches.read(key, (planes.shape[1], planes.shape[2]))[0]
        except (InputError, ValueError):
            continue  # reported when it is opened
        strokes += count_strokes(sketch)
        drawn += bool(sketch.any())
    others, other_steps = list[Facts](), dict[str, int]()
    if all_images and known:
        others = _other_networks(project, known)
        other_steps = _other_steps(project, scene, [known.facts, *others])
    return Methods(
        known.facts if known else None,
        sketched_images=drawn,
        strokes=strokes,
        is_sample=has_strokes_of_sample(project.folder.name),
        other_networks=others,
        other_steps=other_steps,
        diameter_px=known.diameter_px if known else None,
        filters=_filter_sentences(
            [
                each
                for each in project.filters
                if all_images or scene.pixel_size_um or not each.needs_pixel_size
            ]
        ),
        class_names=class_names(project.classes),
    )


def _other_networks(project: Project, known: "Provenance") -> list[Facts]:
    """Records of the networks of a project that learned from other images than the known one.

    Raises
    ------
    InputError
        A file with weights is damaged.
    """
    from sketchpose_engine.models.model_set import files_beside
    from sketchpose_engine.results.provenance import read_provenance

    images = set(known.facts.get("trained_on") or ())
    if not images:
        return []
    found = map(read_provenance, [project.weights_path, *files_beside(project.weights_path)])
    records = [each.facts for each in found if each is not None and "general" not in each.facts]
    return [each for each in records if images.isdisjoint(each.get("trained_on") or images)]


def _other_steps(project: Project, scene: Scene, networks: Sequence[Facts]) -> dict[str, int]:
    """Steps of training after which the masks of frames were made, if not with the last weights."""
    from sketchpose_engine.results.provenance import duration_of

    names, steps = names_of(project), {duration_of(each)[0] for each in networks}
    other: dict[str, int] = {}
    for image, code in frames_of(project):
        is_open = page_key(image.id, code) == scene.image_id
        made = scene.trained_steps if is_open else image.trained_steps.get(code)
        if made is not None and made not in steps:
            other[frame_name(names[image.id], code)] = made
    return other


def _filter_sentences(filters: Sequence[Filter]) -> list[str]:
    sentences = [each.sentence() for each in filters]
    return [f"Only objects with {' and '.join(sentences)} were counted."] if any(sentences) else []
