"""The tables keep every promise of the ports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resonanz.core.ids import CaseId, DepartmentId, QueryId, SourceId, UserId
from resonanz.core.ports import (
    Audit,
    Casebook,
    Ledger,
    Lessons,
    Payloads,
    Replies,
    Rerun,
    Rulebook,
    Secrets,
    SourceBook,
    Versions,
)
from resonanz.core.webhook import OFFERED, Subscription, SubscriptionId
from resonanz.store.relational import models
from resonanz.store.relational.repositories import (
    StoredAudit,
    StoredCasebook,
    StoredLedger,
    StoredLessons,
    StoredPayloads,
    StoredReplies,
    StoredReruns,
    StoredRulebook,
    StoredSourceBook,
    StoredTopicBook,
    StoredVersions,
    StoredWebhookBook,
    StoredWebhookInbox,
)
from resonanz.store.relational.repositories.webhooks import subscription_of
from resonanz.store.secrets import EncryptedSecrets
from tests.store.contracts.casebook import CasebookContract
from tests.store.contracts.making import NOON
from tests.store.contracts.payloads import PayloadsContract
from tests.store.contracts.records import AuditContract, LedgerContract, SecretsContract
from tests.store.contracts.replies import RepliesContract
from tests.store.contracts.reruns import RerunsContract
from tests.store.contracts.rulebook import RulebookContract
from tests.store.contracts.sourcebook import CountsOf, GapsOf, SourceBookContract
from tests.store.contracts.teaching import LessonsContract, VersionsContract
from tests.store.contracts.topics import TopicBookContract
from tests.store.contracts.webhooks import WebhookBookContract, WebhookInboxContract
from tests.store.relational.making import a_department, a_person, opening

pytestmark = pytest.mark.django_db


class TestStoredCasebook(CasebookContract):
    @pytest.fixture
    def casebook(self) -> Casebook:
        return StoredCasebook()

    @pytest.fixture
    def department(self) -> DepartmentId:
        return a_department()

    @pytest.fixture
    def person(self) -> UserId:
        return a_person()


class TestStoredReplies(RepliesContract):
    @pytest.fixture
    def replies(self) -> Replies:
        return StoredReplies()

    @pytest.fixture
    def person(self) -> UserId:
        return a_person()

    @pytest.fixture
    def case(self) -> CaseId:
        asked = [opening(1, a_department())]
        (opened,) = StoredCasebook().take_in(asked, [], follower="cases", seq=1, at=NOON)
        return opened


class TestStoredPayloads(PayloadsContract):
    @pytest.fixture
    def payloads(self) -> Payloads:
        return StoredPayloads()


class TestStoredSourceBook(SourceBookContract):
    @pytest.fixture
    def sources(self) -> SourceBook:
        return StoredSourceBook()

    @pytest.fixture
    def counts_of(self) -> CountsOf:
        return StoredSourceBook().counts

    @pytest.fixture
    def gaps_of(self) -> GapsOf:
        return StoredSourceBook().gaps


class TestStoredReruns(RerunsContract):
    @pytest.fixture
    def reruns(self) -> StoredReruns:
        return StoredReruns()

    @pytest.fixture
    def query(self) -> QueryId:
        return QueryId(models.StandingQuery.objects.create(name="us", text="lampe").pk)

    def test_a_run_with_a_query_that_is_gone_is_not_kept(self, reruns: StoredReruns) -> None:
        reruns.keep(Rerun(query=QueryId(99), version=1, definition="", seq=0, began_at=NOON))
        assert reruns.last(QueryId(99)) is None


class TestStoredRulebook(RulebookContract):
    @pytest.fixture
    def rulebook(self) -> Rulebook:
        models.OwnAccount.objects.create(channel="mastodon", account="resonanz@social.example")
        return StoredRulebook()

    @pytest.fixture
    def change(self) -> Callable[[], None]:
        return lambda: models.StandingQuery(name="Lamp", text="lamp").save()


class TestEncryptedSecrets(SecretsContract):
    @pytest.fixture
    def secrets(self) -> Secrets:
        return EncryptedSecrets("the secret of a test")

    @pytest.fixture
    def source(self) -> SourceId:
        return StoredSourceBook().ensure("brand", "mastodon").id


class TestStoredAudit(AuditContract):
    @pytest.fixture
    def audit(self) -> Audit:
        return StoredAudit()

    @pytest.fixture
    def written(self) -> Callable[[], list[tuple[str, str]]]:
        return lambda: list(models.AuditLine.objects.order_by("pk").values_list("action", "subject"))


class TestStoredLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> Ledger:
        return StoredLedger("the secret of a test")

    @pytest.fixture
    def is_whole(self) -> Callable[[], bool]:
        return lambda: StoredLedger("the secret of a test").broken() is None

    @pytest.fixture
    def everything(self) -> Callable[[], str]:
        return lambda: repr(list(models.LedgerLine.objects.values()))

    @pytest.fixture
    def falsify(self) -> Callable[[], None]:
        def take_out_the_first() -> None:
            models.LedgerLine.objects.order_by("pk")[0].delete()

        return take_out_the_first


class TestStoredLessons(LessonsContract):
    @pytest.fixture
    def lessons(self) -> Lessons:
        return StoredLessons()

    @pytest.fixture
    def people(self) -> tuple[UserId, UserId]:
        return a_person(), a_person("second")


class TestStoredVersions(VersionsContract):
    @pytest.fixture
    def versions(self) -> Versions:
        return StoredVersions()


class TestStoredTopicBook(TopicBookContract):
    @pytest.fixture
    def book(self) -> StoredTopicBook:
        return StoredTopicBook()


class TestStoredWebhookInbox(WebhookInboxContract):
    @pytest.fixture
    def inbox(self) -> StoredWebhookInbox:
        return StoredWebhookInbox()

    @pytest.fixture
    def source(self) -> SourceId:
        return StoredSourceBook().ensure("forum", "webhook").id


class TestStoredWebhookBook(WebhookBookContract):
    @pytest.fixture
    def book(self) -> StoredWebhookBook:
        return StoredWebhookBook("the secret of a test")

    @pytest.fixture
    def subscribe(self, book: StoredWebhookBook) -> Callable[[str], Subscription]:
        def made(name: str) -> Subscription:
            row = models.WebhookSubscription.objects.create(
                name=name,
                url="https://desk.example",
                events=",".join(OFFERED),
                created_at=NOON,
                sealed=book.seal(["whsec_new", "whsec_old"]),
            )
            return subscription_of(row)

        return made

    @pytest.fixture
    def unsubscribe(self) -> Callable[[SubscriptionId], None]:
        def removed(subscription: SubscriptionId) -> None:
            models.WebhookSubscription.objects.filter(pk=subscription).delete()

        return removed
