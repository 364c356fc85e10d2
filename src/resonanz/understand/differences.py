"""What is different in a surge: which words, channels, voices and links it has that the time before had not.

Words and channels are compared by log-odds with an informative prior (Monroe, Colaresi and Quinn, Fightin' Words,
2008): so a rare word that occurs twice does not outrank what everybody says. Each is counted once a voice, never once a
copy.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.surge import is_voice, who
from resonanz.understand.plain import plain_text

SHOWN: Final = 12
LEAST: Final = 1.96
"""Standard errors that the log-odds must be above zero."""
FEWEST: Final = 3
"""Voices that must say a word before it is told."""
PRIOR: Final = 50.0
"""Voices that the prior is worth."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one thing that is more frequent than before."""

    name: str
    during: int
    """Voices in the surge."""
    before: int
    """Voices in the time it is compared with."""
    score: float
    """Log-odds against before, in standard errors."""


@dataclass(frozen=True, slots=True)
class Influence:
    """Hold somebody who spoke in the surge, by how many they reach."""

    name: str
    channel: str
    mentions: int
    followers: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Hold what is different, each the most telling first."""

    words: tuple[Difference, ...]
    channels: tuple[Difference, ...]
    links: tuple[Difference, ...]
    authors: tuple[Influence, ...]
    voices_during: int
    voices_before: int


def differences(during: Sequence[Heard], before: Sequence[Heard]) -> Differences:
    """Compare the mentions of a surge with those of a time before it."""
    said, usual = [one for one in during if is_voice(one)], [one for one in before if is_voice(one)]
    voices = len({who(one) for one in said}), len({who(one) for one in usual})
    words, channels, links = (
        _compared(_voices(of, said), _voices(of, usual), voices) for of in (_words, _channel, _links)
    )
    return Differences(words, channels, links, _influence(during), *voices)


def _channel(heard: Heard) -> set[str]:
    return {heard.mention.channel}


def _links(heard: Heard) -> set[str]:
    return set(heard.mention.links)


def _words(heard: Heard) -> set[str]:
    return {token for token in plain_text(heard.mention).tokens if token[0].isalpha() and len(token) > 2}


def _voices(of: Callable[[Heard], set[str]], heards: Iterable[Heard]) -> Mapping[str, int]:
    """Return how many voices have each thing."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for heard in heards:
        for name in of(heard):
            found[name].add(who(heard))
    return {name: len(voices) for name, voices in found.items()}


def _compared(now: Mapping[str, int], then: Mapping[str, int], voices: tuple[int, int]) -> tuple[Difference, ...]:
    all_now, all_then = voices
    found = [
        Difference(name, number, then.get(name, 0), round(score, 2))
        for name, number in now.items()
        if number >= FEWEST and (score := log_odds((number, all_now), (then.get(name, 0), all_then))) >= LEAST
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.name))[:SHOWN])


def log_odds(during: tuple[int, int], before: tuple[int, int]) -> float:
    """Return by how many standard errors the log-odds of (number, of all voices) are higher than before.

    The prior is what both times together show, worth `PRIOR` voices; at least one number is above zero.
    """
    (now, all_now), (then, all_then) = during, before
    prior = PRIOR * (now + then) / max(all_now + all_then, 1)
    odds_now = (now + prior) / max(all_now + PRIOR - now - prior, 0.5)
    odds_then = (then + prior) / max(all_then + PRIOR - then - prior, 0.5)
    return math.log(odds_now / odds_then) / math.sqrt(1 / (now + prior) + 1 / (then + prior))


def _influence(during: Sequence[Heard]) -> tuple[Influence, ...]:
    spoken = [
        one for one in during if not one.mention.author.is_own and (one.mention.author.handle or one.mention.author.id)
    ]
    often = Counter(who(one) for one in spoken)
    known = {who(one): one.mention for one in spoken}
    found = [
        Influence(
            name=mention.author.name or mention.author.handle or mention.author.id or "",
            channel=mention.channel,
            mentions=often[key],
            followers=mention.author.followers,
        )
        for key, mention in known.items()
    ]
    return tuple(sorted(found, key=lambda one: (-(one.followers or 0), -one.mentions, one.name))[:SHOWN])
