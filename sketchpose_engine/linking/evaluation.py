"""Detection and tracking accuracy, DET and TRA, of the Cell Tracking Challenge.

Both compare two acyclic oriented graphs, whose vertices are masks and whose edges are links: the
cost of the operations that turn the result into the reference, AOGM, in units of the cost of making
the reference from nothing (Matula et al., PLoS ONE 10:e0144959, 2015).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError, Phrase
from .numbering import previous_rows
from .objects import Labels, objects_of, overlaps, row_image
from .tracks import NONE, Tracks

# Costs of the operations, as the challenge sets them.
SPLIT, FALSE_NEGATIVE, FALSE_POSITIVE = 5.0, 10.0, 1.0
REDUNDANT_EDGE, MISSING_EDGE, WRONG_EDGE = 1.0, 1.5, 1.0
COVERED = 0.5  # more than this share of a reference mask must lie in the mask that it matches
MASKS_DIFFER = Phrase(
    "The masks of the two sets of tracks differ in number or size: compare one movie."
)


@dataclass(frozen=True)
class Scores:
    """Comparison of tracks with a reference.

    Attributes
    ----------
    det, tra
        From 0 to 1; 1 if the reference is empty and the result is, too.
    splits
        Masks to split, less one for each mask that matches several of the reference.
    false_negatives, false_positives
        Masks of the reference without a match, and of the result.
    redundant_edges, missing_edges, wrong_edges
        Links to delete, to add, and between the right masks but of the other kind: within a track,
        or from a parent.
    masks, edges
        Of the reference.
    """

    det: float
    tra: float
    splits: int
    false_negatives: int
    false_positives: int
    redundant_edges: int
    missing_edges: int
    wrong_edges: int
    masks: int
    edges: int


def evaluate(
    reference: tuple[Tracks, Iterable[Labels]], result: tuple[Tracks, Iterable[Labels]]
) -> Scores:
    """Compare tracks with those of a reference.

    A reference mask matches the mask that covers more than half of it. Links over a gap count as
    links from a parent, because the files of the challenge hold them so.

    Parameters
    ----------
    reference, result
        Tracks, and the label images (H, W) of all frames from which they were made.

    Raises
    ------
    InputError
        The numbers or sizes of the frames differ.
    """
    matches = _matched(reference, result)
    (expected, _), (found, _) = reference, result
    counts = [np.bincount(one[one >= 0], minlength=len(objects)) for one, objects in
              zip(matches, found.objects, strict=True)]  # fmt: skip
    false_positives = sum(int((count == 0).sum()) for count in counts)
    splits = sum(int((count - 1).clip(0).sum()) for count in counts)
    false_negatives = sum(int((match < 0).sum()) for match in matches)
    masks = sum(len(match) for match in matches)
    wanted, is_parent = _edges(expected)
    got, got_parent = _edges(found, _partners(matches, counts), expected)
    both, one, other = np.intersect1d(wanted, got, assume_unique=True, return_indices=True)
    wrong = int((is_parent[one] != got_parent[other]).sum())
    missing, redundant = len(wanted) - len(both), len(got) - len(both)
    cost = SPLIT * splits + FALSE_NEGATIVE * false_negatives + FALSE_POSITIVE * false_positives
    links = REDUNDANT_EDGE * redundant + MISSING_EDGE * missing + WRONG_EDGE * wrong
    whole, all_links = FALSE_NEGATIVE * masks, MISSING_EDGE * len(wanted)
    return Scores(
        _score(cost, whole), _score(cost + links, whole + all_links),
        splits, false_negatives, false_positives, redundant, missing, wrong, masks, len(wanted),
    )  # fmt: skip


def _score(cost: float, whole: float) -> float:
    return float(cost == 0) if whole == 0 else 1 - min(cost, whole) / whole


def _matched(
    reference: tuple[Tracks, Iterable[Labels]], result: tuple[Tracks, Iterable[Labels]]
) -> list[NDArray[np.int64]]:
    """For each frame (N,) the matching object of each reference object, -1 if there is none."""
    matches = []
    for number, (one, other) in enumerate(zip_longest(reference[1], result[1])):
        past = number >= min(len(reference[0]), len(result[0]))
        if past or one is None or other is None or one.shape != other.shape:
            raise InputError(MASKS_DIFFER)
        objects, pixels = objects_of(one)
        known = result[0].objects[number]
        still = np.zeros((len(objects), 2), np.int64)
        shared = overlaps(pixels, len(objects), still, row_image(other, known), len(known)).tocoo()
        enough = shared.data > COVERED * objects.area_px[shared.row]
        match = np.full(len(objects), NONE, np.int64)
        match[shared.row[enough]] = shared.col[enough]
        matches.append(match)
    if not len(matches) == len(reference[0]) == len(result[0]):
        raise InputError(MASKS_DIFFER)
    return matches


def _partners(
    matches: list[NDArray[np.int64]], counts: list[NDArray[np.int64]]
) -> list[NDArray[np.int64]]:
    """For each frame (M,) the only reference object of each object of the result, or -1."""
    partners = []
    for match, count in zip(matches, counts, strict=True):
        partner = np.full(len(count), NONE, np.int64)
        partner[match[match >= 0]] = np.flatnonzero(match >= 0)
        partner[count != 1] = NONE
        partners.append(partner)
    return partners


def _edges(
    tracks: Tracks, partners: list[NDArray[np.int64]] | None = None, numbered: Tracks | None = None
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Keys of all links, ascending, and whether they come from a parent.

    A link is known by the numbers of its two masks, those of the reference if `partners` are given;
    links without both are left out.
    """
    sizes = [len(one) for one in (numbered or tracks).objects]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    keys, parents = [np.empty(0, np.int64)], [np.empty(0, bool)]
    rows = previous_rows(tracks.objects, tracks.previous)
    for frame, (links, row) in enumerate(zip(tracks.previous, rows, strict=True)):
        for before in np.unique(links[row >= 0, 0]).tolist():
            after = np.flatnonzero((links[:, 0] == before) & (row >= 0))
            source = row[after]
            same = tracks.ids[frame][after] == tracks.ids[before][source]
            parent = ~same | (before != frame - 1)
            if partners is not None:
                after, source = partners[frame][after], partners[before][source]
            kept = (after >= 0) & (source >= 0)
            keys.append((source + start[before])[kept] * start[-1] + (after + start[frame])[kept])
            parents.append(parent[kept])
    all_keys = np.concatenate(keys)
    order = np.argsort(all_keys)
    return all_keys[order], np.concatenate(parents)[order]
