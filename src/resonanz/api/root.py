"""The HTTP API under `/api/v1`: one router per noun, tokens per person, errors in one shape (RFC 9457).

Nothing is decided here: a request becomes a use case or a selector, with the actor of its token.
"""

from __future__ import annotations

from ninja import NinjaAPI

from resonanz import __version__
from resonanz.api import (
    answers,
    bulk,
    cases,
    charters,
    criticism,
    dashboards,
    departments,
    exports,
    forecasts,
    goals,
    incidents,
    initiatives,
    mentions,
    metrics,
    moderation,
    needs,
    notices,
    places,
    queries,
    reactions,
    replies,
    reports,
    routes,
    sources,
    surges,
    together,
    topics,
    tops,
    webhooks,
)
from resonanz.api.problems import handle_problems
from resonanz.api.tellings import telling_router
from resonanz.api.tokens import TokenAuth
from resonanz.core.telling import Matter

api = NinjaAPI(
    title="Resonanz",
    version=__version__,
    description="Listen, answer and learn. Send a person's token as `Authorization: Bearer rsz_…`.",
    auth=TokenAuth(),
    urls_namespace="api-v1",
)
api.add_router("/mentions", mentions.router, tags=["mentions"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("/cases", bulk.router, tags=["cases"])
api.add_router("/cases", together.cases, tags=["cases"])
api.add_router("/inquiries", together.inquiries, tags=["cases"])
api.add_router("/absences", together.absences, tags=["departments"])
api.add_router("/departments", together.dispatching, tags=["departments"])
api.add_router("/moderation", moderation.router, tags=["cases"])
api.add_router("/replies", replies.router, tags=["replies"])
api.add_router("/sources", sources.router, tags=["sources"])
api.add_router("/queries", queries.router, tags=["queries"])
api.add_router("/topics", topics.router, tags=["topics"])
api.add_router("/surges", surges.router, tags=["surges"])
api.add_router("/incidents", incidents.router, tags=["surges"])
api.add_router("/needs", needs.router, tags=["needs"])
api.add_router("/needs", telling_router(Matter.NEED), tags=["needs"])
api.add_router("/answers", answers.router, tags=["answers"])
api.add_router("/criticism", criticism.router, tags=["criticism"])
api.add_router("/criticism", telling_router(Matter.CRITICISM), tags=["criticism"])
api.add_router("/reactions", reactions.router, tags=["answers"])
api.add_router("/initiatives", initiatives.router, tags=["initiatives"])
api.add_router("/forecasts", forecasts.router, tags=["initiatives"])
api.add_router("/departments", departments.router, tags=["departments"])
api.add_router("/routes", routes.router, tags=["routes"])
api.add_router("/webhooks", webhooks.router, tags=["webhooks"])
api.add_router("/metrics/tops", tops.router, tags=["measures"])  # before the metric of any name
api.add_router("/metrics", metrics.router, tags=["measures"])
api.add_router("/goals", goals.router, tags=["measures"])
api.add_router("/annotations", goals.notes, tags=["measures"])
api.add_router("/charters", charters.router, tags=["seriousness"])
api.add_router("/places", places.router, tags=["seriousness"])
api.add_router("/ear", places.hearing, tags=["seriousness"])
api.add_router("/dashboards", dashboards.router, tags=["measures"])
api.add_router("/exports", exports.router, tags=["reports"])
api.add_router("/reports", reports.router, tags=["reports"])
api.add_router("/notices", notices.router, tags=["notices"])
api.add_router("/departments", notices.ladders, tags=["departments"])
handle_problems(api)
