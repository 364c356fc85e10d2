"""From the cases' log to notices: what somebody else did that a person should know without looking for it.

The one thing a reader would get wrong: lines of the log can be committed out of their order, so a few before the mark
are looked at again. Each line is told under a key of its own, and so once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from resonanz.core.ids import UserId
from resonanz.core.ports import Notice, Notices
from resonanz.core.ports.notices import CaseLine, CaseNews

BATCH: Final = 500


class Reporter:
    """Tell people what happened in cases."""

    def __init__(self, *, news: CaseNews, notices: Notices) -> None:
        self._news = news
        self._notices = notices
        self._told: set[int] = set()

    def tick(self) -> int:
        """Go through the lines that came since the last time; return how many led to a notice."""
        told = 0
        while lines := [one for one in self._news.after_mark(limit=BATCH) if one.number not in self._told]:
            for line in lines:
                notice = notice_of(line)
                if notice is not None:
                    self._notices.tell(notice)
                    told += 1
            self._told |= {one.number for one in lines}
            self._news.move(max(one.number for one in lines))
        newest = max(self._told, default=0)
        self._told = {number for number in self._told if number > newest - 2 * BATCH}
        return told


def notice_of(line: CaseLine) -> Notice | None:
    """Return what a line of a case's history is worth telling; None for most."""
    made = _MADE.get(line.action)
    return None if made is None else made(line)


def _told(line: CaseLine, event: str, *, to: UserId | None = None) -> Notice | None:
    """Return a notice to one person, or to the department where `to` is None; nobody is told what they did."""
    if to is not None and to == line.actor:
        return None
    return Notice(
        at=line.at,
        event=event,
        subject=f"case:{line.case}",
        department=line.department,
        to=() if to is None else (to,),
        by=line.actor,
        key=f"line:{line.number}",
    )


def _owner(line: CaseLine, event: str) -> Notice | None:
    return None if line.owner is None else _told(line, event, to=line.owner)


_MADE: Final[Mapping[str, Callable[[CaseLine], Notice | None]]] = {
    "assign": lambda line: _owner(line, "case_assigned"),
    "hand_over": lambda line: _told(line, "case_handed_over"),
    "react": lambda line: _owner(line, "case_reacted"),
    "reply_submit": lambda line: _told(line, "approval_asked"),
    "reply_refuse": lambda line: _owner(line, "reply_refused"),
    "reply_doubt": lambda line: _owner(line, "reply_uncertain"),
}


__all__ = ["Reporter", "notice_of"]
