"""Logistic regression on sparse rows: one against the rest, solved in the dual, one example at a time.

The method is Yu, Huang and Lin's (Machine Learning 85, 2011). It needs no matrix and no solver library, gets by with
one weight a column, and two thousand texts take it a fraction of a second. Examples of a rare label weigh more, so
that the average label, not the average text, is learned well.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

from resonanz.understand.features import COLUMNS, Sparse

Array: TypeAlias = NDArray[Any]

TRUST: Final = 10.0
"""How much one example of a label of average size may weigh (C): higher learns more from few, and more by heart."""
ROUNDS: Final = 40
ORDERS: Final = 8
"""Orders in which the examples are gone through by turns; one order alone settles slowly."""
SETTLED: Final = 5e-2
"""Stop when no example changed its mind by more than this share of its weight."""


def fit(
    rows: Sparse, labels: NDArray[np.int64], many: int, *, settled: float = SETTLED
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights, shape (COLUMNS, many), and the threshold of each of `many` labels."""
    sizes = np.bincount(labels, minlength=many)
    trust = TRUST * len(labels) / (many * np.maximum(sizes, 1))[labels]
    shuffle = np.random.default_rng(0)
    orders = np.array([shuffle.permutation(len(labels)) for _ in range(ORDERS)])
    weights = np.zeros((COLUMNS, many), dtype=np.float32)
    bias = np.zeros(many, dtype=np.float32)
    for label in range(1 if many == 2 else many):
        signs = np.where(labels == label, 1.0, -1.0)
        solved = _solve((rows.begins, rows.columns, rows.values), signs, trust, orders, settled)
        weights[:, label], bias[label] = solved[:-1], solved[-1]
    if many == 2:  # what speaks against one of two speaks for the other
        weights[:, 1], bias[1] = -weights[:, 0], -bias[0]
    return weights, bias


def scores(rows: Sparse, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much speaks for each label, shape (rows, labels)."""
    found = np.tile(bias, (len(rows), 1))
    _add_up(rows.begins, rows.columns, rows.values, weights, found)
    return found


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _solve(rows: tuple[Array, Array, Array], signs: Array, trust: Array, orders: Array, settled: float) -> Array:
    """Return the weights, the last of which is the threshold's."""
    begins, columns, values = rows
    weights = np.zeros(COLUMNS + 1, dtype=np.float64)
    share = np.minimum(0.001 * trust, 1e-8)
    squares = np.ones(len(signs))
    for row in range(len(signs)):
        for place in range(begins[row], begins[row + 1]):
            squares[row] += values[place] * values[place]
            weights[columns[place]] += signs[row] * share[row] * values[place]
        weights[COLUMNS] += signs[row] * share[row]
    for turn in range(ROUNDS):
        largest = 0.0
        for row in orders[turn % len(orders)]:
            met = weights[COLUMNS]
            for place in range(begins[row], begins[row + 1]):
                met += weights[columns[place]] * values[place]
            after = _best_share(share[row], trust[row], squares[row], signs[row] * met)
            step = after - share[row]
            largest = max(largest, abs(step) / trust[row])
            if abs(step) > 1e-9 * trust[row]:
                for place in range(begins[row], begins[row + 1]):
                    weights[columns[place]] += signs[row] * step * values[place]
                weights[COLUMNS] += signs[row] * step
                share[row] = after
        if largest < settled:
            break
    return weights


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _best_share(before: float, trust: float, square: float, margin: float) -> float:
    """Return the share s of (0, trust) with square * (s - before) + margin + log(s / (trust - s)) = 0.

    The left side only grows with s, so bisection brackets the root and Newton's steps find it.
    """
    low, high = 0.0, trust
    share = min(max(before, 1e-12 * trust), trust * (1 - 1e-12))
    for _ in range(30):
        value = square * (share - before) + margin + np.log(share / (trust - share))
        if abs(value) < 1e-6:
            break
        if value > 0:
            high = share
        else:
            low = share
        share -= value / (square + trust / (share * (trust - share)))
        if not low < share < high:
            share = 0.5 * (low + high)
    return share


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _add_up(begins: Array, columns: Array, values: Array, weights: Array, found: Array) -> None:
    for row in range(len(begins) - 1):
        for place in range(begins[row], begins[row + 1]):
            for label in range(found.shape[1]):
                found[row, label] += values[place] * weights[columns[place], label]
