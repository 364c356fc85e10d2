"""Telling people what happened: what a notice is, who wants it by which way, and when it may disturb.

A notice names things by kind and number and holds no stranger's words, so that it may leave the house by any way. The
one thing a reader would get wrong: the page always has every notice; wishes decide only about what goes elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NewType
from zoneinfo import ZoneInfo

from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.policy import Role

NoticeId = NewType("NoticeId", int)
TargetId = NewType("TargetId", int)
MessageId = NewType("MessageId", int)


class NoticeKind(StrEnum):
    """What people choose by; an event belongs to the kind that its first word names."""

    CASE = "case"
    REPLY = "reply"
    APPROVAL = "approval"
    MENTION = "mention"
    """A colleague named somebody."""
    ASKED = "asked"
    """A department is asked inside a case of another one."""
    OVERDUE = "overdue"
    INCIDENT = "incident"
    SURGE = "surge"
    SOURCE = "source"
    NEED = "need"
    INITIATIVE = "initiative"
    SYSTEM = "system"


_ALIASES: Final = {
    "answer": NoticeKind.REPLY,
    "colleague": NoticeKind.MENTION,
    "mentioned": NoticeKind.MENTION,
    "department": NoticeKind.ASKED,
    "escalation": NoticeKind.OVERDUE,
    "unowned": NoticeKind.OVERDUE,
    "measure": NoticeKind.INITIATIVE,
    "experiment": NoticeKind.INITIATIVE,
}


def kind_of(event: str) -> NoticeKind:
    """Return the kind of an event by its first word; SYSTEM where that says nothing."""
    first = event.partition("_")[0]
    known = {one.value: one for one in NoticeKind}
    return known.get(first) or _ALIASES.get(first, NoticeKind.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Hold one thing worth telling."""

    at: datetime
    event: str
    """surge_started, incident_declared, case_assigned, approval_asked, overdue_lead, ...: `kind_of` reads it."""
    subject: str
    """Kind and id: case:12, surge:4, incident:2."""
    department: DepartmentId | None = None
    """Whom it concerns; None: everybody."""
    urgent: bool = False
    """Whether it may disturb; a recovery never does."""
    to: tuple[UserId, ...] = ()
    """These people and nobody else; empty: whoever `department` and `role` name."""
    role: Role = Role.MEMBER
    """Whoever is at least this there; with ADMINISTRATOR the administrators alone."""
    by: UserId | None = None
    """Who did it, and so need not be told."""
    key: str = ""
    """What may be told once only, ever, to each person; empty: told as often as it is said."""

    @property
    def kind(self) -> NoticeKind:
        """Return what people choose by."""
        return kind_of(self.event)


# --- wishes ----------------------------------------------------------------------------------------------------------


class Rhythm(StrEnum):
    """How often somebody gets a digest."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


WANTED: Final = frozenset(
    {
        NoticeKind.APPROVAL,
        NoticeKind.MENTION,
        NoticeKind.ASKED,
        NoticeKind.OVERDUE,
        NoticeKind.INCIDENT,
        NoticeKind.SURGE,
        NoticeKind.SOURCE,
    }
)
"""What goes out by mail and services until somebody chooses otherwise."""
MINUTES_A_DAY: Final = 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Hold what somebody wants to be told elsewhere than on the page."""

    mail: frozenset[NoticeKind] = WANTED
    service: frozenset[NoticeKind] = WANTED
    quiet_from: int | None = None
    """Minutes after midnight on the person's clock; None: there are no quiet hours."""
    quiet_until: int | None = None
    urgent_passes: bool = False
    """Whether what is urgent may disturb in quiet hours."""
    digest: Rhythm = Rhythm.NEVER
    digest_at: int = 480
    """Minutes after midnight on the person's clock."""
    digest_day: int = 0
    """Of a weekly digest: 0 is Monday."""


def free_from(wishes: Wishes, now: datetime, zone: str, *, urgent: bool = False) -> datetime:
    """Return from when on somebody may be disturbed, `now` where that is at once; UTC.

    Quiet hours are read from the clock on the person's wall. Where clocks jump, an hour that there is twice is quiet
    both times, and one that there is not ends with the jump.
    """
    if urgent and wishes.urgent_passes:
        return now
    free = _quiet_end(wishes, now, zone)
    # The minutes between two quiet times may be those that a day in spring does not have: then the quiet goes on.
    while (later := _quiet_end(wishes, free, zone)) > free:
        free = later
    return free


