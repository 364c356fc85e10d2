"""Where people say what is listened to: sources, queries, routes."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import queries, routes, sources

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
    path("queries", queries.queries, name="queries"),
    path("queries/new", queries.query_new, name="query_new"),
    path("queries/check", queries.query_check, name="query_check"),
    path("queries/<int:number>", queries.query, name="query"),
    path("queries/<int:number>/edit", queries.query_edit, name="query_edit"),
    path("queries/<int:number>/remove", queries.query_remove, name="query_remove"),
    path("routes", routes.routes, name="routes"),
    path("routes/new", routes.route_new, name="route_new"),
    path("routes/<int:number>", routes.route, name="route"),
    path("routes/<int:number>/move", routes.route_move, name="route_move"),
    path("routes/<int:number>/remove", routes.route_remove, name="route_remove"),
]
