"""What the use cases need from outside, as narrow Protocols; one contract test class for each.

Every write is idempotent. What a method has acknowledged by returning survives the death of the process.
"""

from __future__ import annotations

from resonanz.core.ports.answering import CriticismBook, Library, Proposals, ReactionBook, Resemblance
from resonanz.core.ports.archive import Archive
from resonanz.core.ports.deadlines import DeadlineBook, RulesVersion, Stale
from resonanz.core.ports.erasing import Forgets, Papers
from resonanz.core.ports.incidents import IncidentBook
from resonanz.core.ports.initiatives import ForecastBook, InitiativeBook
from resonanz.core.ports.listening import Answer, Channels, Moderators, Payload, Payloads, Posted, Secrets, SourceBook
from resonanz.core.ports.measures import CaseFigures, Dated, Measures
from resonanz.core.ports.needs import Likeness, NeedBook, TellingBook
from resonanz.core.ports.notices import Carriers, MessageBook, Notice, Notices
from resonanz.core.ports.record import ASKED_FOR, BY_ADMINISTRATOR, FOR_GOOD, Audit, Entry, Ledger
from resonanz.core.ports.rules import Rerun, Reruns, Rulebook
from resonanz.core.ports.surges import Progress, SurgeBook, Watched
from resonanz.core.ports.sweeps import Sweeps
from resonanz.core.ports.teaching import Lessons, Versions
from resonanz.core.ports.together import DispatchBook, Drafts, Inquiries, Turns
from resonanz.core.ports.topics import TopicBook
from resonanz.core.ports.webhooks import Happenings, WebhookBook, WebhookInbox
from resonanz.core.ports.work import Casebook, Joining, Opening, Replies

__all__ = [
    "ASKED_FOR",
    "BY_ADMINISTRATOR",
    "FOR_GOOD",
    "Answer",
    "Archive",
    "Audit",
    "Carriers",
    "CaseFigures",
    "Casebook",
    "Channels",
    "CriticismBook",
    "Dated",
    "DeadlineBook",
    "DispatchBook",
    "Drafts",
    "Entry",
    "ForecastBook",
    "Forgets",
    "Happenings",
    "IncidentBook",
    "InitiativeBook",
    "Inquiries",
    "Joining",
    "Ledger",
    "Lessons",
    "Library",
    "Likeness",
    "Measures",
    "MessageBook",
    "Moderators",
    "NeedBook",
    "Notice",
    "Notices",
    "Opening",
    "Papers",
    "Payload",
    "Payloads",
    "Posted",
    "Progress",
    "Proposals",
    "ReactionBook",
    "Replies",
    "Rerun",
    "Reruns",
    "Resemblance",
    "Rulebook",
    "RulesVersion",
    "Secrets",
    "SourceBook",
    "Stale",
    "SurgeBook",
    "Sweeps",
    "TellingBook",
    "TopicBook",
    "Turns",
    "Versions",
    "Watched",
    "WebhookBook",
    "WebhookInbox",
]
