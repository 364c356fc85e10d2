"""The stores in memory keep every promise that the real ones make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId, SourceId
from resonanz.core.source import Counts, Gap
from resonanz.core.webhook import OFFERED, Subscription, SubscriptionId
from resonanz.store.memory import (
    MemoryArchive,
    MemoryAudit,
    MemoryCasebook,
    MemoryLedger,
    MemoryLessons,
    MemoryPayloads,
    MemoryReplies,
    MemoryReruns,
    MemoryRulebook,
    MemorySecrets,
    MemorySourceBook,
    MemoryTopicBook,
    MemoryVersions,
    MemoryWebhookBook,
    MemoryWebhookInbox,
)
from tests.store.contracts.archive import ArchiveContract
from tests.store.contracts.casebook import CasebookContract
from tests.store.contracts.payloads import PayloadsContract
from tests.store.contracts.records import AuditContract, LedgerContract, SecretsContract
from tests.store.contracts.replies import RepliesContract
from tests.store.contracts.reruns import RerunsContract
from tests.store.contracts.rulebook import RulebookContract
from tests.store.contracts.sourcebook import SourceBookContract
from tests.store.contracts.teaching import LessonsContract, VersionsContract
from tests.store.contracts.topics import TopicBookContract
from tests.store.contracts.webhooks import NOON, WebhookBookContract, WebhookInboxContract


class TestMemoryArchive(ArchiveContract):
    @pytest.fixture
    def archive(self) -> MemoryArchive:
        return MemoryArchive()


class TestMemoryCasebook(CasebookContract):
    @pytest.fixture
    def casebook(self) -> MemoryCasebook:
        return MemoryCasebook()


class TestMemoryPayloads(PayloadsContract):
    @pytest.fixture
    def payloads(self) -> MemoryPayloads:
        return MemoryPayloads()


class TestMemoryReplies(RepliesContract):
    @pytest.fixture
    def replies(self) -> MemoryReplies:
        return MemoryReplies()


class TestMemorySourceBook(SourceBookContract):
    @pytest.fixture
    def sources(self) -> MemorySourceBook:
        return MemorySourceBook()

    @pytest.fixture
    def counts_of(self, sources: MemorySourceBook) -> Callable[[SourceId], Mapping[datetime, Counts]]:
        return sources.counts

    @pytest.fixture
    def gaps_of(self, sources: MemorySourceBook) -> Callable[[SourceId], list[Gap]]:
        return sources.gaps


class TestMemoryRulebook(RulebookContract):
    @pytest.fixture
    def rulebook(self) -> MemoryRulebook:
        return MemoryRulebook()

    @pytest.fixture
    def change(self, rulebook: MemoryRulebook) -> Callable[[], None]:
        return lambda: rulebook.all_queries.append(StandingQuery(id=QueryId(1), name="us", text="lampe"))


class TestMemoryReruns(RerunsContract):
    @pytest.fixture
    def reruns(self) -> MemoryReruns:
        return MemoryReruns()

    @pytest.fixture
    def query(self) -> QueryId:
        return QueryId(7)


class TestMemorySecrets(SecretsContract):
    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        return MemorySecrets()


class TestMemoryAudit(AuditContract):
    @pytest.fixture
    def audit(self) -> MemoryAudit:
        return MemoryAudit()

    @pytest.fixture
    def written(self, audit: MemoryAudit) -> Callable[[], list[tuple[str, str]]]:
        return lambda: [(entry.action, entry.subject) for entry in audit.entries]


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger()

    @pytest.fixture
    def is_whole(self, ledger: MemoryLedger) -> Callable[[], bool]:
        return ledger.is_whole

    @pytest.fixture
    def everything(self, ledger: MemoryLedger) -> Callable[[], str]:
        return lambda: repr(ledger.lines)

    @pytest.fixture
    def falsify(self, ledger: MemoryLedger) -> Callable[[], None]:
        return lambda: ledger.lines.pop(0) and None


class TestMemoryLessons(LessonsContract):
    @pytest.fixture
    def lessons(self) -> MemoryLessons:
        return MemoryLessons()


class TestMemoryVersions(VersionsContract):
    @pytest.fixture
    def versions(self) -> MemoryVersions:
        return MemoryVersions()


class TestMemoryTopicBook(TopicBookContract):
    @pytest.fixture
    def book(self) -> MemoryTopicBook:
        return MemoryTopicBook()


class TestMemoryWebhookInbox(WebhookInboxContract):
    @pytest.fixture
    def inbox(self) -> MemoryWebhookInbox:
        return MemoryWebhookInbox()

    @pytest.fixture
    def source(self) -> SourceId:
        return SourceId(1)


class TestMemoryWebhookBook(WebhookBookContract):
    @pytest.fixture
    def book(self) -> MemoryWebhookBook:
        return MemoryWebhookBook()

    @pytest.fixture
    def subscribe(self, book: MemoryWebhookBook) -> Callable[[str], Subscription]:
        def made(name: str) -> Subscription:
            id_ = SubscriptionId(len(book.subscriptions()) + 1)
            told = Subscription(
                id=id_, name=name, url="https://desk.example", events=OFFERED, query=None, enabled=True, created_at=NOON
            )
            return book.add(told, "whsec_new", "whsec_old")

        return made

    @pytest.fixture
    def unsubscribe(self, book: MemoryWebhookBook) -> Callable[[SubscriptionId], None]:
        def removed(subscription: SubscriptionId) -> None:
            book.remove(subscription)

        return removed
