"""When many speak at once: surges, incidents, checklists."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import incident_work, incidents, surges

PAGES: list[URLPattern] = [
    path("surges", surges.surges, name="surges"),
    path("surges/now", surges.surges_now, name="surges_now"),
    path("surges/<int:number>", surges.surge, name="surge"),
    path("incidents", incidents.incidents, name="incidents"),
    path("incidents/new", incidents.incident_new, name="incident_new"),
    path("incidents/checklists", incidents.checklists, name="checklists"),
    path("incidents/<int:number>", incidents.incident, name="incident"),
    path("incidents/<int:number>/<slug:action>", incident_work.incident_do, name="incident_do"),
]
