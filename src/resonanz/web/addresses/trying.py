"""What is tried on purpose: initiatives, forecasts, learnings."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import initiative, initiatives

PAGES: list[URLPattern] = [
    path("initiatives", initiatives.initiatives, name="initiatives"),
    path("initiatives/new", initiatives.initiative_new, name="initiative_new"),
    path("initiatives/forecasts", initiatives.forecasts, name="initiative_forecasts"),
    path("initiatives/<int:number>", initiative.initiative, name="initiative"),
    path("initiatives/<int:number>/edit", initiatives.initiative_edit, name="initiative_edit"),
    path("initiatives/<int:number>/outlook", initiative.initiative_outlook, name="initiative_outlook"),
    path("initiatives/<int:number>/do/<slug:action>", initiative.initiative_do, name="initiative_do"),
    path("learnings", initiatives.learnings, name="learnings"),
]
