"""What is done with a mention on a channel of our own."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import moderating

PAGES: list[URLPattern] = [
    path("cases/<int:number>/mentions/<slug:action>", moderating.moderate, name="moderate"),
]
