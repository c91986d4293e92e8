"""Supported image formats, recognised by their first bytes.

Readers are imported when the first file of their format is opened.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path

from ...core.errors import InputError, Phrase
from .base import PageAxis, Source

SUFFIXES = frozenset(
    {".tif", ".tiff", ".lsm", ".png", ".jpg", ".jpeg", ".bmp", ".czi", ".lif"}
    | ({".nd2"} if find_spec("nd2") else set())  # an optional dependency
)
FORMAT_NAMES = "TIFF, PNG, JPEG, BMP, CZI, LIF or ND2"

STARTS = (
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"ZISRAWFILE", "czi"),
    (b"\x70\0\0\0", "lif"),
    (b"\xda\xce\xbe\x0a", "nd2"),
    (b"\0\0\0\x0cjP  ", "nd2"),  # before 2007
)

# Unsupported formats, by suffix or first bytes: description, and a program that can convert them.
FOREIGN = (
    (".vsi", b"", Phrase("an Olympus cellSens image"), "cellSens or QuPath"),
    (".oir", b"OLYMPUSRAWFORMAT", Phrase("an Olympus FluoView image"), "FluoView or Fiji"),
    (".oib", b"", Phrase("an Olympus FluoView image"), "FluoView or Fiji"),
    (".ims", b"\x89HDF\r\n\x1a\n", Phrase("an Imaris (HDF5) file"), "Imaris or Fiji"),
    (".zvi", b"", Phrase("a Zeiss AxioVision image"), "ZEN or Fiji"),
    (".dv", b"", Phrase("a DeltaVision image"), "softWoRx or Fiji"),
    ("", b"\xd0\xcf\x11\xe0", Phrase("an Olympus or AxioVision image"), "Fiji"),
)
FOREIGN_SUFFIXES = (
    frozenset(ending for ending, *_ in FOREIGN if ending)
    | {
        *(".nd2", ".gif", ".webp", ".heic", ".psd", ".jp2", ".svg", ".pdf", ".dcm", ".nii", ".mrc"),
        *(".svs", ".ndpi", ".scn", ".mrxs", ".qptiff", ".stk", ".flex", ".btf", ".lof", ".xlef"),
        *(".h5", ".hdf5", ".zarr", ".npy", ".avi", ".mp4", ".mov", ".dng", ".cr2", ".nef", ".r3d"),
    }
    - SUFFIXES
)
ALWAYS_FOREIGN = (".vsi",)  # a TIFF by its first bytes, but with a thumbnail only


def open_source(
    path: Path, *, indexed: bool = False, pages: PageAxis | None = None
) -> AbstractContextManager[Source]:
    """Open an image file.

    Parameters
    ----------
    path
        File of any kind.
    indexed
        Return palette indices instead of colours.
    pages
        Axis of the pages of a TIFF that does not name it; None: time, or channels if the file
        declares them as colours.

    Raises
    ------
    InputError
        If the format is known but not supported. Damaged files raise errors of their decoder.
    """
    with path.open("rb") as file:
        start = file.read(32)
    kind = next((kind for begin, kind in STARTS if start.startswith(begin)), "picture")
    if kind == "picture" or path.suffix.lower() in ALWAYS_FOREIGN:
        _refuse_foreign(path, start)
    if kind == "tiff":
        from .tiff import open_tiff

        return open_tiff(path, indexed=indexed, pages=pages)
    return _opener(kind)(path, indexed=indexed)


def _refuse_foreign(path: Path, start: bytes) -> None:
    """Reject a known unsupported format, with a remedy."""
    if start[1:4] == b"PNG" or start[:2] in (b"\xff\xd8", b"BM"):
        return
    for ending, begin, kind, program in FOREIGN:
        if (ending and path.suffix.lower() == ending) or (begin and start.startswith(begin)):
            raise InputError(
                "{file} is {kind}, which Sketchpose cannot read: save it as OME-TIFF in {program}.",
                file=path.name,
                kind=kind,
                program=program,
            )


def _opener(kind: str) -> Callable[..., AbstractContextManager[Source]]:
    """Import the reader of a format."""
    if kind == "czi":
        from .czi import open_czi

        return open_czi
    if kind == "lif":
        from .lif import open_lif

        return open_lif
    if kind == "nd2":
        from .nd2 import open_nd2

        return open_nd2
    from .picture import open_picture

    return open_picture
