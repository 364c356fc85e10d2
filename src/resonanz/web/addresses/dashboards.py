"""Own dashboards."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import dashboards

PAGES: list[URLPattern] = [
    path("dashboards", dashboards.dashboards, name="dashboards"),
    path("dashboards/<int:number>", dashboards.dashboard, name="dashboard"),
    path("dashboards/<int:number>/tiles/<int:key>", dashboards.dashboard_tile, name="dashboard_tile"),
    path("dashboards/<int:number>/arrange", dashboards.dashboard_arrange, name="dashboard_arrange"),
    path("dashboards/<int:number>/<slug:action>", dashboards.dashboard_do, name="dashboard_do"),
]
