"""What the pages of the answers library, of criticism and of reactions read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from resonanz.core.criticism import Criticism
from resonanz.core.ids import AnswerId, CaseId, DepartmentId, MentionId
from resonanz.core.reaction import Figures
from resonanz.core.ready_answers import ReadyAnswer, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """Hold one line of the library."""

    answer: ReadyAnswer
    standing: Standing
    department_name: str
    owner_name: str
    uses: int
    """How many replies were written with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVersionRow:
    """Hold one version of an answer."""

    version: int
    title: str
    asked: str
    german: str
    english: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """Hold a question that waits for an answer of the library."""

    id: int
    words: str
    lang: str
    department: DepartmentId | None
    department_name: str
    people: int
    mentions: tuple[MentionId, ...]
    """Some of those who ask, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticismRow:
    """Hold one line of the ledger: a decided criticism, or a case of one that nobody has decided."""

    criticism: Criticism | None
    case: CaseId
    """The first case of it."""
    subject: str
    """What it is called: its title, else its first case's subject; empty where that was erased."""
    department: DepartmentId | None
    department_name: str
    owner_name: str
    since: datetime
    """When its first case was opened."""
    cases: int
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenRow:
    """Hold something on an own channel that was taken out of public sight."""

    case: CaseId
    subject: str
    department_name: str
    at: datetime
    by: str
    reason: str
    mention: MentionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticismEventRow:
    """Hold one line of a criticism's history."""

    at: datetime
    action: str
    actor_name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresRow:
    """Hold what came of the answers of one group."""

    key: str
    name: str
    figures: Figures


__all__ = [
    "AnswerId",
    "AnswerRow",
    "AnswerVersionRow",
    "CriticismEventRow",
    "CriticismRow",
    "FiguresRow",
    "HiddenRow",
    "ProposalRow",
]
