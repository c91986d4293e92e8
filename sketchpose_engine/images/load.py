"""Loading of images of any supported format."""

from dataclasses import dataclass, field
from pathlib import Path

from .folder_listing import list_folder
from .frames import FIRST, Extent, Frame
from .image_source import checked_planes, existing_frame, opened_source, read_frame
from .label_images import refuse_lossy
from .readers.base import PageAxis, Planes


@dataclass(frozen=True)
class Image:
    """One frame of an image file.

    Attributes
    ----------
    planes
        (C, H, W), in the dtype of the file.
    pixel_size_um
        Side of a pixel in micrometres; None: unknown.
    extent
        Extent of the file.
    frame
        Frame in the file.
    channels
        Names of the channels; empty if not stated.
    depth_step_um, time_step_s
        Distance between depths, interval between frames; None: unknown.
    unnamed_pages
        Number of pages along unnamed axes; 0 if all axes are named.
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
    """Contents of an image file, determined without decoding a frame.

    Attributes
    ----------
    extent
        Number of frames.
    left_out
        Descriptions of contents that are not available as frames.
    parts
        Other files that contain planes of these frames, and are not separate images.
    unnamed_pages
        Number of pages along unnamed axes; 0 if all axes are named.
    mixed
        Whether its scenes differ in size, channels or number of frames.
    channels
        Number of channels, maximum over the scenes.
    pixel_sizes_um
        Pixel sizes of the scenes; None: unknown.
    shapes
        (C, H, W) of the scenes.
    """

    extent: Extent
    left_out: tuple[str, ...] = ()
    parts: tuple[Path, ...] = ()
    unnamed_pages: int = 0
    mixed: bool = False
    channels: int = 1
    pixel_sizes_um: tuple[float | None, ...] = (None,)
    shapes: tuple[tuple[int, int, int], ...] = ()


def load_image(path: Path | str, frame: Frame = FIRST, pages: PageAxis | None = None) -> Image:
    """Read one frame of an image file of any supported format; nothing else is decoded.

    Grey, colour and channel-first files become planes (C, H, W) in the dtype of the file
    (1-bit images uint8). Values are those shown by an image viewer: transparency is dropped,
    palettes are applied, CMYK and YCbCr are converted to RGB, images with 0 as white are
    inverted, and images are rotated upright. The pixel size of each scene is from the metadata
    of the microscope, OME or ImageJ, or from TIFF centimetres.

    Parameters
    ----------
    path
        Image file.
    frame
        Frame in the file; depth None: the maximum over all depths.
    pages
        Axis of the pages of a TIFF that does not name it; None: time, or channels if the file
        declares them as colours.

    Raises
    ------
    InputError
        If the file is missing, unreadable, damaged, too small, too large or not finite, or has no
        such frame.
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
    """Return the number of frames of an image file without decoding one.

    Raises
    ------
    InputError
        As in `load_image`, if detectable without decoding.
    """
    return contents_of(path, pages).extent


def contents_of(
    path: Path | str, pages: PageAxis | None = None, *, labels: bool = False
) -> Contents:
    """Examine an image file without decoding a frame.

    Parameters
    ----------
    path
        Image file.
    pages
        Axis of the pages of a TIFF that does not name it; None: time, or channels if the file
        declares them as colours.
    labels
        Reject files that cannot be label images.

    Raises
    ------
    InputError
        As in `load_image`, if detectable without decoding.
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
            tuple(scene.shape for scene in source.scenes),
        )


def image_files(folder: Path | str) -> list[Path]:
    """List the images of a folder by name, without masks, sketches, overlays and hidden files.

    Raises
    ------
    InputError
        If the folder does not exist.
    """
    return list(list_folder(folder).images)
