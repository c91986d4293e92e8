"""Options that several commands share, and the types of their values."""

import argparse
from pathlib import Path

from ..images.readers.base import PAGE_AXES
from ..results.file_kinds import FILE_KINDS
from .options import FROM_GENERAL

USUAL_KINDS = ("masks", "overlay", "objects", "all_objects", "counts", "methods")


def add_out_folder(command: argparse.ArgumentParser, default: Path | None = None) -> None:
    """Add the folder of results."""
    command.add_argument(
        "--out",
        type=Path,
        required=default is None,
        default=default,
        metavar="FOLDER",
        help="for the results; made if missing" + (f" (default: {default})" if default else ""),
    )


def add_overwrite(command: argparse.ArgumentParser) -> None:
    """Add the permission to replace files of other origin."""
    command.add_argument(
        "--overwrite",
        action="store_true",
        help="replace files that Sketchpose has not written, too; inputs are never replaced",
    )


def add_pages(command: argparse.ArgumentParser) -> None:
    """Add the meaning of the pages of a TIFF."""
    command.add_argument(
        "--pages",
        choices=PAGE_AXES,
        help="what the pages of a TIFF are if the file does not say so (default: times, or "
        "channels if the file calls them colours)",
    )


def add_kinds(command: argparse.ArgumentParser) -> None:
    """Add the kinds of files to write, and how tables are written."""
    add_overwrite(command)
    command.add_argument(
        "--csv",
        choices=("standard", "excel-de"),
        default="standard",
        help="how tables are written: with commas and decimal points (default), or with semicolons "
        "and decimal commas, for Excel in countries that write numbers this way",
    )
    command.add_argument(
        "--files",
        dest="kinds",
        type=_kinds,
        default=USUAL_KINDS,
        metavar="KIND,...",
        help=f"what to write, of: {', '.join(kind.id for kind in FILE_KINDS)} "
        f"(default: {','.join(USUAL_KINDS)})",
    )


def add_training_options(command: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
    """Add the options of all training commands; return the group of its budgets."""
    command.add_argument(
        "--classes",
        dest="class_names",
        type=_names,
        default=(),
        metavar="NAME,...",
        help="what the values 2, 4, 5, ... of the sketch are called",
    )
    budget = command.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=_positive, help="how long to train")
    budget.add_argument(
        "--steps", type=count, help="how many steps to train; default: until nothing improves"
    )
    command.add_argument(
        "--init",
        default=FROM_GENERAL,
        metavar="default|scratch|FILE",
        help="start from the network that Sketchpose comes with and that knows many kinds of "
        "cells (default), from nothing, or from a file of saved weights: its own, or those of "
        "Omnipose, or of Cellpose up to version 3",
    )
    command.add_argument("--seed", type=int, default=0, help="of the random numbers (default: 0)")
    add_device(command)
    add_diameter(command)
    return budget


def add_device(command: argparse.ArgumentParser) -> None:
    """Add the compute device."""
    command.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        default="auto",
        help="where to compute (default: the fastest available)",
    )


def add_diameter(command: argparse.ArgumentParser) -> None:
    """Add the width of the cells."""
    command.add_argument(
        "--diameter", type=_positive, metavar="PX", help="width of the cells, if not as sketched"
    )


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _kinds(text: str) -> tuple[str, ...]:
    chosen = _names(text)
    known = [kind.id for kind in FILE_KINDS]
    if unknown := [name for name in chosen if name not in known]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(known)}")
    return chosen


def count(text: str) -> int:
    """Read a whole number above 0."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return value