def _quiet_end(wishes: Wishes, now: datetime, zone: str) -> datetime:
    """Return when the quiet time that `now` lies in ends by the clock on the wall, `now` outside of one; UTC."""
    if wishes.quiet_from is None or wishes.quiet_until is None or wishes.quiet_from == wishes.quiet_until:
        return now
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    begins, ends = wishes.quiet_from, wishes.quiet_until
    over_night = begins > ends
    quiet = minute >= begins or minute < ends if over_night else begins <= minute < ends
    if not quiet:
        return now
    days = 1 if over_night and minute >= begins else 0
    return max(now, _moment(local + timedelta(days=days), ends, zone, last=True))


def next_digest(wishes: Wishes, after: datetime, zone: str) -> datetime | None:
    """Return the first moment after `after` at which a digest is due; None where none is wanted. UTC."""
    if wishes.digest is Rhythm.NEVER:
        return None
    local = after.astimezone(ZoneInfo(zone))
    for days in range(9):
        day = local + timedelta(days=days)
        if wishes.digest is Rhythm.WEEKLY and day.weekday() != wishes.digest_day:
            continue
        due = _moment(day, wishes.digest_at, zone)
        if due > after:
            return due
    raise AssertionError("a week has every day")


def _moment(day: datetime, minute: int, zone: str, *, last: bool = False) -> datetime:
    """Return when a wall clock shows a minute on a day; what there is twice means the first time unless `last`."""
    minute %= MINUTES_A_DAY
    wall = datetime.combine(day.date(), time(minute // 60, minute % 60), ZoneInfo(zone))
    return wall.replace(fold=int(last and wall.astimezone(UTC).astimezone(ZoneInfo(zone)) == wall)).astimezone(UTC)


# --- messages that leave the house -----------------------------------------------------------------------------------


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """The process died, or the line broke, while it was handed over: it is not sent twice by itself."""
    GIVEN_UP = "given_up"
    DROPPED = "dropped"
    """Everything in it was read on the page meanwhile, or nobody is there to get it."""


_OVER: Final = frozenset({MessageState.UNCERTAIN, MessageState.GIVEN_UP})
MESSAGE: Final = Lifecycle(
    name="message",
    start=MessageState.WAITING,
    moves={
        "begin": (frozenset({MessageState.WAITING}), MessageState.SENDING),
        "confirm": (frozenset({MessageState.SENDING}), MessageState.SENT),
        "postpone": (frozenset({MessageState.SENDING}), MessageState.WAITING),
        "doubt": (frozenset({MessageState.SENDING}), MessageState.UNCERTAIN),
        "give_up": (frozenset({MessageState.SENDING}), MessageState.GIVEN_UP),
        "drop": (frozenset({MessageState.SENDING}), MessageState.DROPPED),
        "send_again": (_OVER, MessageState.WAITING),
    },
)

WAITS: Final = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
"""Between the tries; six tries in about eleven hours, because a notice that is older than a night helps nobody."""
GATHERED: Final = timedelta(seconds=30)
"""How long a message waits for more that belongs into it."""
GATHERED_URGENT: Final = timedelta(seconds=5)
APART: Final = timedelta(minutes=10)
"""Fewest minutes between two messages to one person by one way; what comes in between is gathered."""
APART_URGENT: Final = timedelta(minutes=1)


def goes_at(now: datetime, *, last: datetime | None, free: datetime, urgent: bool) -> datetime:
    """Return when a message may go: gathered for a moment, apart from the `last` one, in nobody's quiet hours."""
    gathered, apart = (GATHERED_URGENT, APART_URGENT) if urgent else (GATHERED, APART)
    return max(now + gathered, free, now if last is None else last + apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Hold one line of a message, or of somebody's list."""

    id: NoticeId
    event: str
    subject: str
    at: datetime
    times: int = 1
    """How often it was said since somebody read it."""
    urgent: bool = False
    department: DepartmentId | None = None
    read: bool = False

    @property
    def kind(self) -> NoticeKind:
        """Return what people choose by."""
        return kind_of(self.event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Hold what goes to one person or service at once."""

    id: MessageId
    key: str
    """The same on every try, and part of a mail's Message-ID."""
    person: UserId | None
    target: TargetId | None
    """The service; None: a mail to the person."""
    digest: bool
    state: MessageState
    tries: int
    next_try_at: datetime
    lines: tuple[Told, ...] = ()
    email: str = ""
    lang: str = ""
    zone: str = ""
    """As the receiver's clock goes, where it is a person; else the installation's."""
