"""A need as a picture: how many people asked for it day by day, each bar a link to what they said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resonanz.core.errors import InputRejected
from resonanz.core.ids import NeedId
from resonanz.store.relational.selectors import sources
from resonanz.store.relational.selectors.need_evidence import people_by_day
from resonanz.web.asking import link
from resonanz.web.charts import DAY, Chart, Series, days_between

CHARTED: Final = timedelta(days=60)


def need_chart(need: NeedId, now: datetime) -> Chart:
    """Return the people of a need day by day; who asks on two days counts on both."""
    days = days_between(now - CHARTED, now)
    heard = people_by_day(need, days[0], timezone.get_current_timezone())
    people = [heard.get(timezone.localtime(day).date(), 0) for day in days]
    here = reverse("need_mentions", args=[need])
    links = tuple(link(here, day=timezone.localtime(day).date().isoformat()) for day in days)
    series = (Series("accent", pgettext("need", "people"), tuple(people), links),)
    gaps, title = sources.gaps_between(days[0], now), _("People a day who asked for it")
    return Chart("need", title, sum(people), days, series, gaps, _("nothing heard"), DAY)


def days_of(text: str) -> tuple[datetime, datetime]:
    """Return where a day of the reader begins and ends; raise InputRejected."""
    try:
        day = date.fromisoformat(text)
        zone = timezone.get_current_timezone()
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=zone)
    except (ValueError, OverflowError) as trouble:
        raise InputRejected("This is no date.", place="day", remedy="Write for example 2026-12-31.") from trouble
    return start.astimezone(UTC), end.astimezone(UTC)
