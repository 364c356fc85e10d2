"""Needs: what people ask for, its evidence and its decision; telling them what became of it is `api.tellings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from ninja import Router, Status

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.schemas_needs import (
    EvidenceIn,
    EvidenceOut,
    FiguresOut,
    NeedEventOut,
    NeedIn,
    NeedIntoIn,
    NeedMoveIn,
    NeedOut,
    NeedOwnerIn,
    NeedSplitIn,
    ShareOut,
    SignpostIn,
    StepOut,
)
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.coverage import coverage, told_back
from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, MentionId, NeedId, UserId
from resonanz.core.need import How, Need, NeedKind, Standing
from resonanz.core.policy import Actor
from resonanz.learn.needs import Wanted
from resonanz.store.relational.selectors import needs as selector
from resonanz.store.relational.selectors.need_evidence import Part, evidence_page

router = Router()
MOVES = ("consider", "plan", "finish", "decline", "reopen")


@router.get("", response=Page[NeedOut], summary="Needs, those of most people first")
def needs(
    request: HttpRequest,
    *,
    state: str = "",
    department: int | None = None,
    order: str = "people",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[NeedOut]:
    """Return a page; `state` as on the page: open, to_tell, told_back or one state, `order` people, growth, newest."""
    actor(request)
    if state:
        _known(state, tuple(selector.STATES), "state")
    rows = selector.needs(
        states=selector.STATES.get(state),
        department=None if department is None else DepartmentId(department),
        order=selector.Order(_known(order, tuple(selector.Order), "order")),
        after=cursor or None,
        limit=max(1, min(limit, LARGEST_PAGE)),
    )
    return Page[NeedOut](items=[NeedOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response=NeedOut, summary="Write a need down")
def write(request: HttpRequest, given: NeedIn) -> NeedOut:
    """Write a need down."""
    return _now(house().need_desk.write(actor(request), _wanted(given)).id)


@router.get("/figures", response=FiguresOut, summary="The told-back rate and how far needs come")
def figures(request: HttpRequest, department: int | None = None) -> FiguresOut:
    """Return the figures over all needs, or over those of a department."""
    actor(request)
    facts = selector.facts(None if department is None else DepartmentId(department))
    told = told_back(facts)
    return FiguresOut(
        told_of_reachable=ShareOut.said(told.of_reachable),
        told_of_all=ShareOut.said(told.of_all),
        coverage=[
            StepOut(name=step.name, needs=ShareOut.said(step.needs), people=ShareOut.said(step.people))
            for step in coverage(facts)
        ],
    )


@router.get("/{int:need}", response=NeedOut, summary="One need; a merged one says into which")
def one(request: HttpRequest, need: int) -> NeedOut:
    """Return one need."""
    actor(request)
    return _now(need)


@router.put("/{int:need}", response=NeedOut, summary="Put a need into other words")
def edit(request: HttpRequest, need: int, given: NeedIn) -> NeedOut:
    """Change title, words and kind; who owns it has an address of its own."""
    house().need_desk.edit(actor(request), NeedId(need), _wanted(given))
    return _now(need)


@router.get("/{int:need}/events", response=list[NeedEventOut], summary="A need's history, newest first")
def events(request: HttpRequest, need: int) -> list[NeedEventOut]:
    """Return the history, with that of the needs that were merged into it."""
    actor(request)
    return [NeedEventOut.model_validate(row, from_attributes=True) for row in selector.history(_there(need))]


@router.put("/{int:need}/owner", response=NeedOut, summary="Say who owns it")
def own(request: HttpRequest, need: int, to: NeedOwnerIn) -> NeedOut:
    """Set the department and the person."""
    room = None if to.department is None else DepartmentId(to.department)
    house().need_desk.own(actor(request), NeedId(need), room, None if to.owner is None else UserId(to.owner))
    return _now(need)


@router.post("/{int:need}/move", response=NeedOut, summary="Consider, plan, finish, decline, take it up again")
def move(request: HttpRequest, need: int, to: NeedMoveIn) -> NeedOut:
    """Move a need on."""
    desk, who, number = house().need_desk, actor(request), NeedId(need)
    action = _known(to.action, MOVES, "action")
    if action == "plan":
        if to.planned_for is None:
            raise InputRejected("This is no date.", place="planned_for", remedy="Write for example 2026-12-31.")
        desk.plan(who, number, to.planned_for, to.reason)
    else:
        moves: Mapping[str, Callable[[Actor, NeedId, str], Need]] = {
            "consider": desk.consider,
            "finish": desk.finish,
            "decline": desk.decline,
            "reopen": desk.reopen,
        }
        moves[action](who, number, to.reason)
    return _now(need)


@router.get("/{int:need}/evidence", response=Page[EvidenceOut], summary="The mentions that speak for a need")
def evidence(
    request: HttpRequest, need: int, standing: str = "in", cursor: str | None = None, limit: int = 50
) -> Page[EvidenceOut]:
    """Return a page, newest said first; `standing` is in, proposed or out."""
    actor(request)
    wanted = Standing(_known(standing, tuple(Standing), "standing"))
    size = max(1, min(limit, LARGEST_PAGE))
    rows = evidence_page(_there(need), Part(standing=wanted), after=cursor or None, limit=size)
    return Page[EvidenceOut](
        items=[EvidenceOut.model_validate(one, from_attributes=True) for one in rows.items], next=rows.next
    )


@router.post("/{int:need}/evidence", response={204: None}, summary="Put mentions in, or take them out")
def say(request: HttpRequest, need: int, said: EvidenceIn) -> Status[None]:
    """Put in, accept a proposal, take out or refuse: the last word of a person stays."""
    ids = [MentionId(one) for one in said.mentions]
    house().need_desk.say(actor(request), NeedId(need), ids, belongs=said.belongs)
    return Status(204, None)


@router.get("/{int:need}/signposts", response=list[SignpostIn], summary="What leads evidence to a need")
def signposts(request: HttpRequest, need: int) -> list[SignpostIn]:
    """Return topics and queries that lead to it."""
    actor(request)
    return [SignpostIn(how=one.how.value, value=one.value) for one in house().needs.signposts(_there(need))]


@router.post("/{int:need}/signposts", response={204: None}, summary="Let a topic or a query lead to a need")
def add_signpost(request: HttpRequest, need: int, given: SignpostIn) -> Status[None]:
    """Gather by it from now on, and what lies in the archive."""
    house().need_desk.add_signpost(actor(request), NeedId(need), _how(given.how), given.value)
    return Status(204, None)


@router.delete("/{int:need}/signposts/{how}/{value}", response={204: None}, summary="Take a signpost away")
def drop_signpost(request: HttpRequest, need: int, how: str, value: str) -> Status[None]:
    """Gather no more by it; what it brought stays."""
    house().need_desk.drop_signpost(actor(request), NeedId(need), _how(how), value)
    return Status(204, None)


@router.post("/{int:need}/merge", response=NeedOut, summary="Merge a need into another one")
def merge(request: HttpRequest, need: int, given: NeedIntoIn) -> NeedOut:
    """Merge with evidence, history and who was told; return the one that stays."""
    return _now(house().need_desk.merge(actor(request), NeedId(need), NeedId(given.into)).id)


@router.post("/{int:need}/split", response=NeedOut, summary="Take part of the evidence to a new need")
def split(request: HttpRequest, need: int, given: NeedSplitIn) -> NeedOut:
    """Split; return the new need."""
    ids = [MentionId(one) for one in given.mentions]
    return _now(house().need_desk.split(actor(request), NeedId(need), given.title, ids).id)


def _wanted(given: NeedIn) -> Wanted:
    return Wanted(
        title=given.title,
        asked=given.asked,
        kind=NeedKind(_known(given.kind, tuple(NeedKind), "kind")),
        department=None if given.department is None else DepartmentId(given.department),
    )


def _known(value: str, choices: tuple[str, ...], place: str) -> str:
    if value not in choices:
        raise InputRejected(f"{value!r} is not known.", place=place, remedy=f"Choose one of: {', '.join(choices)}.")
    return value


def _how(value: str) -> How:
    return How(_known(value, (How.TOPIC.value, How.QUERY.value), "how"))


def _there(need: int) -> NeedId:
    return house().needs.load(NeedId(need)).id


def _now(need: int) -> NeedOut:
    return NeedOut.of(selector.need_row(NeedId(need)))
