"""Every port in memory: for tests, for the demonstration, and as the reference that says what a port means.

Nothing here survives the process; apart from that the contract tests hold for these as for the real stores.
"""

from resonanz.store.memory.archive import MemoryArchive
from resonanz.store.memory.casebook import MemoryCasebook
from resonanz.store.memory.incidents import MemoryIncidentBook
from resonanz.store.memory.initiatives import MemoryForecastBook, MemoryInitiativeBook
from resonanz.store.memory.needs import MemoryNeedBook
from resonanz.store.memory.payloads import MemoryPayloads
from resonanz.store.memory.records import MemoryAudit, MemoryLedger, MemorySecrets
from resonanz.store.memory.replies import MemoryReplies
from resonanz.store.memory.rulebook import MemoryReruns, MemoryRulebook
from resonanz.store.memory.sources import MemorySourceBook
from resonanz.store.memory.surges import MemoryNotices, MemorySurgeBook
from resonanz.store.memory.sweeps import MemorySweeps
from resonanz.store.memory.teaching import MemoryLessons, MemoryVersions
from resonanz.store.memory.tellings import MemoryTellingBook
from resonanz.store.memory.together import MemoryDrafts, MemoryInquiries
from resonanz.store.memory.topics import MemoryTopicBook
from resonanz.store.memory.webhooks import MemoryWebhookBook, MemoryWebhookInbox

__all__ = [
    "MemoryArchive",
    "MemoryAudit",
    "MemoryCasebook",
    "MemoryDrafts",
    "MemoryForecastBook",
    "MemoryIncidentBook",
    "MemoryInitiativeBook",
    "MemoryInquiries",
    "MemoryLedger",
    "MemoryLessons",
    "MemoryNeedBook",
    "MemoryNotices",
    "MemoryPayloads",
    "MemoryReplies",
    "MemoryReruns",
    "MemoryRulebook",
    "MemorySecrets",
    "MemorySourceBook",
    "MemorySurgeBook",
    "MemorySweeps",
    "MemoryTellingBook",
    "MemoryTopicBook",
    "MemoryVersions",
    "MemoryWebhookBook",
    "MemoryWebhookInbox",
]
