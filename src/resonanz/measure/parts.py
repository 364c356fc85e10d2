"""Which mentions each metric of the market counts, under which name: every figure leads to them.

A metric counts what the market says: our own voice and what is not about us are left out whatever its filter says. None
stands for a part that the filter itself rules out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Final, TypeAlias

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.metric import Metric
from resonanz.core.search import Filter
from resonanz.core.understood import OURS, Kind, Sentiment

Parts: TypeAlias = Mapping[str, Filter | None]
Queries: TypeAlias = Sequence[StandingQuery]

_LISTS: Final = tuple(one.name for one in fields(Filter) if str(one.type).startswith("tuple["))


def counted_under(filter: Filter) -> Filter:
    """Return the filter that every metric counts under."""
    return replace(filter, include_own=False, only_relevant=True, since=None, until=None)


def parts_of(metric: Metric, queries: Queries) -> Parts:
    """Return what a metric of the market counts: name of the count -> filter, without times."""
    found = _PARTS.get(metric.name)
    if found is None:
        raise InputRejected(f"{metric.name} is not read from mentions.", place="metric", remedy="Choose another one.")
    return found(metric, counted_under(metric.filter), queries)


def both(one: Filter, other: Filter) -> Filter | None:
    """Return what meets both filters; None where nothing can.

    Queries in words are joined by AND. Two conditions that each name several standing queries or topics cannot be
    joined exactly, because a mention can have several: the second must then lie within the first, or be refused.
    """
    changed: dict[str, object] = {}
    for name in _LISTS:
        first, second = getattr(one, name), getattr(other, name)
        if first and second:
            common = tuple(value for value in first if value in second)
            if name in _SEVERAL and set(second) - set(first):
                raise InputRejected("Part and whole name different ones.", place=name, remedy="Narrow only one.")
            if not common:
                return None
            changed[name] = common
        elif second:
            changed[name] = second
    if other.query.strip():
        changed["query"] = f"({one.query}) AND ({other.query})" if one.query.strip() else other.query
    if one.author and other.author and one.author.lower() != other.author.lower():
        return None
    changed["author"] = one.author or other.author
    changed["include_duplicates"] = one.include_duplicates and other.include_duplicates
    return replace(one, **changed)  # type: ignore[arg-type]  # names and values of the same class


_SEVERAL: Final = frozenset({"queries", "topics"})


def _volume(_metric: Metric, under: Filter, _queries: Queries) -> Parts:
    return {"mentions": under}


def _share(metric: Metric, under: Filter, _queries: Queries) -> Parts:
    if metric.part is None:
        raise InputRejected("A share needs a part.", place="part", remedy="Say which mentions are counted.")
    return {"part": both(under, metric.part), "whole": under}


def _share_of_voice(_metric: Metric, under: Filter, queries: Queries) -> Parts:
    whole = replace(under, queries=())
    return {
        "own": _matching(whole, [one.id for one in queries if one.about in OURS]),
        "competitors": _matching(whole, [one.id for one in queries if one.about == "competitor"]),
    }


def _matching(under: Filter, ids: Sequence[QueryId]) -> Filter | None:
    return replace(under, queries=tuple(ids)) if ids else None


def _feeling(*sentiments: Sentiment) -> Callable[[Metric, Filter, Queries], Parts]:
    def parts(_metric: Metric, under: Filter, _queries: Queries) -> Parts:
        return {one.value: both(under, Filter(sentiments=(one.value,))) for one in sentiments}

    return parts


def _feeling_for_us(_metric: Metric, under: Filter, _queries: Queries) -> Parts:
    return {one.value: both(under, Filter(towards=(one.value,))) for one in Sentiment}


def _of_kind(kind: Kind) -> Callable[[Metric, Filter, Queries], Parts]:
    def parts(_metric: Metric, under: Filter, _queries: Queries) -> Parts:
        return {"part": both(under, Filter(kinds=(kind.value,))), "whole": under}

    return parts


_PARTS: Final[Mapping[str, Callable[[Metric, Filter, Queries], Parts]]] = {
    "volume": _volume,
    "voices": lambda _metric, under, _queries: {"authors": under},
    "reach": _volume,
    "engagement": _volume,
    "share": _share,
    "share_of_voice": _share_of_voice,
    "net_sentiment_a": _feeling(Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE),
    "net_sentiment_b": _feeling(Sentiment.POSITIVE, Sentiment.NEGATIVE),
    "net_sentiment_us": _feeling_for_us,
    **{f"{kind.value}_share": _of_kind(kind) for kind in Kind if kind is not Kind.OTHER},
}
