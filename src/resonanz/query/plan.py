"""What a query asks, spelt out: contexts pushed down to the leaves, NEAR spread over AND and NOT.

The tree is what a person wrote; the plan is what is evaluated, live and on the archive alike. A *place* is an
ask that has spans in the text (a word, any of several, two things close together); other asks only hold or not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from resonanz.query import tree
from resonanz.query.fields import EVERYWHERE, TEXTS
from resonanz.query.leaves import Slots, inflected, phrase_slots, strictly, word_slots
from resonanz.query.tree import Query

MAX_PAIRS: Final = 1_000
"""NEARs that one NEAR may be spread into."""

SCOPES: Final = {name: 1 << index for index, name in enumerate(TEXTS)}
"""Bit of each text field; a token of the text's first paragraph has those of `text` and `lead`."""
EVERYWHERE_SCOPE: Final = sum(SCOPES[name] for name in EVERYWHERE)


class Side(Enum):
    """Where the right part of a Close may stand."""

    EITHER = "either"
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Found:
    """Ask for tokens in a row; with `slop` in any order within a window; or for `literal` characters."""

    slots: Slots
    scope: int = EVERYWHERE_SCOPE
    slop: int | None = None
    literal: str = ""


@dataclass(frozen=True, slots=True)
class Union:
    """Ask for any of several places."""

    parts: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """Ask for spans of two places at most `distance` apart; `without`: spans of the left with none of the right."""

    left: Place
    right: Place
    distance: int
    side: Side = Side.EITHER
    without: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Ask that all parts hold."""

    parts: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Ask that any part holds."""

    parts: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """Ask that the part does not hold."""

    part: Ask


@dataclass(frozen=True, slots=True)
class InSentence:
    """Ask that the part holds with the tokens of one sentence alone."""

    part: Ask


@dataclass(frozen=True, slots=True)
class Count:
    """Ask for at least `least` different spans."""

    least: int
    part: Place


@dataclass(frozen=True, slots=True)
class KeyTest:
    """Ask for a value of a field."""

    field: str
    value: str
    wild: bool = False


@dataclass(frozen=True, slots=True)
class NumberTest:
    """Ask for a number between bounds."""

    field: str
    low: float | None
    high: float | None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class TimeTest:
    """Ask for a time at or after `since` or before `before`; a timedelta counts back from now."""

    field: str
    since: datetime | timedelta | None
    before: datetime | timedelta | None


Place = Found | Union | Close
Ask = Place | All | Any | Never | InSentence | Count | KeyTest | NumberTest | TimeTest


class PlanError(ValueError):
    """Say by the code of a mistake why a part of a query cannot be asked."""

    def __init__(self, code: str, node: Query, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.node = node
        self.details = details


@dataclass(frozen=True, slots=True)
class Context:
    """Hold what the operators around a part of a query mean for it."""

    scope: int = EVERYWHERE_SCOPE
    strict: bool = False
    stem: str = ""
    lenient: bool = False
    """Names of other queries may still be there: they count as places."""


def plan(query: Query, context: Context | None = None) -> Ask:
    """Return what a query asks; raise PlanError, and ValueError when it still names other queries."""
    return _ask(query, context or Context())


def check(query: Query) -> None:
    """Raise PlanError where a NEAR or an atleast in the query asks for what has no place."""
    waiting = [query]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Near | tree.AtLeast):
            _ask(node, Context(lenient=True))
        else:
            waiting.extend(reversed(node.children))


def _ask(node: Query, context: Context) -> Ask:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case tree.And(parts):
            return All(tuple([_ask(part, context) for part in parts]))
        case tree.Or(parts):
            return _either([_ask(part, context) for part in parts])
        case tree.Not(part):
            return Never(_ask(part, context))
        case tree.Word() | tree.Phrase() | tree.Exact():
            return _found(node, context)
        case tree.Near():
            return _Spread(node).near(context)
        case tree.Sentence(part):
            return InSentence(_ask(part, context))
        case tree.AtLeast(part, count):
            return Count(count, _countable(node, part, context))
        case tree.Within() | tree.Strict() | tree.Stem():
            return _ask(node.part, narrowed(node, context))
        case tree.Named() if context.lenient:
            return Union(())
    return _test(node)


def _test(node: Query) -> Ask:
    match node:
        case tree.Key(field, value, wild):
            return KeyTest(field, value, wild)
        case tree.Number():
            return NumberTest(node.field, node.low, node.high, node.low_open, node.high_open)
        case tree.Since(field, moment):
            return TimeTest(field, moment, None)
        case tree.Before(field, moment):
            return TimeTest(field, None, moment)
    raise ValueError(f"resolve() must be called before {node} can be asked")


