"""Any supported file -> image planes and pixel size; label images; sketches; normalisation."""

from dataclasses import dataclass, field
from pathlib import Path

from .folder_listing import OWN_ENDINGS as OWN_ENDINGS
from .folder_listing import list_folder
from .frames import FIRST, Extent, Frame
from .image_source import checked_planes, existing_frame, opened_source, read_frame
from .intensities import normalise as normalise
from .intensities import percentile_range as percentile_range
from .label_images import checked_sketch as checked_sketch
from .label_images import load_labels as load_labels
from .label_images import load_sketch as load_sketch
from .label_images import refuse_lossy
from .readers import SUFFIXES as SUFFIXES
from .readers import PageAxis
from .readers import Planes as Planes


@dataclass(frozen=True)
class Image:
    """One frame of an image file.

    Attributes
    ----------
    planes
        (C, H, W), the file's own dtype.
    pixel_size_um
        Side of a pixel in micrometres; None: unknown.
    extent
        Of the file.
    frame
        Which of its frames this is.
    channels
        Their names; empty: not stated.
    depth_step_um, time_step_s
        Distance of two depths, time between two frames; None: unknown.
    unnamed_pages
        Number of pages whose axis the file does not name; 0 if all are named.
    """

    path: Path
    planes: Planes = field(repr=False)
    pixel_size_um: float | None
    extent: Extent = field(default_factory=Extent)
    frame: Frame = FIRST
    channels: tuple[str, ...] = ()
    depth_step_um: float | None = None
    time_step_s: float | None = None
    unnamed_pages: int = 0


@dataclass(frozen=True)
class Contents:
    """What an image file holds, as far as it shows without decoding a frame.

    Attributes
    ----------
    extent
        Number of its frames.
    left_out
        What else is in the file and is not offered as a frame, in words.
    parts
        Other files that hold planes of these frames: they are not images of their own.
    unnamed_pages
        Number of pages whose axis the file does not name; 0 if all are named.
    mixed
        Whether its scenes differ in size, channels or number of frames.
    channels
        Of the scene with most of them.
    pixel_sizes_um
        Of each scene; None: unknown.
    """

    extent: Extent
    left_out: tuple[str, ...] = ()
    parts: tuple[Path, ...] = ()
    unnamed_pages: int = 0
    mixed: bool = False
    channels: int = 1
    pixel_sizes_um: tuple[float | None, ...] = (None,)


def load_image(path: Path | str, frame: Frame = FIRST, pages: PageAxis | None = None) -> Image:
    """Read one frame of an image file of any supported format; nothing else is decoded.

    Grey, colour and channel-first files become planes (C, H, W) in the file's own dtype
    (1-bit images uint8). Values are those that an image viewer shows: transparency is dropped,
    a palette's colours are looked up, CMYK and YCbCr become RGB, values of which 0 is white are
    inverted, a picture is turned upright. The pixel size comes from the microscope's, OME, ImageJ
    or TIFF centimetres, for each scene its own.

    Parameters
    ----------
    path
        The file.
    frame
        Of the file; depth None: the maximum over all depths.
    pages
        What the pages of a TIFF are if the file does not name their axis; None: points in time,
        or channels if the file calls them colours.

    Raises
    ------
    InputError
        The file is missing, unreadable, damaged, too small, too large or not finite, or it has
        no such frame.
    """
    path = Path(path)
    with opened_source(path, indexed=False, pages=pages) as source:
        frame = existing_frame(path, source.extent, frame)
        planes = checked_planes(path, read_frame(source, frame))
        stated = source.scenes[frame.scene]
        return Image(
            path,
            planes,
            stated.pixel_size_um,
            source.extent,
            frame,
            stated.channels if len(stated.channels) == len(planes) else (),
            stated.depth_step_um,
            stated.time_step_s,
            source.unnamed_pages,
        )


def look_into(path: Path | str, pages: PageAxis | None = None) -> Extent:
    """Count the frames of an image file without decoding one.

    Raises
    ------
    InputError
        As `load_image`, as far as it shows.
    """
    return contents_of(path, pages).extent


def contents_of(
    path: Path | str, pages: PageAxis | None = None, *, labels: bool = False
) -> Contents:
    """Find out what an image file holds without decoding a frame.

    Parameters
    ----------
    path
        The file.
    pages
        What the pages of a TIFF are if the file does not name their axis; None: points in time,
        or channels if the file calls them colours.
    labels
        Refuse what a label image cannot be.

    Raises
    ------
    InputError
        As `load_image`, as far as it shows.
    """
    path = Path(path)
    with opened_source(path, indexed=labels, pages=pages) as source:
        if labels:
            refuse_lossy(path, source)
        return Contents(
            source.extent,
            source.left_out,
            source.parts,
            source.unnamed_pages,
            len({scene.shape for scene in source.scenes}) > 1 or bool(source.extent.each),
            max(scene.shape[0] for scene in source.scenes),
            tuple(scene.pixel_size_um for scene in source.scenes),
        )


def image_files(folder: Path | str) -> list[Path]:
    """List the images of a folder by name, without masks, sketches, overlays and hidden files.

    Raises
    ------
    InputError
        The folder does not exist.
    """
    return list(list_folder(folder).images)
