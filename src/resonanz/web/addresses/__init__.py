"""Every address of the pages, area by area."""

from __future__ import annotations

from django.urls import URLPattern

from resonanz.web.addresses import company, learning, listening, moderating, queries, work

PAGES: list[URLPattern] = [
    *work.PAGES,
    *moderating.PAGES,
    *listening.PAGES,
    *queries.PAGES,
    *learning.PAGES,
    *company.PAGES,
]
