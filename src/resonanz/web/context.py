"""What every page shows around its content: navigation with what may be done, waiting work, theme, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject, lazy
from django.utils.translation import gettext_lazy as _

from resonanz.core.policy import Action
from resonanz.store.relational.selectors import cases as case_rows
from resonanz.store.relational.selectors import notices as notice_rows
from resonanz.web import desks
from resonanz.web.access import actor, may

THEMES: Final = {"light": _("Light"), "dark": _("Dark"), "auto": _("Automatic")}
FRESH: Final = 5
"""Seconds that the numbers beside the navigation may be old."""


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one entry of the navigation."""

    name: str
    label: str | Promise
    key: str
    needs: Action
    below: tuple[str, ...] = ()
    """Beginnings of names of addresses that belong to it."""


GROUPS: Final = (
    (
        _("Work"),
        (
            Item("overview", _("Today"), "g o", Action.READ),
            Item("inbox", _("Inbox"), "g i", Action.READ, ("case",)),
            Item("unanswered", _("Unanswered"), "g 2", Action.READ),
            Item("asked", _("Asked of us"), "g j", Action.READ),
            Item("notices", _("Notices"), "g 1", Action.READ, ("notice",)),
        ),
    ),
    (
        _("What is said"),
        (
            Item("live", _("Live"), "g l", Action.READ, ("mention",)),
            Item("surges", _("Surges"), "g w", Action.READ, ("surge",)),
            Item("incidents", _("Incidents"), "g n", Action.READ, ("incident", "checklists")),
            Item("topics", _("Topics"), "g b", Action.READ, ("topic",)),
        ),
    ),
    (
        _("Answering"),
        (
            Item("answers", _("Answers library"), "g v", Action.READ, ("answer",)),
            Item("criticisms", _("Criticism"), "g c", Action.READ, ("criticism",)),
            Item("reactions", _("Reactions"), "g 5", Action.READ),
        ),
    ),
    (
        _("Changing"),
        (
            Item("needs", _("Needs"), "g f", Action.READ, ("need",)),
            Item("initiatives", _("Initiatives"), "g y", Action.READ, ("initiative",)),
            Item("learnings", _("Learnings"), "g k", Action.READ),
        ),
    ),
    (
        _("Measuring"),
        (
            Item("management", _("Management"), "g 3", Action.READ),
            Item("dashboards", _("Dashboards"), "g 9", Action.READ, ("dashboard",)),
            Item("reports", _("Reports"), "g 4", Action.READ, ("report",)),
            Item("measures", _("Measures"), "g m", Action.READ, ("measure",)),
            Item("goals", _("Goals"), "g 6", Action.READ, ("goal",)),
            Item("seriousness", _("Seriousness"), "g z", Action.READ, ("charter",)),
            Item("ear", _("The company's ear"), "g 7", Action.READ),
            Item("places", _("New places"), "g 8", Action.READ, ("place",)),
        ),
    ),
    (
        _("Listening"),
        (
            Item("sources", _("Sources"), "g s", Action.READ, ("source",)),
            Item("queries", _("Queries"), "g q", Action.READ, ("query",)),
            Item("routes", _("Routes"), "g r", Action.READ, ("route",)),
            Item("understanding", _("Understanding"), "g u", Action.READ),
        ),
    ),
    (
        _("Company"),
        (
            Item("departments", _("Departments"), "g d", Action.READ, ("department",)),
            Item("deadlines", _("Deadlines"), "g t", Action.READ, ("deadlines_",)),
            Item("people", _("People"), "g p", Action.MANAGE_PEOPLE, ("person",)),
            Item("company", _("Settings"), "g e", Action.MANAGE_SETTINGS),
            Item("webhooks", _("Webhooks"), "g h", Action.MANAGE_SETTINGS, ("webhook",)),
            Item("audit", _("Audit trail"), "g a", Action.READ_AUDIT),
            Item("ledger", _("Erasures"), "g x", Action.READ_AUDIT),
        ),
    ),
)


def everywhere(request: HttpRequest) -> Mapping[str, Any]:
    """Return what every template may use; the numbers are asked for only where they are shown."""
    theme = request.COOKIES.get("resonanz_theme", "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "languages": settings.LANGUAGES,
        "navigation": lazy(lambda: list(_navigation(request)), list)(),
        "names": SimpleLazyObject(desks.names),
        "live_page": reverse("live"),
        "mention_page": reverse("mention"),
        "can": {action.value: may(request, action) for action in Action},
    }


def _navigation(request: HttpRequest) -> Iterator[Mapping[str, Any]]:
    here = getattr(request.resolver_match, "url_name", "") or ""
    for title, items in GROUPS:
        shown = [_shown(request, item, here) for item in items if may(request, item.needs)]
        if shown:
            yield {"title": title, "items": shown}


def _shown(request: HttpRequest, item: Item, here: str) -> Mapping[str, Any]:
    current = here == item.name or any(here.startswith(start) for start in (item.name, *item.below))
    return {
        "label": item.label,
        "url": reverse(item.name),
        "key": item.key,
        "current": current,
        "count": waiting() if item.name == "inbox" else _unread(request) if item.name == "notices" else None,
        "bell": item.name == "notices",
    }


def _unread(request: HttpRequest) -> int:
    """Return how many notices who asks has not read."""
    who = actor(request).id
    return 0 if who is None else notice_rows.unread(who)


def waiting() -> int:
    """Return how many cases wait for us, at most a few seconds old."""
    found = cache.get("waiting")
    if found is None:
        found = sum(counts.waiting for counts in case_rows.inbox_counts().values())
        cache.set("waiting", found, FRESH)
    return int(found)
