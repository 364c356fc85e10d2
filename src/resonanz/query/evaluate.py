"""Decide whether one mention is what a query asks for, following the written meaning step by step.

This is the reference: the compiled matcher and the archive's search must agree with it, and both use it to
confirm and to show where a query matched. `docs/reference/query-language.md` says the same in prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Final

from resonanz.core.heard import Heard
from resonanz.query.leaves import Mode, Slot, fills
from resonanz.query.plan import (
    SCOPES,
    All,
    Any,
    Ask,
    Close,
    Count,
    Found,
    InSentence,
    KeyTest,
    Never,
    NumberTest,
    Place,
    Side,
    TimeTest,
    Union,
    plan,
)
from resonanz.query.reading import Reading, Segment
from resonanz.query.record import key_holds, number_holds, number_of, time_holds, time_of, values_of
from resonanz.query.tree import Query

Span = tuple[int, int]
"""Indexes of the first and the last token."""
Hit = tuple[str, int, int]
"""Name of the text field, and the characters [start, end) in it."""


def matches(query: Query, heard: Heard, *, now: datetime | None = None) -> bool:
    """Tell whether a mention matches a query.

    `now` is what relative times count back from; None: the moment the mention was seen, as for standing queries.
    Raise ValueError when the query names other queries that were not put in (`resolve`).
    """
    return Evaluation(Reading(heard), now).holds(planned(query))


def spans(query: Query, heard: Heard, *, now: datetime | None = None) -> list[Hit]:
    """Return where a mention matches a query: characters [start, end) of its fields, ascending, without doubles.

    Empty when it does not match, and when it matches by fields or exclusions alone. Signs are not included.
    """
    evaluation = Evaluation(Reading(heard), now)
    return evaluation.hits(planned(query))


_PLANS: Final[OrderedDict[int, tuple[Query, Ask]]] = OrderedDict()
_KEPT_PLANS: Final = 256


def planned(query: Query) -> Ask:
    """Return the plan of a query, kept for the queries asked last (by identity: comparing trees is slow)."""
    known = _PLANS.get(id(query))
    if known is not None and known[0] is query:
        return known[1]
    ask = plan(query)
    _PLANS[id(query)] = (query, ask)
    if len(_PLANS) > _KEPT_PLANS:
        with suppress(KeyError):  # another thread was quicker
            _PLANS.popitem(last=False)
    return ask


class Evaluation:
    """Evaluate plans on one reading, within all of its tokens or those of one sentence."""

    def __init__(self, reading: Reading, now: datetime | None) -> None:
        self.reading = reading
        self.now = now or reading.heard.mention.seen_at
        self._within: Span | None = None
        """Token indexes [first, end) that count; None: all."""

    # --- does it hold?

    def holds(self, ask: Ask) -> bool:  # noqa: PLR0911 - one return for each kind of ask
        """Tell whether what is asked is so."""
        if isinstance(ask, All):
            return all(self.holds(part) for part in ask.parts)
        if isinstance(ask, Any | Union):
            return any(self.holds(part) for part in ask.parts)
        if isinstance(ask, Never):
            return not self.holds(ask.part)
        if isinstance(ask, Found):
            return self._is_found(ask)
        if isinstance(ask, Close):
            return next(self._pairs(ask), None) is not None
        if isinstance(ask, Count):
            return self._count(ask)
        if isinstance(ask, InSentence):
            return next(self._sentences(ask), None) is not None
        return self._field_holds(ask)

    def _is_found(self, ask: Found) -> bool:
        if ask.literal:
            return bool(self._literal_hits(ask))
        return next(self._find(ask), None) is not None

    def _count(self, ask: Count) -> bool:
        parts = ask.part.parts if isinstance(ask.part, Union) else (ask.part,)
        found: set[object] = set()
        for part in parts:
            literal = isinstance(part, Found) and part.literal
            found.update(self._literal_hits(part) if literal else self.places(part))  # type: ignore[arg-type]
            if len(found) >= ask.least:
                return True
        return False

    def _field_holds(self, ask: Ask) -> bool:
        heard = self.reading.heard
        if isinstance(ask, KeyTest):
            return key_holds(ask, values_of(ask.field, heard))
        if isinstance(ask, NumberTest):
            return number_holds(ask, number_of(ask.field, heard))
        if isinstance(ask, TimeTest):
            return time_holds(ask, time_of(ask.field, heard), self.now)
        raise TypeError(f"{type(ask).__name__} cannot be asked")

    def _sentences(self, ask: InSentence) -> Iterator[Span]:
        """Yield the sentences in which the part holds; a sentence within a sentence is that sentence."""
        if self._within is not None:
            if self.holds(ask.part):
                yield self._within
            return
        for sentence in self.reading.sentences:
            # What a mention answers is there only when some query asked for it: another must not notice.
            if self.reading.scopes[sentence[0]] & _PARENT and not _asks_parent(ask.part):
                continue
            self._within = sentence
            try:
                if self.holds(ask.part):
                    yield sentence
                    self._within = sentence
            finally:
                self._within = None

    # --- where?

    def places(self, place: Place) -> list[Span]:
        """Return the spans of a place, ascending, without doubles."""
        if isinstance(place, Union):
            return sorted({span for part in place.parts for span in self.places(part)})
        if isinstance(place, Close):
            return sorted(self._hulls(place))
        if place.literal:
            return sorted({span for hit in self._literal_hits(place) if (span := self._tokens_of(hit))})
        return sorted(set(self._find(place)))

    def _hulls(self, ask: Close) -> set[Span]:
        if ask.without:
            return {left for left, _ in self._pairs(ask)}
        return {(min(left[0], right[0]), max(left[1], right[1])) for left, right in self._pairs(ask)}

    def _pairs(self, ask: Close) -> Iterator[tuple[Span, Span]]:
        """Yield pairs of a span and the nearest of the other side; with `without` each lonely span twice."""
        left = self.places(ask.left)
        if not left:
            return
        right = self.places(ask.right)
        nearest = _Nearest(right, self.reading.places)
        for span in left:
            partners = [
                other for other in nearest.beside(span, ask.side) if self._distance(span, other) <= ask.distance
            ]
            if ask.without and not partners:
                yield span, span
            elif not ask.without:
                for other in partners:
                    yield span, other
        if not ask.without:
            yield from self._pairs_back(ask, left, right)

    def _pairs_back(self, ask: Close, left: list[Span], right: list[Span]) -> Iterator[tuple[Span, Span]]:
        nearest = _Nearest(left, self.reading.places)
        side = {Side.AFTER: Side.BEFORE, Side.BEFORE: Side.AFTER}.get(ask.side, ask.side)
        for span in right:
            for other in nearest.beside(span, side):
                if self._distance(span, other) <= ask.distance:
                    yield other, span

    def _distance(self, one: Span, other: Span) -> int:
        places = self.reading.places
        if one[1] < other[0]:
            return places[other[0]] - places[one[1]]
        return places[one[0]] - places[other[1]]

    def _find(self, ask: Found) -> Iterator[Span]:
        if ask.slop is not None and len(ask.slots) > 1:
            yield from self._find_loose(ask)
            return
        steps = [0]
        for slot in ask.slots[1:]:
            steps.append(steps[-1] + slot.step)
        for index in self._candidates(ask.slots[0], ask.scope):
            if self._in_row(ask, index, steps) and self._counts(index, index + steps[-1]):
                yield index, index + steps[-1]

    def _in_row(self, ask: Found, index: int, steps: list[int]) -> bool:
        tokens, places = self.reading.tokens, self.reading.places
        for slot, step in zip(ask.slots[1:], steps[1:], strict=True):
            at = index + step
            if at >= len(tokens) or places[at] != places[index] + step or (slot.glued and not tokens[at].glued):
                return False
            if not self._fills(at, slot, ask.scope):
                return False
        return True

    def _fills(self, index: int, slot: Slot, scope: int) -> bool:
        return bool(self.reading.scopes[index] & scope) and fills(self.reading.tokens[index], slot)

    def _candidates(self, slot: Slot, scope: int) -> Iterator[int]:
        first, end = self._within or (0, len(self.reading.tokens))
        indexes: Iterable[int] = range(first, end)
        if slot.mode is Mode.EQUAL and not slot.strict:
            rows = [self.reading.by_key.get(form, []) for form in slot.forms]
            indexes = sorted(index for row in rows for index in row[bisect_left(row, first) : bisect_left(row, end)])
        return (index for index in indexes if self._fills(index, slot, scope))

    def _counts(self, first: int, last: int) -> bool:
        return self._within is None or (self._within[0] <= first and last < self._within[1])

    def _find_loose(self, ask: Found) -> Iterator[Span]:
        """Yield the smallest windows in which each slot is filled by a token of its own, in any order."""
        columns = [set(self._candidates(slot, ask.scope)) for slot in ask.slots]
        if not all(columns):
            return
        width = (ask.slop or 1) + len(columns) - 2
        last_end = len(self.reading.tokens)
        found: list[Span] = []
        for first in sorted(set().union(*columns), reverse=True):
            end = self._window_end(first, columns, min(width, last_end - 1 - first))
            if end is not None and self._counts(first, end):
                found.append((first, end))
                last_end = end  # a window that begins earlier and ends no sooner holds this one
        yield from reversed(found)

    def _window_end(self, first: int, columns: list[set[int]], width: int) -> int | None:
        """Return the first index by which every column has its own token, beginning at `first`."""
        holder: dict[int, int] = {}
        places = self.reading.places
        for index in range(first, first + width + 1):
            if places[index] - places[first] != index - first:
                return None
            if _seat(index, columns, holder, set()) and len(holder) == len(columns):
                return index
        return None

    # --- exact text

    def _literal_hits(self, ask: Found) -> list[Hit]:
        return [
            (segment.name, start, end)
            for segment, start, end in self._literal_matches(ask)
            if self._within is None or self._tokens_of((segment.name, start, end)) is not None
        ]

    def _literal_matches(self, ask: Found) -> Iterator[tuple[Segment, int, int]]:
        pattern = _literal_pattern(ask.literal)
        for segment in self.reading.segments:
            starts = [token.start for token in segment.tokens]
            for found in pattern.finditer(segment.text):
                start, end = found.start(1), found.end(1)
                whole = not _inside(segment, starts, start) and not _inside(segment, starts, end)
                if whole and ask.scope & _scope_of(segment, start):
                    yield segment, start, end

    def _tokens_of(self, hit: Hit) -> Span | None:
        """Return the tokens that an exact hit covers, None if it has none or they do not count."""
        segment = next(segment for segment in self.reading.segments if segment.name == hit[0])
        starts = [token.start for token in segment.tokens]
        first, end = bisect_left(starts, hit[1]), bisect_left(starts, hit[2])
        if first == end or not self._counts(segment.first + first, segment.first + end - 1):
            return None
        return segment.first + first, segment.first + end - 1

    # --- for people

    def hits(self, ask: Ask) -> list[Hit]:
        """Return where a plan that holds has its parts in the texts; empty if it does not hold."""
        return sorted(set(self._hits(ask)), key=self._order)

    def _order(self, hit: Hit) -> tuple[int, int, int]:
        names = [segment.name for segment in self.reading.segments]
        return names.index(hit[0]), hit[1], hit[2]

    def _hits(self, ask: Ask) -> list[Hit]:  # noqa: PLR0911 - one return for each kind of ask
        if isinstance(ask, InSentence):
            return [hit for _ in self._sentences(ask) for hit in self._hits(ask.part)]
        if not self.holds(ask):
            return []
        if isinstance(ask, All | Any | Union):
            return [hit for part in ask.parts for hit in self._hits(part)]
        if isinstance(ask, Found) and ask.literal:
            return self._literal_hits(ask)
        if isinstance(ask, Count):
            return self._hits(ask.part)
        if isinstance(ask, Close):
            return [self._hit(span) for pair in self._pairs(ask) for span in pair]
        return [self._hit(span) for span in self.places(ask)] if isinstance(ask, Found) else []

    def _hit(self, span: Span) -> Hit:
        segment = self.reading.segment_of(span[0])
        tokens = self.reading.tokens
        return segment.name, tokens[span[0]].start, tokens[span[1]].end


_PARENT: Final = SCOPES["parent"]


def _asks_parent(ask: Ask) -> bool:
    if isinstance(ask, All | Any | Union):
        return any(_asks_parent(part) for part in ask.parts)
    if isinstance(ask, Never | InSentence | Count):
        return _asks_parent(ask.part)
    if isinstance(ask, Close):
        return _asks_parent(ask.left) or _asks_parent(ask.right)
    return isinstance(ask, Found) and bool(ask.scope & _PARENT)


class _Nearest:
    """Find the spans of a list that stand nearest before and after another span."""

    def __init__(self, spans: list[Span], places: tuple[int, ...]) -> None:
        self._by_first = sorted(spans)
        self._firsts = [span[0] for span in self._by_first]
        self._by_last = sorted(spans, key=lambda span: (span[1], span[0]))
        self._lasts = [span[1] for span in self._by_last]
        self._places = places

    def beside(self, span: Span, side: Side) -> list[Span]:
        """Return the nearest span after (the shorter, where two begin together) and before (likewise)."""
        found: list[Span] = []
        if side is not Side.BEFORE:
            after = bisect_right(self._firsts, span[1])
            found.extend(self._by_first[after : after + 1])
        if side is not Side.AFTER:
            before = bisect_left(self._lasts, span[0])
            found.extend(self._by_last[before - 1 : before] if before else [])
        return found


def _seat(index: int, columns: list[set[int]], holder: dict[int, int], tried: set[int]) -> bool:
    """Give a token a column of its own, moving earlier tokens to other columns where that makes room."""
    for number, column in enumerate(columns):
        if index in column and number not in tried:
            tried.add(number)
            if number not in holder or _seat(holder[number], columns, holder, tried):
                holder[number] = index
                return True
    return False


@lru_cache(maxsize=1_024)
def _literal_pattern(literal: str) -> re.Pattern[str]:
    parts = r"\s+".join(re.escape(part) for part in literal.split())
    return re.compile(f"(?=({parts}))")


def _inside(segment: Segment, starts: list[int], at: int) -> bool:
    """Tell whether a boundary between two characters lies within a token."""
    index = bisect_left(starts, at) - 1
    return index >= 0 and segment.tokens[index].start < at < segment.tokens[index].end


def _scope_of(segment: Segment, at: int) -> int:
    lead = segment.name == "text" and at < segment.lead_end
    return SCOPES[segment.name] | (SCOPES["lead"] if lead else 0)
