"""What a filter and a count mean, apart from where: the rules that every archive is measured by.

The one thing a reader would get wrong: an author has two keys, the handle and the id, both compared without
regard to case; a count by author names the first of them that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.mention import Mention
from resonanz.core.search import By, Count, Filter, Group
from resonanz.core.understood import Voice

_TIMES = frozenset({By.HOUR, By.DAY})


def author_keys(mention: Mention) -> tuple[str | None, ...]:
    """Return the author's keys in lower case, the handle first; (None,) when there is none."""
    keys = tuple(key.lower() for key in (mention.author.handle, mention.author.id) if key)
    return keys or (None,)


def is_own(heard: Heard) -> bool:
    """Tell whether the company itself spoke."""
    return heard.mention.author.is_own or heard.understood.voice is Voice.OWN


def meets(filter: Filter, heard: Heard) -> bool:
    """Tell whether every condition except the text's holds."""
    return _meets_mention(filter, heard.mention) and _meets_understood(filter, heard)


def _meets_mention(filter: Filter, mention: Mention) -> bool:
    return (
        (filter.since is None or mention.published_at >= filter.since)
        and (filter.until is None or mention.published_at < filter.until)
        and _among(mention.channel, filter.channels)
        and _among(mention.source, filter.sources)
        and _among(mention.type.value, filter.types)
        and (filter.thread is None or mention.thread == filter.thread)
        and (not filter.author or filter.author.lower() in author_keys(mention))
    )


def _meets_understood(filter: Filter, heard: Heard) -> bool:
    understood = heard.understood
    return (
        _among(understood.lang.value, filter.langs)
        and _among(understood.sentiment.value, filter.sentiments)
        and _among(understood.kind.value, filter.kinds)
        and _among(understood.department, filter.departments)
        and _among(understood.towards_us.value, filter.towards)
        and (not filter.topics or bool(set(filter.topics) & set(understood.topics)))
        and (not filter.queries or bool(set(filter.queries) & set(understood.queries)))
        and (filter.include_own or not is_own(heard))
        and (filter.include_duplicates or understood.duplicate_of is None)
        and (not filter.only_relevant or understood.relevant.value == "yes")
    )


def _among(value: object, wanted: Collection[object]) -> bool:
    return not wanted or value in wanted


class TextTest(NamedTuple):
    """Put a query to one mention after the other."""

    test: Callable[[Heard], bool]
    asks_parent: bool = False
    """Whether mentions must come with what they answer (`query.parents.with_parents`)."""

    def __call__(self, heard: Heard) -> bool:
        """Tell whether a mention matches."""
        return self.test(heard)


def text_test(query: str) -> TextTest:
    """Return the test that a query in the query language puts to a mention; raise InputRejected where it is wrong.

    Names of other queries must have been put in: stores know no names.
    """
    if not query.strip():
        return TextTest(lambda _heard: True)
    from resonanz.query.evaluate import matches, planned  # noqa: PLC0415  most questions have no text
    from resonanz.query.language import parse  # noqa: PLC0415
    from resonanz.query.parents import asks_parent  # noqa: PLC0415

    tree = parse(query)
    try:
        planned(tree)
    except ValueError as trouble:
        raise InputRejected(
            "The query names another query.", place="query", remedy="Put the text of that query in its place."
        ) from trouble
    return TextTest(lambda heard: matches(tree, heard), asks_parent(tree))


def check(filter: Filter, ask: Count | None = None) -> None:
    """Raise InputRejected for what cannot be asked: a time without zone, an unknown time zone, two time splits."""
    for name in ("since", "until"):
        moment = getattr(filter, name)
        if moment is not None and moment.tzinfo is None:
            raise InputRejected("The time has no zone.", place=name, remedy="Write it with Z or an offset.")
    if ask is None:
        return
    if len(_TIMES & set(ask.by)) > 1 or len(set(ask.by)) != len(ask.by):
        raise InputRejected("Split by each thing once, and by one of hour and day.", place="by")
    if ask.limit is not None and ask.limit < 1:
        raise InputRejected("Ask for at least one group.", place="limit")
    try:
        ZoneInfo(ask.time_zone)
    except (KeyError, ValueError, OSError) as trouble:
        raise InputRejected(
            f"{ask.time_zone!r} is no time zone.", place="time_zone", remedy="Write for example Europe/Berlin."
        ) from trouble


def in_order(groups: list[Group], ask: Count) -> list[Group]:
    """Return the largest `limit` groups, time ascending where there is a time, else largest first."""
    weights, times = [-group.number for group in groups], None
    for by, keys in zip(ask.by, zip(*(group.keys for group in groups), strict=True), strict=False):
        # Of many groups most keys are the same: each is spelt once, and compared as a number.
        ranks = {key: rank for rank, key in enumerate(sorted(set(keys), key=None if by in _TIMES else _spelt))}
        ranked = [ranks[key] for key in keys]
        weights = [weight * len(ranks) + rank for weight, rank in zip(weights, ranked, strict=True)]
        times = ranked if by in _TIMES else times
    largest = sorted(range(len(groups)), key=weights.__getitem__)[: ask.limit]
    if times is not None:
        largest.sort(key=times.__getitem__)
    return [groups[each] for each in largest]


def _spelt(key: object) -> tuple[bool, str]:
    return key is None, f"{key:020d}" if isinstance(key, int) else str(key)
