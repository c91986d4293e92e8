"""Command line: `sketchpose <command>`, or `python -m sketchpose_engine <command>`.

Results go to stdout (as one JSON object with `--json`), progress and errors to stderr.
Exit code 0: success; 2: bad input, with a sentence on stderr; 130: stopped with Ctrl+C.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import __version__
from ..core.errors import InputError
from ..images.readers.base import PAGE_AXES
from ..images.readers.formats import FORMAT_NAMES
from ..results.file_kinds import FILE_KINDS
from .options import FROM_GENERAL, Report

USUAL_KINDS = ("masks", "overlay", "objects", "all_objects", "counts", "methods")
STOPPED = "Stopped. Nothing was written for the unfinished image."
COMMANDS = ("run", "train", "segment", "evaluate", "demo")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        Words after the program's name; default: those of the process.

    Returns
    -------
    int
        The exit code.
    """
    arguments = _parser().parse_args(argv)
    try:
        report = _run(arguments)
    except InputError as error:
        sys.stderr.write(f"sketchpose: {error}\n")
        return 2
    except KeyboardInterrupt as stop:
        sys.stderr.write(f"\nsketchpose: {str(stop) or STOPPED}\n")
        return 130
    sys.stdout.write(json.dumps(report, indent=2) + "\n" if arguments.json else _plain(report))
    return 0


def _run(arguments: argparse.Namespace) -> Report:
    # Imported here so that `--help` and errors in options appear at once, without PyTorch.
    from .evaluate import evaluate
    from .run import demo, run
    from .segment import segment
    from .train import train

    commands = {"run": run, "train": train, "segment": segment, "evaluate": evaluate, "demo": demo}
    return commands[arguments.command](arguments)


def _plain(report: Report) -> str:
    """Format a report as plain lines."""
    lines: list[str] = []
    for key, value in report.items():
        words = key.replace("_", " ")
        if isinstance(value, list):
            lines += [f"{words}: {_plain_row(row)}" for row in value]
        else:
            lines.append(f"{words}: {value}")
    return "\n".join(lines) + "\n"


def _plain_row(row: object) -> str:
    if isinstance(row, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in row.items())
    return str(row)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sketchpose",
        description="A few brush strokes on a microscopy image become one mask for each cell.",
        epilog="Without a command, sketchpose opens the window, with the images that are named; "
        "sketchpose --selftest checks that everything works on this computer.",
    )
    parser.add_argument("--version", action="version", version=f"sketchpose {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(
        commands.add_parser(
            "run", help="learn from one sketched image and segment it", allow_abbrev=False
        )
    )
    _add_train(
        commands.add_parser(
            "train", help="learn from sketched images, save the weights", allow_abbrev=False
        )
    )
    _add_segment(
        commands.add_parser("segment", help="segment images with saved weights", allow_abbrev=False)
    )
    _add_evaluate(
        commands.add_parser(
            "evaluate", help="compare masks with a gold standard", allow_abbrev=False
        )
    )
    _add_demo(
        commands.add_parser(
            "demo", help="the whole workflow on a sample image, no arguments", allow_abbrev=False
        )
    )
    for command in commands.choices.values():
        command.description = "Exit code 2 means bad input; one sentence says what to do."
        command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("image", type=Path, metavar="IMAGE", help=f"a {FORMAT_NAMES} file")
    _add_pages(command)
    command.add_argument(
        "--sketch",
        type=Path,
        required=True,
        help="image of the same size: 0 nothing, 1 background, 2 cell, 3 boundary, 4 and more "
        "cells of other classes",
    )
    _add_out_folder(command)
    _add_kinds(command)
    _add_training_options(command)


def _add_train(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "image", type=Path, nargs="+", metavar="IMAGE_OR_FOLDER", help="images, or one folder"
    )
    drawn = command.add_mutually_exclusive_group(required=True)
    drawn.add_argument("--sketch", type=Path, nargs="+", help="one for each image, same order")
    drawn.add_argument(
        "--sketches",
        type=Path,
        metavar="FOLDER",
        help="of a folder of images: their sketches, of the same names, with or without _sketch; "
        "any number of them. If stopped, the same command continues",
    )
    command.add_argument("--out", type=Path, required=True, metavar="WEIGHTS")
    _add_overwrite(command)
    _add_pages(command)
    command.add_argument(
        "--again",
        action="store_true",
        help="start over, even if the folder was learned from before",
    )
    budget = _add_training_options(command)
    budget.add_argument(
        "--epochs",
        type=_count,
        help="how long to train on a folder: an epoch has as many steps as there are sketched "
        "images, and 8 crops of each, on average",
    )


def _add_segment(command: argparse.ArgumentParser) -> None:
    command.add_argument("image", type=Path, nargs="+", metavar="IMAGE_OR_FOLDER")
    command.add_argument(
        "--recursive", action="store_true", help="look into the subfolders of folders, too"
    )
    _add_pages(command)
    command.add_argument("--weights", type=Path, required=True, help="file saved by run or train")
    command.add_argument(
        "--depths",
        choices=("each", "max"),
        default="each",
        help="of stacks: segment every depth (default), or the maximum over all",
    )
    command.add_argument(
        "--link",
        choices=("time", "depth"),
        help="also link the masks of each movie over time, or of each stack over depth",
    )
    command.add_argument(
        "--again",
        action="store_true",
        help="segment again what an interrupted run has done already",
    )
    _add_out_folder(command)
    _add_kinds(command)
    _add_device(command)
    _add_diameter(command)


def _add_evaluate(command: argparse.ArgumentParser) -> None:
    command.add_argument("--masks", type=Path, required=True, help="predicted label image")
    command.add_argument("--gold", type=Path, required=True, help="true label image")


def _add_demo(command: argparse.ArgumentParser) -> None:
    _add_out_folder(command, default=Path("sketchpose-demo"))
    _add_kinds(command)
    _add_training_options(command)


def _add_out_folder(command: argparse.ArgumentParser, default: Path | None = None) -> None:
    command.add_argument(
        "--out",
        type=Path,
        required=default is None,
        default=default,
        metavar="FOLDER",
        help="for the results; made if missing" + (f" (default: {default})" if default else ""),
    )


def _add_overwrite(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--overwrite",
        action="store_true",
        help="replace files that Sketchpose has not written, too; inputs are never replaced",
    )


def _add_pages(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--pages",
        choices=PAGE_AXES,
        help="what the pages of a TIFF are if the file does not say so (default: times, or "
        "channels if the file calls them colours)",
    )


def _add_kinds(command: argparse.ArgumentParser) -> None:
    _add_overwrite(command)
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


def _add_training_options(command: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
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
        "--steps", type=_count, help="how many steps to train; default: until nothing improves"
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
    _add_device(command)
    _add_diameter(command)
    return budget


def _add_device(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        default="auto",
        help="where to compute (default: the fastest available)",
    )


def _add_diameter(command: argparse.ArgumentParser) -> None:
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


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return value
