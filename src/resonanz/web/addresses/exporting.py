"""What can be taken out as a file."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import exports

PAGES: list[URLPattern] = [
    path("exports/mentions.<slug:form>", exports.export_mentions, name="export_mentions"),
    path("exports/measures.csv", exports.export_measures, name="export_measures"),
    path("exports/cases.csv", exports.export_cases, name="export_cases"),
    path("exports/<slug:name>.csv", exports.export_list, name="export_list"),
]
