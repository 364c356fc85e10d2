"""Goals with their degree of fulfilment and forecast, and dated notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.http import HttpRequest
from ninja import Router, Schema, Status

from resonanz.api.metrics import FigureOut, figure_out
from resonanz.api.tokens import actor
from resonanz.app.goals import GoalStanding, goal_standing, goal_standings, today_of, value_on
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.goal import Goal
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.metric import Metric
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.measure.definitions import definition
from resonanz.store.relational.editing import seriousness as editing
from resonanz.store.relational.selectors import seriousness as stored

router = Router()
notes = Router()

LONGEST = 1e15


class GoalIn(Schema):
    """What a metric is to be, and by when; shares are 0 to 1, times seconds."""

    title: str
    metric: str
    target: float
    due_on: date
    window: int = 28
    channel: str = ""
    department: int | None = None
    owner: int | None = None


class OutlookOut(Schema):
    """The forecast for the last day: its middle, its 80 % interval, and the probability that the goal is reached."""

    middle: float
    low: float
    high: float
    chance: float | None


class GoalOut(Schema):
    """A goal; `degree` is the way made from the start to the target, `expected` the share of its time that passed."""

    id: int
    title: str
    metric: str
    target: float
    start_value: float | None
    window: int
    set_on: date
    due_on: date
    owner: int | None
    department: int | None
    figure: FigureOut | None
    degree: float | None
    expected: float
    reached: bool | None
    outlook: OutlookOut | None


class NoteIn(Schema):
    """What happened on a day."""

    day: date
    text: str


class NoteOut(NoteIn):
    """A dated note."""

    id: int
    by: int | None


@router.get("", response=list[GoalOut], summary="Every goal, the one that is due first first")
def list_(request: HttpRequest) -> list[GoalOut]:
    """Return how every goal stands."""
    actor(request)
    return [_told(one) for one in goal_standings(house())]


@router.post("", response={201: GoalOut}, summary="Set a goal")
def set_it(request: HttpRequest, wanted: GoalIn) -> Status[GoalOut]:
    """Set a goal; the value it begins with is read now."""
    asking, home = actor(request, Action.MANAGE_DEPARTMENT), house()
    definition(wanted.metric)
    if abs(wanted.target) > LONGEST:
        raise InputRejected("This is no target.", place="target", remedy="Give a smaller number.")
    department = None if wanted.department is None else DepartmentId(wanted.department)
    under = Filter(
        channels=(wanted.channel,) if wanted.channel else (),
        departments=(department,) if department is not None else (),
    )
    goal = Goal(
        id=0,
        title=wanted.title,
        metric=Metric(name=wanted.metric, filter=under),
        target=wanted.target,
        start_value=None,
        window=wanted.window,
        set_on=today_of(home),
        due_on=wanted.due_on,
        owner=None if wanted.owner is None else UserId(wanted.owner),
        department=department,
    )
    found = value_on(home, goal, goal.set_on)
    began = replace(goal, start_value=None if found is None else found.value)
    number = editing.set_goal(asking, began, home.clock.now())
    return Status(201, _told(goal_standing(home, stored.goal(number))))


@router.get("/{int:goal}", response=GoalOut, summary="One goal")
def one(request: HttpRequest, goal: int) -> GoalOut:
    """Return how one goal stands."""
    actor(request)
    return _told(goal_standing(house(), stored.goal(goal)))


@router.delete("/{int:goal}", response={204: None}, summary="Remove a goal")
def drop(request: HttpRequest, goal: int) -> Status[None]:
    """Remove a goal; the trail keeps that there was one."""
    editing.drop_goal(actor(request, Action.MANAGE_DEPARTMENT), goal, house().clock.now())
    return Status(204, None)


@notes.get("", response=list[NoteOut], summary="What happened between two days")
def written(request: HttpRequest, first: date | None = None, last: date | None = None) -> list[NoteOut]:
    """Return the dated notes between two days, both included: of the last 365 days unless told otherwise."""
    actor(request)
    until = last or today_of(house())
    since = first or max(until, date(2, 1, 1)) - timedelta(days=365)
    return [NoteOut(id=one.id, day=one.day, text=one.text, by=one.by) for one in stored.notes(since, until)]


@notes.post("", response={201: NoteOut}, summary="Write down what happened on a day")
def annotate(request: HttpRequest, wanted: NoteIn) -> Status[NoteOut]:
    """Write a dated note, which every chart of that day shows."""
    asking = actor(request, Action.LABEL)
    number = editing.add_note(asking, wanted.day, wanted.text, house().clock.now())
    found = next(note for note in stored.notes(wanted.day, wanted.day) if note.id == number)
    return Status(201, NoteOut(id=found.id, day=found.day, text=found.text, by=found.by))


@notes.delete("/{int:annotation}", response={204: None}, summary="Remove a dated note")
def drop_note(request: HttpRequest, annotation: int) -> Status[None]:
    """Remove a note: one's own, or as a lead."""
    editing.drop_note(actor(request, Action.LABEL), annotation, house().clock.now())
    return Status(204, None)


def _told(one: GoalStanding) -> GoalOut:
    goal = one.goal
    return GoalOut(
        **{name: getattr(goal, name) for name in ("id", "title", "target", "start_value", "window", "set_on")},
        metric=goal.metric.name,
        due_on=goal.due_on,
        owner=goal.owner,
        department=goal.department,
        figure=None if one.figure is None else figure_out(one.figure),
        degree=one.degree,
        expected=one.expected,
        reached=one.is_reached,
        outlook=None if one.outlook is None else OutlookOut.model_validate(one.outlook, from_attributes=True),
    )
