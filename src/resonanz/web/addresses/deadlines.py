"""Working time and the rules of deadlines."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import calendars, deadlines

PAGES: list[URLPattern] = [
    path("deadlines", deadlines.deadlines, name="deadlines"),
    path("deadlines/calendar", calendars.calendar, name="deadlines_calendar"),
    path("departments/<slug:slug>/calendar", calendars.calendar, name="department_calendar"),
]
