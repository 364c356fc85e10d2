"""What people do with notices: read them, wish, name services; and the ladders of departments.

An address of a service goes in and never comes out again: neither a page nor the audit trail repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.escalation import Ladder, checked
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.notice import (
    MESSAGE,
    MINUTES_A_DAY,
    MessageId,
    MessageState,
    NoticeId,
    NoticeKind,
    TargetId,
    Wishes,
    next_digest,
)
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import among, edit, found, record, text
from resonanz.store.relational.text import joined, to_json

MOST_SERVICES: Final = 10


class Sealing(Protocol):
    """Make an address fit to be stored."""

    def seal(self, address: str) -> bytes:
        """Return it as only the holder of the key can read it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedService:
    """Hold what a person says about a service."""

    name: str
    address: str = field(repr=False)
    """As Apprise writes it; a secret."""
    department: DepartmentId | None = None
    """Whose it is; None: of the person who adds it."""
    kinds: Sequence[str] = ()
    """What a department's service is told of."""


def read_notices(actor: Actor, at: datetime, *, notices: Sequence[NoticeId] | None = None) -> int:
    """Mark one's own notices as read, these or (None) all; return how many were not."""
    with edit():
        mine = models.PersonalNotice.objects.filter(person=_person(actor), read_at=None)
        if notices is not None:
            mine = mine.filter(pk__in=notices)
        return mine.update(read_at=at)


def set_wishes(actor: Actor, wishes: Wishes, at: datetime, *, zone: str) -> None:
    """Keep what somebody wishes; the next digest is worked out from `at`, in the person's zone or (none) `zone`."""
    person = _person(actor)
    for place, minute in (("quiet_from", wishes.quiet_from), ("quiet_until", wishes.quiet_until)):
        if minute is not None and not 0 <= minute < MINUTES_A_DAY:
            raise InputRejected("This is no time of day.", place=place, remedy="Write for example 22:00.")
    if (wishes.quiet_from is None) is not (wishes.quiet_until is None):
        missing = "quiet_until" if wishes.quiet_until is None else "quiet_from"
        raise InputRejected("Quiet hours have a beginning and an end.", place=missing, remedy="Fill both, or neither.")
    with edit():
        row = found(models.User, person, "person")
        models.NoticeWishes.objects.update_or_create(
            person=row,
            defaults={
                "mail": joined(tuple(sorted(wishes.mail))),
                "service": joined(tuple(sorted(wishes.service))),
                "quiet_from": wishes.quiet_from,
                "quiet_until": wishes.quiet_until,
                "urgent_passes": wishes.urgent_passes,
                "digest": wishes.digest.value,
                "digest_at": wishes.digest_at % MINUTES_A_DAY,
                "digest_day": wishes.digest_day % 7,
                "digest_due": next_digest(wishes, at, row.time_zone or zone),
            },
        )
        record(actor, "notice_wishes", f"user:{person}", at)


def add_target(actor: Actor, book: Sealing, wanted: WantedService, at: datetime) -> TargetId:
    """Name a service of one's own, or of a department; whoever calls has checked the address."""
    department = wanted.department
    if department is not None:
        require(actor, Action.MANAGE_DEPARTMENT, department)
    person = _person(actor) if department is None else None
    with edit():
        there = models.NoticeTarget.objects.filter(person=person, department=department).count()
        if there >= MOST_SERVICES:
            raise InputRejected("There are ten services already.", place="name", remedy="Remove one first.")
        row = models.NoticeTarget.objects.create(
            person_id=person,
            department=None if department is None else found(models.Department, department, "department"),
            name=text(wanted.name, place="name", longest=100),
            sealed=book.seal(wanted.address),
            kinds=joined(tuple(among(one, NoticeKind, place="kinds") for one in dict.fromkeys(wanted.kinds))),
            made_at=at,
        )
        record(actor, "notice_target_add", _whose(row), at, name=row.name)
    return TargetId(row.pk)


def remove_target(actor: Actor, target: TargetId, at: datetime) -> None:
    """Remove a service with what waits for it."""
    with edit():
        row = _own(actor, target)
        record(actor, "notice_target_remove", _whose(row), at, name=row.name)
        row.delete()


def require_target(actor: Actor, target: TargetId) -> None:
    """Raise NotAllowed unless somebody may use a service: one's own, or of a department that one leads."""
    with edit():
        _own(actor, target)


def send_message_again(actor: Actor, message: MessageId, at: datetime) -> None:
    """Send a message again that was given up or is uncertain."""
    with edit():
        row = found(models.NoticeMessage, message, "message")
        if row.target is not None:
            _own(actor, TargetId(row.target.pk))
        elif row.person_id != actor.id:
            raise NotAllowed("This message went to somebody else.")
        after = MESSAGE.after(MessageState(row.state), "send_again")
        waiting = models.NoticeMessage.objects.filter(receiver=row.receiver, state=after.value).first()
        if waiting is not None:
            waiting.notices.add(*row.notices.values_list("pk", flat=True))
            row.state = MessageState.DROPPED.value
        else:
            row.state, row.tries, row.next_try_at = after.value, 0, at
        row.save(update_fields=["state", "tries", "next_try_at"])
        record(actor, "notice_again", f"message:{row.pk}", at)


def set_ladder(actor: Actor, department: DepartmentId, ladder: Ladder | None, at: datetime) -> None:
    """Give a department its own ladder; None: the usual one again. What was due before is not told of again."""
    require(actor, Action.MANAGE_DEPARTMENT, department)
    with edit():
        row = found(models.Department, department, "department")
        if ladder is None:
            models.DepartmentLadder.objects.filter(department=row).delete()
        else:
            if ladder.next_level == department:
                raise InputRejected(
                    "The next level is another department.", place="next_level", remedy="Choose another one."
                )
            above = None if ladder.next_level is None else found(models.Department, ladder.next_level, "department")
            steps = [
                {"whom": one.whom.value, "minutes": one.minutes, "working": one.working}
                for one in checked(ladder.steps)
            ]
            models.DepartmentLadder.objects.update_or_create(
                department=row, defaults={"steps": to_json({"steps": steps}), "next_level": above, "changed_at": at}
            )
        models.Case.objects.filter(department=row, alive=1).update(escalate_at=at)
        record(actor, "ladder_set", f"department:{department}", at, own=ladder is not None)


def _person(actor: Actor) -> UserId:
    if actor.id is None:
        raise NotAllowed("Sign in first.")
    return actor.id


def _own(actor: Actor, target: TargetId) -> models.NoticeTarget:
    row = found(models.NoticeTarget, target, "service")
    if row.department_id is not None:
        require(actor, Action.MANAGE_DEPARTMENT, DepartmentId(row.department_id))
    elif row.person_id != actor.id:
        raise NotAllowed("This service belongs to somebody else.")
    return row


def _whose(row: models.NoticeTarget) -> str:
    return f"department:{row.department_id}" if row.department_id is not None else f"user:{row.person_id}"
