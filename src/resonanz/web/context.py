"""What every page shows around its content: navigation with what may be done, waiting work, theme, languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language
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
            Item("exports", _("Exports"), "g 0", Action.EXPORT, ("export",)),
            Item("audit", _("Audit trail"), "g a", Action.READ_AUDIT),
            Item("ledger", _("Erasures"), "g x", Action.READ_AUDIT),
        ),
    ),
)

NEEDED: Final = frozenset(item.needs for _title, items in GROUPS for item in items)


def everywhere(request: HttpRequest) -> Mapping[str, Any]:
    """Return what every template may use; the numbers are asked for only where they are shown."""
    theme = request.COOKIES.get("resonanz_theme", "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "languages": settings.LANGUAGES,
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "names": SimpleLazyObject(desks.names),
        "live_page": reverse("live"),
        "mention_page": reverse("mention"),
        "can": {action.value: may(request, action) for action in Action},
    }


def _navigation(request: HttpRequest) -> SafeString:
    permitted = frozenset(action for action in NEEDED if may(request, action))
    here = getattr(request.resolver_match, "url_name", "") or ""
    return _rendered(permitted, here, waiting(), _unread(request), get_language() or "")


@lru_cache(maxsize=500)
def _rendered(permitted: frozenset[Action], here: str, cases: int, notices: int, _language: str) -> SafeString:
    """Return the navigation, rendered once for everybody who sees the same: its key is everything that it shows."""
    numbers = {"inbox": cases, "notices": notices}
    groups = [(title, [item for item in items if item.needs in permitted]) for title, items in GROUPS]
    shown = [
        {"title": title, "items": [_shown(item, here, numbers.get(item.name)) for item in items]}
        for title, items in groups
        if items
    ]
    return render_to_string("parts/navigation.html", {"navigation": shown})


def _shown(item: Item, here: str, count: int | None) -> Mapping[str, Any]:
    return {
        "label": item.label,
        "url": reverse(item.name),
        "key": item.key,
        "current": here == item.name or any(here.startswith(start) for start in (item.name, *item.below)),
        "count": count,
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
        found = sum(one.waiting for one in case_rows.inboxes())
        cache.set("waiting", found, FRESH)
    return int(found)
