"""The evidence of a need as pages read it: counted in people by segment and by day, and a page of it at a time.

What a reader would get wrong: segments do not add up. Who asked on two days, in two languages or on two topics counts
once in each, and once in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDay

from resonanz.core.ids import MentionId, NeedId
from resonanz.core.need import Evidence, Standing
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.needs import evidence_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.text import split
from resonanz.store.relational.views import Rows

SEGMENTS: Final = ("channel", "lang", "kind", "topic")
"""What evidence can be split by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Say which evidence of a need is meant; an empty condition always holds."""

    standing: Standing = Standing.IN
    segments: Mapping[str, str] = field(default_factory=dict)
    """Segment -> the value that is asked for."""
    since: datetime | None = None
    """Said at or after."""
    until: datetime | None = None
    """Said before."""


@reachable()
def people_by_segment(need: NeedId, segment: str) -> list[tuple[str, int]]:
    """Return how many people there are of each value of a segment, the most first; one query."""
    found = _found(need, Part()).order_by()
    if segment == "topic":
        people: defaultdict[str, set[str]] = defaultdict(set)
        for topics, voice in found.exclude(topics="").values_list("topics", "voice").distinct().iterator():
            for topic in split(topics):
                people[topic].add(voice)
        counted = [(topic, len(who)) for topic, who in people.items()]
    else:
        counted = list(found.values_list(segment).annotate(many=Count("voice", distinct=True)))
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


@reachable()
def people_by_day(need: NeedId, since: datetime, zone: tzinfo) -> Mapping[date, int]:
    """Return how many people spoke on each day of a zone since a moment; days of nobody are not there; one query."""
    days = _found(need, Part(since=since)).annotate(day=TruncDay("said_at", tzinfo=zone)).order_by().values_list("day")
    return {day.date(): many for day, many in days.annotate(many=Count("voice", distinct=True))}


@reachable()
def evidence_counts(need: NeedId, part: Part) -> tuple[int, int]:
    """Return how many people and how many mentions a part of the evidence is; one query."""
    counted = _found(need, part).aggregate(people=Count("voice", distinct=True), mentions=Count("pk"))
    return counted["people"], counted["mentions"]


@reachable()
def evidence_page(need: NeedId, part: Part, *, after: str | None = None, limit: int = 50) -> Rows[Evidence]:
    """Return a page of a part of the evidence, newest said first; one query."""
    limit, found = bounded(limit), _found(need, part)
    if after is not None:
        at, last = read_cursor("evidence", after, datetime, int)
        found = found.filter(Q(said_at__lt=at) | Q(said_at=at, pk__lt=last))
    rows = list(found.order_by("-said_at", "-pk")[: limit + 1])
    return page(rows, limit, evidence_of, lambda row: cursor("evidence", row.said_at, row.pk))


@reachable()
def is_evidence(need: NeedId, mention: MentionId) -> bool:
    """Tell whether a mention speaks for a need."""
    return _found(need, Part()).filter(mention=mention).exists()


def _found(need: NeedId, part: Part) -> QuerySet[models.NeedEvidence]:
    found = models.NeedEvidence.objects.filter(need=need, standing=part.standing.value)
    if part.since is not None:
        found = found.filter(said_at__gte=part.since)
    if part.until is not None:
        found = found.filter(said_at__lt=part.until)
    for segment, value in part.segments.items():
        found = found.filter(_with_topic(value) if segment == "topic" else Q(**{segment: value}))
    return found


def _with_topic(key: str) -> Q:
    """Ask for a word of a column of words with commas between."""
    alone, begins, ends = Q(topics=key), Q(topics__startswith=f"{key},"), Q(topics__endswith=f",{key}")
    return alone | begins | ends | Q(topics__contains=f",{key},")
