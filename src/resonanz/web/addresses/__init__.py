"""Every address of the pages, area by area."""

from __future__ import annotations

from django.urls import URLPattern

from resonanz.web.addresses import (
    answering,
    attachments,
    company,
    deadlines,
    learning,
    listening,
    moderating,
    queries,
    surging,
    sweeping,
    topics,
    trying,
    webhooks,
    work,
)

PAGES: list[URLPattern] = [
    *answering.PAGES,
    *work.PAGES,
    *sweeping.PAGES,
    *surging.PAGES,
    *moderating.PAGES,
    *listening.PAGES,
    *queries.PAGES,
    *topics.PAGES,
    *trying.PAGES,
    *learning.PAGES,
    *deadlines.PAGES,
    *company.PAGES,
    *webhooks.PAGES,
    *attachments.PAGES,
]
