"""Whom a feeling is for: us, a product of ours, a competitor; not the text as a whole.

A text that names one of them feels for it what it feels; nothing more is said then. Where several are named, or one
is set against another, each gets the feeling of the clauses it stands in, and of those that follow and name nobody.
The one thing a reader would get wrong: `X is great, unlike Y` says nothing bad, and yet it does, about Y.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from resonanz.core.ids import QueryId
from resonanz.core.understood import Label, Sentiment, Towards
from resonanz.understand.comparing import Named, Words, named_for, words
from resonanz.understand.labels import suspected
from resonanz.understand.lexicon import Lexicon, Role, lexicon
from resonanz.understand.plain import HANDLE, Plain
from resonanz.understand.reading import Reading, read

FELT: Final = 0.25
"""How strong a clause must feel to be more than neutral."""
COMPARED: Final = 0.6
"""Confidence of what follows from a comparison, as measured on sentences of our own."""
STATED: Final = 0.55
"""Confidence of what a clause says."""
NEUTRAL: Final = 0.45
MOST: Final = 6
"""Entities of one text that are told apart; who lists more compares nothing."""
OPPOSED: Final = frozenset({Named.MEASURE, Named.LESSER, Named.LEFT})


@dataclass(frozen=True, slots=True)
class Entity:
    """Hold something that a standing query is about, and what it is called."""

    query: QueryId
    about: str
    """own, product or competitor."""
    names: tuple[tuple[str, ...], ...]
    """Lower-case words; `*` at the end of the last stands for any ending."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Hold one place at which an entity is named."""

    place: int
    end: int
    entity: int


class Targets:
    """Find the targets of texts; made once for a set of entities, asked often."""

    def __init__(self, entities: Sequence[Entity] = ()) -> None:
        self.entities = tuple(entities)
        self._first: defaultdict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._stems: list[tuple[tuple[str, ...], int]] = []
        for number, entity in enumerate(self.entities):
            for name in entity.names:
                if name[0].endswith("*"):
                    self._stems.append((name, number))
                else:
                    self._first[name[0]].append((name, number))

    def __bool__(self) -> bool:
        return bool(self.entities)

    def of(self, text: Plain, lang: str, handles: Sequence[str] = ()) -> tuple[Towards, ...]:
        """Return how the author feels for each entity that is named, nothing where the text as a whole says it.

        `handles` are the @names that stand where the tokens say so.
        """
        if handles:
            text = self._with_handles(text, handles)
        spots = list(self._spots(text.tokens))
        known = words(lang)
        if not spots or known is None:
            return ()
        many = {spot.entity for spot in spots}
        feelings = _Feelings(text, lexicon(lang), known, spots)
        if len(many) > MOST or (len(many) == 1 and not feelings.compares):
            return ()
        felt = feelings.by_entity()
        return tuple(
            Towards(self.entities[number].about, self.entities[number].query, _label(felt[number], feelings.compares))
            for number in sorted(many)
        )

    def named(self, text: Plain, handles: Sequence[str] = ()) -> set[QueryId]:
        """Return what the text names at all."""
        tokens = self._with_handles(text, handles).tokens if handles else text.tokens
        return {self.entities[spot.entity].query for spot in self._spots(tokens)}

    def _with_handles(self, text: Plain, handles: Sequence[str]) -> Plain:
        """Return the text with each @name as a word: the whole one, or its first part where that is a name."""
        waiting = iter(handles)
        tokens = [self._as_name(next(waiting, token)) if token == HANDLE else token for token in text.tokens]
        return replace(text, tokens=tuple(tokens))

    def _as_name(self, handle: str) -> str:
        first = handle.partition(".")[0]
        return first if handle not in self._first and first in self._first else handle

    def _spots(self, tokens: Sequence[str]) -> Iterator[_Spot]:
        swallowed = 0
        for place, token in enumerate(tokens):
            if place < swallowed:
                continue
            for name, number in (*self._first.get(token, ()), *self._stems):
                if _stands(tokens, place, name):
                    swallowed = place + len(name)
                    yield _Spot(place, swallowed, number)
                    break


def _stands(tokens: Sequence[str], place: int, name: tuple[str, ...]) -> bool:
    if len(tokens) < place + len(name):
        return False
    return all(
        token.startswith(word[:-1]) if word.endswith("*") else token == word
        for token, word in zip(tokens[place : place + len(name)], name, strict=True)
    )


def _label(feeling: float, compares: bool) -> Label:
    if abs(feeling) < FELT:
        return suspected(Sentiment.NEUTRAL.value, NEUTRAL)
    value = Sentiment.POSITIVE if feeling > 0 else Sentiment.NEGATIVE
    return suspected(value.value, COMPARED if compares else STATED)


