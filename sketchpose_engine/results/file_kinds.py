"""The files that results are exported to; without imports that take long, for the window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileKind:
    """One kind of file.

    Attributes
    ----------
    id
        For programs.
    ending
        What follows the name of the image; the whole name of a file for all images.
    each
        Whether there is one for each image.
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
    """What the files of a frame are named after: `movie_t014` of the 14th frame of movie.tif."""
    stem = Path(name).stem
    return f"{stem}_{code}" if code else stem


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """Names of files that distinguish them in tables.

    The name of the file; where several share one, with as many of its folders as it takes, as in
    `day1/cells.tif`. Upper and lower case are alike.
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
    """Names for the files of images, one after the other; none twice.

    Two images of different folders may have one name: the second becomes `name_2`. Upper and lower
    case are alike, as on most disks.

    Parameters
    ----------
    taken
        Names in use already.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {stem.casefold() for stem in taken}

    def take(self, stem: str) -> str:
        """Name the files of the next image."""
        name, number = stem, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}_{number}"
        self._taken.add(name.casefold())
        return name


def planned_files(stems: Iterable[str], folder: Path, kinds: Sequence[str]) -> list[Path]:
    """Name every file that an export may write, before it begins.

    Parameters
    ----------
    stems
        `result.Result.stem` of the images, in the order in which they will be exported.
    folder
        Where to.
    kinds
        Ids of `FILE_KINDS`.

    Returns
    -------
    In the order of writing. An image without a sketch or fields has no such file in the end.
    """
    taken = FileStems()
    names = [taken.take(stem) for stem in stems]
    wanted = [kind for kind in FILE_KINDS if kind.id in kinds]
    files = [folder / f"{name}{kind.ending}" for name in names for kind in wanted if kind.each]
    return files + [folder / kind.ending for kind in wanted if not kind.each]
