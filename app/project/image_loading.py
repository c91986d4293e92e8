"""An image file becomes a scene: everything that takes long, done beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.core.translation import tr, tr_noop
from app.state.pyramid import build_levels
from app.state.scene import Channel, Scene
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import FIRST, Extent, Frame, parse_code
from sketchpose_engine.live.requests import OpenImage
from sketchpose_engine.masks.palette import is_bright
from sketchpose_engine.project.fingerprint import Fingerprint, fingerprint_of
from sketchpose_engine.project.manifest import page_key, split_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import ProjectImage
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Correction, Sketch

if TYPE_CHECKING:
    from sketchpose_engine.images.load import Image
    from sketchpose_engine.project.mask_files import MaskFile

# For channels of fluorescence: distinguishable with every type of colour vision.
COLOURS = ((0, 255, 0), (255, 0, 255), (0, 200, 255), (255, 190, 0), (255, 80, 80), (255, 255, 255))
RGB = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
RGB_NAMES = (tr_noop("Red"), tr_noop("Green"), tr_noop("Blue"))
SHOWN_AT_FIRST = 3  # of many channels
SHOWN_PERCENT = 0.5, 99.8  # of the pixels: between black and full, as in exported pictures
SAMPLE_PX = 1_000_000  # pixels that the darkest and brightest are looked for in
THUMBNAIL_PX = 96
SET_ASIDE = tr_noop(
    "The strokes drawn on {name} cannot be read, or do not fit its size. The file is kept in the "
    "project's folder 'sketches' with a name that ends in .damaged; draw anew, or ask for help."
)
NOTHING_CORRECTED: tuple[Correction, ...] = ()


REPLACED = tr_noop(
    "{name} is no longer the file that you worked on: it was changed, or replaced by another "
    "one. Your strokes and masks are kept as they were until you decide what becomes of them."
)


@dataclass(frozen=True)
class Replaced:
    """An image's file is another one than that which its strokes and masks belong to.

    Attributes
    ----------
    image_id, name
        Of the image, and of its file.
    extent, shape
        Of the file as it is now, and of its pictures (H, W).
    fits
        The strokes and masks have the size of its pictures.
    """

    image_id: str
    name: str
    extent: Extent
    shape: tuple[int, int]
    fits: bool


@dataclass
class Opened:
    """A frame that was read, with sketch and masks."""

    scene: Scene
    annotations: Annotations
    masks_known: bool
    note: str = ""  # what could not be read
    replaced: Replaced | None = None  # None: the file is the image's
    fingerprint: Fingerprint | None = None  # of the file, if it is to be remembered


def open_image(project: Project, image: ProjectImage, frame: Frame | None = None) -> Opened:
    """Read a frame of an image of a project, with its sketch and masks.

    Parameters
    ----------
    project
        Its sketch and masks are read from.
    image
        Of the project.
    frame
        Of its file; None: the one that was looked at last.

    Raises
    ------
    InputError
        A file is missing or damaged.
    """
    # Imported here: the decoders take a while, and the window need not wait for them.
    from sketchpose_engine.images.load import load_image

    frame = _last_frame(image) if frame is None else frame
    file = load_image(image.path, frame, image.pages)
    key = page_key(image.id, file.extent.code(file.frame))
    height, width = file.planes.shape[1:]
    shape = (height, width)
    found = project.masks.read(key)
    replaced = _replaced(project, image, key, file.extent, shape, found)
    if replaced is not None:
        note = tr(REPLACED, name=image.path.name)
        sketch, corrections, revision = np.zeros(shape, np.uint8), NOTHING_CORRECTED, 0
        masks, classes = None, None
    else:
        (sketch, corrections, revision), note = _read_sketch(project, key, image, shape)
        masks, classes = found or (None, None)
    scene = _scene(project, image, key, file, sketch, masks, classes)
    drawn = Annotations(key, sketch, corrections, revision)
    known = None
    if replaced is None and (_known_shape(image) is None or project.has_changed(image)):
        known = fingerprint_of(image.path, shape)
    return Opened(scene, drawn, masks is not None, note, replaced, known)


def _last_frame(image: ProjectImage) -> Frame:
    """The frame that was shown last, as far as the file still has it."""
    from sketchpose_engine.images.load import look_into

    if not image.shown:
        return FIRST
    extent = look_into(image.path, image.pages)
    return extent.clipped(_parsed(image.shown)) if extent else FIRST


def _scene(
    project: Project,
    image: ProjectImage,
    key: str,
    file: "Image",
    sketch: NDArray[np.uint8],
    masks: NDArray[np.int32] | None,
    classes: NDArray[np.uint8] | None,
) -> Scene:
    shape = sketch.shape
    levels = [file.planes, *build_levels(file.planes)]
    return Scene(
        key,
        image.path.name,
        levels,
        channels_of(levels[0], file.channels),
        sketch,
        np.zeros(shape, np.int32) if masks is None else masks,
        np.zeros(shape, bool),
        image.size_of(file.frame.scene) or file.pixel_size_um,
        file_pixel_size_um=file.pixel_size_um,
        file_depth_step_um=file.depth_step_um,
        frame=file.frame,
        extent=file.extent,
        unnamed_pages=file.unnamed_pages,
        classes=classes,
        cell_classes=project.classes,
        trained_steps=image.trained_steps.get(split_key(key)[1]),
        bright=_is_bright(levels[-1]),
    )


def _is_bright(planes: NDArray[Any]) -> bool:
    from sketchpose_engine.results.pictures import stretched

    step = max(1, max(planes.shape[1:]) // THUMBNAIL_PX)
    return is_bright(stretched(planes[:, ::step, ::step]))


def read_training_frame(project: Project, image: ProjectImage, key: str) -> OpenImage:
    """Read a frame that is not on screen, for training.

    Parameters
    ----------
    project, image
        The image is one of the project's.
    key
        Names the frame.

    Raises
    ------
    InputError
        A file is missing or damaged.
    """
    from sketchpose_engine.images.load import load_image

    file = load_image(image.path, _parsed(split_key(key)[1]), image.pages)
    planes = file.planes
    shape = planes.shape[1], planes.shape[2]
    found = project.masks.read(key)
    if _replaced(project, image, key, file.extent, shape, found) is not None:
        raise InputError(tr(REPLACED, name=image.path.name))
    labels, corrections, revision = project.sketches.read(key, shape)
    masks, classes = found or (None, None)
    sketch = Sketch(key, revision, labels)
    questions = project.sketches.questions(key, shape)
    return OpenImage(
        key, planes, sketch, corrections, masks, classes, look=False, questions=questions
    )


def _parsed(code: str) -> Frame:
    """The frame of a code; the first one if another program wrote what is none."""
    try:
        return parse_code(code)
    except ValueError:
        return FIRST


def _replaced(
    project: Project,
    image: ProjectImage,
    key: str,
    extent: Extent,
    shape: tuple[int, int],
    masks: "MaskFile | None",
) -> Replaced | None:
    """Whether an image's file was replaced after it was drawn on or segmented."""
    masks_fit = masks is None or masks[0].shape == shape
    fits = project.sketches.fits(key, shape) and masks_fit
    changed = project.has_changed(image)
    known = fits and not project.is_spelt_otherwise(key)
    if known and not (changed and project.has_work(image.id)):
        return None
    if changed and _known_shape(image) not in (None, shape):
        fits = False
    return Replaced(image.id, image.path.name, extent, shape, fits)


