"""Who is away when, and how a department's new cases find their owner."""

from __future__ import annotations

from datetime import datetime

from resonanz.core.assigning import Absence, Way
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import AbsenceId, DepartmentId, UserId
from resonanz.core.policy import Action, Actor, allowed, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record
from resonanz.store.relational.repositories.together import absence_of

LONGEST_DAYS = 731


def add_absence(actor: Actor, absence: Absence, at: datetime) -> AbsenceId:
    """Say that somebody is away: oneself, or a member of a department that the actor leads."""
    if (absence.last - absence.first).days > LONGEST_DAYS:
        raise InputRejected(
            "An absence lasts two years at most.", place="last", remedy="Shut out whoever left instead."
        )
    with edit():
        _permit(actor, absence.person)
        _there(absence.person, "person")
        if absence.substitute is not None:
            _there(absence.substitute, "substitute")
        row = models.Absence.objects.create(
            person_id=absence.person, first=absence.first, last=absence.last, substitute_id=absence.substitute
        )
        record(
            actor,
            "absence_add",
            f"user:{absence.person}",
            at,
            first=absence.first.isoformat(),
            last=absence.last.isoformat(),
            substitute=absence.substitute,
        )
    return AbsenceId(row.pk)


def drop_absence(actor: Actor, absence: AbsenceId, at: datetime) -> None:
    """Take an absence back."""
    with edit():
        row = found(models.Absence, absence, "absence")
        gone = absence_of(row)
        _permit(actor, gone.person)
        record(actor, "absence_drop", f"user:{gone.person}", at, first=str(gone.first), last=str(gone.last))
        row.delete()


def may_manage(actor: Actor, person: UserId) -> bool:
    """Tell whether the actor may say that somebody is away."""
    if actor.id == person or allowed(actor, Action.MANAGE_PEOPLE):
        return True
    rooms = models.Membership.objects.filter(user=person).values_list("department_id", flat=True)
    return any(allowed(actor, Action.MANAGE_DEPARTMENT, DepartmentId(number)) for number in rooms)


def set_way(actor: Actor, department: DepartmentId, way: Way, at: datetime) -> None:
    """Say how a department's new cases find their owner."""
    require(actor, Action.MANAGE_DEPARTMENT, department)
    with edit():
        found(models.Department, department, "department")
        models.Dispatching.objects.update_or_create(department_id=department, defaults={"way": way.value})
        record(actor, "department_dispatching", f"department:{department}", at, way=way.value)


def _permit(actor: Actor, person: UserId) -> None:
    if not may_manage(actor, person):
        raise NotAllowed("You may say this of yourself, and of people in departments that you lead.")


def _there(person: UserId, place: str) -> None:
    if not models.User.objects.filter(pk=person, is_active=True).exists():
        raise InputRejected(
            "There is nobody of that number who may sign in.", place=place, remedy="Choose another one."
        )
