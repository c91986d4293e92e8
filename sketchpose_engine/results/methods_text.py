"""Methods text: how the masks were made, in sentences for a paper."""

import platform
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from itertools import chain, repeat
from pathlib import Path

from .. import __version__
from ..core.files import atomic_path
from .provenance import name_only
from .training_text import (
    MOST_NAMES,
    Facts,
    counted,
    listed,
    sessions_of,
    stages_of,
    training_words,
)

LIBRARIES = {"torch": "PyTorch", "scikit-image": "scikit-image", "numpy": "NumPy"}
MODULES = {"scikit-image": "skimage"}  # modules with another name than the distribution
MEASURED = "Objects were counted, and measured by the definitions of scikit-image [3]."
PRETRAINED = "The pretrained weights had been trained"
BEFORE = "Before that, they had been trained"
REFERENCES = (
    "Cazorla C, Munier N, Morin R, Weiss P. Sketchpose: learning to segment cells with partial "
    "annotations. Machine Learning for Biomedical Imaging (MELBA), 2025.",
    "Cutler KJ, Stringer C, Lo TW, et al. Omnipose: a high-precision morphology-independent "
    "solution for bacterial cell segmentation. Nature Methods 19, 1438-1448, 2022.",
    "van der Walt S, Schönberger JL, Nunez-Iglesias J, et al. scikit-image: image processing in "
    "Python. PeerJ 2:e453, 2014.",
)


@dataclass(frozen=True)
class Methods:
    """Facts about how masks were made; None and empty ones are not mentioned.

    Attributes
    ----------
    provenance
        Provenance of the weights, as in `models.model.Model`. Empty: not recorded.
    weights_file
        Name of the file with the initial weights, or of those that were used unchanged.
    sketched_images, strokes
        Numbers of sketched images and of strokes, as in `sketch.strokes.count_strokes`.
    is_sample
        Whether some of the strokes were not drawn by the user, but came with a sample.
    other_networks
        Provenance of the networks for images with other numbers of channels.
    images
        Number of segmented images; every frame counts.
    other_steps
        By name, as in tables, images whose masks were made after another number of steps than
        stated in `provenance`, and that number.
    diameter_px
        Width of the cells in image pixels.
    smallest_px
        Area of the smallest object that was retained.
    filters
        Sentences about excluded objects.
    pixel_sizes_um
        Pixel sizes of the images in micrometres; None: unknown.
    class_names
        Names of the classes of objects, if any.
    grey_images
        Number of images with several equal channels, of which one was measured.
    """

    provenance: Facts | None = None
    weights_file: str = ""
    sketched_images: int | None = None
    strokes: int | None = None
    is_sample: bool = False
    other_networks: Sequence[Facts] = ()
    images: int | None = None
    other_steps: Mapping[str, int] = field(default_factory=dict)
    diameter_px: float | None = None
    smallest_px: int | None = None
    filters: Sequence[str] = ()
    pixel_sizes_um: Sequence[float | None] = ()
    class_names: Sequence[str] = ()
    grey_images: int = 0


def write_methods(path: Path | str, methods: Methods) -> None:
    """Write `methods_text`; errors as in `atomic_path`."""
    text = methods_text(methods)
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8-sig")  # Notepad needs the BOM for µ


