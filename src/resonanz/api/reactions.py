"""What came of answers: shares with how many they rest on and how sure they are; never by person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema

from resonanz.api.moments import aware
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.ids import DepartmentId
from resonanz.core.reaction import Figures
from resonanz.store.relational.selectors import reactions as selector
from resonanz.store.relational.selectors.reactions import Answered, Split

router = Router()
USUAL = timedelta(days=90)


class ShareOut(Schema):
    """A share (0..1) with what it is of and Wilson's 95 % interval; null of nothing."""

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


class ReactionsOut(Schema):
    """What came of the answers of one group."""

    key: str
    name: str
    settled: int
    pending: int
    shares: dict[str, ShareOut]

    @staticmethod
    def of(key: str, name: str, figures: Figures) -> ReactionsOut:
        """Return figures as the API says them."""
        shares = {}
        for word, share in figures.shares.items():
            low, high = share.interval or (None, None)
            shares[word] = ShareOut(hits=share.hits, of=share.of, value=share.value, low=low, high=high)
        return ReactionsOut(key=key, name=name, settled=figures.settled, pending=figures.pending, shares=shares)


class AllReactionsOut(Schema):
    """What came of all answers sent in the span, and of each group."""

    all: ReactionsOut
    groups: list[ReactionsOut]
    untold: int
    """Answers of which nothing can be told."""


@router.get("", response=AllReactionsOut, summary="What came of answers, by department, channel or library answer")
def reactions(  # noqa: PLR0917  one parameter a filter
    request: HttpRequest,
    by: Literal["department", "channel", "answer"] = "department",
    since: datetime | None = None,
    until: datetime | None = None,
    department: int | None = None,
    channel: str = "",
) -> AllReactionsOut:
    """Return the figures of the answers sent in a span, the last ninety days unless told otherwise."""
    actor(request)
    end = aware(until, "until") or house().clock.now()
    begin = aware(since, "since") or end - USUAL
    room = None if department is None else DepartmentId(department)
    asked = Answered(since=begin, until=end, department=room, channel=channel)
    return AllReactionsOut(
        all=ReactionsOut.of("", "", selector.reaction_figures(asked)),
        groups=[ReactionsOut.of(row.key, row.name, row.figures) for row in selector.reactions_by(Split(by), asked)],
        untold=selector.untold(asked),
    )
