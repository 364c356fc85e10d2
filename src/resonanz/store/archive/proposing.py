"""From a query to what the text index is asked: a wider question that a word list can answer."""

from __future__ import annotations

from typing import Final

import tantivy

from resonanz.query.index import All, And, Candidates, Or, Prefix, Word, candidates
from resonanz.query.language import parse
from resonanz.store.archive.wordindex import Ask

_META: Final = frozenset(r"\.+*?()|[]{}^$#&-~")


def proposal(query: str) -> Ask | None:
    """Return what the index is asked for a query, None when only a look at every mention helps."""
    if not query.strip():
        return None
    wanted = candidates(parse(query))
    if isinstance(wanted, All):
        return None
    return lambda schema: _translated(wanted, schema)


def _translated(wanted: Candidates, schema: tantivy.Schema) -> tantivy.Query:
    match wanted:
        case All():
            return tantivy.Query.all_query()
        case Word(word):
            return tantivy.Query.term_query(schema, "word", word, "basic")
        case Prefix(prefix):
            return tantivy.Query.regex_query(schema, "word", _escaped(prefix) + ".*")
        case And(parts):
            return _joined([_translated(part, schema) for part in parts], tantivy.Occur.Must)
        case Or(parts):
            return _either(parts, schema)


def _either(parts: tuple[Candidates, ...], schema: tantivy.Schema) -> tantivy.Query:
    words = [part.word for part in parts if isinstance(part, Word)]
    queries = [_translated(part, schema) for part in parts if not isinstance(part, Word)]
    if words:
        queries.append(tantivy.Query.term_set_query(schema, "word", words))
    if not queries:
        return tantivy.Query.empty_query()
    return _joined(queries, tantivy.Occur.Should)


def _joined(queries: list[tantivy.Query], occur: tantivy.Occur) -> tantivy.Query:
    if len(queries) == 1:
        return queries[0]
    if not queries:
        return tantivy.Query.all_query()
    return tantivy.Query.boolean_query([(occur, query) for query in queries])


def _escaped(prefix: str) -> str:
    return "".join("\\" + one if one in _META else one for one in prefix)