def _known_shape(image: ProjectImage) -> tuple[int, int] | None:
    """(H, W) of the pictures that were worked on; None: unknown."""
    return None if image.fingerprint is None else image.fingerprint.shape


def _read_sketch(
    project: Project, key: str, image: ProjectImage, shape: tuple[int, int]
) -> tuple[tuple[NDArray[np.uint8], tuple[Correction, ...], int], str]:
    """The sketch of an image, and what is wrong with it.

    A file that cannot be read is kept under another name; a new sketch begins in its place.
    """
    try:
        return project.sketches.read(key, shape), ""
    except InputError:
        project.sketches.set_aside(key)
        return project.sketches.read(key, shape), tr(SET_ASIDE, name=image.path.name)


def channels_of(planes: NDArray[Any], names: Sequence[str] = ()) -> list[Channel]:
    """Channels (C, H, W) with a contrast that leaves out the darkest and brightest pixels."""
    from sketchpose_engine.images.intensity import percentile_range

    low, high = percentile_range(planes, *SHOWN_PERCENT)
    step = max(1, int(np.sqrt(planes[0].size / SAMPLE_PX)))
    sample = planes[:, ::step, ::step]
    rgb = len(planes) == 3 and planes.dtype == np.uint8
    if rgb:  # one range for all three, or the hues would change
        low, high = np.full(3, low.min()), np.full(3, high.max())
    channels = []
    for index, plane in enumerate(sample):
        darkest, brightest = float(plane.min()), float(plane.max())
        name = tr(RGB_NAMES[index]) if rgb else tr("Channel {number}", number=index + 1)
        if len(names) == len(planes):
            name = names[index] or name
        colour = (255, 255, 255)
        if len(planes) > 1:
            colour = RGB[index] if rgb else COLOURS[index % len(COLOURS)]
        ends = min(darkest, float(low[index])), max(brightest, float(high[index]))
        shown = index < SHOWN_AT_FIRST
        channels.append(Channel(name, float(low[index]), float(high[index]), *ends, colour, shown))
    return channels


def thumbnail(image: ProjectImage) -> NDArray[np.uint8]:
    """Small picture (h, w, 3) of the first frame of an image."""
    from sketchpose_engine.images.load import load_image

    return small_picture(load_image(image.path, pages=image.pages).planes)


def small_picture(planes: NDArray[Any]) -> NDArray[np.uint8]:
    """Small picture (h, w, 3) of an image (C, H, W)."""
    from sketchpose_engine.results.pictures import stretched

    step = max(1, max(planes.shape[1:]) // THUMBNAIL_PX)
    return np.rint(255 * stretched(planes[:, ::step, ::step])).astype(np.uint8)
