"""Topics: what is new and growing first, what the system proposes, and one topic with its people and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.ids import MentionId
from resonanz.core.policy import Action
from resonanz.core.search import By, Count, Filter
from resonanz.core.topic import Growth, Topic, TopicKey, TopicState, Trend
from resonanz.store.relational.selectors import sources
from resonanz.web import desks
from resonanz.web.access import may, page
from resonanz.web.asking import link
from resonanz.web.charts import DAY, Chart, Series, days_between
from resonanz.web.tags import number

VOLUME: Final = timedelta(days=30)
CHARTED: Final = timedelta(days=60)
FRESH: Final = 15
"""Seconds that numbers may be old."""
SHOWN: Final = 20
"""Mentions of a topic that its page shows."""
TEACHING: Final = 100
"""Examples that a topic's page shows, newest first."""
PROPOSED: Final = 12
QUOTED: Final = 3
"""Mentions that a proposal shows."""
ORDER: Final = (Trend.NEW, Trend.GROWING, Trend.STEADY, Trend.UNKNOWN, Trend.FADING)


@page()
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics, and what the system proposes."""
    every = house().topics.all()
    named = sorted((topic for topic in every if topic.state is TopicState.NAMED), key=_rank)
    proposed = sorted((topic for topic in every if topic.state is TopicState.PROPOSED), key=_rank)
    volumes = _volumes()
    return render(
        request,
        "pages/topics.html",
        {
            "rows": [(topic, volumes.get(topic.key, 0), growth_told(topic.growth)) for topic in named],
            "proposals": _proposals(proposed[:PROPOSED]),
            "more": max(len(proposed) - PROPOSED, 0),
            "named": named,
            "put_away": [topic for topic in every if topic.state in {TopicState.HIDDEN, TopicState.MERGED}],
            "manages": may(request, Action.MANAGE_QUERIES),
            "work": house().topics.work(),
            "name": request.GET.get("name", ""),
        },
    )


def _rank(topic: Topic) -> tuple[int, int, str]:
    return ORDER.index(topic.growth.trend), -topic.growth.people, topic.name.lower()


def _volumes() -> Mapping[str, int]:
    found: Mapping[str, int] | None = cache.get("topic-volumes")
    if found is None:
        wanted = Filter(since=desks.now() - VOLUME, include_own=False)
        groups = house().archive.count(Count(filter=wanted, by=(By.TOPIC,)))
        found = {str(group.keys[0]): group.number for group in groups}
        cache.set("topic-volumes", found, FRESH)
    return found


def _proposals(proposed: Sequence[Topic]) -> list[Mapping[str, Any]]:
    members: dict[TopicKey, list[MentionId]] = {topic.key: [] for topic in proposed}
    for one in house().topics.members():
        if one.topic in members:
            members[one.topic].append(one.mention)
    found = house().archive.find([mention for ids in members.values() for mention in ids[-QUOTED:]])
    return [
        {
            "topic": topic,
            "number": len(members[topic.key]),
            "said": [found[mention] for mention in members[topic.key][-QUOTED:] if mention in found],
        }
        for topic in proposed
    ]


@page()
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """Show a topic: its people day by day, its words, its mentions, what taught it, what became of it."""
    book = house().topics
    found = book.load(TopicKey(key))
    if found.into is not None:
        return redirect("topic", found.into)
    shown = house().archive.page(Filter(topics=(key,)), limit=SHOWN)
    every = book.all()
    return render(
        request,
        "pages/topic.html",
        {
            "topic": found,
            "told": growth_told(found.growth),
            "chart": _chart(found),
            "page": shown,
            "mentions": link(reverse("live"), topic=key),
            "examples": _examples(found.key),
            "others": [one for one in every if one.state is TopicState.NAMED and one.key != found.key],
            "absorbed": [one for one in every if one.into == found.key],
            "all_names": {one.key: one.name for one in every},
            "events": book.events(found.key),
            "manages": may(request, Action.MANAGE_QUERIES),
            "correction": desks.correction(request),
            "given": book.work().given,
        },
    )


def _chart(topic: Topic) -> Chart:
    """Return the topic's voices day by day: a person counts once a day."""
    now = desks.now()
    days = days_between(now - CHARTED, now)
    zone = timezone.get_current_timezone_name()
    wanted = Filter(since=days[0], topics=(topic.key,), include_own=False)
    voices: dict[object, int] = {}
    for group in house().archive.count(Count(filter=wanted, by=(By.DAY, By.AUTHOR), time_zone=zone)):
        voices[group.keys[0]] = voices.get(group.keys[0], 0) + 1
    heard = tuple(voices.get(day, 0) for day in days)
    live = reverse("live")
    links = tuple(link(live, topic=topic.key, since=day, until=day + DAY, own="no") for day in days)
    gaps = sources.gaps_between(days[0], now)
    title, nothing = _("Voices a day"), _("nothing heard")
    return Chart("topic", title, sum(heard), days, (Series("accent", title, heard, links),), gaps, nothing, DAY)


def _examples(key: TopicKey) -> list[Mapping[str, Any]]:
    said = [one for one in house().topics.examples() if one.topic == key][-TEACHING:][::-1]
    found = house().archive.find([one.mention for one in said])
    return [{"heard": found[one.mention], "fits": one.fits} for one in said if one.mention in found]


def growth_told(growth: Growth) -> str:
    """Return how a topic goes, in a sentence with its numbers."""
    told = _("%(people)s voices in the last week, %(usual)s a week before") % {
        "people": number(growth.people),
        "usual": number(round(growth.usual, 1)),
    }
    if growth.trend in {Trend.GROWING, Trend.FADING, Trend.STEADY}:
        told += "; " + _("%(low)s to %(high)s times as many") % {
            "low": number(round(growth.low, 1)),
            "high": number(round(growth.high, 1)),
        }
    return told
