"""Where people write what is asked of every mention."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import queries, query_editor, query_history, query_import, query_rerun

PAGES: list[URLPattern] = [
    path("queries", queries.queries, name="queries"),
    path("queries/new", queries.query_new, name="query_new"),
    path("queries/import", query_import.query_import, name="query_import"),
    path("queries/read", query_editor.query_read, name="query_read"),
    path("queries/check", query_editor.query_check, name="query_check"),
    path("queries/weigh", query_editor.query_weigh, name="query_weigh"),
    path("queries/propose", query_editor.query_propose, name="query_propose"),
    path("queries/<int:number>", queries.query, name="query"),
    path("queries/<int:number>/edit", queries.query_edit, name="query_edit"),
    path("queries/<int:number>/remove", queries.query_remove, name="query_remove"),
    path("queries/<int:number>/versions", query_history.query_versions, name="query_versions"),
    path("queries/<int:number>/versions/<int:version>/restore", query_history.query_restore, name="query_restore"),
    path("queries/<int:number>/rerun", query_rerun.query_rerun, name="query_rerun"),
]
