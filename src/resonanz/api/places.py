"""New places where we are talked about, and which departments hear, answer and decide."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest
from ninja import Router, Schema, Status

from resonanz.api.metrics import FigureOut, figure_out
from resonanz.api.tokens import actor
from resonanz.app.ear import ear
from resonanz.app.places import proposals
from resonanz.app.wiring import house
from resonanz.core.charter import Charter, Subject, SubjectKind
from resonanz.core.errors import InputRejected
from resonanz.core.ids import UserId
from resonanz.core.metric import Span
from resonanz.core.policy import Action
from resonanz.store.relational.editing import places as editing

router = Router()
hearing = Router()

MOST_DAYS = 3_660
COUNTED = ("department", "mentions", "cases", "answered", "decided", "changed", "waiting", "last_acted_at")


class PlaceOut(Schema):
    """A site or hashtag; voices of the last two weeks, before for as long, growth as a ratio of odds."""

    id: int
    kind: str
    name: str
    voices: float
    before: float
    growth: float
    growth_low: float
    growing: bool


class TrialIn(Schema):
    """Who tries a place, what for, and until when."""

    owner: int
    ends_on: date
    goal: str = ""
    hours_a_week: float | None = None


class HeardOut(Schema):
    """What one department heard and did; the time runs from the market's first word to the decision, in seconds."""

    department: int
    mentions: int
    cases: int
    answered: int
    decided: int
    changed: int
    waiting: int
    last_acted_at: datetime | None
    silent: bool
    decision_time: FigureOut


class EarOut(Schema):
    """The company's ear."""

    decision_time: FigureOut
    departments: list[HeardOut]


@router.get("", response=list[PlaceOut], summary="New places, the best first")
def places(request: HttpRequest) -> list[PlaceOut]:
    """Return at most a hundred places that nobody listens to."""
    actor(request)
    return [
        PlaceOut(
            id=row.id,
            kind=row.kind.value,
            name=row.name,
            voices=one.voices,
            before=one.before,
            growth=one.growth,
            growth_low=one.growth_low,
            growing=one.is_growing,
        )
        for row, one in proposals(house())
    ]


@router.post("/{int:place}/try", response={204: None}, summary="Try a place until a day")
def try_it(request: HttpRequest, place: int, wanted: TrialIn) -> Status[None]:
    """Begin a trial with a charter of its own."""
    charter = Charter(
        subject=Subject(SubjectKind.PLACE, str(place)),
        owner=UserId(wanted.owner),
        goal=wanted.goal,
        hours_a_week=wanted.hours_a_week,
        review_on=wanted.ends_on,
        ends_on=wanted.ends_on,
    )
    editing.try_place(actor(request, Action.MANAGE_DEPARTMENT), place, charter, house().clock.now())
    return Status(204, None)


@router.post("/{int:place}/hide", response={204: None}, summary="Propose a place no more, or end its trial")
def hide(request: HttpRequest, place: int) -> Status[None]:
    """Hide a place."""
    editing.hide_place(actor(request, Action.MANAGE_DEPARTMENT), place, house().clock.now())
    return Status(204, None)


@router.post("/{int:place}/show", response={204: None}, summary="Propose a hidden place again")
def show(request: HttpRequest, place: int) -> Status[None]:
    """Show a place again."""
    editing.show_place(actor(request, Action.MANAGE_DEPARTMENT), place, house().clock.now())
    return Status(204, None)


@hearing.get("", response=EarOut, summary="Which departments hear, answer and decide")
def hear(request: HttpRequest, days: int = 28) -> EarOut:
    """Return what each department did in the last days."""
    actor(request)
    if not 1 <= days <= MOST_DAYS:
        raise InputRejected("This is no number of days.", place="days", remedy="Give 1 to 3660.")
    until = house().clock.now()
    found, company = ear(house(), Span(since=until - timedelta(days=days), until=until))
    return EarOut(
        decision_time=figure_out(company),
        departments=[
            HeardOut(
                **{
                    name: getattr(one, name)
                    for name in HeardOut.model_fields
                    if name not in {"silent", "decision_time"}
                },
                silent=one.is_silent,
                decision_time=figure_out(one.decision_time),
            )
            for one in found
        ],
    )
