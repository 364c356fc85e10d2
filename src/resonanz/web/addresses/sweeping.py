"""What is done in an inbox without leaving it."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import inbox_views, sweeping

PAGES: list[URLPattern] = [
    path("sweeps/<slug:doing>", sweeping.sweep_do, name="sweep_do"),
    path("sweeps/<int:number>/undo", sweeping.sweep_undo, name="sweep_undo"),
    path("quick/<int:number>", sweeping.quick, name="quick"),
    path("views/keep", inbox_views.view_keep, name="view_keep"),
    path("views/<int:number>/drop", inbox_views.view_drop, name="view_drop"),
]
