"""Adapters of core.ports on the tables; each write is idempotent and safe when it returns."""

from __future__ import annotations

from resonanz.store.relational.repositories.casebook import StoredCasebook
from resonanz.store.relational.repositories.deadlines import StoredDeadlineBook
from resonanz.store.relational.repositories.escalation import StoredEscalationBook
from resonanz.store.relational.repositories.forecasts import StoredForecastBook
from resonanz.store.relational.repositories.incidents import StoredIncidentBook
from resonanz.store.relational.repositories.initiatives import StoredInitiativeBook
from resonanz.store.relational.repositories.needs import StoredNeedBook
from resonanz.store.relational.repositories.notices import StoredMessageBook, StoredNotices
from resonanz.store.relational.repositories.payloads import StoredPayloads
from resonanz.store.relational.repositories.records import StoredAudit, StoredLedger
from resonanz.store.relational.repositories.replies import StoredReplies
from resonanz.store.relational.repositories.reruns import StoredReruns
from resonanz.store.relational.repositories.rulebook import StoredRulebook
from resonanz.store.relational.repositories.sources import StoredSourceBook
from resonanz.store.relational.repositories.surges import StoredSurgeBook
from resonanz.store.relational.repositories.sweeps import StoredSweeps
from resonanz.store.relational.repositories.teaching import StoredLessons, StoredVersions
from resonanz.store.relational.repositories.tellings import StoredTellingBook
from resonanz.store.relational.repositories.topics import StoredTopicBook
from resonanz.store.relational.repositories.webhooks import StoredHappenings, StoredWebhookBook, StoredWebhookInbox

__all__ = [
    "StoredAudit",
    "StoredCasebook",
    "StoredDeadlineBook",
    "StoredEscalationBook",
    "StoredForecastBook",
    "StoredHappenings",
    "StoredIncidentBook",
    "StoredInitiativeBook",
    "StoredLedger",
    "StoredLessons",
    "StoredMessageBook",
    "StoredNeedBook",
    "StoredNotices",
    "StoredPayloads",
    "StoredReplies",
    "StoredReruns",
    "StoredRulebook",
    "StoredSourceBook",
    "StoredSurgeBook",
    "StoredSweeps",
    "StoredTellingBook",
    "StoredTopicBook",
    "StoredVersions",
    "StoredWebhookBook",
    "StoredWebhookInbox",
]
