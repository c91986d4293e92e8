"""A folder of images and a folder of their sketches, from which lessons are made one by one."""

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

ENDING = "_sketch"  # that a sketch's name may have
WINDOW_PX = 512  # of a larger image, in the network's pixels: what one lesson holds
COLOURS = 3
SAMPLE = 64  # pairs that are looked at before training
SAMPLE_PX = 1024  # of a large image, for the width of its cells


@dataclass(frozen=True)
class Pair:
    """An image file and its sketch."""

    image: Path
    sketch: Path

    def load(self, pages: PageAxis | None = None) -> tuple[Planes, NDArray[np.uint8]]:
        """Planes (C, H, W) and sketch (H, W); raises InputError if they are no pair."""
        image = load_image(self.image, pages=pages)
        check_one_frame(image)
        return image.planes, load_sketch(self.sketch, image.planes.shape[-2:])


def check_one_frame(image: Image) -> None:
    """Refuse a stack, as one sketch cannot belong to several frames."""
    if len(image.extent) > 1:
        way_out = "save the frame that was sketched as an image of its own, or draw in the window"
        if image.unnamed_pages:
            way_out += "; if its pages are channels, add --pages channels"
        raise InputError(f"{image.path.name} is a stack of {len(image.extent)} frames: {way_out}.")


def one_kind_advice(sketch: NDArray[np.uint8]) -> str:
    """Say what a sketch lacks, if it shows cells only, or no cell; "" if it shows both."""
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
    """What a sample of the pairs shows.

    Attributes
    ----------
    channels
        That most of the images have; three if grey pictures are mixed with pictures in colour,
        since grey can be seen in three channels, colours not in one.
    classes
        Of cells, at least.
    diameter_px
        Width of the cells, in the middle of all sketches that show where cells end.
    """

    channels: int
    classes: int
    diameter_px: float


class SketchDataset:
    """The images of a folder that have a sketch, each as a lesson when its turn comes.

    A lesson that cannot be made because of its files is noted in `problems`, and another pair takes
    its turn.

    Parameters
    ----------
    images, sketches
        Folders. A sketch has the name of its image, with or without `_sketch` behind it; in the
        same folder, with it.
    pages
        What the pages of a TIFF are if the file does not name their axis.

    Attributes
    ----------
    pairs
        By name of the image.
    without_sketch
        How many images have none.
    problems
        One sentence for each file that is left out.
    advice
        What all sketches lack that `look` has seen; "" if nothing.

    Raises
    ------
    InputError
        There is no pair.
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

    def look(self) -> DatasetStatistics:
        """Look at a sample of the pairs; raises InputError if none can be read."""
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
                _, labels = cut_window(
                    planes, labels, AnnotatedPixels(labels).draw(rng), SAMPLE_PX, rng
                )
            lacks.add(one_kind_advice(labels))
            widths.append(sketched_widths(labels, ValidSet.of(labels)))
        self.advice = lacks.pop() if len(lacks) == 1 else ""
        if not widths:
            raise InputError(next(iter(self.problems.values())))
        mixed = channels.keys() == {1, COLOURS}
        usual = COLOURS if mixed else channels.most_common(1)[0][0]
        return DatasetStatistics(usual, classes, common_diameter(widths))

    def training_sample(self, number: int, model: Model, seed: int) -> TrainingSample:
        """Lesson of a number: each pair has its turn once in as many numbers as there are pairs.

        Parameters
        ----------
        number
            From 0.
        model
            Whose resolution, cells and channels the lesson is for.
        seed
            Of the order, which is another one in every epoch, and of the windows.
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
        """Files by what image and sketch have in common; of two with the same, the first."""
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
    """List what may be sketches; beside the images, what is named as one."""
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
    """Lesson of one image, or of a window of a large one, seen by a model.

    Parameters
    ----------
    planes
        (C, H, W). If the network has another number of channels, it sees the mean of all, as it
        does when it segments: `Model.for_channels`.
    labels
        (H, W) sketch, with a stroke.
    model
        Whose resolution, cells and channels the lesson is for.
    rng
        For the place of the window.
    """
    levels = percentile_range(planes)  # of the whole image, as when it is segmented
    window_px = ceil(WINDOW_PX * EIGHTHS / model.eighths)
    if max(labels.shape) > window_px:
        planes, labels = cut_window(
            planes, labels, AnnotatedPixels(labels).draw(rng), window_px, rng
        )
    page = AnnotatedImage(planes, labels, ValidSet.of(labels), AnnotatedPixels(labels), 1, *levels)
    sample = page.training_sample(model.eighths, model.diameter_px)
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
    """Copy of the part of an image (C, h, w) and its sketch (h, w) somewhere around a pixel.

    Where the image goes on, the outermost pixels are not annotated: of a cell that was cut
    nobody knows the boundary on the other side.
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
