"""Metrics for Prometheus, and whether this process can serve: numbers and states, never a name of a person or text."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.db import connections
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client.exposition import choose_encoder

from resonanz.app.wiring import house
from resonanz.core.errors import ResonanzError
from resonanz.core.source import Health
from resonanz.store.relational.selectors import rules, sources
from resonanz.web.desks import now

REGISTRY: Final = CollectorRegistry()
_answered = Histogram(
    "resonanz_page_seconds",
    "Time to answer a request, by page",
    ("page", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)
_listeners = Gauge("resonanz_event_listeners", "Open event streams of this process", registry=REGISTRY)
_head = Gauge("resonanz_archive_seq", "Highest sequence number of the archive", registry=REGISTRY)
_cases = Gauge("resonanz_cases_waiting", "Cases that wait for us", ("department",), registry=REGISTRY)
_sources = Gauge("resonanz_sources", "Sources by state", ("state",), registry=REGISTRY)


def timed(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Measure how long each page takes."""

    def with_time(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = answer(request)
        match = request.resolver_match
        name = (match.url_name if match else "") or "other"
        _answered.labels(name, f"{response.status_code // 100}xx").observe(time.perf_counter() - begun)
        return response

    return with_time


def exposition(listeners: int, accept: str = "") -> tuple[bytes, str]:
    """Return the metrics as text, and its media type; a store that is away leaves its last numbers."""
    _listeners.set(listeners)
    try:
        _look()
    except ResonanzError:  # /readyz says it; the other numbers are still worth having
        pass
    finally:
        connections.close_all()
    encode, kind = choose_encoder(accept)
    return encode(REGISTRY), kind


def _look() -> None:
    _head.set(house().archive.head())
    for row in rules.departments():
        _cases.labels(row.slug).set(row.counts.waiting)
    states = [row.health.state for row in sources.sources(now())]
    for state in Health:
        _sources.labels(state.value).set(states.count(state))


def not_ready() -> str:
    """Return why this process cannot serve, empty when it can."""
    try:
        house().archive.head()
        rules.departments()
    except ResonanzError as trouble:
        return str(trouble)
    except Exception as trouble:  # noqa: BLE001  whatever it is, the answer is: not ready
        return type(trouble).__name__
    finally:
        connections.close_all()
    return ""
