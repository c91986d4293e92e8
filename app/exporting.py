"""Results as files, written beside the window."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.scene import Scene
from sketchpose_engine.kinds import planned_files

if TYPE_CHECKING:
    from sketchpose_engine.exports import Sources
    from sketchpose_engine.methods import Methods
    from sketchpose_engine.results import Result


@dataclass(frozen=True)
class Kind:
    """How one kind of file is offered.

    Attributes
    ----------
    id
        Of the engine's `kinds.KINDS`.
    group, text, tip
        For people.
    usual
        Chosen unless one says otherwise.
    many
        Makes sense for several images only.
    """

    id: str
    group: str
    text: str
    tip: str
    usual: bool = False
    many: bool = False


KINDS = (
    Kind("overlay", "Pictures", "Picture with outlines", "The image with its cells on it", True),
    Kind("colours", "Pictures", "Cells in colours", "Each cell in a colour, on black"),
    Kind("counts", "Tables", "Count", "The number of cells of each image; opens in Excel", True),
    Kind("objects", "Tables", "Measurements, one row a cell",
         "Size, shape, position and brightness; one table for each image; opens in Excel", True),
    Kind("all_objects", "Tables", "Measurements of all images in one table",
         "The same, with the name of the image in each row", many=True),
    Kind("masks", "Other programs", "Masks (label image)",
         "One number for each cell; looks black in some viewers, Fiji shows it", True),
    Kind("rois", "Other programs", "Outlines for Fiji",
         "A ZIP of regions: open it in Fiji, or drop it on its window"),
    Kind("geojson", "Other programs", "Outlines for QuPath",
         "Cells with their measurements: File, Import objects from file"),
    Kind("coco", "Other programs", "COCO file",
         "All images in one file, for those who train networks"),
    Kind("methods", "To keep a record", "Text for the methods section",
         "Sentences and references to paste into a paper"),
    Kind("sketch", "To keep a record", "Strokes", "What you drew, as an image"),
    Kind("fields", "To keep a record", "Fields of the network",
         "Distance and flow, of which the masks are made; for experts"),
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What was chosen in the dialog.

    Attributes
    ----------
    folder
        Where to.
    kinds
        Ids of `KINDS`.
    all_images
        Not only the one that is open.
    open_after
        Whether the folder is shown when all is done.
    """

    folder: Path
    kinds: tuple[str, ...]
    all_images: bool = False
    open_after: bool = True


def taken(scene: Scene) -> Scene:
    """The scene as it is now, whatever is drawn and learned from here on."""
    return replace(scene, labels=scene.labels.copy(), sketch=scene.sketch.copy())


def result_of(scene: Scene) -> "Result":
    """What is measured and exported of a scene of `taken`."""
    from sketchpose_engine.results import Result

    return Result(scene.name, "", scene.levels[0], scene.labels, scene.pixel_size_um)


def sources_of(scene: Scene) -> "Sources":
    """The strokes of a scene of `taken`, and its fields if those of the whole image are known."""
    import numpy as np

    from sketchpose_engine.exports import Sources

    ready = scene.fields
    fields = None
    if ready is not None and ready.box == scene.box:
        fields = np.concatenate([ready.distance[None], ready.flow])
    return Sources(sketch=lambda result: scene.sketch, fields=lambda result: fields)


def methods_of(result: "Result") -> "Methods":
    """The little that an image alone tells of how its masks were made."""
    from sketchpose_engine.methods import Methods

    sizes = () if result.pixel_size_um is None else (result.pixel_size_um,)
    return Methods(images=1, pixel_sizes_um=sizes, class_names=result.class_names)


def files(stems: Iterable[str], folder: Path, kinds: Sequence[str]) -> list[Path]:
    """Every file that `export` may write, in that order; `stems` are those of the results."""
    return planned_files(stems, folder, kinds)


def export(
    results: Callable[[], Iterable["Result"]],
    folder: Path,
    kinds: Sequence[str],
    methods: "Methods | None" = None,
    sources: "Sources | None" = None,
    written: Callable[[Path], None] = lambda path: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Callable[[], list[Path]]:
    """Write results.

    Parameters
    ----------
    results
        Called in the other thread; what it returns is taken one by one, so that images can be
        read as they are needed.
    folder, kinds, methods, sources
        Of the engine's `exports.export_results`.
    written
        Called in the other thread with each file that is complete.
    stopped
        Asked in the other thread after each file; if so, no more are written.

    Returns
    -------
    Callable
        To be called in another thread; writes the files and returns them. Raises InputError.
    """

    def write() -> list[Path]:
        from contextlib import closing

        # Imported here: this takes a while, and the window need not wait for it.
        from sketchpose_engine.exports import export_results

        done = []
        with closing(export_results(results(), folder, kinds, methods, sources)) as steps:
            for path in steps:
                done.append(path)
                written(path)
                if stopped():
                    break
        return done

    return write
