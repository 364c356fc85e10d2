"""What the company, its products and its competitors are called, taken from the standing queries about them.

A query is a question, not a list of names, so only what it surely calls somebody by is taken: the words and phrases
that are asked for in one field or none, on the first side of every AND (`velofjord AND (app OR update)` is about
velofjord), and nothing behind a NOT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.understood import NAMED, OURS
from resonanz.query.language import parse
from resonanz.query.tree import And, AtLeast, Near, Or, Phrase, Query, Sentence, Stem, Strict, Within
from resonanz.query.tree import Word as QueryWord
from resonanz.understand.plain import plain
from resonanz.understand.target import Entity

SHORTEST: Final = 2
"""Letters of a name."""
MOST: Final = 200
"""Names of one query that are looked for."""


def entities_of(queries: Iterable[StandingQuery], accounts: Iterable[str] = ()) -> list[Entity]:
    """Return what the queries about us, our products and competitors name; `accounts` are handles of our own."""
    found = []
    handles = tuple((account.lower(),) for account in sorted(accounts) if len(account) >= SHORTEST)
    for query in queries:
        if query.about not in NAMED:
            continue
        names = names_in(query)
        if query.about == OURS[0] and names:
            names, handles = (*names, *handles), ()
        if names:
            found.append(Entity(QueryId(query.id), query.about, tuple(dict.fromkeys(names))))
    return found


def names_in(query: StandingQuery) -> tuple[tuple[str, ...], ...]:
    """Return the names that a query asks for, as lower-case words; none where it cannot be understood."""
    try:
        tree = parse(query.text)
    except InputRejected:
        return ()
    names = (_tokens(text) for text in _asked(tree))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST]


def _asked(node: Query) -> Iterator[str]:
    match node:
        case QueryWord(text) | Phrase(text):
            yield text
        case And(parts):
            yield from next((found for part in parts if (found := list(_asked(part)))), [])
        case Or(parts):
            for part in parts:
                yield from _asked(part)
        case Near(left=left):
            yield from _asked(left)
        case Within() | Sentence() | AtLeast() | Stem() | Strict():
            yield from _asked(node.part)


def _tokens(text: str) -> tuple[str, ...]:
    """Return a name as the tokens of a text would hold it; empty for what no token can be."""
    stem = text.endswith("*")
    bare = text.lstrip("@#$").rstrip("*")
    tokens: Sequence[str] = plain(bare).tokens
    if not tokens or "?" in bare or "*" in bare or len("".join(tokens)) < SHORTEST:
        return ()
    return (*tokens[:-1], tokens[-1] + "*") if stem else tuple(tokens)
