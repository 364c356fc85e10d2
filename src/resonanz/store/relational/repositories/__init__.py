"""Adapters of core.ports on the tables; each write is idempotent and safe when it returns."""

from __future__ import annotations

from resonanz.store.relational.repositories.casebook import StoredCasebook
from resonanz.store.relational.repositories.deadlines import StoredDeadlineBook
from resonanz.store.relational.repositories.incidents import StoredIncidentBook
from resonanz.store.relational.repositories.payloads import StoredPayloads
from resonanz.store.relational.repositories.records import StoredAudit, StoredLedger
from resonanz.store.relational.repositories.replies import StoredReplies
from resonanz.store.relational.repositories.reruns import StoredReruns
from resonanz.store.relational.repositories.rulebook import StoredRulebook
from resonanz.store.relational.repositories.sources import StoredSourceBook
from resonanz.store.relational.repositories.surges import StoredSurgeBook
from resonanz.store.relational.repositories.sweeps import StoredSweeps
from resonanz.store.relational.repositories.teaching import StoredLessons, StoredVersions
from resonanz.store.relational.repositories.topics import StoredTopicBook
from resonanz.store.relational.repositories.webhooks import StoredHappenings, StoredWebhookBook, StoredWebhookInbox

__all__ = [
    "StoredAudit",
    "StoredCasebook",
    "StoredDeadlineBook",
    "StoredHappenings",
    "StoredIncidentBook",
    "StoredLedger",
    "StoredLessons",
    "StoredPayloads",
    "StoredReplies",
    "StoredReruns",
    "StoredRulebook",
    "StoredSourceBook",
    "StoredSurgeBook",
    "StoredSweeps",
    "StoredTopicBook",
    "StoredVersions",
    "StoredWebhookBook",
    "StoredWebhookInbox",
]
