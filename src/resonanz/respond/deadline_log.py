"""A case's history in the words that deadlines know.

The history says what colleagues and machines did; deadlines only ask who spoke, who is responsible and whether we wait.
What has no word there stops no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from resonanz.core.case import Case, CaseEvent
from resonanz.core.deadline import Happened, Happening

_WORDS: Final[Mapping[str, Happened]] = {
    "opened": Happened.OPENED,
    "react": Happened.SAID,
    "answer": Happened.ANSWERED,
    "wait": Happened.WAITING,
    "resume": Happened.RESUMED,
    "hand_over": Happened.HANDED_OVER,
    "prioritise": Happened.PRIORITISED,
    "relabel": Happened.RELABELLED,
    "take": Happened.ASSIGNED,
    "assign": Happened.ASSIGNED,
    "ask": Happened.ASKED,
    "tell": Happened.TOLD,
    "withdraw": Happened.WITHDRAWN,
    "close": Happened.CLOSED,
    "reopen": Happened.REOPENED,
    "adopt_rules": Happened.RULES_ADOPTED,
}


def happenings(case: Case, events: Sequence[CaseEvent]) -> list[Happening]:
    """Return a case's log for its deadlines, beginning with the opening; what stops no clock is left out.

    That it was merged into another case and taken out again is left out too: its author waited all the while.
    A mention that was seen before the case was opened, in the same look, counts from the opening.
    """
    opened = next((one for one in events if one.action == "opened"), None)
    began = case.opened_at if opened is None else opened.at
    later = ((one, _what(one)) for one in events if one is not opened)
    return [_opening(case, opened, began), *(_happening(one, what, began) for one, what in later if what is not None)]


def _opening(case: Case, opened: CaseEvent | None, began: datetime) -> Happening:
    """Return the first line; what an event of an older version does not say is as the case is now."""
    department = opened.department if opened and opened.department is not None else case.department
    priority = opened.priority if opened and opened.priority is not None else case.priority
    return Happening(
        at=began,
        what=Happened.OPENED,
        department=str(department),
        priority=priority.value,
        channel=case.channel,
        kind=(opened.kind if opened else "") or case.kind,
        key=(opened.mention if opened else None) or "",
    )


def _what(event: CaseEvent) -> Happened | None:
    if event.action == "joined":
        return Happened.SAID if event.voice == "market" else None
    return _WORDS.get(event.action)


def _happening(event: CaseEvent, what: Happened, began: datetime) -> Happening:
    owner = event.detail if event.action == "assign" else str(event.actor or "") if event.action == "take" else ""
    return Happening(
        at=max(event.at, began),
        what=what,
        department="" if event.department is None else str(event.department),
        priority="" if event.priority is None else event.priority.value,
        kind=event.kind,
        owner=owner,
        key=event.key or event.mention or "",
        policy=event.detail if what is Happened.RULES_ADOPTED else "",
    )
