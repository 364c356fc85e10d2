"""Changing working time and the rules of deadlines: each change is a new version, checked as a whole before it counts.

What stands is never changed: cases that follow an older version go on reading it, unless they are asked to adopt the
new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from resonanz.core.deadline import read_policy
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action, Actor, require
from resonanz.respond.holidays import public_holidays
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record
from resonanz.store.relational.repositories.deadlines import StoredDeadlineBook

Document = Mapping[str, object]
RULE_PARTS: Final = ("rules", "windows", "hand_over", "reopening", "after_answer")

_book = StoredDeadlineBook()


def set_calendar(
    actor: Actor,
    department: DepartmentId | None,
    calendar: Document | None,
    at: datetime,
    *,
    first: Document,
    adopt: bool,
) -> int:
    """Give a department its own working time (None: the company's again), or with department None the company.

    `first` are the rules where none were stored yet. Return the new version; raise InputRejected with the field.
    """
    if department is None:
        require(actor, Action.MANAGE_SETTINGS)
    else:
        require(actor, Action.MANAGE_DEPARTMENT, department)

    def changed(document: Document) -> Document:
        if department is None:
            return {**document, "calendar": calendar}
        own = dict(_table(document.get("calendars")))
        own.pop(str(department), None)
        if calendar is not None:
            own[str(department)] = calendar
        return {**document, "calendars": own}

    subject = "company" if department is None else f"department:{department}"
    with edit():
        if department is not None:
            found(models.Department, department, "department")
        made = _new_version(actor, changed, at, first=first, adopt=adopt)
        record(actor, "calendar_set", subject, at, version=made, own=calendar is not None, adopt=adopt)
    return made


def set_rules(actor: Actor, parts: Document, at: datetime, *, first: Document, adopt: bool) -> int:
    """Replace the rules, windows and choices; working time stays. Return the new version; raise InputRejected."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        kept = {name: value for name, value in parts.items() if name in RULE_PARTS}
        made = _new_version(actor, lambda document: {**document, **kept}, at, first=first, adopt=adopt)
        record(actor, "deadline_rules_set", "company", at, version=made, adopt=adopt)
    return made


def _new_version(
    actor: Actor, changed: Callable[[Document], Document], at: datetime, *, first: Document, adopt: bool
) -> int:
    versions = _book.versions()
    if not versions:
        # What old cases followed so far must stay readable as it was.
        _book.add(first, at=at, by=None, adopt=False)
    after = changed(versions[-1].document if versions else first)
    read_policy(after, holidays=public_holidays, years=(at.year,))
    return _book.add(after, at=at, by=actor.id, adopt=adopt)


def _table(given: object) -> Document:
    return given if isinstance(given, Mapping) else {}
