"""Command `evaluate`: comparison of masks, or of tracks, with a gold standard."""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..images.frames import Frame
from ..images.import_masks import refuse_classes, split_binary, split_note
from ..images.label_images import load_labels
from ..images.load import contents_of
from ..masks.matching import evaluate as score
from ..masks.matching import pooled
from . import options
from .evaluate_tracks import evaluate_tracks

Labels = NDArray[np.int32]


def evaluate(arguments: argparse.Namespace) -> options.Report:
    """Compare masks with a gold standard; all frames of stacks are pooled.

    Folders have tracks, which are compared instead.
    """
    if arguments.tracks or arguments.masks.is_dir() or arguments.gold.is_dir():
        return evaluate_tracks(arguments.masks, arguments.gold)
    masks, gold = _Stack(arguments.masks), _Stack(arguments.gold)
    if len(masks.frames) != len(gold.frames):
        raise InputError(
            f"{masks.path.name} has {len(masks.frames)} frame(s) but {gold.path.name} has "
            f"{len(gold.frames)}: compare masks of the same frames."
        )
    scores = []
    for mine, true in zip(masks.frames, gold.frames, strict=True):
        predicted, wanted = masks.read(mine), gold.read(true)
        if predicted.shape != wanted.shape:
            raise InputError(
                f"{masks.path.name} is {predicted.shape[1]}x{predicted.shape[0]} px but "
                f"{gold.path.name} is {wanted.shape[1]}x{wanted.shape[0]}: "
                "compare masks of the same image."
            )
        scores.append(score(predicted, wanted))
    report: options.Report = {"frames": len(scores)} if len(scores) > 1 else {}
    found = pooled(scores).as_dict()
    report |= {name: round(float(value), 4) for name, value in found.items()}
    notes = [stack.note for stack in (masks, gold) if stack.note]
    return report | ({"notes": notes} if notes else {})


class _Stack:
    """Label images of a file; binary ones are split into connected areas."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = list(contents_of(path, "times", labels=True).extent.frames())
        self.note = ""
        self._split: Callable[[Labels], Labels] = lambda labels: labels
        counts, values = 0, set[int]()
        for frame in self.frames:
            labels = self.read(frame)
            refuse_classes(path.name, labels)
            values.add(int(labels.max(initial=0)))
            count = split_binary(labels)[1]
            if labels.any() and not count:
                return
            counts += count
        areas = len(values - {0}) == 1 and counts
        if areas and counts > len(self.frames):
            self.note = split_note(path.name, counts)
            self._split = lambda labels: split_binary(labels)[0]

    def read(self, frame: Frame) -> Labels:
        """Read the labels of one frame."""
        return self._split(load_labels(self.path, frame))
