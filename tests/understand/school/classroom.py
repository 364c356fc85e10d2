"""A class that learns: stores in memory, mentions made up, rules that always say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from resonanz.core.clock import FixedClock
from resonanz.core.heard import Heard
from resonanz.core.mention import Mention
from resonanz.core.teaching import Drawn, Lesson
from resonanz.core.understood import Label, Understood
from resonanz.store.memory import MemoryArchive, MemoryAudit, MemoryLessons, MemoryVersions
from resonanz.understand.learning import Example
from resonanz.understand.teaching.judges import Answering, Judges
from resonanz.understand.teaching.shelf import Shelf
from resonanz.understand.teaching.trainer import Trainer
from tests.understand.making import NOON, mention

LATER = NOON + timedelta(hours=1)


def rules(batch: Sequence[Mention]) -> list[Heard]:
    """Say `other` of every mention."""
    return [Heard(one, Understood(lang=Label("en", 0.9), kind=Label("other", 0.4))) for one in batch]


@dataclass
class Classroom:
    """Hold everything that learning needs."""

    home: Path
    service: Answering | None = None
    clock: FixedClock = field(default_factory=lambda: FixedClock(LATER))
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    lessons: MemoryLessons = field(default_factory=MemoryLessons)
    versions: MemoryVersions = field(default_factory=MemoryVersions)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    troubles: list[str] = field(default_factory=list)
    taught: int = 0

    def __post_init__(self) -> None:
        """Furnish it."""
        self.shelf = Shelf(self.home / "models")
        self.judges = Judges(
            self.versions, self.shelf, lambda _, sentence: self.troubles.append(sentence), self.service
        )
        self.trainer = Trainer(
            lessons=self.lessons,
            versions=self.versions,
            archive=self.archive,
            shelf=self.shelf,
            judges=self.judges,
            by_rules=rules,
            audit=self.audit,
            clock=self.clock,
            service=self.service,
        )

    def teach(
        self,
        examples: Sequence[Example],
        task: str = "kind",
        *,
        before: str | None = "other",
        drawn: Drawn = Drawn.CHANCE,
        lang: str = "en",
    ) -> list[Lesson]:
        """Keep a mention and a lesson for each example."""
        made = []
        for example in examples:
            said = mention(example.text, native_id=str(self.taught))
            self.archive.keep(rules([said]))
            made.append(
                Lesson(
                    task=task,
                    mention=said.id,
                    revision=0,
                    value=example.label,
                    at=NOON + timedelta(seconds=self.taught),
                    before=Label(before, 0.4) if before else None,
                    lang=lang,
                    drawn=drawn,
                )
            )
            self.taught += 1
        self.lessons.keep(made)
        return made


def renamed(examples: Sequence[Example], names: dict[str, str]) -> list[Example]:
    """Return examples under other labels."""
    return [replace(example, label=names.get(example.label, example.label)) for example in examples]