def _either(parts: Sequence[Ask]) -> Ask:
    places = [part for part in parts if isinstance(part, Found | Union | Close)]
    return Union(tuple(places)) if len(places) == len(parts) else Any(tuple(parts))


def narrowed(node: tree.Within | tree.Strict | tree.Stem, context: Context) -> Context:
    """Return what an operator makes of the context for the part behind it."""
    if isinstance(node, tree.Within):
        return replace(context, scope=SCOPES[node.field])
    if isinstance(node, tree.Strict):
        return replace(context, strict=True)
    return replace(context, stem=node.lang)


def _found(node: tree.Word | tree.Phrase | tree.Exact, context: Context) -> Found:
    if isinstance(node, tree.Exact):
        return Found((), context.scope, literal=node.text)
    quoted = isinstance(node, tree.Phrase)
    slots = phrase_slots(node.text) if quoted else word_slots(node.text)
    if context.strict:
        slots = strictly(slots, node.text, quoted=quoted)
    elif context.stem and not (isinstance(node, tree.Phrase) and node.verbatim):
        slots = inflected(slots, context.stem)
    return Found(slots, context.scope, node.slop if isinstance(node, tree.Phrase) else None)


def _countable(node: Query, part: Query, context: Context) -> Place:
    ask = _Spread(node).operand(part, context)
    if isinstance(ask, Found) or (isinstance(ask, Union) and all(isinstance(each, Found) for each in ask.parts)):
        return ask
    raise PlanError("count_operand", part)


class _Spread:
    """Turn one NEAR into asks whose NEARs have only places on both sides."""

    def __init__(self, node: Query) -> None:
        self.node = node
        self.pairs = 0

    def near(self, context: Context) -> Ask:
        return self.operand(self.node, context)

    def operand(self, node: Query, context: Context) -> Ask:  # noqa: PLR0911 - one return for each kind of node
        """Return a side of a NEAR as places joined by All, Any and Never."""
        match node:
            case tree.Word() | tree.Phrase() | tree.Exact():
                return _found(node, context)
            case tree.Or(parts):
                return _flat(_either([self.operand(part, context) for part in parts]))
            case tree.And(parts):
                return All(tuple([self.operand(part, context) for part in parts]))
            case tree.Not(part):
                return _negated(self.operand(part, context))
            case tree.Within() | tree.Strict() | tree.Stem():
                return self.operand(node.part, narrowed(node, context))
            case tree.Near(left, right):
                return self._pair(self.operand(left, context), self.operand(right, context), node)
            case tree.Named() if context.lenient:
                return Union(())
        raise PlanError("near_operand" if isinstance(self.node, tree.Near) else "count_operand", node)

    def _pair(self, left: Ask, right: Ask, node: tree.Near) -> Ask:
        if isinstance(left, All | Any):
            return self._each(left, lambda part: self._pair(part, right, node))
        if isinstance(right, All | Any):
            return self._each(right, lambda part: self._pair(left, part, node))
        self.pairs += 1
        if self.pairs > MAX_PAIRS:
            raise PlanError("near_wide", node, limit=MAX_PAIRS)
        side = Side.AFTER if node.ordered else Side.EITHER
        if isinstance(left, Never):
            if isinstance(right, Never):
                raise PlanError("near_not", node)
            side = Side.BEFORE if node.ordered else Side.EITHER
            return Close(_place(right), _place(left.part), node.distance, side, without=True)
        if isinstance(right, Never):
            return Close(_place(left), _place(right.part), node.distance, side, without=True)
        return Close(_place(left), _place(right), node.distance, side)

    def _each(self, joined: All | Any, pair: Callable[[Ask], Ask]) -> Ask:
        parts = tuple([pair(part) for part in joined.parts])
        return All(parts) if isinstance(joined, All) else _either(parts)


def _flat(ask: Ask) -> Ask:
    """Return a union without unions in it."""
    if not isinstance(ask, Union):
        return ask
    parts: list[Place] = []
    for part in ask.parts:
        parts.extend(part.parts if isinstance(part, Union) else (part,))
    return Union(tuple(parts))


def _negated(ask: Ask) -> Ask:
    if isinstance(ask, All):
        return Any(tuple([_negated(part) for part in ask.parts]))
    if isinstance(ask, Any):
        return All(tuple([_negated(part) for part in ask.parts]))
    return ask.part if isinstance(ask, Never) else Never(ask)


def _place(ask: Ask) -> Place:
    if isinstance(ask, Found | Union | Close):
        return ask
    raise TypeError(f"{type(ask).__name__} has no place")
