"""Kinds of exported files, without slow imports, as the window needs them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.unique_names import unique_name


@dataclass(frozen=True)
class FileKind:
    """A kind of exported file.

    Attributes
    ----------
    id
        Identifier for options and settings.
    ending
        Suffix after the name of the image; the full name of a file for all images.
    each
        Whether there is one file per image.
    """

    id: str
    ending: str
    each: bool = True


FILE_KINDS = (
    FileKind("masks", "_masks.tif"),
    FileKind("colours", "_colours.png"),
    FileKind("overlay", "_overlay.png"),
    FileKind("fields", "_fields.tif"),
    FileKind("sketch", "_sketch.tif"),
    FileKind("objects", "_objects.csv"),
    FileKind("rois", "_rois.zip"),
    FileKind("geojson", ".geojson"),
    FileKind("all_objects", "objects.csv", each=False),
    FileKind("counts", "counts.csv", each=False),
    FileKind("coco", "coco.json", each=False),
    FileKind("methods", "methods.txt", each=False),
)


def frame_stem(name: str, code: str) -> str:
    """Return the stem of the files of a frame: `movie_t014` for the 14th frame of movie.tif."""
    stem = Path(name).stem
    return f"{stem}_{code}" if code else stem


def frame_name(name: str, code: str) -> str:
    """Return the name of a frame in sentences: `movie.tif t014`."""
    return f"{name} {code}" if code else name


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """Return names of files that distinguish them in tables.

    File names, if necessary with as many folders as make them unique, as in `day1/cells.tif`.
    Case is ignored.
    """
    names: list[str] = []
    for path in paths:
        alike = {
            other.parts for other in paths if other.name.casefold() == path.name.casefold()
        } - {path.parts}
        count = 1
        while count < len(path.parts) and any(
            _tail(parts, count) == _tail(path.parts, count) for parts in alike
        ):
            count += 1
        names.append("/".join(path.parts[-count:]))
    return names


def _tail(parts: Sequence[str], count: int) -> list[str]:
    return [part.casefold() for part in parts[-count:]]


class FileStems:
    """Generator of unique stems for the files of images.

    Two images of different folders may have the same name: the second becomes `name_2`. Case is
    ignored, as on most disks.

    Parameters
    ----------
    taken
        Stems already in use.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {stem.casefold() for stem in taken}

    def take(self, stem: str) -> str:
        """Return a unique stem for the files of the next image."""
        name = unique_name(stem, lambda each: each.casefold() in self._taken)
        self._taken.add(name.casefold())
        return name


def planned_files(stems: Iterable[str], folder: Path, kinds: Sequence[str]) -> list[Path]:
    """List every file that an export may write.

    Parameters
    ----------
    stems
        `result.Result.stem` of the images, in the order in which they will be exported.
    folder
        Output folder.
    kinds
        Ids of `FILE_KINDS`.

    Returns
    -------
    In the order of writing. An image without a sketch or fields will lack these files.
    """
    taken = FileStems()
    names = [taken.take(stem) for stem in stems]
    wanted = [kind for kind in FILE_KINDS if kind.id in kinds]
    files = [folder / f"{name}{kind.ending}" for name in names for kind in wanted if kind.each]
    return files + [folder / kind.ending for kind in wanted if not kind.each]
