"""What people write about what they mean to do: charters, goals, dated notes."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from resonanz.core.charter import Charter, SubjectKind
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.goal import Goal
from resonanz.core.ids import UserId
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record, text


def write_charter(actor: Actor, charter: Charter, at: datetime) -> None:
    """Write a charter in the place of an earlier one; leads of any department may."""
    require(actor, Action.MANAGE_DEPARTMENT)
    with edit():
        _refuse_strangers(charter)
        promise = charter.promise
        models.Charter.objects.update_or_create(
            subject=str(charter.subject),
            defaults={
                "owner_id": charter.owner,
                "goal": text(charter.goal, place="goal", longest=500) if charter.goal.strip() else "",
                "hours_a_week": charter.hours_a_week,
                "promise_minutes": promise.minutes if promise else None,
                "promise_share": promise.share if promise else None,
                "handle_minutes": charter.handle_minutes,
                "backing_id": charter.backing,
                "review_on": charter.review_on,
                "ends_on": charter.ends_on,
                "changed_at": at,
            },
        )
        record(actor, "charter_write", str(charter.subject), at, owner=charter.owner, backing=charter.backing)


def _refuse_strangers(charter: Charter) -> None:
    for place, person in (("owner", charter.owner), ("backing", charter.backing)):
        if person is not None and not models.User.objects.filter(pk=person).exists():
            raise InputRejected("There is no such person.", place=place, remedy="Choose another one.")
    kind, key = charter.subject.kind, charter.subject.key
    tables = {SubjectKind.INITIATIVE: models.Initiative, SubjectKind.PLACE: models.Place}
    if kind in tables and not tables[kind]._default_manager.filter(pk=int(key)).exists():  # noqa: SLF001  Django's public name
        raise NotFound(f"There is no {kind.value} {key}.")


def set_goal(actor: Actor, goal: Goal, at: datetime) -> int:
    """Add a goal; return its number."""
    require(actor, Action.MANAGE_DEPARTMENT)
    if goal.metric.name == "share" and goal.metric.part is None:
        raise InputRejected(
            "A share of what?",
            place="metric",
            remedy="Choose one that says it, such as question_share or praise_share.",
        )
    with edit():
        for place, table, key in (
            ("owner", models.User, goal.owner),
            ("department", models.Department, goal.department),
        ):
            if key is not None and not table._default_manager.filter(pk=key).exists():  # noqa: SLF001  Django's public name
                raise InputRejected("There is no such one.", place=place, remedy="Choose another one.")
        row = models.Goal.objects.create(
            title=text(goal.title, place="title"),
            metric=msgspec.json.encode(goal.metric).decode(),
            target=goal.target,
            start_value=goal.start_value,
            window=goal.window,
            set_on=goal.set_on,
            due_on=goal.due_on,
            owner_id=goal.owner,
            department_id=goal.department,
        )
        record(actor, "goal_set", f"goal:{row.pk}", at, metric=goal.metric.name, target=goal.target)
    return int(row.pk)


def drop_goal(actor: Actor, number: int, at: datetime) -> None:
    """Remove a goal; the trail keeps that there was one."""
    require(actor, Action.MANAGE_DEPARTMENT)
    with edit():
        row = found(models.Goal, number, "goal")
        record(actor, "goal_drop", f"goal:{row.pk}", at, target=row.target)
        row.delete()


def add_note(actor: Actor, day: date, words: str, at: datetime) -> int:
    """Write down what happened on a day; everybody who works here may. Return its number."""
    require(actor, Action.LABEL)
    with edit():
        by: UserId | None = actor.id
        row = models.Annotation.objects.create(day=day, text=text(words, place="text"), by_id=by, at=at)
        record(actor, "annotation_add", f"annotation:{row.pk}", at, day=day.isoformat())
    return int(row.pk)


def drop_note(actor: Actor, number: int, at: datetime) -> None:
    """Remove a note: whoever wrote it may, and leads."""
    require(actor, Action.LABEL)
    with edit():
        row = found(models.Annotation, number, "note")
        if row.by_id != actor.id:
            require(actor, Action.MANAGE_DEPARTMENT)
        record(actor, "annotation_drop", f"annotation:{row.pk}", at, day=row.day.isoformat())
        row.delete()
