"""Every address of the pages, area by area."""

from __future__ import annotations

from django.urls import URLPattern

from resonanz.web.addresses import company, listening, queries, work

PAGES: list[URLPattern] = [*work.PAGES, *listening.PAGES, *queries.PAGES, *company.PAGES]
