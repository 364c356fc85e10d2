"""The event log as people keep it in a file: one JSON object a line, each refused with its line and field.

A log need not be sorted: lines are put in order of time, lines of the same moment stay as they stood, and the very same
line twice counts once. A time without a zone is refused, because nobody can know which moment it means.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from resonanz.core.deadline.events import Happened, Happening
from resonanz.core.errors import InputRejected

_YEARS: Final = range(1970, 2200)
_TEXTS: Final = ("department", "priority", "channel", "kind", "owner", "key", "policy")
_NEEDS: Final[Mapping[Happened, str]] = {
    Happened.HANDED_OVER: "department",
    Happened.PRIORITISED: "priority",
    Happened.RELABELLED: "kind",
    Happened.ASKED: "department",
    Happened.RULES_ADOPTED: "policy",
}
LONGEST_LINE: Final = 100_000


def read_events(lines: Iterable[str]) -> dict[str, list[Happening]]:
    """Return the logs in a file by `case` (empty where lines name none); raise InputRejected with line and field."""
    logs: dict[str, list[Happening]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        given = _object(line, f"line {number}")
        logs.setdefault(_text(given, "case", f"line {number}"), []).append(read_event(given, f"line {number}"))
    for case, log in logs.items():
        _refuse_without_opening(case, log)
    return logs


def read_event(given: Mapping[str, object], place: str) -> Happening:
    """Return one line of a log; fields that are not known are let be. Raise InputRejected."""
    try:
        what = Happened(str(given.get("action", "")))
    except ValueError:
        raise InputRejected(
            f"{given.get('action')!r} is no action.",
            place=f"{place}, action",
            remedy=f"Write one of {', '.join(Happened)}.",
        ) from None
    texts = {name: _text(given, name, place) for name in _TEXTS}
    needed = _NEEDS.get(what)
    if needed and not texts[needed]:
        raise InputRejected(
            f"{what} does not say which {needed}.", place=f"{place}, {needed}", remedy=f'Add "{needed}": "...".'
        )
    return Happening(at=read_moment(given.get("at"), f"{place}, at"), what=what, **texts)


def _object(line: str, place: str) -> Mapping[str, object]:
    try:
        given = json.loads(line) if len(line) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise InputRejected(
            "This is no JSON object.",
            place=place,
            remedy='Write {"at": "2026-05-04T14:10:00+02:00", "action": "opened"}.',
        )
    return given


def read_moment(given: object, place: str) -> datetime:
    """Return an ISO 8601 moment, which must name its zone; raise InputRejected."""
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise InputRejected(
            f"{given!r} is no moment.", place=place, remedy="Write for example 2026-05-04T14:10:00+02:00."
        )
    if moment.tzinfo is None:
        raise InputRejected(
            f"{given} names no time zone.", place=place, remedy="Write for example +02:00 or Z behind it."
        )
    return moment.astimezone(UTC)


def _text(given: Mapping[str, object], name: str, place: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputRejected(f"{value!r} is no word.", place=f"{place}, {name}", remedy="Write text in quotes.")
    return str(value)


def _refuse_without_opening(case: str, log: list[Happening]) -> None:
    first = min(log, key=lambda one: one.at)
    if first.what is not Happened.OPENED:
        raise InputRejected(
            f"the log{' of case ' + case if case else ''} begins with {first.what} at {first.at.isoformat()}.",
            place="action",
            remedy="The earliest line must be `opened`.",
        )
