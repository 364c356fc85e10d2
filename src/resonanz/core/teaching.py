"""What people teach the system: labels, label sets of the company's own, and the models that were learned from them.

A *task* is one question asked of every mention: `relevant`, `sentiment`, `kind`, `department`, `set:<slug>` for a label
set of the company's own, or `towards:<query>` for how the author feels about what a standing query names. The one thing
a reader would get wrong: a lesson holds no text. The words are read from the archive when something is learned, so that
an erased mention teaches nothing any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import MentionId, QueryId, UserId
from resonanz.core.understood import LABELLED, Kind, Label, Sentiment, Understood

RELEVANT: Final = "relevant"
SENTIMENT: Final = "sentiment"
KIND: Final = "kind"
DEPARTMENT: Final = "department"
LANG: Final = "lang"
"""Corrected and kept, but not learned."""
TASKS: Final = (RELEVANT, SENTIMENT, KIND, DEPARTMENT)
"""Tasks that every company has."""
SET: Final = "set:"
"""What the task of a label set of the company's own begins with."""
TOWARDS: Final = "towards:"
"""What the task of a target begins with."""
FIXED: Final = {
    RELEVANT: ("yes", "no"),
    SENTIMENT: tuple(one.value for one in Sentiment),
    KIND: tuple(one.value for one in Kind),
}
"""Values that do not change from company to company."""
MOST_VALUES: Final = 100
LONGEST_VALUE: Final = 60
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Drawn(StrEnum):
    """Say how it came about that a mention was labelled: figures are only honest where chance chose."""

    FOUND = "found"
    """Somebody came across it, most likely because what stood there was wrong."""
    ASKED = "asked"
    """A session asked because what runs was least sure."""
    CHANCE = "chance"
    """A session drew it by lot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Hold what a person said of one mention in one task."""

    task: str
    mention: MentionId
    revision: int
    value: str
    at: datetime
    by: UserId | None = None
    before: Label | None = None
    """What stood there; None where nothing did."""
    lang: str = "und"
    drawn: Drawn = Drawn.FOUND
    id: int = 0
    """Given when it is kept."""

    @property
    def corrects(self) -> bool:
        """Tell whether it says that a machine was wrong."""
        return self.before is not None and not self.before.by_person and self.before.value != self.value

    @property
    def confirms(self) -> bool:
        """Tell whether it says that a machine was right."""
        return self.before is not None and not self.before.by_person and self.before.value == self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSet:
    """Hold a label set of the company's own."""

    slug: str
    name: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a set that could not be taught; the error names the field."""
        if not _SLUG.fullmatch(self.slug) or len(self.slug) > 40:
            raise InputRejected(
                "A short name has small letters, digits and hyphens.", place="slug", remedy="Write for example urgency."
            )
        if not 2 <= len(self.values) <= MOST_VALUES or len(set(self.values)) < len(self.values):
            raise InputRejected(
                f"A label set has 2 to {MOST_VALUES} different values.", place="values", remedy="Write one a line."
            )
        if any(not value or len(value) > LONGEST_VALUE for value in self.values):
            raise InputRejected(f"A value has 1 to {LONGEST_VALUE} characters.", place="values", remedy="Shorten it.")

    @property
    def task(self) -> str:
        """Return the task that asks for it."""
        return SET + self.slug


class Stage(StrEnum):
    """Say where a version stands."""

    CANDIDATE = "candidate"
    """Learned and tried, not better than what runs."""
    RUNNING = "running"
    RETIRED = "retired"
    """Ran once; another one does now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Hold one model that was learned for a task, with how it did."""

    task: str
    number: int
    """From 1 on, within its task."""
    stage: Stage
    made_at: datetime
    examples: int
    learned_until: datetime
    """The newest lesson that it knows."""
    digest: str
    """SHA-256 of its file; empty where a service answers and there is no file."""
    report: str
    """Figures as JSON; see `understand.teaching.report`. It holds no text of a mention."""
    promoted_at: datetime | None = None

    @property
    def name(self) -> str:
        """Return what stands after `model:` in the origin of its values."""
        return f"{self.task}-v{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Hold what a lead asked of one task."""

    task: str
    accuracy: float = 0.9
    """What has to be right among what the system decides on its own."""
    learn_now: bool = False
    """Somebody asked not to wait for more labels."""
    uses_service: bool = False
    """Whether the configured language model is tried as well."""


def towards(query: QueryId) -> str:
    """Return the task that asks how the author feels about what a standing query names."""
    return f"{TOWARDS}{query}"


def target_of(task: str) -> QueryId | None:
    """Return which standing query a task asks about; None for any other task."""
    number = task.removeprefix(TOWARDS)
    return QueryId(int(number)) if task.startswith(TOWARDS) and number.isdecimal() else None


def fixed_values(task: str) -> tuple[str, ...]:
    """Return the values of a task that rules answer too; none for the tasks in which only what is learned speaks."""
    return FIXED.get(SENTIMENT if task.startswith(TOWARDS) else task, ())


def standing(task: str, understood: Understood) -> Label | None:
    """Return what stands there in a task; for a target that was not told apart what the text as a whole says."""
    query = target_of(task)
    if query is not None:
        return next((one.feels for one in understood.targets if one.query == query), understood.sentiment)
    if task.startswith(SET):
        return next((one.label for one in understood.labels if one.slug == task.removeprefix(SET)), None)
    return getattr(understood, task) if task in LABELLED else None
