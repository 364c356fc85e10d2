"""What can be taken out as a file."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import exports

PAGES: list[URLPattern] = [
    path("exports", exports.exports, name="exports"),
    path("exports/<int:number>/work", exports.export_work, name="export_work"),
    path("exports/<int:number>/file", exports.export_file, name="export_file"),
    path("exports/<int:number>/again", exports.export_again, name="export_again"),
    path("exports/<int:number>/remove", exports.export_remove, name="export_remove"),
    path("exports/<slug:name>.<slug:form>", exports.export, name="export"),
]
