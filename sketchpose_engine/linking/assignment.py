"""Optimal assignment on a sparse bipartite graph in which nothing has to be assigned."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

DENSE = 64  # components with at most so many rows or columns are solved as full matrices


def assign(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    gains: NDArray[np.float64],
    shape: tuple[int, int],
) -> NDArray[np.int64]:
    """Choose edges, none two of which share a row or a column, with the largest sum of gains.

    Pairs that no other choice can better are fixed first; what remains is solved in each connected
    component by `scipy.optimize.linear_sum_assignment` (Crouse, IEEE TAES 52, 2016), or where that
    is large by `scipy.sparse.csgraph.min_weight_full_bipartite_matching`. The result is exact.

    Parameters
    ----------
    rows, columns
        (E,) int64, ends of the edges, no edge twice.
    gains
        (E,) float64; edges that do not gain more than 0 are never chosen.
    shape
        Numbers of rows and columns.

    Returns
    -------
    (K,) int64, numbers of the chosen edges, ascending.
    """
    edges = np.flatnonzero(gains > 0)
    chosen = []
    while len(edges):
        sure = edges[_dominant(rows[edges], columns[edges], gains[edges], shape)]
        if not len(sure):
            break
        chosen.append(sure)
        free_row, free_column = np.ones(shape[0], bool), np.ones(shape[1], bool)
        free_row[rows[sure]] = False
        free_column[columns[sure]] = False
        edges = edges[free_row[rows[edges]] & free_column[columns[edges]]]
    for part in _components(rows, columns, edges, shape):
        chosen.append(part[_solve(rows[part], columns[part], gains[part])])
    return np.sort(np.concatenate(chosen)) if chosen else np.empty(0, np.int64)


def _dominant(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    gains: NDArray[np.float64],
    shape: tuple[int, int],
) -> NDArray[np.bool_]:
    """Edges that gain more than the best other edges of their row and of their column together.

    A choice without such an edge has at most these two in its place, so it is no better.
    """
    others = _second(rows, gains, shape[0]) + _second(columns, gains, shape[1])
    return np.asarray(gains > others)


def _second(ends: NDArray[np.int64], gains: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """(E,) for each edge the largest gain of the other edges at the same end, 0 if none."""
    order = np.lexsort((gains, ends))
    sorted_ends = ends[order]
    last = np.flatnonzero(np.r_[sorted_ends[1:] != sorted_ends[:-1], True])
    best = np.full(count, -1, np.int64)
    best[sorted_ends[last]] = order[last]
    next_best = np.zeros(count)
    several = last[(last > 0) & (sorted_ends[last - 1] == sorted_ends[last])]
    next_best[sorted_ends[several]] = gains[order[several - 1]]
    is_best = best[ends] == np.arange(len(ends))
    return np.asarray(np.where(is_best, next_best[ends], gains[best[ends]]))


def _components(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    edges: NDArray[np.int64],
    shape: tuple[int, int],
) -> list[NDArray[np.int64]]:
    """Edges of each connected component."""
    if not len(edges):
        return []
    total = sum(shape)
    ends = (rows[edges], columns[edges] + shape[0])
    graph = coo_array((np.ones(len(edges)), ends), shape=(total, total))
    member = connected_components(graph, directed=False)[1][rows[edges]]
    order = np.argsort(member, kind="stable")
    return np.split(edges[order], np.flatnonzero(np.diff(member[order])) + 1)


def _solve(
    rows: NDArray[np.int64], columns: NDArray[np.int64], gains: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Places of the chosen edges of one component."""
    row_names, row = np.unique(rows, return_inverse=True)
    column_names, column = np.unique(columns, return_inverse=True)
    height, width = len(row_names), len(column_names)
    if min(height, width) <= DENSE:
        matrix = np.zeros((height, width))
        matrix[row, column] = gains
        picked = linear_sum_assignment(matrix, maximize=True)
    else:  # a column of its own for each row that stays alone
        shift = 1 + gains.max()  # no stored weight may be 0
        weights = np.concatenate([shift - gains, np.full(height, shift)])
        ends = (np.r_[row, np.arange(height)], np.r_[column, width + np.arange(height)])
        graph = coo_array((weights, ends), shape=(height, width + height)).tocsr()
        picked = min_weight_full_bipartite_matching(graph)
    partner = np.full(height, -1)
    partner[picked[0]] = picked[1]
    return np.flatnonzero(partner[row] == column)
