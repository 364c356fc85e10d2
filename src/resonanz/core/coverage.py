"""How far the market's needs come: from heard to told, each figure with its denominator.

Pure arithmetic over facts; the examples in `docs/reference/needs.md` are computed by hand and run as tests. What a
reader would get wrong: the told-back rate has two denominators, and both are said. Somebody who cannot be told, because
a channel forbids it, is no failure of ours, but has not heard either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resonanz.core.need import NeedState


@dataclass(frozen=True, slots=True)
class Share:
    """Hold a part of a whole."""

    number: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share, 0 to 1; None where there is nothing to be a share of."""
        return self.number / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """Hold what the figures need to know of one need; those that were merged away are left out."""

    state: NeedState
    owned: bool
    done: bool = False
    """Done or answered, also where people were told since."""
    people: int
    """Who asked."""
    told: int = 0
    """Of them, who was told."""
    cannot: int = 0
    """Of them, who cannot be told, as far as somebody tried to find out."""


@dataclass(frozen=True, slots=True)
class ToldBack:
    """Hold the told-back rate with both of its denominators."""

    of_reachable: Share
    """Of people who could be told."""
    of_all: Share
    """Of everybody who asked."""


_DECIDED = frozenset({NeedState.DONE, NeedState.DECLINED, NeedState.TOLD_BACK})


def told_back(facts: Iterable[NeedFacts]) -> ToldBack:
    """Return the told-back rate over needs that were decided: people told / people who could be told, and / all.

    A person who asked for two needs counts in each. Needs that are open are left out: there is nothing to tell yet.
    """
    decided = [one for one in facts if one.state in _DECIDED]
    told = sum(one.told for one in decided)
    asked = sum(max(one.people, one.told) for one in decided)
    reachable = sum(max(one.people - one.cannot, one.told) for one in decided)
    return ToldBack(Share(told, reachable), Share(told, asked))


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step of the way from heard to told."""

    name: str
    """heard, owned, decided, done or told."""
    needs: Share
    """Of all needs."""
    people: Share
    """Of all people who asked."""


def coverage(facts: Sequence[NeedFacts]) -> tuple[Step, ...]:
    """Return how many needs, and the people behind them, came how far.

    Owned: a department has it. Decided: planned, done or declined. Done: done, also where people were told since;
    declined is a decision but no deed. Told: people who were told; a need counts when it is told back.
    """
    people = sum(one.people for one in facts)
    kept = {
        "heard": list(facts),
        "owned": [one for one in facts if one.owned],
        "decided": [one for one in facts if one.state in _DECIDED | {NeedState.PLANNED}],
        "done": [one for one in facts if one.done],
    }
    steps = [
        Step(name, Share(len(found), len(facts)), Share(sum(one.people for one in found), people))
        for name, found in kept.items()
    ]
    told = sum(one.state is NeedState.TOLD_BACK for one in facts)
    heard_back = sum(min(one.told, one.people) for one in facts)
    return (*steps, Step("told", Share(told, len(facts)), Share(heard_back, people)))
