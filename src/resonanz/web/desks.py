"""Short ways from a page to the use cases of the house, and what the pages of several groups share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.policy import Action
from resonanz.core.topic import TopicState
from resonanz.core.understood import NAMED
from resonanz.store.relational.selectors import needs as need_rows
from resonanz.web import words
from resonanz.web.access import may

SENTIMENT_KEYS: Final = {"positive": "+", "neutral": "0", "negative": "-"}
PERIODS: Final = ("1h", "24h", "7d", "30d")
LANGS: Final = ("de", "en")
CHOICES: Final = 200
"""Queries that a drop-down offers at most."""
FRESH: Final = 5
"""Seconds that names of departments, queries and routes may be old on a page."""


def now() -> datetime:
    """Return the present moment by the house's clock."""
    return house().clock.now()


def names() -> Mapping[str, Mapping[Any, str]]:
    """Return the names of departments, queries and routes by id, of topics by key, at most a few seconds old.

    Targets are the queries that a feeling can be for.
    """
    found: Mapping[str, Mapping[Any, str]] | None = cache.get("names")
    if found is None:
        rulebook = house().rulebook
        queries = rulebook.queries()
        found = {
            "departments": {int(one.id): one.name for one in rulebook.departments()},
            "queries": {int(one.id): one.name for one in queries},
            "targets": {int(one.id): one.name for one in queries if one.about in NAMED},
            "routes": {int(one.id): one.name for one in rulebook.routes()},
            "topics": {one.key: one.name for one in house().topics.all() if one.state is TopicState.NAMED},
        }
        cache.set("names", found, FRESH)
    return found


def channel_options() -> list[tuple[str, str]]:
    """Return the channels that can be heard, with their names."""
    found = {connector.channel for connector in house().connectors.values()}
    return [(channel, words.word(channel, "channel")) for channel in sorted(found)]


def options(group: str, codes: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return the codes of a group with their words."""
    return [(code, words.word(code, group)) for code in codes or words.ALL[group]]


def query_options(chosen: str) -> list[tuple[str, str]]:
    """Return standing queries to choose from: the oldest, and the one that is chosen.

    Ten thousand names would be most of a page; a query's own page leads to its mentions too.
    """
    known = names()["queries"]
    options = [(str(number), name) for number, name in islice(known.items(), CHOICES)]
    if chosen.isdecimal() and int(chosen) in known and all(number != chosen for number, _name in options):
        options.append((chosen, known[int(chosen)]))
    return options


def correction(request: HttpRequest) -> Mapping[str, Any] | None:
    """Return what the bar that corrects mentions offers; None for whoever may not correct."""
    if not may(request, Action.LABEL):
        return None
    return {
        "kinds": options("kind"),
        "sentiments": [(code, words.word(code, "sentiment"), key) for code, key in SENTIMENT_KEYS.items()],
        "departments": list(names()["departments"].items()),
        "topics": list(names()["topics"].items()),
        "needs": need_rows.choices(9) if may(request, Action.WORK_NEED) else (),
    }


def select(name: str, label: str, value: str, choices: Sequence[tuple[Any, str]]) -> Mapping[str, Any]:
    """Return a drop-down of a filter."""
    return {"name": name, "label": label, "value": value, "options": [(str(code), text) for code, text in choices]}


def period_options() -> list[tuple[str, str]]:
    """Return the periods that a filter offers."""
    return list(zip(PERIODS, (_("last hour"), _("last 24 hours"), _("last 7 days"), _("last 30 days")), strict=True))


def nothing_heard(request: HttpRequest) -> Mapping[str, str]:
    """Return what an empty stream says and where it leads."""
    adds = may(request, Action.MANAGE_SOURCES)
    return {
        "nothing": _("Nothing has been heard yet"),
        "nothing_help": _("As soon as a source brings something, it appears here by itself."),
        "sources_url": reverse("source_add") if adds else reverse("sources"),
        "sources_label": _("Add a source") if adds else _("Look at the sources"),
        "none": _("Nothing fits these conditions"),
        "none_help": _("Take a condition away, or look at a longer time."),
    }
