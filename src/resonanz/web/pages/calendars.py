"""Working time of a department, or of the company for all that have none of their own.

Hours are written as people write them, `09:00-12:00, 13:00-17:00`; the next holidays stand beside them, so that a wrong
state is noticed before it costs a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action
from resonanz.respond.holidays import public_holidays, subdivisions
from resonanz.store.relational.editing import deadlines as editing
from resonanz.store.relational.selectors import rules
from resonanz.store.relational.views import DepartmentRow
from resonanz.web import due
from resonanz.web.access import actor, may, page
from resonanz.web.desks import now
from resonanz.web.trouble import in_words

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEXT_HOLIDAYS: Final = 6


class CalendarForm(forms.Form):
    """Take a working time."""

    own = forms.BooleanField(label=lazy("This department has its own working time"), required=False)
    zone = forms.ChoiceField(label=lazy("Time zone"))
    always = forms.BooleanField(label=lazy("Open around the clock"), required=False)
    mon, tue, wed, thu, fri, sat, sun = (
        forms.CharField(label=WEEKDAYS[number], required=False, max_length=200) for number in range(7)
    )
    country = forms.ChoiceField(label=lazy("Public holidays of"), required=False)
    state = forms.CharField(label=lazy("Federal state"), required=False, max_length=20)
    closed = forms.CharField(
        label=lazy("Days of our own without work"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("One date a line, for example 2026-12-24."),
    )
    adopt = forms.BooleanField(
        label=lazy("Open cases follow it too"),
        required=False,
        initial=True,
        help_text=lazy("Otherwise only cases that are opened from now on. Closed cases keep what they had."),
    )

    def __init__(self, *args: Any, company: bool, **kwargs: Any) -> None:  # noqa: ANN401  Django's own
        super().__init__(*args, **kwargs)
        zones = sorted(one for one in available_timezones() if "/" in one and not one.startswith("Etc/"))
        self.fields["zone"].choices = [("UTC", "UTC"), *((one, one) for one in zones)]  # type: ignore[attr-defined]
        countries = [("", _("no country")), *((one, one) for one in sorted(subdivisions()))]
        self.fields["country"].choices = countries  # type: ignore[attr-defined]
        for day in (*DAYS, "country", "state", "closed"):
            self.fields[day].quiet = True  # type: ignore[attr-defined]  # an empty one means something
        if company:
            del self.fields["own"]

    def days(self) -> list[forms.BoundField]:
        """Return the fields of the week."""
        return [self[day] for day in DAYS]

    def written(self) -> dict[str, object]:
        """Return the working time as it is stored."""
        given = self.cleaned_data
        hours = {day: [one.strip() for one in given[day].split(",")] for day in DAYS if given[day].strip()}
        calendar: dict[str, object] = {"zone": given["zone"], "hours": "always" if given["always"] else hours}
        if given["country"]:
            calendar["holidays"] = {"country": given["country"], "state": given["state"].strip()}
        if closed := given["closed"].replace(",", " ").split():
            calendar["closed"] = closed
        return calendar


@page(methods=("GET", "POST"))
def calendar(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show a working time; leads change their department's, administrators the company's."""
    row = _load(slug) if slug else None
    written, own = house().deadlines.written_calendar(row.id if row else None)
    manages = may(request, Action.MANAGE_DEPARTMENT, row.id) if row else may(request, Action.MANAGE_SETTINGS)
    initial = {**_initial(written), "own": own}
    form = CalendarForm(request.POST or None, company=row is None, initial=initial)
    if request.method == "POST" and form.is_valid():
        shown = form.written()
        if "preview" not in request.POST:
            if _kept(request, row, form):
                return redirect(request.path)
        else:
            written = shown
    context = {
        "row": row,
        "form": form,
        "manages": manages,
        "own": own,
        "upcoming": _upcoming(written, form),
        "states": _states(written),
    }
    return render(request, "pages/calendar.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, row: DepartmentRow | None, form: CalendarForm) -> bool:
    """Store the working time; where it is refused, put the reason at its field."""
    wanted = form.written() if row is None or form.cleaned_data["own"] else None
    department = None if row is None else DepartmentId(row.id)
    try:
        editing.set_calendar(
            actor(request),
            department,
            wanted,
            now(),
            first=house().deadlines.first(),
            adopt=form.cleaned_data["adopt"],
        )
    except InputRejected as trouble:
        form.add_error(_field(trouble.place), in_words(trouble))
        return False
    messages.success(request, _("The working time is changed."))
    return True


def _field(place: str) -> str | None:
    """Return the field that a place of the rules is about: calendars.3.hours.mon[0] is Monday."""
    words = place.partition("[")[0].split(".")
    known = (*DAYS, "zone", "closed", "country", "state")
    return next((word for word in reversed(words) if word in known), None)


def _initial(written: Mapping[str, Any]) -> dict[str, object]:
    hours = written.get("hours", {})
    holidays = written.get("holidays") or {}
    week = {} if hours == "always" else {day: ", ".join(one) for day, one in _week(hours).items()}
    return {
        **week,
        "zone": written.get("zone", ""),
        "always": hours == "always",
        "country": holidays.get("country", ""),
        "state": holidays.get("state", ""),
        "closed": "\n".join(str(day) for day in written.get("closed", ())),
        "adopt": True,
    }


def _week(hours: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """Return the hours day by day, where they may be written for a range."""
    week: dict[str, list[str]] = {}
    for key, intervals in hours.items():
        first, _dash, last = key.partition("-")
        for day in DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]:
            week[day] = intervals
    return week


def _upcoming(written: Mapping[str, Any], form: CalendarForm) -> list[tuple[date, str]]:
    """Return the next days without work and why: public ones by their names, our own as such."""
    today = house().clock.now().date()
    holidays = written.get("holidays") or {}
    days: dict[date, str] = {}
    try:
        if holidays.get("country"):
            years = (today.year, today.year + 1)
            days |= public_holidays(holidays["country"], holidays.get("state", ""), years, lang=due.lang())
        days |= {date.fromisoformat(str(day)): _("our own") for day in written.get("closed", ())}
    except InputRejected as trouble:
        form.add_error(_field(trouble.place), in_words(trouble))
    except ValueError:
        form.add_error("closed", _("One of these is no date."))
    return sorted((day, name) for day, name in days.items() if day >= today)[:NEXT_HOLIDAYS]


def _states(written: Mapping[str, Any]) -> tuple[str, ...]:
    return subdivisions().get((written.get("holidays") or {}).get("country", ""), ())


def _load(slug: str) -> DepartmentRow:
    row = next((row for row in rules.departments() if row.slug == slug), None)
    if row is None:
        raise NotFound("There is no such department.")
    return row
