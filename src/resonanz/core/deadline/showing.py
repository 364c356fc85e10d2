"""A deadline as plain values: what the command line prints and the API returns, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from resonanz.core.deadline.result import Deadline
from resonanz.core.deadline.words import explain


def shown(deadline: Deadline, *, lang: str = "en") -> Mapping[str, object]:
    """Return a deadline as values that JSON knows; moments in UTC, lengths in seconds."""
    return {
        "kind": deadline.kind.value,
        "round": deadline.round,
        "department": deadline.department,
        "state": deadline.state.value,
        "begun_at": deadline.begun_at.isoformat(),
        "due_at": deadline.due_at.isoformat(),
        "ended_at": _told(deadline.ended_at),
        "seconds": deadline.seconds,
        "used_seconds": deadline.used,
        "remaining_seconds": deadline.remaining,
        "late_seconds": deadline.late,
        "paused_seconds": deadline.paused,
        "clock": "always" if deadline.always else "business",
        "rule": deadline.rule,
        "policy": deadline.policy,
        "explanation": explain(deadline, lang=lang),
    }


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