class _Feelings:
    """Share out what the clauses of one text feel among what they name."""

    def __init__(self, text: Plain, known: Lexicon, said: Words, spots: Sequence[_Spot]) -> None:
        self._text = text
        self._lexicon = known
        self._words = said
        self._sentences = list(self._cut(spots))
        self.compares = any(named is not Named.ITSELF for _, _, roles in self._sentences for _, named in roles)

    def by_entity(self) -> dict[int, float]:
        """Return how each entity that is named feels, above 0 good, below 0 bad."""
        felt: defaultdict[int, float] = defaultdict(float)
        last: tuple[int, ...] = ()
        for start, end, roles in self._sentences:
            if not roles:  # what follows and names nobody is said of the one named last
                for entity in last if len(last) == 1 else ():
                    felt[entity] += 0.5 * self._reading(start, end)
                continue
            last = self._share(start, end, roles, felt)
        return felt

    def _cut(self, spots: Sequence[_Spot]) -> Iterator[tuple[int, int, list[tuple[_Spot, Named]]]]:
        """Return the sentences, and what each name in them is named for."""
        tokens, start = self._text.tokens, 0
        places = [place for place, token in enumerate(tokens) if _is(self._lexicon, token, Role.STOP)]
        for end in (*places, len(tokens)):
            if end > start:
                inside = [spot for spot in spots if start <= spot.place < end]
                worse = bool(inside) and self._reading(start, end, raw=True) < 0
                yield (
                    start,
                    end,
                    [(spot, named_for(tokens[:end], spot.place, start, self._words, worse=worse)) for spot in inside],
                )
            start = end + 1

    def _share(
        self, start: int, end: int, roles: Sequence[tuple[_Spot, Named]], felt: defaultdict[int, float]
    ) -> tuple[int, ...]:
        """Add what one sentence feels; return who was named last in it."""
        themselves = [spot for spot, named in roles if named in {Named.ITSELF, Named.EQUAL}]
        current: tuple[int, ...] = ()
        waiting = 0.0
        for first, after in self._clauses(start, end, themselves):
            feeling = self._reading(first, after) + waiting
            named = tuple(dict.fromkeys(spot.entity for spot in themselves if first <= spot.place < after))
            current = named or current
            waiting = 0.0 if current else feeling
            for entity in current:
                felt[entity] += feeling
        self._oppose(start, end, roles, felt)
        self._set_apart(start, end, themselves, felt)
        return current or tuple(spot.entity for spot, _ in roles[-1:])

    def _oppose(
        self, start: int, end: int, roles: Sequence[tuple[_Spot, Named]], felt: defaultdict[int, float]
    ) -> None:
        """Let what is set against something feel the other way round."""
        whole = self._reading(start, end) or self._better(start, end)
        others = [spot.entity for spot, named in roles if named in {Named.ITSELF, Named.TAKEN}]
        for spot, named in roles:
            if named in {Named.ITSELF, Named.EQUAL}:
                continue
            side = felt[others[0]] if others and abs(felt[others[0]]) >= FELT else whole
            if named is Named.MEASURE:
                for entity in others:
                    felt[entity] = felt[entity] or side
                felt[spot.entity] -= self._against(start, spot, side)
            elif named is Named.TAKEN:
                felt[spot.entity] += max(whole, 1.0)
            else:
                good = 1.0 if named is Named.MODEL else -1.0
                felt[spot.entity] += good
                for entity in others:
                    felt[entity] = _turned(felt[entity], -good)

    def _set_apart(self, start: int, end: int, spots: Sequence[_Spot], felt: defaultdict[int, float]) -> None:
        """Let one of two feel the other way round where nothing but `while` or `whereas` says so."""
        two = list(dict.fromkeys(spot.entity for spot in spots))
        if len(two) != 2 or not any(token in self._words.opposes for token in self._text.tokens[start:end]):
            return
        for one, other in (two, two[::-1]):
            if not felt[one] and abs(felt[other]) >= FELT:
                felt[one] = -felt[other]

    def _better(self, start: int, end: int) -> float:
        """Return how a comparison feels whose words feel like nothing by themselves."""
        tokens = self._text.tokens[start:end]
        if not any(token in self._words.better for token in tokens):
            return 0.0
        return -1.0 if any(token in self._words.negated for token in tokens) else 1.0

    def _against(self, start: int, spot: _Spot, side: float) -> float:
        """Return what is felt for the other side; `not better than` leaves both of them bad."""
        before = self._text.tokens[max(start, spot.place - 5) : spot.place]
        if side < 0 and any(token in self._words.negated for token in before):
            return -side
        return side

    def _clauses(self, start: int, end: int, spots: Sequence[_Spot]) -> Iterator[tuple[int, int]]:
        """Cut a sentence at commas and contrasts, and at `and` where both sides name somebody."""
        tokens, first = self._text.tokens, start
        for place in range(start + 1, end):
            word = self._lexicon[tokens[place]]
            parts = word is not None and (Role.COMMA in word.roles or Role.CONTRAST in word.roles)
            if not parts and tokens[place] in self._words.divides | {":", ";"}:
                parts = self._both_sides(first, place, end, spots)
            if parts and place > first:
                yield first, place
                first = place
        yield first, end

    def _both_sides(self, first: int, place: int, end: int, spots: Sequence[_Spot]) -> bool:
        tokens = self._text.tokens
        if tokens[place] == ":" or any(token in self._words.both for token in tokens[first:end]):
            return False
        left = any(first <= spot.place < place for spot in spots)
        right = [spot for spot in spots if place < spot.place < end]
        # `X and Y are great` names both of them before anything is said
        return left and bool(right) and self._reading(first, place) != 0

    def _reading(self, start: int, end: int, *, raw: bool = False) -> float:
        """Return how some of the tokens feel; `raw` as if nothing were negated."""
        tokens, written = self._text.tokens[start:end], self._text.written[start:end]
        if raw:
            kept = [n for n, token in enumerate(tokens) if token not in self._words.negated]
            tokens, written = tuple(tokens[n] for n in kept), tuple(written[n] for n in kept)
        reading: Reading = read(Plain(tokens=tokens, written=written), self._lexicon)
        return reading.positive - reading.negative - 0.5 * min(reading.broken, 2)


def _turned(before: float, towards: float) -> float:
    """Return a feeling that is at least a little on a side."""
    return before if before * towards >= FELT else towards


def _is(known: Lexicon, token: str, role: Role) -> bool:
    word = known[token]
    return word is not None and role in word.roles
