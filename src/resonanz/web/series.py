"""What a watched series is called on a page, and where its mentions are read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.web import desks, words
from resonanz.web.asking import link

_FIELDS: Final = {"query": "query", "department": "department", "kind": "kind", "topic": "topic"}
_NAMED: Final = {"query": "queries", "department": "departments"}


def series_name(series: str) -> str:
    """Return what a series is called, in the reader's language."""
    kind, _colon, value = series.partition(":")
    if kind in _NAMED:
        return desks.names()[_NAMED[kind]].get(int(value), _("(removed since)"))
    if kind == "kind":
        return words.word(value, "kind")
    return value if kind == "topic" else _("everything")


def series_link(series: str, since: datetime, until: datetime | None) -> str:
    """Return where the mentions of a series in a time are read."""
    kind, _colon, value = series.partition(":")
    asked = {_FIELDS[kind]: value} if kind in _FIELDS else {}
    return link(reverse("live"), since=since, until=until, own="no", **asked)
