"""What is heard most: words, authors and sites of a time, each leading to its mentions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.metric import Span, Unit
from resonanz.core.search import By, Filter
from resonanz.measure.parts import both, counted_under
from resonanz.measure.tops import Busy, Word, busiest, top_words
from resonanz.web import desks, figures, periods
from resonanz.web.access import page
from resonanz.web.asking import asked
from resonanz.web.desks import now
from resonanz.web.editor.reading import quoted

FILTERS = ("channel", "lang", "query", "department", "kind")


@page()
def tops(request: HttpRequest) -> HttpResponse:
    """Show what is heard most over a time, and under what was chosen."""
    period = periods.chosen(request)
    span, under, archive = periods.span_of(period), asked(request.GET, now()).filter, house().archive
    under = replace(under, since=None, until=None)
    words = top_words(archive, under, span)
    kept = {name: one for name in FILTERS if (one := request.GET.get(name, ""))}
    return render(
        request,
        "pages/tops.html",
        {
            "words": [word_row(one, under, span) for one in words.rows],
            "spoken": words.spoken,
            "authors": [_busy(one, _by(one), under, span) for one in busiest(archive, By.AUTHOR, under, span)],
            "sites": [_busy(one, _leading(one), under, span) for one in busiest(archive, By.DOMAIN, under, span)],
            "filters": _filters(request),
            "period": period,
            "periods": periods.options(period, reverse("tops"), **kept),
        },
    )


def word_row(one: Word, under: Filter, span: Span) -> Mapping[str, Any]:
    """Return what is shown of a frequent word."""
    share, before = one.share.value, one.before.value
    low, high = one.share.interval or (None, None)
    return {
        "word": one.said.word,
        "number": one.said.number,
        "share": figures.told(share, Unit.SHARE),
        "interval": "" if low is None else f"{figures.told(low, Unit.SHARE)} – {figures.told(high, Unit.SHARE)}",
        "before": figures.told(before, Unit.SHARE),
        "more": one.is_more,
        "url": _link(Filter(query=quoted(one.said.word)), under, span),
    }


def _busy(one: Busy, part: Filter, under: Filter, span: Span) -> Mapping[str, Any]:
    return {"name": one.key, "number": one.number, "url": _link(part, under, span)}


def _by(one: Busy) -> Filter:
    return Filter(author=one.key)


def _leading(one: Busy) -> Filter:
    """Return what leads to a site: by any of its links, so that there may be more than were counted."""
    return Filter(query=f"link:{one.key} OR site:{one.key}")


def _link(part: Filter, under: Filter, span: Span) -> str:
    return figures.mentions_link(both(counted_under(under), part), span)


def _filters(request: HttpRequest) -> list[Mapping[str, Any]]:
    given, anything = request.GET, ("", _("all"))
    departments = [(str(one), title) for one, title in desks.names()["departments"].items()]
    options = {
        "channel": (_("Channel"), desks.channel_options()),
        "lang": (_("Language"), desks.options("lang", desks.LANGS)),
        "query": (_("Query"), desks.query_options(given.get("query", ""))),
        "department": (_("Department"), departments),
        "kind": (_("Kind"), desks.options("kind")),
    }
    return [
        desks.select(name, label, given.get(name, ""), [anything, *found]) for name, (label, found) in options.items()
    ]
