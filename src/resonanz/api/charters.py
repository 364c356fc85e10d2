"""Charters: how seriously channels, running initiatives and trials are meant, and what is lacking."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from resonanz.api.tokens import actor
from resonanz.app.seriousness import Cost, Standing, costs, standing, standings
from resonanz.app.wiring import house
from resonanz.core.charter import AnswerPromise, Charter, Subject
from resonanz.core.errors import NotFound
from resonanz.core.ids import UserId
from resonanz.core.policy import Action
from resonanz.store.relational.editing.seriousness import write_charter

router = Router()


class PromiseOut(Schema):
    """This share of first answers within so many minutes of working time."""

    minutes: int
    share: float


class CharterIn(Schema):
    """What is meant; null and empty: not decided."""

    owner: int | None = None
    goal: str = ""
    hours_a_week: float | None = None
    promise: PromiseOut | None = None
    handle_minutes: float | None = None
    backing: int | None = None
    review_on: date | None = None
    ends_on: date | None = None


class ShortfallOut(Schema):
    """One thing that is done half-heartedly, with its figures."""

    lack: str
    since: date | None
    figures: dict[str, float]


class CostOut(Schema):
    """People whom a promise needs, with the bounds for the inflow's 95 % interval."""

    minutes: int
    share: float
    people: int
    low: int
    high: int


class CharterOut(CharterIn):
    """A charter with what is lacking; `subject` is channel:…, initiative:… or place:…."""

    subject: str
    name: str
    hours_needed: float | None
    shortfalls: list[ShortfallOut]


class CharterDetailOut(CharterOut):
    """A charter with what promises would cost."""

    costs: list[CostOut]


@router.get("", response=list[CharterOut], summary="Every charter, what lacks most first")
def charters(request: HttpRequest) -> list[CharterOut]:
    """Return how everything stands that has or should have a charter."""
    actor(request)
    return [CharterOut.model_validate(_told(one)) for one in standings(house())]


@router.get("/{kind}/{key}", response=CharterDetailOut, summary="One charter, and what promises would cost")
def one(request: HttpRequest, kind: str, key: str) -> CharterDetailOut:
    """Return one charter."""
    actor(request)
    found = _load(Subject.read(f"{kind}:{key}"))
    told = {**_told(found), "costs": [_cost(one) for one in costs(house(), found.facts)]}
    return CharterDetailOut.model_validate(told)


@router.put("/{kind}/{key}", response=CharterDetailOut, summary="Write a charter")
def write(request: HttpRequest, kind: str, key: str, wanted: CharterIn) -> CharterDetailOut:
    """Write a charter in the place of an earlier one."""
    asking = actor(request, Action.MANAGE_DEPARTMENT)
    subject = _load(Subject.read(f"{kind}:{key}")).charter.subject
    promise = None if wanted.promise is None else AnswerPromise(wanted.promise.minutes, wanted.promise.share)
    charter = Charter(
        subject=subject,
        owner=None if wanted.owner is None else UserId(wanted.owner),
        goal=wanted.goal,
        hours_a_week=wanted.hours_a_week,
        promise=promise,
        handle_minutes=wanted.handle_minutes,
        backing=None if wanted.backing is None else UserId(wanted.backing),
        review_on=wanted.review_on,
        ends_on=wanted.ends_on,
    )
    write_charter(asking, charter, house().clock.now())
    return one(request, kind, key)


def _load(subject: Subject) -> Standing:
    found = standing(house(), subject)
    if found is None:
        raise NotFound("There is nothing of that name.")
    return found


def _told(found: Standing) -> dict[str, object]:
    charter, needed = found.charter, found.facts.hours_needed
    told = {name: getattr(charter, name) for name in CharterIn.model_fields if name != "promise"}
    promise = None if charter.promise is None else PromiseOut.model_validate(charter.promise, from_attributes=True)
    lacks = [ShortfallOut(lack=one.lack.value, since=one.since, figures=dict(one.figures)) for one in found.shortfalls]
    more = {"subject": str(charter.subject), "name": found.name, "hours_needed": needed[0] if needed else None}
    return {**told, **more, "promise": promise, "shortfalls": lacks}


def _cost(one: Cost) -> CostOut:
    return CostOut(
        minutes=one.promise.minutes,
        share=one.promise.share,
        people=one.needed.people,
        low=one.low.people,
        high=one.high.people,
    )
