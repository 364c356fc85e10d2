"""What is measured, what is meant seriously, who hears and decides, and where else we are talked about."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import ear, goals, measures, places, seriousness, tops

PAGES: list[URLPattern] = [
    path("measures", measures.measures, name="measures"),
    path("measures/notes/<int:number>/remove", measures.note_drop, name="note_drop"),
    path("measures/tops", tops.tops, name="tops"),
    path("measures/<slug:name>", measures.measure, name="measure"),
    path("measures/<slug:name>/cases", measures.measure_cases, name="measure_cases"),
    path("goals", goals.goals, name="goals"),
    path("goals/<int:number>/remove", goals.goal_drop, name="goal_drop"),
    path("seriousness", seriousness.seriousness, name="seriousness"),
    path("charters/<slug:kind>/<str:key>", seriousness.charter, name="charter"),
    path("ear", ear.ear, name="ear"),
    path("places", places.places, name="places"),
    path("places/<int:number>", places.place, name="place"),
    path("places/<int:number>/<slug:action>", places.place_do, name="place_do"),
]
