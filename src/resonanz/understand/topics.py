"""Which topics a mention belongs to: none, one or several of those that people named from examples.

A topic is a direction in the space of words and runs of letters (`features`), learned from its examples against
whatever else is heard (`topic_learning`). Below the threshold a mention has no topic: saying nothing is right far more
often than the nearest name is. The one thing a reader would get wrong: what a person said of a mention itself is no
matter of scores, it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from resonanz.core.ids import MentionId
from resonanz.core.topic import Example
from resonanz.understand.features import COLUMNS, Sparse, grams, weighed
from resonanz.understand.plain import Plain
from resonanz.understand.regression import scores

Array: TypeAlias = NDArray[Any]

MOST: Final = 3
"""Topics that one mention gets by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicModel:
    """Hold what was learned of all topics together."""

    topics: tuple[str, ...]
    """Keys, in the order of `weights`."""
    threshold: float
    """Score from which on a topic is given."""
    columns: NDArray[np.int32]
    """Columns that count, ascending."""
    rarity: NDArray[np.float32]
    """Of these columns, and in the last place of all others."""
    weights: NDArray[np.float32]
    """Shape (columns, topics)."""
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Said:
    """Hold what people said of one mention."""

    fits: frozenset[str]
    not_fits: frozenset[str]


class Topics:
    """Give topics to mentions; made once for a model, asked often."""

    def __init__(self, model: TopicModel | None = None, said: Iterable[Example] = ()) -> None:
        """Make it of a model (None: only what people said counts) and of the examples of topics that stand."""
        self._model = model
        self._said = _by_mention(said)
        if model is not None:
            self._rarity = np.full(COLUMNS, model.rarity[-1], dtype=np.float32)
            self._rarity[model.columns] = model.rarity[:-1]
            self._places = np.full(COLUMNS, -1, dtype=np.int32)
            self._places[model.columns] = np.arange(len(model.columns), dtype=np.int32)

    def __bool__(self) -> bool:
        return self._model is not None or bool(self._said)

    def of(self, ids: Sequence[MentionId], texts: Sequence[Plain]) -> list[tuple[str, ...]]:
        """Return the topics of each mention, the surest first."""
        found = self._scored(texts)
        if self._said:
            found = [self._as_said(id_, given) for id_, given in zip(ids, found, strict=True)]
        return found

    def scores(self, texts: Sequence[Plain]) -> NDArray[np.float32]:
        """Return how far above the threshold each topic stands for each text, shape (texts, topics)."""
        model = self._model
        if model is None:
            return np.zeros((len(texts), 0), dtype=np.float32)
        rows = weighed(grams(texts), self._rarity)
        found = scores(_narrowed(rows, self._places), model.weights, model.bias)
        return np.asarray(found - np.float32(model.threshold), dtype=np.float32)

    def _scored(self, texts: Sequence[Plain]) -> list[tuple[str, ...]]:
        model = self._model
        if model is None or not texts:
            return [()] * len(texts)
        found = self.scores(texts)
        given: list[tuple[str, ...]] = [()] * len(texts)
        for place in np.flatnonzero((found >= 0).any(axis=1)):
            order = np.argsort(-found[place], kind="stable")[:MOST]
            given[place] = tuple(model.topics[topic] for topic in order if found[place, topic] >= 0)
        return given

    def _as_said(self, id_: MentionId, given: tuple[str, ...]) -> tuple[str, ...]:
        said = self._said.get(id_)
        if said is None:
            return given
        kept = tuple(topic for topic in given if topic not in said.not_fits)
        return (*(topic for topic in sorted(said.fits) if topic not in kept), *kept)


def _by_mention(said: Iterable[Example]) -> Mapping[MentionId, _Said]:
    gathered: dict[MentionId, _Gathered] = {}
    for one in said:
        of = gathered.setdefault(one.mention, _Gathered())
        (of.fits if one.fits else of.not_fits).add(one.topic)
    return {id_: _Said(frozenset(of.fits), frozenset(of.not_fits)) for id_, of in gathered.items()}


@dataclass(slots=True)
class _Gathered:
    fits: set[str] = field(default_factory=set)
    not_fits: set[str] = field(default_factory=set)


def _narrowed(rows: Sparse, places: NDArray[np.int32]) -> Sparse:
    """Return the rows with only the columns that have a place, renumbered by it."""
    found = places[rows.columns]
    kept = found >= 0
    before = np.concatenate(([0], np.cumsum(kept)))
    return Sparse(before[rows.begins], found[kept], rows.values[kept])
