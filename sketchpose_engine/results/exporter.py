"""Export of all results of one or many images, file by file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.files import create_folder
from ..masks.cell_classes import as_note
from ..masks.outlines import Part, trace_outlines
from .coco import Coco
from .file_kinds import FILE_KINDS, FileStems, frame_name
from .geojson import write_geojson
from .imagej_rois import write_rois
from .measurements import Table, has_equal_channels, measure
from .methods_text import Methods, write_methods
from .overwriting import is_own_file
from .pictures import write_colours, write_overlay
from .result import Result
from .tables import STANDARD, AllObjects, Dialect, count_row, write_counts, write_objects
from .tiff import write_fields, write_labels, write_sketch


@dataclass(frozen=True)
class Sources:
    """Exported data in addition to a result; functions return None if there are none.

    Attributes
    ----------
    sketch
        (H, W) uint8, values of `sketch.values`.
    fields
        (3, H, W) float: distance, flow along y, flow along x.
    """

    sketch: Callable[[Result], NDArray[np.uint8] | None] = field(default=lambda result: None)
    fields: Callable[[Result], NDArray[np.floating[Any]] | None] = field(
        default=lambda result: None
    )


def export_results(
    results: Iterable[Result],
    folder: Path,
    kinds: Sequence[str],
    methods: Methods | None = None,
    sources: Sources | None = None,
    dialect: Dialect = STANDARD,
) -> Iterator[Path]:
    """Write the results of each image; files for all images come last.

    The caller may stop between two files by closing the generator: no file is incomplete then, and
    those for all images are unchanged.

    Parameters
    ----------
    results
        Consumed one by one and not retained. Objects keep their numbers, which may have gaps.
    folder
        Created if missing.
    kinds
        Ids of `file_kinds.FILE_KINDS`.
    methods
        Contents of `methods.txt`, to which facts about the exported images are added; None: no such
        file.
    sources
        Sources of sketches and fields; None: no such files.
    dialect
        Dialect of the tables.

    Yields
    ------
    Path
        Each completed file.

    Raises
    ------
    InputError
        If a file or the folder cannot be written; completed files are kept.
    """
    with closing(Exporter(folder, kinds, sources, dialect)) as exporting:
        for result in results:
            yield from exporting.write(result)
            del result  # otherwise two images would be in memory
        yield from exporting.finish(methods)


class Exporter:
    """Export of images one at a time.

    Parameters
    ----------
    folder, kinds, sources, dialect
        As in `export_results`.

    Raises
    ------
    InputError
        If the folder cannot be created.
    """

    def __init__(
        self,
        folder: Path,
        kinds: Sequence[str],
        sources: Sources | None = None,
        dialect: Dialect = STANDARD,
    ) -> None:
        create_folder(folder)
        self._dialect = dialect
        self._folder, self._kinds, self._sources = folder, kinds, sources or Sources()
        self._stems = FileStems()
        self._names: dict[tuple[str, str], int] = {}  # number of uses of each image and frame name
        self._together = _Together(folder, kinds, dialect)
        self._grey_images = 0  # with several equal channels
        self._sizes_um: dict[str, float | None] = {}  # pixel sizes of what was exported, by name

    def write(
        self, result: Result, sources: Sources | None = None, stem: str | None = None
    ) -> Iterator[Path]:
        """Write the files of one image; yields and raises like `export_results`.

        Parameters
        ----------
        result
            Image with its masks.
        sources
            Sources of its sketch and fields.
        stem
            Stem of its file names; None: that of the result, made unique.
        """
        one = self._one(result, stem)
        yield from _write_each(one, self._kinds, sources or self._sources, self._dialect)
        self._add(one)

    def complete(self, result: Result, stem: str, there: Collection[str]) -> Iterator[Path]:
        """Complete an image some of whose files exist; yields and raises like `write`.

        Parameters
        ----------
        result
            Image with its masks.
        stem
            Stem of its file names.
        there
            Kinds of files that were written with these masks: rewritten only if missing, or saved
            by another program since.
        """
        one = self._one(result, stem)
        kinds = [kind for kind in self._kinds if not (kind in there and _is_ours(one.path(kind)))]
        yield from _write_each(one, kinds, self._sources, self._dialect)
        self._add(one)

    def finish(self, methods: Methods | None = None) -> Iterator[Path]:
        """Write the files for all images; yields and raises like `export_results`."""
        yield from self._together.write()
        if methods is not None and "methods" in self._kinds:
            path = self._folder / _ending("methods")
            write_methods(path, self._completed(methods))
            yield path

    def close(self) -> None:
        """Remove the temporary files."""
        self._together.close()

    def _add(self, one: "_One") -> None:
        """Take the data of an exported image for the files for all images."""
        result = one.result
        self._together.add(one)
        self._grey_images += has_equal_channels(result.planes)
        self._sizes_um[frame_name(result.image, result.frame)] = result.pixel_size_um

    def _completed(self, methods: Methods) -> Methods:
        """Add the facts about the images that were exported: some may have been left out."""
        other = methods.other_steps.items()
        return replace(
            methods,
            images=len(self._sizes_um),
            pixel_sizes_um=tuple(self._sizes_um.values()),
            other_steps={name: steps for name, steps in other if name in self._sizes_um},
            grey_images=self._grey_images,
        )

    def _one(self, result: Result, stem: str | None = None) -> "_One":
        start = self._folder / (stem or self._stems.take(result.stem))
        return _One(self._named(result), start)

    def _named(self, result: Result) -> Result:
        """Return the result, with a name that no other image in the tables has."""
        count = self._names[result.image, result.frame] = (
            self._names.get((result.image, result.frame), 0) + 1
        )
        if count == 1:
            return result
        path = PurePosixPath(result.image)
        return self._named(replace(result, image=f"{path.stem}_{count}{path.suffix}"))


@dataclass
class _One:
    """An image, and cached data that several of its files need."""

    result: Result
    start: Path  # path of its files, without their endings

    @cached_property
    def table(self) -> Table:
        return measure(self.result)

    @cached_property
    def outlines(self) -> dict[int, list[Part]]:
        return trace_outlines(self.result.labels)

    def path(self, kind: str) -> Path:
        return self.start.with_name(self.start.name + _ending(kind))


def _write_each(
    one: _One, kinds: Sequence[str], sources: Sources, dialect: Dialect
) -> Iterator[Path]:
    """Write the files of one image."""
    result = one.result
    labels, pixel_size_um = result.labels, result.pixel_size_um
    writers: dict[str, Callable[[Path], None]] = {
        "masks": lambda path: write_labels(path, labels, pixel_size_um, as_note(result.classes)),
        "colours": lambda path: write_colours(path, labels),
        "overlay": lambda path: write_overlay(path, result.planes, labels, pixel_size_um),
        "objects": lambda path: write_objects(path, result, one.table, dialect),
        "rois": lambda path: write_rois(path, result, one.outlines),
        "geojson": lambda path: write_geojson(path, result, one.outlines, one.table),
    }
    if "fields" in kinds and (fields := sources.fields(result)) is not None:
        writers["fields"] = lambda path: write_fields(path, fields, pixel_size_um)
    if "sketch" in kinds and (sketch := sources.sketch(result)) is not None:
        writers["sketch"] = lambda path: write_sketch(path, sketch)
    for kind in FILE_KINDS:
        if kind.id in kinds and kind.id in writers:
            path = one.path(kind.id)
            writers[kind.id](path)
            yield path


class _Together:
    """Files for all images, which grow image by image."""

    def __init__(self, folder: Path, kinds: Sequence[str], dialect: Dialect) -> None:
        self._dialect = dialect
        self._paths = {
            kind.id: folder / kind.ending
            for kind in FILE_KINDS
            if not kind.each and kind.id in kinds
        }
        self._counts: list[dict[str, object]] = []
        objects, coco = self._paths.get("all_objects"), self._paths.get("coco")
        self._objects = AllObjects(objects, dialect) if objects else None
        self._coco = Coco(coco) if coco else None

    def add(self, one: _One) -> None:
        self._counts.append(count_row(one.result))
        if self._objects:
            self._objects.add(one.result, one.table)
        if self._coco:
            self._coco.add(one.result, one.outlines)

    def write(self) -> Iterator[Path]:
        if self._objects:
            self._objects.write()
            yield self._paths["all_objects"]
        if "counts" in self._paths:
            write_counts(self._paths["counts"], self._counts, self._dialect)
            yield self._paths["counts"]
        if self._coco:
            self._coco.write()
            yield self._paths["coco"]

    def close(self) -> None:
        for spool in (self._objects, self._coco):
            if spool:
                spool.close()


def _is_ours(path: Path) -> bool:
    """Return whether a file exists and was not written by another program."""
    return path.is_file() and is_own_file(path)


def _ending(kind_id: str) -> str:
    return next(kind.ending for kind in FILE_KINDS if kind.id == kind_id)
