"""Matching of predicted masks with a gold standard: detection and quality of the outlines.

Both are label images: 0 is background, every other value is one object. Label values need not
be consecutive, and their numbering does not affect scores.

A predicted and a gold object *match* at a threshold t if their IoU (intersection over union) is at
least t. Each object is matched at most once; of all such assignments the one with the most matches
is used and, among these, the one with the highest sum of IoU.

A score of 0 / 0 is defined as 1 if both images are empty, else 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array

from ..core.errors import InputError
from .scores import Detection as Detection

# k / 20 is the float nearest to the decimal, like an IoU of integer pixel counts: 3 / 5 == 12 / 20.
# Multiples of 0.05 made by addition are not, and would lose objects exactly at the threshold.
THRESHOLDS = tuple(k / 20 for k in range(10, 20))
REPORTED = (0.5, 0.7, 0.9)

Labels = NDArray[np.integer[Any]]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Matches:
    """Overlaps of N predicted with M gold objects: the sparse IoU matrix.

    Objects are numbered from 0 in reading order of their first pixel.
    """

    predicted_area: NDArray[np.int64]  # (N,) in pixels
    gold_area: NDArray[np.int64]  # (M,) in pixels
    predicted: Index  # (K,) object of each overlapping pair
    gold: Index  # (K,)
    intersection: NDArray[np.int64]  # (K,) in pixels

    @cached_property
    def union(self) -> NDArray[np.int64]:
        """Union of each pair in pixels, (K,)."""
        areas = self.predicted_area[self.predicted] + self.gold_area[self.gold]
        return areas - self.intersection

    @cached_property
    def iou(self) -> NDArray[np.float64]:
        """Intersection over union of each pair, (K,)."""
        return self.intersection / self.union

    @property
    def empty(self) -> bool:
        """Whether neither image has an object."""
        return not (self.predicted_area.size or self.gold_area.size)

    def assigned(self, threshold: float) -> Index:
        """Find the pairs of the best one-to-one assignment.

        Parameters
        ----------
        threshold
            Smallest IoU of a match, in (0, 1].

        Returns
        -------
        (TP,) positions among the K pairs: as many as possible, then the highest sum of IoU.
        """
        pairs = np.flatnonzero(self.iou >= threshold)
        gold, predicted = self.gold[pairs], self.predicted[pairs]
        # Above an IoU of 0.5 no object has two candidates, so conflicts are rare.
        rivals = np.bincount(gold)[gold] + np.bincount(predicted)[predicted]
        disputed = rivals > 2
        return np.concatenate([pairs[~disputed], self._settled(pairs[disputed])])

    def _settled(self, pairs: Index) -> Index:
        """Solve the assignment among these pairs."""
        golds, row = np.unique(self.gold[pairs], return_inverse=True)
        predictions, column = np.unique(self.predicted[pairs], return_inverse=True)
        gain = np.zeros((golds.size, predictions.size))
        # One more match outweighs every IoU together.
        gain[row, column] = min(gain.shape) + 1 + self.iou[pairs]
        chosen = np.zeros(gain.shape, bool)
        chosen[linear_sum_assignment(gain, maximize=True)] = True
        return pairs[chosen[row, column]]

    def at(self, threshold: float) -> Detection:
        """Count the matches at an IoU threshold in (0, 1]."""
        pairs = self.assigned(threshold)
        return Detection(
            true_positives=pairs.size,
            false_positives=self.predicted_area.size - pairs.size,
            false_negatives=self.gold_area.size - pairs.size,
            iou_sum=float(self.iou[pairs].sum()),
        )


@dataclass(frozen=True)
class Scores:
    """All scores of a predicted image against its gold standard."""

    objects_predicted: int
    objects_gold: int
    detections: dict[float, Detection]  # at each of THRESHOLDS
    dice: float  # 2 |P ∩ G| / (|P| + |G|) of the foregrounds P and G
    jaccard: float  # |P ∩ G| / |P ∪ G| of the foregrounds
    aji: float  # aggregated Jaccard index, see `aggregated_jaccard`

    @property
    def ap(self) -> float:
        """Mean of TP / (TP + FP + FN) over the IoU thresholds 0.5, 0.55, ..., 0.95."""
        return float(np.mean([found.average_precision for found in self.detections.values()]))

    def as_dict(self) -> dict[str, float]:
        """Return all scores by name; counts of matches, DQ, SQ and PQ are at an IoU of 0.5."""
        half = self.detections[0.5]
        scores: dict[str, float] = {
            "objects_predicted": self.objects_predicted,
            "objects_gold": self.objects_gold,
            "true_positives": half.true_positives,
            "false_positives": half.false_positives,
            "false_negatives": half.false_negatives,
        }
        for threshold in REPORTED:
            found = self.detections[threshold]
            scores[f"precision@{threshold}"] = found.precision
            scores[f"recall@{threshold}"] = found.recall
            scores[f"f1@{threshold}"] = found.f1
            scores[f"ap@{threshold}"] = found.average_precision
        scores |= {"ap": self.ap, "dice": self.dice, "jaccard": self.jaccard, "aji": self.aji}
        return scores | {"dq": half.f1, "sq": half.sq, "pq": half.pq}


def match(predicted: Labels, gold: Labels) -> Matches:
    """Measure the overlaps of two label images.

    Parameters
    ----------
    predicted, gold
        (H, W) of any integer dtype; 0 is background.

    Raises
    ------
    InputError
        If the images differ in size, or are not label images.
    """
    _check(predicted, gold)
    p, g, length = _runs(predicted.ravel(), gold.ravel())
    overlap = coo_array((length, (g, p))).tocsr()  # (M + 1, N + 1), sums each pair's runs
    predicted_area, gold_area = overlap.sum(axis=0), overlap.sum(axis=1)
    pairs = overlap[1:, 1:].tocoo()
    row, column = pairs.coords
    return Matches(
        predicted_area[1:], gold_area[1:], column.astype(np.intp), row.astype(np.intp), pairs.data
    )


def evaluate(predicted: Labels, gold: Labels) -> Scores:
    """Score a predicted label image against its gold standard.

    Parameters
    ----------
    predicted, gold
        (H, W) of any integer dtype; 0 is background.

    Raises
    ------
    InputError
        If the images differ in size, or are not label images.
    """
    matches = match(predicted, gold)
    both = int(matches.intersection.sum())
    total = int(matches.predicted_area.sum() + matches.gold_area.sum())
    return Scores(
        objects_predicted=matches.predicted_area.size,
        objects_gold=matches.gold_area.size,
        detections={threshold: matches.at(threshold) for threshold in THRESHOLDS},
        dice=2 * both / total if total else 1.0,
        jaccard=both / (total - both) if total else 1.0,
        aji=aggregated_jaccard(matches),
    )


def pooled(scores: Sequence[Scores]) -> Scores:
    """Score a set of images as a whole.

    Matches are counted over all objects of all images, so an image has the weight of its
    objects; DICE, Jaccard and AJI are means over the images.

    Parameters
    ----------
    scores
        Scores of each image; at least one.
    """
    first, *others = scores
    return Scores(
        objects_predicted=sum(one.objects_predicted for one in scores),
        objects_gold=sum(one.objects_gold for one in scores),
        detections={
            threshold: sum((one.detections[threshold] for one in others), found)
            for threshold, found in first.detections.items()
        },
        dice=float(np.mean([one.dice for one in scores])),
        jaccard=float(np.mean([one.jaccard for one in scores])),
        aji=float(np.mean([one.aji for one in scores])),
    )


def aggregated_jaccard(matches: Matches) -> float:
    """Compute the aggregated Jaccard index, AJI (Kumar et al. 2017, algorithm 1).

    Each gold object is paired with the predicted object of highest IoU, which may be paired several
    times. AJI is the sum of the intersections of these pairs, divided by the sum of their unions
    plus the areas of the gold objects without overlap and of the unpaired predicted objects. Of
    equal IoU the larger intersection is chosen, then the first in reading order.
    """
    if matches.empty:
        return 1.0
    order = np.lexsort((matches.predicted, -matches.intersection, -matches.iou, matches.gold))
    golds, first = np.unique(matches.gold[order], return_index=True)
    best = order[first]
    missed = matches.gold_area.sum() - matches.gold_area[golds].sum()
    taken = np.unique(matches.predicted[best])
    spurious = matches.predicted_area.sum() - matches.predicted_area[taken].sum()
    return float(matches.intersection[best].sum() / (matches.union[best].sum() + missed + spurious))


def _check(predicted: Labels, gold: Labels) -> None:
    if predicted.shape != gold.shape or predicted.ndim != 2:
        raise InputError(
            f"The predicted masks are {_size(predicted)} pixels but the gold standard is "
            f"{_size(gold)}: compare masks of the same image."
        )
    for name, labels in (("predicted masks", predicted), ("gold standard", gold)):
        if not np.issubdtype(labels.dtype, np.integer) or (labels.size and labels.min() < 0):
            raise InputError(
                f"The {name} must hold whole numbers from 0: give a label image, "
                "where 0 is background and each object has a number of its own."
            )


def _size(labels: Labels) -> str:
    return " x ".join(str(n) for n in labels.shape[::-1])


def _runs(predicted: Labels, gold: Labels) -> tuple[Index, Index, NDArray[np.int64]]:
    """Split two flat label images into runs where neither changes: two object numbers, a length.

    Number 0 is background, the objects follow in reading order. There are far fewer runs than
    pixels, so that sorting them is cheap.
    """
    change = (predicted[1:] != predicted[:-1]) | (gold[1:] != gold[:-1])
    starts = np.flatnonzero(np.concatenate([[predicted.size > 0], change]))
    length = np.diff(starts, append=predicted.size)
    # An empty run of background comes first: background is number 0 even if absent.
    return (
        _reading_order(np.pad(predicted[starts], (1, 0))),
        _reading_order(np.pad(gold[starts], (1, 0))),
        np.pad(length, (1, 0)),
    )


def _reading_order(values: NDArray[Any]) -> Index:
    """Replace each value by the rank of its first appearance, from 0."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    rank = np.empty(first.size, np.intp)
    rank[np.argsort(first)] = np.arange(first.size)
    return rank[inverse]
