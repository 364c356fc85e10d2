"""A batch on its way through the steps: the mentions, and column by column what is understood of them.

Columns rather than one record a mention, because a step that answers for a thousand texts at once then makes
one new value, not a thousand. All columns have the length of `mentions`; a step returns a new `Columns` and never
changes one it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId, RouteId
from resonanz.core.mention import Mention
from resonanz.core.understood import (
    NEUTRAL,
    OTHER,
    RELEVANT,
    UNDETERMINED,
    Label,
    OwnLabel,
    Priority,
    Towards,
    Understood,
    Voice,
)
from resonanz.understand.plain import Plain
from resonanz.understand.reading import Reading

ONGOING = ""
"""No exit yet: later steps still have something to say about the mention."""


class Decision(NamedTuple):
    """Say what routing decided of one mention."""

    department: DepartmentId | None = None
    route: RouteId | None = None
    priority: Priority = Priority.NORMAL
    opens_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Hold n mentions and n values of everything that is understood of them."""

    mentions: Sequence[Mention]
    plain: Sequence[Plain]
    langs: Sequence[Label]
    rules: Sequence[str]
    """Language whose rules read the text: of an undetermined text the likeliest, empty when none can."""
    voices: Sequence[Voice]
    readings: Sequence[Reading | None]
    """None where nothing was read: our own voice, or no words at all."""
    relevant: Sequence[Label]
    sentiments: Sequence[Label]
    targets: Sequence[tuple[Towards, ...]]
    kinds: Sequence[Label]
    labels: Sequence[tuple[OwnLabel, ...]]
    duplicates: Sequence[MentionId | None]
    topics: Sequence[tuple[str, ...]]
    queries: Sequence[tuple[QueryId, ...]]
    decisions: Sequence[Decision]
    exits: Sequence[str]
    """Where the judging of a mention ended; `ONGOING` while it has not."""

    @classmethod
    def of(cls, mentions: Sequence[Mention]) -> Columns:
        """Begin with mentions of which nothing is understood."""
        many = len(mentions)
        return cls(
            mentions=mentions,
            plain=[Plain()] * many,
            langs=[UNDETERMINED] * many,
            rules=[""] * many,
            voices=[Voice.MARKET] * many,
            readings=[None] * many,
            relevant=[RELEVANT] * many,
            sentiments=[NEUTRAL] * many,
            targets=[()] * many,
            kinds=[OTHER] * many,
            labels=[()] * many,
            duplicates=[None] * many,
            topics=[()] * many,
            queries=[()] * many,
            decisions=[Decision()] * many,
            exits=[ONGOING] * many,
        )

    def heard(self) -> list[Heard]:
        """Return the mentions with what is understood of them so far."""
        return [
            Heard(
                mention,
                Understood(
                    lang=self.langs[place],
                    relevant=self.relevant[place],
                    sentiment=self.sentiments[place],
                    targets=self.targets[place],
                    kind=self.kinds[place],
                    labels=self.labels[place],
                    voice=self.voices[place],
                    topics=self.topics[place],
                    queries=self.queries[place],
                    duplicate_of=self.duplicates[place],
                    department=self.decisions[place].department,
                    route=self.decisions[place].route,
                    priority=self.decisions[place].priority,
                    opens_case=self.decisions[place].opens_case,
                ),
            )
            for place, mention in enumerate(self.mentions)
        ]
