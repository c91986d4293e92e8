"""Dataset of a folder of images and a folder of sketches, which makes training samples in turn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..images.intensity import percentile_range
from ..images.label_images import load_sketch
from ..images.load import Image, image_files, load_image
from ..images.readers.base import PageAxis, Planes
from ..images.readers.formats import SUFFIXES
from ..models.diameter import SketchedWidths, common_diameter, sketched_widths
from ..models.model import Model
from ..models.network_image import NetworkImage
from ..models.rescaling import EIGHTHS
from ..sketch.pixel_index import AnnotatedPixels
from ..sketch.valid_set import ValidSet
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF, NOTHING
from ..training.annotated_image import AnnotatedImage
from ..training.sampling import TrainingSample

ENDING = "_sketch"  # optional suffix of a sketch's name
WINDOW_PX = 512  # maximum side of a training sample, in network pixels
COLOURS = 3
SAMPLE = 64  # pairs that are examined before training
SAMPLE_PX = 1024  # side of the part of a large image in which cell widths are measured


@dataclass(frozen=True)
class Pair:
    """An image file and its sketch."""

    image: Path
    sketch: Path

    def load(self, pages: PageAxis | None = None) -> tuple[Planes, NDArray[np.uint8]]:
        """Load planes (C, H, W) and sketch (H, W); raises InputError if they do not fit."""
        image = load_image(self.image, pages=pages)
        check_one_frame(image)
        return image.planes, load_sketch(self.sketch, image.planes.shape[-2:])


def check_one_frame(image: Image) -> None:
    """Reject a stack, as one sketch cannot belong to several frames."""
    if len(image.extent) > 1:
        way_out = "save the frame that was sketched as an image of its own, or draw in the window"
        if image.unnamed_pages:
            way_out += "; if its pages are channels, add --pages channels"
        raise InputError(f"{image.path.name} is a stack of {len(image.extent)} frames: {way_out}.")


def one_kind_advice(sketch: NDArray[np.uint8]) -> str:
    """Return what a sketch lacks if it contains cells only, or no cell; "" otherwise."""
    kinds = {int(kind) for kind in np.unique(sketch)} - {NOTHING}
    if not any(CLASS_OF[kind] for kind in kinds):
        return "The sketch shows no cell, so the masks mean little: paint some cells, too."
    if not kinds & {BACKGROUND, BOUNDARY}:
        return (
            "The sketch shows no background, so the masks mean little: paint a little of it, too, "
            "or, where there is none, the lines between cells."
        )
    return ""


@dataclass(frozen=True)
class DatasetStatistics:
    """Statistics of a sample of the pairs.

    Attributes
    ----------
    channels
        Most frequent number of channels; three if grey images are mixed with colour images, since a
        grey image can be repeated in three channels.
    classes
        Minimum number of cell classes.
    diameter_px
        Median width of the cells in all sketches that contain edges of cells.
    """

    channels: int
    classes: int
    diameter_px: float


class SketchDataset:
    """Images of a folder that have a sketch, as training samples.

    Pairs whose files cannot be used are recorded in `problems` and replaced by others.

    Parameters
    ----------
    images, sketches
        Folders. A sketch has the name of its image, optionally with the suffix `_sketch`, which is
        required in the same folder.
    pages
        Meaning of the pages of a TIFF whose file does not name their axis.

    Attributes
    ----------
    pairs
        Pairs, sorted by name.
    without_sketch
        Number of images without a sketch.
    problems
        One sentence for each excluded file, by its name.
    advice
        What all sketches examined by `statistics` lack; "" if nothing.

    Raises
    ------
    InputError
        If there is no pair.
    """

    def __init__(self, images: Path, sketches: Path, pages: PageAxis | None = None) -> None:
        self._pages = pages
        self.problems: dict[str, str] = {}
        self.advice = ""
        named = self._by_name(image_files(images))
        drawn = self._by_name(_sketch_files(sketches, images))
        for name in sorted(drawn.keys() - named.keys()):
            path = drawn[name]
            self.problems[path.name] = f"The sketch {path.name} fits no image in {images}."
        self.pairs = [Pair(named[name], drawn[name]) for name in sorted(named.keys() & drawn)]
        self.without_sketch = len(named) - len(self.pairs)
        if not self.pairs:
            raise InputError(
                f"No image in {images} has a sketch in {sketches}: a sketch must have the name "
                "of its image."
            )

    def statistics(self) -> DatasetStatistics:
        """Examine a sample of the pairs; raises InputError if none can be read."""
        channels, classes, lacks = Counter[int](), 1, set[str]()
        widths = list[SketchedWidths]()
        for number in np.linspace(0, len(self.pairs) - 1, min(SAMPLE, len(self.pairs))).astype(int):
            loaded = self._loaded(self.pairs[number])
            if loaded is None:
                continue
            planes, labels = loaded
            channels[len(planes)] += 1
            classes = max(classes, int(CLASS_OF[labels].max()))
            if max(labels.shape) > SAMPLE_PX:
                rng = np.random.default_rng(0)
                _, labels = cut_window(planes, labels, _drawn_pixel(labels, rng), SAMPLE_PX, rng)
            lacks.add(one_kind_advice(labels))
            widths.append(sketched_widths(labels, ValidSet.of(labels)))
        self.advice = lacks.pop() if len(lacks) == 1 else ""
        if not widths:
            raise InputError(next(iter(self.problems.values())))
        mixed = channels.keys() == {1, COLOURS}
        usual = COLOURS if mixed else channels.most_common(1)[0][0]
        return DatasetStatistics(usual, classes, common_diameter(widths))

    def training_sample(self, number: int, model: Model, seed: int) -> TrainingSample:
        """Make the training sample of a number; each pair occurs once per epoch.

        Parameters
        ----------
        number
            Number, from 0.
        model
            Model that determines resolution, width of the cells and channels.
        seed
            Seed of the order, which differs between epochs, and of the windows.
        """
        epoch, turn = divmod(number, len(self.pairs))
        order = np.random.default_rng([seed, 3, epoch]).permutation(len(self.pairs))
        for place in np.roll(order, -turn):
            if (loaded := self._loaded(self.pairs[place])) is not None:
                rng = np.random.default_rng([seed, 1, number])
                return sample_of(*loaded, model, rng)
        raise InputError(next(iter(self.problems.values())))

    def _loaded(self, pair: Pair) -> tuple[Planes, NDArray[np.uint8]] | None:
        if pair.image.name in self.problems:
            return None
        try:
            return pair.load(self._pages)
        except InputError as error:
            self.problems[pair.image.name] = str(error)
            return None

    def _by_name(self, paths: Iterable[Path]) -> dict[str, Path]:
        """Map the common names of images and sketches to files; of several, the first."""
        found: dict[str, Path] = {}
        for path in paths:
            name = path.stem.removesuffix(ENDING)
            if name in found:
                self.problems[path.name] = (
                    f"{path.name} is left out: {found[name].name} has the same name."
                )
            found.setdefault(name, path)
        return found


def _sketch_files(folder: Path, images: Path) -> list[Path]:
    """List possible sketches; in the folder of the images, only files with the suffix."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}: check its name.")
    ending = ENDING if folder.samefile(images) else ""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith(".")
        and path.stem.endswith(ending)
    )


