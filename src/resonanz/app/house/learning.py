"""What people teach, what is learned from it, and how it comes to judge."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Final

from resonanz.app.config import Settings
from resonanz.app.house.stores import Stores
from resonanz.app.logging import log
from resonanz.app.understanding import Understanding
from resonanz.connect.http import HttpClient, Limits
from resonanz.core.clock import Clock
from resonanz.core.ports import Versions
from resonanz.core.teaching import Version
from resonanz.understand.teaching.desk import TeachingDesk
from resonanz.understand.teaching.judges import Judges
from resonanz.understand.teaching.service import Address, LanguageModel
from resonanz.understand.teaching.shelf import Shelf
from resonanz.understand.teaching.trainer import Trainer

PATIENCE: Final = Limits(connect=3.0, read=15.0, total=20.0, body=1_000_000)
"""A batch that is being understood waits no longer than this for a language model."""


class Learning(Stores):
    """Make what learns from people."""

    @cached_property
    def judges(self) -> Judges:
        """Return what answers by what was learned."""
        return judges_over(self.versions, self.settings, self.clock, self.language_model)

    @cached_property
    def language_model(self) -> LanguageModel | None:
        """Return the language model that may compete; None where none is configured."""
        return language_model_at(self.settings, self.clock)

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
            service=self.language_model,
        )


def models_directory(chosen: Settings) -> Path:
    """Return where model files lie."""
    return chosen.home / "models"


def language_model_at(chosen: Settings, clock: Clock) -> LanguageModel | None:
    """Return the language model that is configured, if one is; private addresses only where the operator allows."""
    if not chosen.llm_url or not chosen.llm_model:
        return None
    http = HttpClient(clock=clock, allow=chosen.private_hosts, limits=PATIENCE)
    address = Address(chosen.llm_url, chosen.llm_model, chosen.llm_key, chosen.llm_requests_per_hour)
    return LanguageModel(
        address, http, clock, lambda sentence: log("understand").warning("language_model_silent", sentence=sentence)
    )


def judges_over(versions: Versions, chosen: Settings, clock: Clock, service: LanguageModel | None = None) -> Judges:
    """Return what answers by what was learned, over any store of versions."""

    def tell(version: Version, sentence: str) -> None:
        log("understand").warning("model_not_read", task=version.task, version=version.number, sentence=sentence)

    return Judges(versions, Shelf(models_directory(chosen)), tell, service or language_model_at(chosen, clock))
