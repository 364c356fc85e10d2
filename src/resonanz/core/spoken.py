"""Which words mentions have most, with how many of the mentions were read to tell.

A word counts once a mention, however often it stands there. What a reader would get wrong: where not all were read, the
numbers are those of the mentions that were, and a share of all of them is only about what it is of these.
"""

from __future__ import annotations

from dataclasses import dataclass

from resonanz.core.share import Share


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a word and how many of the mentions that were read have it."""

    key: str
    """By which words are the same: folded, umlauts spelt ae, oe, ue."""
    word: str
    """As it is written most often."""
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Hold the most frequent words of what is under a filter, the most frequent first."""

    words: tuple[Said, ...] = ()
    read: int = 0
    """Mentions that were read: of very many, some from everywhere in the log, or under a text the newest."""
    of: int = 0
    """Mentions under the filter; under a text of which not all were read, about so many."""

    @property
    def is_whole(self) -> bool:
        """Tell whether all were read."""
        return self.read >= self.of

    def share(self, said: Said) -> Share:
        """Return the share of the mentions that were read which have a word."""
        return Share(said.number, self.read)