def sample_of(
    planes: Planes, labels: NDArray[np.uint8], model: Model, rng: np.random.Generator
) -> TrainingSample:
    """Make the training sample of an image, or of a window of a large one.

    Parameters
    ----------
    planes
        (C, H, W). If the network has another number of channels, each receives the mean of all, as
        in prediction: `Model.for_channels`.
    labels
        (H, W) sketch with at least one annotated pixel.
    model
        Model that determines resolution, width of the cells and channels.
    rng
        Source of the position of the window.
    """
    levels = percentile_range(planes)  # of the whole image, as in prediction
    window_px = ceil(WINDOW_PX * EIGHTHS / model.eighths)
    if max(labels.shape) > window_px:
        planes, labels = cut_window(planes, labels, _drawn_pixel(labels, rng), window_px, rng)
    valid_set, points = ValidSet.of(labels), AnnotatedPixels(labels)
    annotated = AnnotatedImage(planes, labels, valid_set, points, 1, *levels)
    sample = annotated.training_sample(model.eighths, model.diameter_px)
    seen = sample.image.whole
    assert seen is not None
    channels = model.network.shape.channels
    if len(seen) != channels:
        seen = seen.mean(0, keepdim=True).repeat(channels, 1, 1)
    return replace(sample, image=NetworkImage.of(seen))


def cut_window(
    planes: Planes,
    labels: NDArray[np.uint8],
    pixel: tuple[int, int],
    window_px: int,
    rng: np.random.Generator,
) -> tuple[Planes, NDArray[np.uint8]]:
    """Copy a random window (C, h, w) of an image around a pixel, and its sketch (h, w).

    Where the image continues, the outermost pixels are set to not annotated: the boundary of a cell
    that was cut is unknown beyond the window.
    """
    labels, cut = labels.copy(), list[slice]()
    for at, size in zip(pixel, labels.shape, strict=True):
        low = at - int(rng.integers(window_px // 4, 3 * window_px // 4))
        low = min(max(low, 0), max(size - window_px, 0))
        across = labels.swapaxes(0, len(cut))
        if low > 0:
            across[low] = NOTHING
        if low + window_px < size:
            across[low + window_px - 1] = NOTHING
        cut.append(slice(low, low + window_px))
    return planes[:, cut[0], cut[1]].copy(), labels[cut[0], cut[1]].copy()


def _drawn_pixel(labels: NDArray[np.uint8], rng: np.random.Generator) -> tuple[int, int]:
    """Return a random annotated pixel."""
    y, x = AnnotatedPixels(labels).draw(rng, 1)[0]
    return int(y), int(x)
