"""Every address of the pages, area by area."""

from __future__ import annotations

from django.urls import URLPattern

from resonanz.web.addresses import (
    answering,
    attachments,
    company,
    dashboards,
    deadlines,
    exporting,
    learning,
    listening,
    measuring,
    moderating,
    needs,
    notices,
    queries,
    reporting,
    surging,
    sweeping,
    together,
    topics,
    trying,
    webhooks,
    work,
)

PAGES: list[URLPattern] = [
    *answering.PAGES,
    *together.PAGES,
    *work.PAGES,
    *sweeping.PAGES,
    *surging.PAGES,
    *moderating.PAGES,
    *needs.PAGES,
    *listening.PAGES,
    *queries.PAGES,
    *topics.PAGES,
    *trying.PAGES,
    *learning.PAGES,
    *measuring.PAGES,
    *reporting.PAGES,
    *dashboards.PAGES,
    *exporting.PAGES,
    *deadlines.PAGES,
    *company.PAGES,
    *webhooks.PAGES,
    *notices.PAGES,
    *attachments.PAGES,
]
