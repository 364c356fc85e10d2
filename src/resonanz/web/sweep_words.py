"""What is offered to be done with the cases of an inbox, and in which words it is told what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resonanz.app import sweeping
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.ids import CaseId, UserId
from resonanz.core.sweep import Doing, Sweep
from resonanz.core.understood import Kind
from resonanz.store.relational.selectors.inbox_views import owners
from resonanz.web import desks
from resonanz.web.sentences import translated

NAMED = 10
"""Cases that are named at most where they were left alone."""


def offers() -> Mapping[str, Any]:
    """Return what the choices of the bar are."""
    return {
        "priorities": desks.options("priority")[::-1],
        "kinds": desks.options("kind", [one.value for one in Kind]),
        "departments": list(desks.names()["departments"].items()),
        "snoozes": snoozes(),
        "colleagues": [(one.id, one.name) for one in owners()],
    }


def snoozes() -> list[tuple[str, str]]:
    """Return for how long cases can be put out of sight by one key."""
    return [
        ("day", _("until tomorrow 8:00")),
        ("week", _("until Monday 8:00")),
        ("month", _("for four weeks")),
        ("spoken", _("until the author speaks")),
    ]


def moment(choice: str, now: datetime) -> datetime | None:
    """Return when a snooze ends, in the reader's zone; None: when the author speaks. Raise InputRejected."""
    local = timezone.localtime(now)
    days = {"day": 1, "week": 7 - local.weekday(), "month": 28}
    if choice == "spoken":
        return None
    if choice not in days:
        raise InputRejected("There is no such time.", place="until", remedy="Choose one that is offered.")
    return datetime.combine(local.date() + timedelta(days=days[choice]), time(8), tzinfo=local.tzinfo)


def standing(person: UserId | None) -> Mapping[str, Any] | None:
    """Return somebody's last sweep as the inbox shows it: how far it is, or that it can be taken back."""
    sweep = None if person is None else house().sweeps.newest(person)
    if sweep is None or sweep.undone_at is not None:
        return None
    job = sweeping.job_of(sweep)
    if job is not None:
        return {"sweep": sweep, "text": _("Being done"), "runs": True, "done": job.done or 0, "total": sweep.asked}
    if sweep.ended_at is None and sweep.done:
        return {"sweep": sweep, "text": _("This did not end. What was done stays."), "runs": False}
    if sweep.can_be_undone(house().clock.now()):
        return {"sweep": sweep, "text": told(sweep), "runs": False}
    return None


def told(sweep: Sweep) -> str:
    """Return what a sweep did, in a sentence."""
    n = sweep.done
    sentences = {
        Doing.TAKE: ngettext("%(n)d case is yours.", "%(n)d cases are yours.", n),
        Doing.ASSIGN: ngettext("%(n)d case has another owner.", "%(n)d cases have another owner.", n),
        Doing.CLOSE: ngettext("%(n)d case is closed.", "%(n)d cases are closed.", n),
        Doing.REOPEN: ngettext("%(n)d case is open again.", "%(n)d cases are open again.", n),
        Doing.HAND_OVER: ngettext("%(n)d case is handed over.", "%(n)d cases are handed over.", n),
        Doing.PRIORITISE: ngettext("%(n)d case has another priority.", "%(n)d cases have another priority.", n),
        Doing.RELABEL: ngettext("%(n)d case is of another kind.", "%(n)d cases are of another kind.", n),
        Doing.SNOOZE: ngettext("%(n)d case is out of sight for now.", "%(n)d cases are out of sight for now.", n),
        Doing.WAKE: ngettext("%(n)d case is back.", "%(n)d cases are back.", n),
    }
    return sentences[sweep.wish.doing] % {"n": n}


def left(refusals: Sequence[tuple[CaseId, str]], number: int) -> str:
    """Return to how many cases it could not be done, and why to the first."""
    sentence = ngettext("%(n)d case stays as it is:", "%(n)d cases stay as they are:", number) % {"n": number}
    return f"{sentence} {translated(refusals[0][1])}" if refusals else sentence


def undone(restored: int, kept: Sequence[CaseId]) -> str:
    """Return what became of taking a sweep back."""
    sentence = ngettext("%(n)d case is as it was.", "%(n)d cases are as they were.", restored) % {"n": restored}
    if not kept:
        return sentence
    names = ", ".join(f"#{case}" for case in kept[:NAMED]) + (" …" if len(kept) > NAMED else "")
    return f"{sentence} {_('Somebody changed these since, so they stay:')} {names}"
