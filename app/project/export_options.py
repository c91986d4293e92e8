"""Kinds of files that the export dialog offers, and what was chosen in it."""

from dataclasses import dataclass
from pathlib import Path

from app.core.translation import Translatable, tr_noop


@dataclass(frozen=True)
class ExportOption:
    """How one kind of file is offered.

    Attributes
    ----------
    id
        Of the engine's `file_kinds.EXPORT_OPTIONS`.
    group, text, tip
        For people.
    usual
        Chosen unless one says otherwise.
    many, one
        Makes sense for several images only, or for the open one only.
    """

    id: str
    group: Translatable
    text: Translatable
    tip: Translatable
    usual: bool = False
    many: bool = False
    one: bool = False


EXPORT_OPTIONS = (
    ExportOption(
        "overlay", "Pictures", "Picture with outlines", "The image with its cells on it", True
    ),
    ExportOption("colours", "Pictures", "Cells in colours", "Each cell in a colour, on black"),
    ExportOption(
        "counts", "Tables", "Count", "The number of cells of each image; opens in Excel", True
    ),
    ExportOption(
        "objects",
        "Tables",
        "Measurements (one row per cell)",
        "Size, shape, position and brightness; one table for each image; opens in Excel",
        True,
    ),
    ExportOption(
        "all_objects",
        "Tables",
        "Measurements of all images in one table",
        "The same, with the name of the image in each row",
        True,
        many=True,
    ),
    ExportOption(
        "masks",
        "Other programs",
        "Masks (label image)",
        "One number for each cell; looks black in some viewers, Fiji shows it",
        True,
    ),
    ExportOption(
        "rois",
        "Other programs",
        "Outlines for Fiji",
        "A ZIP of regions: open it in Fiji, or drop it on its window",
    ),
    ExportOption(
        "geojson",
        "Other programs",
        "Outlines for QuPath",
        "Cells with their measurements: File, Import objects from file",
    ),
    ExportOption(
        "coco",
        "Other programs",
        "COCO (for machine learning)",
        "All images in one file",
    ),
    ExportOption(
        "methods",
        "To keep a record",
        "Text for the methods section",
        "Sentences and references to paste into a paper",
        True,
    ),
    ExportOption("sketch", "To keep a record", "Your strokes", "What you drew, as an image"),
    ExportOption(
        "fields",
        "To keep a record",
        "Network output (distance, flow)",
        "What the masks are made of; for experts",
        one=True,
    ),
)


LABELS = (
    ExportOption(
        "labels", "", "Label images in one TIFF (Fiji)", "The same number in all frames", True
    ),
    ExportOption(
        "labels_ome", "", "Label images in one OME-TIFF", "For more than 65 535 cells, too"
    ),
)
LINKED_OPTIONS = {  # by the axis along which cells are linked
    "time": (
        ExportOption(
            "tracks",
            "",
            "Tracks (one row per cell and frame)",
            "Position and area of each cell in each frame, and its parent; opens in Excel",
            True,
        ),
        ExportOption(
            "track_measurements",
            "",
            "Measurements of tracks",
            "First and last frame, path, speed and divisions of each cell; opens in Excel",
            True,
        ),
        ExportOption("trackmate", "", "Tracks for TrackMate (Fiji)", "An XML file that Fiji opens"),
        ExportOption(
            "ctc",
            "",
            "Cell Tracking Challenge",
            "A folder with masks and res_track.txt, as its tools read them",
        ),
        *LABELS,
    ),
    "depth": (
        ExportOption(
            "objects_3d",
            "",
            "Volumes (one row per cell)",
            "Volume, surface and shape of each cell in three dimensions; opens in Excel",
            True,
        ),
        *LABELS,
    ),
}
LINKED_TITLES = {  # of the open one, and of all
    "time": (tr_noop("This movie, cells linked"), tr_noop("All movies with linked cells")),
    "depth": (tr_noop("This stack, cells linked"), tr_noop("All stacks with linked cells")),
}


@dataclass(frozen=True)
class Choice:
    """What was chosen in the dialog.

    Attributes
    ----------
    folder
        Where to.
    kinds
        Ids of `EXPORT_OPTIONS`.
    all_images
        Not only the one that is open.
    open_after
        Whether the folder is shown when all is done.
    csv
        How tables are written, of `tables.DIALECTS`.
    linked
        Ids of `LINKED_OPTIONS`.
    """

    folder: Path
    kinds: tuple[str, ...]
    all_images: bool = False
    open_after: bool = True
    csv: str = "standard"
    linked: tuple[str, ...] = ()
