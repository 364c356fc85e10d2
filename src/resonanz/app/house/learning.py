"""What people teach, what is learned from it, and how it comes to judge."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from resonanz.app.config import Settings
from resonanz.app.house.stores import Stores
from resonanz.app.logging import log
from resonanz.app.understanding import Understanding
from resonanz.core.ports import Versions
from resonanz.core.teaching import Version
from resonanz.understand.teaching.desk import TeachingDesk
from resonanz.understand.teaching.judges import Judges
from resonanz.understand.teaching.shelf import Shelf
from resonanz.understand.teaching.trainer import Trainer


class Learning(Stores):
    """Make what learns from people."""

    @cached_property
    def judges(self) -> Judges:
        """Return what answers by what was learned."""
        return judges_over(self.versions, self.settings)

    @cached_property
    def shelf(self) -> Shelf:
        """Return where model files lie."""
        return Shelf(models_directory(self.settings))

    @cached_property
    def teaching_desk(self) -> TeachingDesk:
        """Return what people do with what is learned."""
        return TeachingDesk(
            archive=self.archive,
            lessons=self.lessons,
            versions=self.versions,
            rulebook=self.rulebook,
            judges=self.judges,
            shelf=self.shelf,
            audit=self.audit,
            clock=self.clock,
        )

    @property
    def has_service(self) -> bool:
        """Tell whether a language model is configured that may compete."""
        return False

    @cached_property
    def trainer(self) -> Trainer:
        """Return what learns tasks."""
        return Trainer(
            lessons=self.lessons,
            versions=self.versions,
            archive=self.archive,
            shelf=self.shelf,
            judges=self.judges,
            by_rules=Understanding(self.rulebook, self.clock, log("understand")),
            audit=self.audit,
            clock=self.clock,
        )


def models_directory(chosen: Settings) -> Path:
    """Return where model files lie."""
    return chosen.home / "models"


def judges_over(versions: Versions, chosen: Settings) -> Judges:
    """Return what answers by what was learned, over any store of versions."""

    def tell(version: Version, sentence: str) -> None:
        log("understand").warning("model_not_read", task=version.task, version=version.number, sentence=sentence)

    return Judges(versions, Shelf(models_directory(chosen)), tell)
