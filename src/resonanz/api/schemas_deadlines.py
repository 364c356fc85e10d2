"""Deadlines and working time, as the API shows and takes them."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from resonanz.core.deadline import Deadline, explain


class DeadlineOut(Schema):
    """One deadline of a case; lengths in seconds of working time."""

    kind: str
    """first_answer, next_answer, resolution, owner_answer, internal_answer or channel_window."""
    round: int
    department: int | None
    state: str
    """running, paused, met or breached."""
    begun_at: datetime
    due_at: datetime
    """While it is paused: when it would be due if it went on at once."""
    ended_at: datetime | None
    seconds: int
    used_seconds: int
    remaining_seconds: int
    late_seconds: int
    explanation: str
    """In words, in the language that is asked for."""

    @classmethod
    def of(cls, deadline: Deadline, *, lang: str) -> DeadlineOut:
        """Return a deadline with its explanation."""
        return cls(
            kind=deadline.kind.value,
            round=deadline.round,
            department=int(deadline.department) if deadline.department else None,
            state=deadline.state.value,
            begun_at=deadline.begun_at,
            due_at=deadline.due_at,
            ended_at=deadline.ended_at,
            seconds=deadline.seconds,
            used_seconds=deadline.used,
            remaining_seconds=deadline.remaining,
            late_seconds=deadline.late,
            explanation=explain(deadline, lang=lang),
        )


class HolidaysIn(Schema):
    """Whose public holidays are closed days."""

    country: str
    """Two letters."""
    state: str = ""


class CalendarIn(Schema):
    """A department's working time."""

    zone: str
    """IANA name."""
    hours: dict[str, list[str]] | str
    """`always`, or intervals such as 09:00-12:00 by weekday: mon, tue, wed, thu, fri, sat, sun, or mon-fri."""
    holidays: HolidaysIn | None = None
    closed: list[date] = Field(default_factory=list)
    """Days of our own without any opening."""


class CalendarPut(CalendarIn):
    """A department's working time, and for whom."""

    adopt: bool = True
    """Whether open cases follow it too; else only those that are opened from now on."""


class CalendarOut(CalendarIn):
    """A department's working time as it is."""

    own: bool
    """Whether it is the department's own, or the company's."""
