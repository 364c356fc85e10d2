"""Everything as files: mentions of a search as CSV or Parquet, the lists and the metrics as CSV."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from resonanz.api import mentions, metrics
from resonanz.api.files import streamed, whole
from resonanz.api.tokens import actor
from resonanz.app.exporting import TYPES, list_file, mentions_file, metrics_file
from resonanz.app.wiring import house
from resonanz.core.policy import Action

router = Router()

List = Literal["cases", "needs", "initiatives", "answers", "criticism"]


@router.get("/mentions", response={200: bytes}, summary="The mentions of a search as a file")
def mentions_(
    request: HttpRequest, wanted: Annotated[mentions.Wanted, Query()], form: Literal["csv", "parquet"] = "csv"
) -> HttpResponseBase:
    """Return at most 50,000 mentions, newest first; the conditions are those of `/mentions`."""
    pieces = mentions_file(house(), actor(request, Action.EXPORT), mentions.filter_of(wanted), form)
    return streamed(request, pieces, f"mentions.{form}", TYPES[form])


@router.get("/metrics", response={200: bytes}, summary="Every metric as CSV")
def metrics_(request: HttpRequest, time: Annotated[metrics.Time, Query()]) -> HttpResponse:
    """Return the values over a time (the last 30 days) and the time before."""
    made = metrics_file(house(), actor(request, Action.EXPORT), metrics.span_of(time))
    return whole(made, "metrics.csv", TYPES["csv"])


@router.get("/{table}", response={200: bytes}, summary="A list as CSV")
def list_(request: HttpRequest, table: List) -> HttpResponse:
    """Return the whole list, closed cases and retired answers too."""
    return whole(list_file(house(), actor(request, Action.EXPORT), table), f"{table}.csv", TYPES["csv"])
