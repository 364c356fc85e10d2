"""Which earlier tries are most like a new idea: runs of letters that both have, rare ones counting more.

Four letters in a row find „Antwortzeit" in „Antwortzeiten" without knowing any grammar, German or English. The weight
of a run is how rare it is among what is compared (inverse document frequency); likeness is the cosine of the two.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.core.initiative import Try

RUN: Final = 4
LOOKED_AT: Final = 1_500
"""Characters of each text that are compared."""
COMPARED: Final = 500
"""Earlier tries that are compared at most, the latest first."""
ALIKE: Final = 0.2
"""From here on it has to be said what is different; how often that is right stands in docs/reference/initiatives.md."""
SHOWN: Final = 3
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Alike:
    """Hold an earlier try with its likeness, 0 to 1."""

    earlier: Try
    likeness: float


def most_alike(text: str, tries: Sequence[Try], *, shown: int = SHOWN) -> list[Alike]:
    """Return the earlier tries that are alike enough to matter, most alike first."""
    counted = [_runs(text), *(_runs(f"{one.title}\n{one.text}") for one in tries)]
    rarity = _rarity(counted)
    own, *others = (_weighed(runs, rarity) for runs in counted)
    found = [Alike(one, _cosine(own, other)) for one, other in zip(tries, others, strict=True)]
    return sorted((one for one in found if one.likeness >= ALIKE), key=lambda one: -one.likeness)[:shown]


def _runs(text: str) -> Counter[str]:
    words = (f" {word} " for word in _WORD.findall(text[:LOOKED_AT].casefold()) if len(word) > 2)
    return Counter(word[place : place + RUN] for word in words for place in range(max(1, len(word) - RUN + 1)))


def _rarity(counted: Sequence[Counter[str]]) -> Mapping[str, float]:
    within = Counter(run for runs in counted for run in runs)
    return {run: math.log((1 + len(counted)) / (1 + number)) + 1 for run, number in within.items()}


def _weighed(runs: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    values = {run: (1 + math.log(number)) * rarity[run] for run, number in runs.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {run: value / length for run, value in values.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(value * other.get(run, 0.0) for run, value in one.items())
