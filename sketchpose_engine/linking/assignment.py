"""Optimal choice of links and divisions, in which nothing has to be linked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

DENSE = 64  # components with at most so many rows or columns are solved as full matrices
SMALL = 200  # links and divisions of components that are solved together
EXACT = 1000  # components with more links and divisions are solved up to `GAP`
GAP = 1e-3  # relative difference to the largest sum of gains
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Links that may be made: ends of earlier tracks (rows) and objects (columns).

    Attributes
    ----------
    rows, columns
        (E,) int64, no pair twice.
    gains
        (E,) float64; pairs that gain no more than 0 are never chosen.
    """

    rows: Integers
    columns: Integers
    gains: NDArray[np.float64]

    def only(self, places: Integers) -> "Pairs":
        """Keep some of the pairs, in this order."""
        return Pairs(self.rows[places], self.columns[places], self.gains[places])


@dataclass(frozen=True, eq=False)
class Triples:
    """Divisions that may be made: one row each, and two columns.

    Attributes
    ----------
    rows, firsts, seconds
        (T,) int64, mothers and both daughters.
    gains
        (T,) float64; divisions that gain no more than 0 are never chosen.
    """

    rows: Integers
    firsts: Integers
    seconds: Integers
    gains: NDArray[np.float64]

    def only(self, kept: NDArray[np.bool_]) -> "Triples":
        """Keep some of the divisions."""
        return Triples(self.rows[kept], self.firsts[kept], self.seconds[kept], self.gains[kept])


NO_TRIPLES = Triples(*(np.empty(0, np.int64),) * 3, np.empty(0))


def assign(
    pairs: Pairs, shape: tuple[int, int], triples: Triples = NO_TRIPLES
) -> tuple[Integers, Integers]:
    """Choose links and divisions that share no row and no column, with the largest sum of gains.

    Links that no other choice can better are fixed first. What remains is solved in each connected
    component: by `scipy.optimize.linear_sum_assignment` (Crouse, IEEE TAES 52, 2016), by
    `scipy.sparse.csgraph.min_weight_full_bipartite_matching` where that is large, and where objects
    may divide as an integer linear program (`scipy.optimize.milp`). The result is exact, but for
    components with divisions and more than `EXACT` choices, see `GAP`.

    Parameters
    ----------
    pairs, triples
        What may be chosen.
    shape
        Numbers of rows and columns.

    Returns
    -------
    Numbers of the chosen pairs and of the chosen triples, (K,) and (L,) int64, ascending.
    """
    divisible = np.flatnonzero(triples.gains > 0)
    untouched = [np.ones(count, bool) for count in shape]
    untouched[0][triples.rows[divisible]] = False
    untouched[1][triples.firsts[divisible]] = False
    untouched[1][triples.seconds[divisible]] = False
    sure, left = _fixed(pairs, np.flatnonzero(pairs.gains > 0), shape, untouched)
    chosen, divided = [sure], [np.empty(0, np.int64)]
    member, divided_member = _members(pairs, left, triples, divisible, shape)
    mixed = np.isin(member, divided_member)
    for _, part in _groups(left[~mixed], member[~mixed]):
        chosen.append(part[_matched(pairs.only(part))])
    for edges, part in _batches(left[mixed], member[mixed], divisible, divided_member):
        links, picked = _programmed(pairs, edges, triples, part, shape)
        chosen.append(links)
        divided.append(picked)
    return np.sort(np.concatenate(chosen)), np.sort(np.concatenate(divided))


def _fixed(
    pairs: Pairs, edges: Integers, shape: tuple[int, int], untouched: list[NDArray[np.bool_]]
) -> tuple[Integers, Integers]:
    """Links that are in an optimal choice, and those that are still open.

    A link that gains more than the best other links of its row and of its column together is
    fixed: a choice without it has at most these two in its place.
    """
    chosen = [np.empty(0, np.int64)]
    free = [np.ones(count, bool) for count in shape]
    while len(edges):
        rows, columns, gains = pairs.rows[edges], pairs.columns[edges], pairs.gains[edges]
        others = _next_best(rows, gains, shape[0]) + _next_best(columns, gains, shape[1])
        sure = edges[(gains > others) & untouched[0][rows] & untouched[1][columns]]
        if not len(sure):
            break
        chosen.append(sure)
        free[0][pairs.rows[sure]] = False
        free[1][pairs.columns[sure]] = False
        edges = edges[free[0][rows] & free[1][columns]]
    return np.concatenate(chosen), edges


