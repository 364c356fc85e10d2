"""A surge and an incident as pictures: what was heard hour by hour, against what was to be expected."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.incident import Incident
from resonanz.core.search import By, Count
from resonanz.core.surge import LEAD, Surge, meant
from resonanz.store.relational.selectors import sources
from resonanz.understand.expected import BEFORE, HOUR, expected
from resonanz.web import words
from resonanz.web.asking import link
from resonanz.web.charts import Chart, Series, hours_between, series_of
from resonanz.web.series import asked_for, series_link

AROUND: Final = timedelta(hours=18)
"""How much before and after a surge its chart shows."""
LONGEST: Final = timedelta(days=7)
SENTIMENTS: Final = ("negative", "neutral", "positive")


def surge_chart(surge: Surge, now: datetime) -> Chart:
    """Return the voices of a surge's series by the hour, and what was expected."""
    since = surge.started_at - AROUND
    until = min((surge.ended_at or now) + AROUND, since + LONGEST, now)
    hours = hours_between(since, until)
    voices = house().surges.hours(surge.series, since=hours[0] - BEFORE, until=until)
    heard = tuple(voices.get(hour, 0) for hour in hours)
    links = tuple(series_link(surge.series, hour, hour + HOUR) for hour in hours)
    usual = tuple(round(value, 1) for value in expected(voices, hours))
    series = (
        Series("accent", _("voices heard"), heard, links),
        Series("suspect", _("usual for this hour"), usual, shape="line"),
    )
    return Chart(
        "surge", _("Voices per hour"), sum(heard), hours, series, sources.gaps_between(since, until), _("nothing heard")
    )


def incident_chart(incident: Incident, now: datetime) -> Chart:
    """Return what is said in an incident's series by the hour and sentiment: the hourly picture."""
    until = min(incident.closed_at or now, now)
    since = max(incident.since, until - LONGEST)
    hours = hours_between(since, until) or hours_between(until - HOUR, until)
    zone = timezone.get_current_timezone_name()
    asked = meant(incident.series, hours[0], until)
    groups = house().archive.count(Count(filter=asked, by=(By.HOUR, By.SENTIMENT), time_zone=zone))
    series = series_of(
        groups,
        hours,
        {code: words.word(code, "sentiment") for code in SENTIMENTS},
        lambda code, hour: link(
            reverse("live"), since=hour, until=hour + HOUR, own="no", sentiment=code, **asked_for(incident.series)
        ),
    )
    total = sum(group.number for group in groups)
    gaps = sources.gaps_between(since, until)
    return Chart("incident", _("Mentions per hour by sentiment"), total, hours, series, gaps, _("nothing heard"))


def heard_since(surge: Surge) -> datetime:
    """Return from when on what is said belongs to a surge."""
    return surge.started_at - LEAD
