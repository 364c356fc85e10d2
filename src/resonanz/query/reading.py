"""One mention read for the evaluator: its fields as tokens in one row, so that places can be compared.

What a reader would get wrong: tokens of different fields never touch and are never near each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.mention import MAX_TEXT
from resonanz.query.folding import CLASSES, Char
from resonanz.query.plan import SCOPES
from resonanz.query.tokens import Token, tokenise

FAR: Final = 1_000
"""Places between the last token of a field and the first of the next: more than any NEAR reaches."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one text field of a mention."""

    name: str
    text: str
    first: int
    """Index of its first token in the row of all tokens."""
    tokens: tuple[Token, ...]

    @property
    def lead_end(self) -> int:
        """Return where the first paragraph ends: at the first line break behind a token."""
        begin = self.tokens[0].start if self.tokens else 0
        breaks = (index for index in range(begin, len(self.text)) if CLASSES[self.text[index]] is Char.LINE)
        return next(breaks, len(self.text))


class Reading:
    """Hold the tokens of one mention; texts are read up to `MAX_TEXT` characters, as the archive keeps them."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Return the text fields that the mention has, in the order title, text, bio, parent."""
        mention = self.heard.mention
        fields = (
            ("title", mention.title),
            ("text", mention.text),
            ("bio", mention.author.bio),
            ("parent", self.heard.parent),
        )
        segments: list[Segment] = []
        first = 0
        for name, text in fields:
            if text:
                tokens = tuple(tokenise(text[:MAX_TEXT]))
                segments.append(Segment(name, text[:MAX_TEXT], first, tokens))
                first += len(tokens)
        return tuple(segments)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Return all tokens in a row."""
        return tuple(token for segment in self.segments for token in segment.tokens)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Return the place of each token: neighbours differ by one, fields by more than any NEAR reaches."""
        numbered = enumerate(self.segments)
        return tuple(segment.first + index + number * FAR for number, segment in numbered for index in _each(segment))

    @cached_property
    def scopes(self) -> tuple[int, ...]:
        """Return for each token the bits of the fields it is part of."""
        return tuple(scope for segment in self.segments for scope in _scopes(segment))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Return the token indexes [first, end) of each sentence."""
        found: list[tuple[int, int]] = []
        for segment in self.segments:
            begin = segment.first
            for index in _each(segment):
                last = index + 1 == len(segment.tokens)
                if last or segment.tokens[index + 1].sentence != segment.tokens[index].sentence:
                    found.append((begin, segment.first + index + 1))
                    begin = segment.first + index + 1
        return tuple(found)

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """Return the indexes of the tokens with each key."""
        found: dict[str, list[int]] = {}
        for index, token in enumerate(self.tokens):
            found.setdefault(token.key, []).append(index)
        return found

    def segment_of(self, index: int) -> Segment:
        """Return the field that a token is in."""
        return next(segment for segment in reversed(self.segments) if segment.first <= index and segment.tokens)


def _each(segment: Segment) -> range:
    return range(len(segment.tokens))


def _scopes(segment: Segment) -> Iterator[int]:
    whole = SCOPES[segment.name]
    if segment.name != "text":
        return iter([whole] * len(segment.tokens))
    end = segment.lead_end
    return (whole | SCOPES["lead"] if token.start < end else whole for token in segment.tokens)
