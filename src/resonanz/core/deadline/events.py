"""What happened to a case, as far as its deadlines care: the vocabulary of the event log.

The words are about who spoke and who is responsible. Whatever is not in here (a note, a snooze) is known by name too,
so that a log can be handed over whole, and stops no clock: the author waits all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Happened(StrEnum):
    """What can happen."""

    OPENED = "opened"
    """Somebody spoke, and a case was made of it. In a log that two cases were merged into, the later one is `said`."""
    SAID = "said"
    """The author spoke again: an answer is owed, waiting is over, and a closed case is open again."""
    ANSWERED = "answered"
    """We answered where the author reads it; a closed case is open again."""
    WAITING = "waiting"
    """From here on we wait for the author."""
    RESUMED = "resumed"
    """We no longer wait, although the author did not speak."""
    HANDED_OVER = "handed_over"
    """Another department owns the case: `department`."""
    PRIORITISED = "prioritised"
    """`priority` changed."""
    RELABELLED = "relabelled"
    """`kind` changed."""
    ASSIGNED = "assigned"
    """`owner` owns the case; empty: nobody."""
    ASKED = "asked"
    """`department` is asked for its word inside the case; `key` tells several such questions apart."""
    TOLD = "told"
    """The department that was asked gave its word (same `department` and `key`)."""
    WITHDRAWN = "withdrawn"
    """The question is taken back (same `department` and `key`): nothing is owed any more, a breach stays one."""
    CLOSED = "closed"
    REOPENED = "reopened"
    """A colleague opened it again."""
    MERGED = "merged"
    """The case goes on within another one."""
    RULES_ADOPTED = "rules_adopted"
    """From its beginning the case follows the rules of version `policy`."""
    SNOOZED = "snoozed"
    """Out of sight for a while; the author's clock goes on."""
    WOKEN = "woken"
    NOTED = "noted"
    """Anything else that colleagues did: notes, drafts, approvals, edits."""


STOPS_NOTHING: Final = frozenset({Happened.SNOOZED, Happened.WOKEN, Happened.NOTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Hold one line of the log; what a line does not say stays as it was."""

    at: datetime
    what: Happened
    department: str = ""
    priority: str = ""
    channel: str = ""
    kind: str = ""
    owner: str = ""
    key: str = ""
    policy: str = ""


def in_order(log: list[Happening] | tuple[Happening, ...]) -> list[Happening]:
    """Return a log by time, lines of the same moment as they stood, the same line twice only once."""
    return sorted(dict.fromkeys(log), key=lambda one: one.at)