def _next_best(ends: Integers, gains: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """(E,) for each link the largest gain of the other links at the same end, 0 if none."""
    order = np.lexsort((gains, ends))
    sorted_ends = ends[order]
    last = np.flatnonzero(np.r_[sorted_ends[1:] != sorted_ends[:-1], True])
    best = np.full(count, -1, np.int64)
    best[sorted_ends[last]] = order[last]
    second = np.zeros(count)
    several = last[(last > 0) & (sorted_ends[last - 1] == sorted_ends[last])]
    second[sorted_ends[several]] = gains[order[several - 1]]
    is_best = best[ends] == np.arange(len(ends))
    return np.asarray(np.where(is_best, second[ends], gains[best[ends]]))


def _members(
    pairs: Pairs, edges: Integers, triples: Triples, divisible: Integers, shape: tuple[int, int]
) -> tuple[Integers, Integers]:
    """Connected components of the links `edges`, and of the divisions `divisible`."""
    rows = np.concatenate([pairs.rows[edges], *(triples.rows[divisible],) * 2])
    columns = [pairs.columns[edges], triples.firsts[divisible], triples.seconds[divisible]]
    ends = (rows, np.concatenate(columns) + shape[0])
    total = sum(shape)
    graph = coo_array((np.ones(len(rows)), ends), shape=(total, total))
    member = connected_components(graph, directed=False)[1].astype(np.int64)
    return member[pairs.rows[edges]], member[triples.rows[divisible]]


def _groups(elements: Integers, member: Integers) -> list[tuple[int, Integers]]:
    """Components, and the elements of each."""
    if not len(elements):
        return []
    order = np.argsort(member, kind="stable")
    start = np.r_[0, np.flatnonzero(np.diff(member[order])) + 1]
    names = member[order][start].tolist()
    return list(zip(names, np.split(elements[order], start[1:]), strict=True))


def _batches(
    edges: Integers, member: Integers, divisible: Integers, divided_member: Integers
) -> list[tuple[Integers, Integers]]:
    """Links and divisions that are solved together: all small components, each large one alone."""
    links = dict(_groups(edges, member))
    none = np.empty(0, np.int64)
    small: tuple[list[Integers], list[Integers]] = ([none], [none])
    batches = []
    for name, part in _groups(divisible, divided_member):
        found = links.get(name, none)
        if len(part) + len(found) > SMALL:
            batches.append((found, part))
        else:
            small[0].append(found)
            small[1].append(part)
    together = np.concatenate(small[0]), np.concatenate(small[1])
    return [*batches, together] if len(together[1]) else batches


def _matched(pairs: Pairs) -> Integers:
    """Places of the chosen links of one component without divisions."""
    row_names, row = np.unique(pairs.rows, return_inverse=True)
    column_names, column = np.unique(pairs.columns, return_inverse=True)
    height, width = len(row_names), len(column_names)
    if min(height, width) <= DENSE:
        matrix = np.zeros((height, width))
        matrix[row, column] = pairs.gains
        picked = linear_sum_assignment(matrix, maximize=True)
    else:  # a column of its own for each row that stays alone
        shift = 1 + pairs.gains.max()  # no stored weight may be 0
        weights = np.concatenate([shift - pairs.gains, np.full(height, shift)])
        ends = (np.r_[row, np.arange(height)], np.r_[column, width + np.arange(height)])
        graph = coo_array((weights, ends), shape=(height, width + height)).tocsr()
        picked = min_weight_full_bipartite_matching(graph)
    partner = np.full(height, -1)
    partner[picked[0]] = picked[1]
    return np.flatnonzero(partner[row] == column)


def _programmed(
    pairs: Pairs, edges: Integers, triples: Triples, divisible: Integers, shape: tuple[int, int]
) -> tuple[Integers, Integers]:
    """Chosen links among `edges` and divisions among `divisible`, by integer programming."""
    count, total = len(edges), len(edges) + len(divisible)
    link, division = np.arange(count), np.arange(count, total)
    uses = np.concatenate(
        [
            pairs.rows[edges],
            pairs.columns[edges] + shape[0],
            triples.rows[divisible],
            triples.firsts[divisible] + shape[0],
            triples.seconds[divisible] + shape[0],
        ]
    )
    variables = np.concatenate([link, link, division, division, division])
    names, used = np.unique(uses, return_inverse=True)
    matrix = coo_array((np.ones(len(used)), (used, variables)), shape=(len(names), total)).tocsc()
    gains = np.concatenate([pairs.gains[edges], triples.gains[divisible]])
    solved = milp(
        -gains,
        integrality=np.ones(total),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, ub=1),
        options={"mip_rel_gap": 0.0 if total <= EXACT else GAP},
    )
    taken = np.flatnonzero(solved.x > 0.5)
    return edges[taken[taken < count]], divisible[taken[taken >= count] - count]
