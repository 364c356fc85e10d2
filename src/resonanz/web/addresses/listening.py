"""Where people say what is listened to: sources, routes."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import routes, sources

PAGES: list[URLPattern] = [
    path("sources", sources.sources, name="sources"),
    path("sources/add", sources.source_add, name="source_add"),
    path("sources/add/<slug:connector>", sources.source_new, name="source_new"),
    path("sources/opml", sources.source_opml, name="source_opml"),
    path("sources/<int:number>", sources.source, name="source"),
    path("sources/<int:number>/edit", sources.source_edit, name="source_edit"),
    path("sources/<int:number>/look", sources.source_look, name="source_look"),
    path("sources/<int:number>/switch", sources.source_switch, name="source_switch"),
    path("sources/<int:number>/probe", sources.source_probe, name="source_probe"),
    path("sources/<int:number>/remove", sources.source_remove, name="source_remove"),
    path("routes", routes.routes, name="routes"),
    path("routes/new", routes.route_new, name="route_new"),
    path("routes/<int:number>", routes.route, name="route"),
    path("routes/<int:number>/move", routes.route_move, name="route_move"),
    path("routes/<int:number>/remove", routes.route_remove, name="route_remove"),
]
