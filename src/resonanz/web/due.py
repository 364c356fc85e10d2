"""What is due, as a list shows it: a few words, a colour beside them, and the whole moment on request.

Time left is business time of the department that owns the case: "3 h left" on Friday afternoon may mean Monday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.deadline import Deadline, DeadlineKind, DeadlineState, explain, name_of, told_time
from resonanz.core.ids import CaseId
from resonanz.store.relational.views import CaseRow

SOON: Final = 3600
"""Business seconds from which on what is left is shown as little."""


@dataclass(frozen=True, slots=True)
class Due:
    """Hold the words and the colour of what is owed soonest in a case."""

    tone: str
    """bad, warn, good or quiet."""
    kind: str
    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one deadline of a case's page."""

    tone: str
    kind: str
    state: str
    explanation: str
    at: datetime | None


def lang() -> str:
    """Return the language in which the reader is told of deadlines."""
    return "de" if (get_language() or "").startswith("de") else "en"


def dues(rows: Sequence[CaseRow]) -> Mapping[CaseId, Due]:
    """Return what is owed soonest in each of these cases that owes anything."""
    owing = [row for row in rows if row.due_state]
    timed = [(row.id, row.department, row.due_at) for row in owing if row.due_at is not None]
    left = house().deadlines.lefts([(department, due_at) for _, department, due_at in timed])
    known = {case: seconds for (case, *_), seconds in zip(timed, left, strict=True)}
    return {row.id: _due(row, known.get(row.id, 0)) for row in owing}


def _due(row: CaseRow, left: int) -> Due:
    kind = name_of(DeadlineKind(row.due_kind), lang())
    if row.due_at is None:
        return Due("quiet", kind, _("paused"), None)
    if row.due_at < house().clock.now():
        words = _("overdue by %(time)s") % {"time": _short(-left)} if left <= -60 else _("overdue")
        return Due("bad", kind, words, row.due_at)
    return Due("warn" if left < SOON else "good", kind, _("%(time)s left") % {"time": _short(left)}, row.due_at)


def _short(seconds: int) -> str:
    """Return a length of time for a list, where nobody asks for the minutes of days."""
    return told_time(seconds if seconds < 10 * SOON else seconds - seconds % SOON)


def lines(found: Sequence[Deadline]) -> list[Line]:
    """Return a case's deadlines: what is owed first, then what has ended, the newest first."""
    ordered = sorted(found, key=lambda one: one.due_at)
    owed = [one for one in ordered if one.is_open]
    return [_line(one) for one in (*owed, *(one for one in reversed(ordered) if not one.is_open))]


def _line(one: Deadline) -> Line:
    tones = {
        DeadlineState.BREACHED: "bad",
        DeadlineState.MET: "good",
        DeadlineState.PAUSED: "quiet",
        DeadlineState.RUNNING: "warn" if one.remaining < SOON else "running",
    }
    kind = name_of(one.kind, lang())
    name = f"{kind} {one.round}" if one.round > 1 else kind
    at = None if one.state is DeadlineState.PAUSED else one.due_at
    return Line(tones[one.state], name, str(words()[one.state]), explain(one, lang=lang()), at)


def words() -> Mapping[DeadlineState, str]:
    """Return what the states are called."""
    return {
        DeadlineState.RUNNING: _("running"),
        DeadlineState.PAUSED: _("paused"),
        DeadlineState.MET: _("met"),
        DeadlineState.BREACHED: _("missed"),
    }


def filters() -> list[tuple[str, str]]:
    """Return what an inbox can be narrowed down to."""
    return [("overdue", _("overdue")), ("today", _("due today")), ("paused", _("paused"))]


def conditions(wanted: str) -> Mapping[str, object]:
    """Return what a filter means for `CaseFilter`; today ends where the reader's day does."""
    if wanted == "overdue":
        return {"due_states": ("breached",)}
    if wanted == "paused":
        return {"due_states": ("paused",)}
    if wanted == "today":
        return {"due_states": ("running", "breached"), "due_before": _end_of_today()}
    return {}


def _end_of_today() -> datetime:
    local = timezone.localtime(house().clock.now())
    midnight = datetime.combine(local.date() + timedelta(days=1), time(0), tzinfo=local.tzinfo)
    return midnight.astimezone(timezone.get_current_timezone())
