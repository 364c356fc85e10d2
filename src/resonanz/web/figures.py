"""Figures as a page shows them: in the unit's words, with how sure they are, and as links to what they count.

What a reader would get wrong: the difference of two shares is told in percentage points, not in per cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resonanz.core.deadline import told_time
from resonanz.core.metric import Definition, Figure, Metric, ReadFrom, Span, Unit
from resonanz.core.search import Filter
from resonanz.measure.comparing import Difference
from resonanz.measure.definitions import definition
from resonanz.measure.parts import Parts
from resonanz.store.relational.selectors import counted_cases
from resonanz.web.asking import link
from resonanz.web.tags import number, percent

NOTHING: Final = "–"
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold the words of a figure."""

    value: str
    interval: str
    """Empty where it was counted."""
    numerator: str
    denominator: str
    """Empty where there is none."""
    undecided: int


def defined(name: str) -> Definition:
    """Return a metric's definition in the reader's language."""
    return definition(name, "de" if (get_language() or "").startswith("de") else "en")


def told(value: float | None, unit: Unit) -> str:
    """Return a value in the words of its unit."""
    if value is None:
        return NOTHING
    if unit is Unit.SHARE:
        return percent(value)
    if unit is Unit.BALANCE:
        return _signed(value, 2)
    if unit is Unit.SECONDS:
        return told_time(round(value))
    return number(round(value, 1))


def told_difference(found: Difference | None, unit: Unit) -> str:
    """Return by how much something changed, empty where nobody can say."""
    if found is None:
        return ""
    if unit is Unit.SHARE:
        return _("%(points)s percentage points") % {"points": _signed(100 * found.value, 1)}
    if unit is Unit.SECONDS:
        return f"{'+' if found.value > 0 else MINUS if found.value < 0 else '±'}{told_time(round(abs(found.value)))}"
    return _signed(found.value, 2 if unit is Unit.BALANCE else 0)


def shown(figure: Figure) -> Shown:
    """Return a figure in words."""
    bounds = ""
    if figure.low is not None and figure.high is not None:
        bounds = _("%(low)s to %(high)s") % {
            "low": told(figure.low, figure.unit),
            "high": told(figure.high, figure.unit),
        }
    return Shown(
        value=told(figure.value, figure.unit),
        interval=bounds,
        numerator=number(round(figure.numerator, 1)).replace("-", MINUS),
        denominator="" if figure.denominator is None else number(round(figure.denominator, 1)),
        undecided=figure.undecided,
    )


def plotted(value: float | None, unit: Unit) -> float | None:
    """Return a value as a chart draws it: shares in per cent, times in hours."""
    if value is None:
        return None
    return round({Unit.SHARE: 100 * value, Unit.SECONDS: value / 3600}.get(unit, value), 3)


def axis(unit: Unit) -> str:
    """Return what a chart of the unit counts in; empty for plain numbers."""
    return {Unit.SHARE: "%", Unit.SECONDS: "h"}.get(unit, "")


def mentions_link(part: Filter | None, span: Span) -> str:
    """Return where the mentions of a part are read; empty where it is ruled out or cannot be asked by an address."""
    if part is None or part.types or part.thread:
        return ""
    return link(
        reverse("live"),
        q=part.query,
        since=span.since,
        until=_whole(span.until),
        channel=part.channels,
        source=part.sources,
        lang=part.langs,
        sentiment=part.sentiments,
        towards=part.towards,
        kind=part.kinds,
        query=part.queries,
        topic=part.topics,
        department=part.departments,
        author=part.author,
        own="" if part.include_own else "no",
        duplicates="" if part.include_duplicates else "no",
        relevant="yes" if part.only_relevant else "",
    )


def cases_link(metric: Metric, part: str, span: Span) -> str:
    """Return where the cases of a part of a figure are listed: as many lines as it counts."""
    only = metric.filter
    return link(
        reverse("measure_cases", args=[metric.name]),
        part=part,
        since=span.since,
        until=_whole(span.until),
        channel=only.channels,
        lang=only.langs,
        department=only.departments,
        kind=only.kinds,
    )


def links(metric: Metric, parts: Parts, span: Span) -> Mapping[str, str]:
    """Return where the counts of a metric are read, by the name of the count."""
    if definition(metric.name).source is ReadFrom.CASES:
        return {part: cases_link(metric, part, span) for part in counted_cases.PARTS[metric.name]}
    found = {name: mentions_link(part, span) for name, part in parts.items()}
    return {name: address for name, address in found.items() if address}


def _whole(end: datetime) -> datetime:
    """Return an end in whole seconds, as an address writes it, so that nothing before it is lost."""
    return end if not end.microsecond else end.replace(microsecond=0) + timedelta(seconds=1)


def _signed(value: float, places: int) -> str:
    told_value = formats.number_format(
        round(abs(value), places), decimal_pos=places, use_l10n=True, force_grouping=True
    )
    return f"{'+' if value > 0 else MINUS if value < 0 else '±'}{told_value}"
