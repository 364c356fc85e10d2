"""The times that pages of measures are looked at over: the last days, today included, from the reader's midnight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.core.metric import Span
from resonanz.web.asking import link
from resonanz.web.desks import now

PERIODS: Final = {"7d": 7, "28d": 28, "90d": 90, "365d": 365}
USUAL: Final = "28d"


def chosen(request: HttpRequest) -> str:
    """Return the period that an address asks for."""
    given = request.GET.get("period", USUAL)
    return given if given in PERIODS else USUAL


def span_of(period: str) -> Span:
    """Return a period up to now."""
    at = now()
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(since=midnight - timedelta(days=PERIODS[period] - 1), until=at + timedelta(microseconds=1))


def options(current: str, path: str, **kept: str) -> list[Mapping[str, Any]]:
    """Return the periods to choose from, as links that keep what else is asked."""
    labels = (_("7 days"), _("4 weeks"), _("90 days"), _("a year"))
    return [
        {"label": label, "url": link(path, period=one, **kept), "current": one == current}
        for one, label in zip(PERIODS, labels, strict=True)
    ]
