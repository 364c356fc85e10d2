"""Try a query on a sample of mentions: which it finds and where, and which it only just misses and why.

What a reader would get wrong: nearly means that exactly one of the parts joined by AND does not hold. A query that
is one word, or alternatives, misses nothing nearly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resonanz.core.heard import Heard
from resonanz.query.evaluate import Evaluation, Hit, planned
from resonanz.query.plan import Ask, plan
from resonanz.query.reading import Reading
from resonanz.query.tree import And, Not, Query


@dataclass(frozen=True, slots=True)
class Sighting:
    """Hold a mention that a query finds, and where."""

    heard: Heard
    hits: tuple[Hit, ...]
    """Empty when it matches by its fields or exclusions alone."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Hold a mention that all parts of a query but one find."""

    heard: Heard
    part: Query
    """The part that does not hold; a Not when the mention has what is excluded."""
    hits: tuple[Hit, ...]
    """Where the other parts hold; for a Not also where the excluded part does."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Hold what trying brought."""

    looked_at: int
    number: int
    """How many mentions the query finds."""
    shown: tuple[Sighting, ...]
    nearly: tuple[NearMiss, ...]


def try_out(query: Query, sample: Iterable[Reading], *, show: int = 12, nearly: int = 4) -> Tried:
    """Return which mentions of a sample a query finds; places are looked for in the first `show` alone.

    Names of other queries must be resolved. Relative times count back from when each mention was seen, as they do
    for a standing query.
    """
    ask = planned(query)
    parts = [(part, plan(part)) for part in query.parts] if isinstance(query, And) else []
    looked_at, number = 0, 0
    found: list[Sighting] = []
    missed: list[NearMiss] = []
    for reading in sample:
        looked_at += 1
        evaluation = Evaluation(reading, None)
        if evaluation.holds(ask):
            number += 1
            if len(found) < show:
                found.append(Sighting(reading.heard, tuple(evaluation.hits(ask))))
        elif len(missed) < nearly and (miss := _near_miss(parts, evaluation)):
            missed.append(miss)
    return Tried(looked_at, number, tuple(found), tuple(missed))


def _near_miss(parts: Sequence[tuple[Query, Ask]], evaluation: Evaluation) -> NearMiss | None:
    failing: list[Query] = []
    for part, ask in parts:
        if not evaluation.holds(ask):
            failing.append(part)
            if len(failing) > 1:
                return None
    # One exclusion alone keeps nearly every mention away: something that is wanted must be there.
    if not failing or not any(part is not failing[0] and not isinstance(part, Not) for part, _ in parts):
        return None
    part = failing[0]
    asks = [ask for other, ask in parts if other is not part]
    asks += [plan(part.part)] if isinstance(part, Not) else []
    return NearMiss(
        evaluation.reading.heard, part, tuple(sorted({hit for ask in asks for hit in evaluation.hits(ask)}))
    )
