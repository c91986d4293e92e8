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
from ..images.readers.formats import FORMAT_NAMES
from .arguments import (
    add_device,
    add_diameter,
    add_kinds,
    add_out_folder,
    add_overwrite,
    add_pages,
    add_training_options,
    count,
)
from .options import Report

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
            "evaluate", help="compare masks or tracks with a gold standard", allow_abbrev=False
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
    add_pages(command)
    command.add_argument(
        "--sketch",
        type=Path,
        required=True,
        help="image of the same size: 0 nothing, 1 background, 2 cell, 3 boundary, 4 and more "
        "cells of other classes",
    )
    add_out_folder(command)
    add_kinds(command)
    add_training_options(command)


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
    add_overwrite(command)
    add_pages(command)
    command.add_argument(
        "--again",
        action="store_true",
        help="start over, even if the folder was learned from before",
    )
    budget = add_training_options(command)
    budget.add_argument(
        "--epochs",
        type=count,
        help="how long to train on a folder: an epoch has as many steps as there are sketched "
        "images, and 8 crops of each, on average",
    )


def _add_segment(command: argparse.ArgumentParser) -> None:
    command.add_argument("image", type=Path, nargs="+", metavar="IMAGE_OR_FOLDER")
    command.add_argument(
        "--recursive", action="store_true", help="look into the subfolders of folders, too"
    )
    add_pages(command)
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
    add_out_folder(command)
    add_kinds(command)
    add_device(command)
    add_diameter(command)


def _add_evaluate(command: argparse.ArgumentParser) -> None:
    tracks = "or folder with tracks in the format of the Cell Tracking Challenge"
    command.add_argument(
        "--masks", type=Path, required=True, help=f"predicted label image, {tracks}"
    )
    command.add_argument("--gold", type=Path, required=True, help=f"true label image, {tracks}")
    command.add_argument(
        "--tracks",
        action="store_true",
        help="compare label images as tracks: a cell has one number in all frames",
    )


def _add_demo(command: argparse.ArgumentParser) -> None:
    add_out_folder(command, default=Path("sketchpose-demo"))
    add_kinds(command)
    add_training_options(command)
