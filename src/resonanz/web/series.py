"""What a watched series is called on a page, and where its mentions are read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.web import desks, words
from resonanz.web.asking import link

NAMED: Final = {"query": "queries", "department": "departments", "topic": "topics"}
"""What a series can be of that people named, and where its names are found."""


def series_name(series: str) -> str:
    """Return what a series is called, in the reader's language."""
    kind, _colon, value = series.partition(":")
    if kind in NAMED:
        names = desks.names()[NAMED[kind]]
        return names.get(value if kind == "topic" else int(value), _("(removed since)"))
    return words.word(value, "kind") if kind == "kind" else _("everything")


def asked_for(series: str) -> dict[str, str]:
    """Return a series as the parameters of the stream's address."""
    kind, _colon, value = series.partition(":")
    return {kind: value} if value else {}


def series_link(series: str, since: datetime, until: datetime | None) -> str:
    """Return where the mentions of a series in a time are read."""
    return link(reverse("live"), since=since, until=until, own="no", **asked_for(series))