def methods_text(methods: Methods) -> str:
    """Describe in plain sentences how masks were made, with references."""
    paragraphs = [
        " ".join([_program(), *_annotation(methods), *_training(methods), *_others(methods)]),
        " ".join([*_segmentation(methods), MEASURED, *_intensities(methods)]),
        "\n".join(f"[{number}] {text}" for number, text in enumerate(REFERENCES, 1)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _program() -> str:
    versions = [
        f"{name} {version}" for key, name in LIBRARIES.items() if (version := _version(key))
    ]
    versions.append(f"Python {platform.python_version()}")
    return (
        f"Objects were segmented with Sketchpose {__version__} ({listed(versions)}), which trains "
        "a neural network on a few brush strokes [1] and builds masks from the distances and flows "
        "it predicts, as Omnipose does [2]."
    )


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:  # in a bundled program, ask the module if it is loaded
        module = sys.modules.get(MODULES.get(distribution, distribution))
        return str(getattr(module, "__version__", ""))


def _annotation(methods: Methods) -> list[str]:
    images, strokes = methods.sketched_images, methods.strokes
    if not images:
        return []
    if strokes:
        sample = ", with those that come with this sample of Sketchpose" * methods.is_sample
        return [
            f"{counted(strokes, 'separate stroke')} {_were(strokes)} drawn by hand on "
            f"{counted(images, 'image')}{sample}."
        ]
    return [f"{counted(images, 'image')} {_were(images)} annotated by hand with brush strokes."]


def _training(methods: Methods) -> list[str]:
    known = methods.provenance
    if known is None:
        return []
    file = f" from the file {name_only(methods.weights_file)}" if methods.weights_file else ""
    if not known:
        loaded = f"were loaded{file}; how they were trained is not recorded"
        return [f"The weights of the network {loaded}."]
    own, earlier = sessions_of(known)
    start, said = own[0].get("started_from"), []
    if start == "random weights":
        said.append("Training started from random weights.")
    elif start is not None:
        said.append(f"Training started from pretrained weights{file}.")
    source = earlier[-1] if earlier else known
    if program := source.get("program"):
        known_as = name_only(source.get("file"))
        said.append(f"The pretrained weights are those of {program} (file {known_as}).")
    if stages := stages_of(own):
        said.append(f"The network was trained {stages}.")
    said += [
        f"{begins} {training}."
        for begins, record in zip(chain([PRETRAINED], repeat(BEFORE)), earlier, strict=False)
        if (training := training_words(record))
    ]
    return said


def _others(methods: Methods) -> list[str]:
    """Describe the training of the networks for images of other kinds."""
    stages = [stages_of(sessions_of(known)[0]) for known in methods.other_networks]
    return [
        f"For images with another number of channels, another network was trained {each}."
        for each in stages
        if each
    ]


def _segmentation(methods: Methods) -> list[str]:
    said = []
    known = Counter(f"{size:.4g}" for size in methods.pixel_sizes_um if size is not None)
    unknown = sum(size is None for size in methods.pixel_sizes_um)
    if images := methods.images:
        scale = f" with {_pixel_sizes(known)}" if known and not unknown else ""
        said.append(f"{counted(images, 'image')}{scale} {_were(images)} segmented.")
        if known and unknown:
            said.append(
                f"{counted(known.total(), 'image')} had {_pixel_sizes(known)}; the pixel size of "
                f"{counted(unknown, 'image')} is not known."
            )
    said += _made_at_other_steps(methods.other_steps)
    if diameter_px := methods.diameter_px:
        one = len(known) == 1 and not unknown
        scale = f" ({diameter_px * float(next(iter(known))):.3g} µm)" if one else ""
        said.append(
            f"The resolution of the network was chosen for cells {diameter_px:.3g} pixels{scale} "
            "wide; the width of a cell is the diameter of the largest disc inside it."
        )
    if methods.smallest_px is not None and methods.smallest_px > 1:
        said.append(f"Objects smaller than {methods.smallest_px} pixels were removed.")
    said += methods.filters
    if names := methods.class_names:
        classes = "1 class" if len(names) == 1 else f"{len(names)} classes"
        said.append(f"Objects were assigned to {classes}: {listed(names)}.")
    return said


def _made_at_other_steps(steps: Mapping[str, int]) -> list[str]:
    """Name the images that were not segmented by the network at the end of its training."""
    if not steps:
        return []
    least, most = min(steps.values()), max(steps.values())
    if len(steps) <= MOST_NAMES:
        images = listed([f"{name} ({number})" for name, number in steps.items()])
    else:
        number = f"{least}" if least == most else f"{least} to {most}"
        images = f"{counted(len(steps), 'image')} ({number})"
    return [f"Segmented at another stage of the training (number of steps): {images}."]


def _intensities(methods: Methods) -> list[str]:
    if not methods.grey_images:
        return []
    images = counted(methods.grey_images, "image")
    return [f"The channels of {images} were equal: intensity was measured in one of them."]


def _pixel_sizes(known: Mapping[str, int]) -> str:
    """Describe pixel sizes (µm, as text) and the number of images with each."""
    sizes = sorted(known, key=float)
    if len(sizes) == 1:
        return f"a pixel size of {sizes[0]} µm"
    if len(sizes) <= 3 and sum(known.values()) == len(sizes):
        return f"pixel sizes of {listed(sizes)} µm"
    if len(sizes) <= 3:
        return f"pixel sizes of {listed([f'{size} µm ({known[size]})' for size in sizes])}"
    return f"pixel sizes from {sizes[0]} to {sizes[-1]} µm"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
