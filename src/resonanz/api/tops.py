"""What is heard most: words, authors and sites, over a time and under any filter."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from resonanz.api.metrics import Wanted, filter_of, span_of
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.search import By
from resonanz.measure.tops import USUAL, Words, busiest, top_words

router = Router()


class TopsWanted(Wanted):
    """Over which time, under which filter, and how many."""

    by: Literal["word", "author", "domain"] = "word"
    limit: int = Field(default=USUAL, ge=1, le=100)


class TopOut(Schema):
    """One of them; `share`, `low` and `high` of the mentions that were read, of words alone."""

    key: str
    name: str
    number: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    """Share in the time of the same length right before."""
    more: bool = False
    """Whether it is surely said more than then."""


class TopsOut(Schema):
    """The most frequent; `read` of `of` mentions were read to tell, of words alone."""

    read: int | None = None
    of: int | None = None
    rows: list[TopOut]


@router.get("", response=TopsOut, summary="What is heard most")
def tops(request: HttpRequest, wanted: Annotated[TopsWanted, Query()]) -> TopsOut:
    """Return the most frequent words, authors or sites of what the market says over `from` to `to` (30 days)."""
    actor(request)
    archive, under, span = house().archive, filter_of(wanted), span_of(wanted)
    if wanted.by != "word":
        found = busiest(archive, By(wanted.by), under, span, limit=wanted.limit)
        return TopsOut(rows=[TopOut(key=one.key, name=one.key, number=one.number) for one in found])
    return tops_out(top_words(archive, under, span, limit=wanted.limit))


def tops_out(words: Words) -> TopsOut:
    """Return words as the API says them."""
    rows = []
    for one in words.rows:
        low, high = one.share.interval or (None, None)
        rows.append(
            TopOut(
                key=one.said.key,
                name=one.said.word,
                number=one.said.number,
                share=one.share.value,
                low=low,
                high=high,
                before=one.before.value,
                more=one.is_more,
            )
        )
    return TopsOut(read=words.spoken.read, of=words.spoken.of, rows=rows)
