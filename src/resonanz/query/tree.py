"""A query as a tree of frozen nodes; `str(node)` is its canonical text, and parsing that gives the same tree.

What a reader would get wrong: `at` (where the node stands in the text it came from) takes no part in equality,
and brackets are not in the tree: printing puts back those that are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

Extent = tuple[int, int]
NOWHERE: Final[Extent] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Be any node; every node is a whole query."""

    at: Extent = field(default=NOWHERE, compare=False, repr=False)
    """Characters [start, end) of the text it was read from."""

    @property
    def children(self) -> tuple[Query, ...]:
        """Return the nodes directly below."""
        return ()

    def __str__(self) -> str:
        return printed(self)


@dataclass(frozen=True, slots=True)
class Word(Query):
    """One word as written, its sign and wildcards included: `bahn`, `#bahn`, `verspät*`, `m?ller`."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase(Query):
    """Words in their order: `"zu spät"`; with `slop` in any order close together; `verbatim` never inflected."""

    text: str
    slop: int | None = None
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Exact(Query):
    """Characters exactly as written, case and punctuation included: `raw:"AT&T"`."""

    text: str


@dataclass(frozen=True, slots=True)
class And(Query):
    """All of at least two parts."""

    parts: tuple[Query, ...]

    @property
    def children(self) -> tuple[Query, ...]:
        """Return the parts."""
        return self.parts


@dataclass(frozen=True, slots=True)
class Or(Query):
    """Any of at least two parts."""

    parts: tuple[Query, ...]

    @property
    def children(self) -> tuple[Query, ...]:
        """Return the parts."""
        return self.parts


@dataclass(frozen=True, slots=True)
class _Wrapping(Query):
    part: Query

    @property
    def children(self) -> tuple[Query, ...]:
        """Return the part."""
        return (self.part,)


@dataclass(frozen=True, slots=True)
class Not(_Wrapping):
    """What does not match the part."""


@dataclass(frozen=True, slots=True)
class Near(Query):
    """One part at most `distance` words from the other, after it where `ordered`."""

    left: Query
    right: Query
    distance: int
    ordered: bool = False

    @property
    def children(self) -> tuple[Query, ...]:
        """Return left and right."""
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Within(_Wrapping):
    """The part, looked for in one text field alone: `title:(...)`."""

    field: str


@dataclass(frozen=True, slots=True)
class Sentence(_Wrapping):
    """The part, true within a single sentence."""


@dataclass(frozen=True, slots=True)
class AtLeast(_Wrapping):
    """The part, found at least `count` times."""

    count: int


@dataclass(frozen=True, slots=True)
class Stem(_Wrapping):
    """The part with the plain inflections of a language (`de`, `en`)."""

    lang: str


@dataclass(frozen=True, slots=True)
class Strict(_Wrapping):
    """The part with umlauts and accents only as they are written."""


@dataclass(frozen=True, slots=True)
class Key(Query):
    """A field that has this value; with `wild`, `*` and `?` in the value are wildcards."""

    field: str
    value: str
    wild: bool = False


@dataclass(frozen=True, slots=True)
class Number(Query):
    """A number between bounds, None where open; a bound itself counts unless it is `open`."""

    field: str
    low: float | None
    high: float | None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Since(Query):
    """A time at or after a moment: absolute, or so long before now."""

    field: str
    moment: datetime | timedelta


@dataclass(frozen=True, slots=True)
class Before(Query):
    """A time before a moment: absolute, or so long before now."""

    field: str
    moment: datetime | timedelta


@dataclass(frozen=True, slots=True)
class Named(Query):
    """Another query by its name: `query:"Competitors"`."""

    name: str


def all_of(parts: tuple[Query, ...], at: Extent = NOWHERE) -> Query:
    """Return the conjunction of one or more queries, nested ones flattened."""
    return _joined(And, parts, at)


def any_of(parts: tuple[Query, ...], at: Extent = NOWHERE) -> Query:
    """Return the disjunction of one or more queries, nested ones flattened."""
    return _joined(Or, parts, at)


def _joined(kind: type[And] | type[Or], parts: tuple[Query, ...], at: Extent) -> Query:
    if len(parts) == 1:
        return parts[0]
    flat: list[Query] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(flat), at=at)


def walk(query: Query) -> Iterator[Query]:
    """Yield every node, parents before their children, in the order of the text; depth is no obstacle."""
    waiting = [query]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def depth(query: Query) -> int:
    """Return how many levels the tree has; depth is no obstacle."""
    deepest = 0
    waiting = [(query, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in node.children)
    return deepest


def printed(query: Query) -> str:
    """Return the canonical text of a query; depth is no obstacle."""
    written: list[str] = []
    waiting: list[Query | str] = [query]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            written.append(item)
        else:
            waiting.extend(reversed(_pieces(item)))
    return "".join(written)


def _pieces(node: Query) -> list[Query | str]:
    """Return what is written for a node: texts, and nodes to be written in their place."""
    if isinstance(node, And):
        return [piece for part in node.parts for piece in (" AND ", *_bracketed(part, Or))][1:]
    if isinstance(node, Or):
        return [piece for part in node.parts for piece in (" OR ", part)][1:]
    if isinstance(node, Not):
        return ["NOT ", *_bracketed(node.part, And, Or)]
    if isinstance(node, Near):
        operator = f" {'O' if node.ordered else ''}NEAR/{node.distance} "
        left, right = (_bracketed(side, And, Or, Not, Near) for side in (node.left, node.right))
        return [*left, operator, *right]
    if isinstance(node, _Wrapping):
        return [_operator(node), *_bracketed(node.part, And, Or, Not, Near)]
    return [_leaf(node)]


def _bracketed(node: Query, *kinds: type[Query]) -> list[Query | str]:
    return ["(", node, ")"] if isinstance(node, kinds) else [node]


def _operator(node: _Wrapping) -> str:
    if isinstance(node, Within):
        return f"{node.field}:"
    if isinstance(node, AtLeast):
        return f"atleast/{node.count}:"
    if isinstance(node, Stem):
        bracketed = isinstance(node.part, And | Or | Not | Near)
        return f"stem:{node.lang}" if bracketed else f"stem:{node.lang}:"
    return "sentence:" if isinstance(node, Sentence) else "strict:"


def _leaf(node: Query) -> str:  # noqa: PLR0911 - one return for each kind of node
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Phrase):
        return _phrase(node)
    if isinstance(node, Exact):
        return f"raw:{quoted(node.text)}"
    if isinstance(node, Key):
        return f"{node.field}:{node.value if node.wild or is_plain(node.value) else quoted(node.value)}"
    if isinstance(node, Number):
        return f"{node.field}:{_bounds(node)}"
    if isinstance(node, Since):
        return f"{node.field}:>={_moment(node.moment)}"
    if isinstance(node, Before):
        return f"{node.field}:<{_moment(node.moment)}"
    if isinstance(node, Named):
        return f"query:{quoted(node.name)}"
    raise TypeError(f"{type(node).__name__} is no query")


def quoted(text: str) -> str:
    """Return text between straight quotation marks, those in it escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def is_plain(value: str) -> bool:
    """Tell whether a field's value can be written without quotation marks."""
    return bool(value) and value not in OPERATORS and all(char.isalnum() or char in "_-./@" for char in value)


OPERATORS: Final = frozenset({"AND", "OR", "NOT", "NEAR", "ONEAR", "TO"})


def _phrase(node: Phrase) -> str:
    text = quoted(node.text)
    if node.verbatim:
        text = f'"{text}"'
    return text if node.slop is None else f"{text}~{node.slop}"


def _bounds(node: Number) -> str:
    low, high = node.low, node.high
    if low is not None and low == high:
        return _number(low)
    if low is not None and high is not None:
        return f"[{_number(low)} TO {_number(high)}]"
    if low is not None:
        return f"{'>' if node.low_open else '>='}{_number(low)}"
    if high is None:
        raise ValueError("a number needs at least one bound")
    return f"{'<' if node.high_open else '<='}{_number(high)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


_UNITS: Final = ((604_800, "w"), (86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def _moment(moment: datetime | timedelta) -> str:
    if isinstance(moment, timedelta):
        seconds = int(moment.total_seconds())
        if seconds == 0:
            return "now"
        size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
        return f"now-{seconds // size}{unit}"
    moment = moment.astimezone(UTC)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return text.removesuffix(":00").removesuffix("T00:00") if text.endswith("00:00") else text.removesuffix(":00")
