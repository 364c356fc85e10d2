"""The adapters of a house, one field a port."""

from __future__ import annotations

from dataclasses import dataclass

from resonanz.app.config import Settings
from resonanz.app.definitions import CurrentDefinitions
from resonanz.core.clock import Clock
from resonanz.core.ports import (
    Archive,
    Audit,
    Casebook,
    DeadlineBook,
    Happenings,
    IncidentBook,
    Ledger,
    Lessons,
    NeedBook,
    Notices,
    Payloads,
    Replies,
    Rulebook,
    Secrets,
    SourceBook,
    SurgeBook,
    Sweeps,
    TellingBook,
    TopicBook,
    Versions,
    WebhookBook,
    WebhookInbox,
)


@dataclass(frozen=True)
class Stores:
    """Hold what a house stands on; everything else is made of it."""

    settings: Settings
    clock: Clock
    archive: Archive
    payloads: Payloads
    sources: SourceBook
    secrets: Secrets
    rulebook: Rulebook
    definitions: CurrentDefinitions
    """What queries name, as the company has it now."""
    casebook: Casebook
    deadline_book: DeadlineBook
    replies: Replies
    audit: Audit
    ledger: Ledger
    lessons: Lessons
    versions: Versions
    surges: SurgeBook
    sweeps: Sweeps
    topics: TopicBook
    incidents: IncidentBook
    needs: NeedBook
    tellings: TellingBook
    notices: Notices
    happenings: Happenings
    webhook_book: WebhookBook
    webhook_inbox: WebhookInbox
