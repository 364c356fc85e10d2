"""What webhooks' stores promise: each telling once, each try settled once, nothing of what was erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId, SourceId
from resonanz.core.ports import WebhookBook, WebhookInbox
from resonanz.core.webhook import DeliveryState, Event, Happening, Subscription, SubscriptionId
from tests.store.contracts.making import NOON

HEARD = Happening(event=Event.MENTION_HEARD, subject="mention:mastodon:1", at=NOON)
OPENED = Happening(event=Event.CASE_OPENED, subject="event:1", at=NOON)


class WebhookInboxContract:
    """Be subclassed with the fixtures `inbox` and `source`."""

    def test_a_request_is_known_once_it_was_remembered(self, inbox: WebhookInbox, source: SourceId) -> None:
        assert not inbox.knows(source, "m1")
        for _ in range(2):
            inbox.remember(source, "m1", NOON)
        assert inbox.knows(source, "m1")
        assert not inbox.knows(source, "m2")

    def test_old_requests_are_forgotten(self, inbox: WebhookInbox, source: SourceId) -> None:
        inbox.remember(source, "old", NOON)
        inbox.remember(source, "new", NOON + timedelta(hours=1))
        assert inbox.expire(before=NOON + timedelta(minutes=1)) == 1
        assert (inbox.knows(source, "old"), inbox.knows(source, "new")) == (False, True)


class WebhookBookContract:
    """Be subclassed with the fixtures `book`, `subscribe` and `unsubscribe`."""

    @pytest.fixture
    def who(self, subscribe: Callable[[str], Subscription]) -> SubscriptionId:
        """Return a subscription's id."""
        return subscribe("Desk").id

    def tell(self, book: WebhookBook, who: SubscriptionId, *happenings: Happening, mark: int = 1) -> int:
        """Announce happenings at noon."""
        return book.announce([(who, one) for one in happenings], follower="tests", mark=mark, at=NOON)

    def test_what_is_announced_twice_is_told_once(self, book: WebhookBook, who: SubscriptionId) -> None:
        assert self.tell(book, who, HEARD, OPENED, HEARD) == 2
        assert self.tell(book, who, OPENED) == 0
        assert [one.event for one in book.due(NOON)] == [Event.MENTION_HEARD, Event.CASE_OPENED]

    def test_two_who_ask_are_both_told(
        self, book: WebhookBook, who: SubscriptionId, subscribe: Callable[[str], Subscription]
    ) -> None:
        other = subscribe("Other").id
        book.announce([(who, HEARD), (other, HEARD)], follower="tests", mark=1, at=NOON)
        assert {one.subscription for one in book.due(NOON)} == {who, other}

    def test_the_mark_moves_with_what_is_announced_and_never_back(self, book: WebhookBook, who: SubscriptionId) -> None:
        assert book.mark("tests") == 0
        self.tell(book, who, HEARD, mark=7)
        self.tell(book, who, mark=5)
        assert (book.mark("tests"), book.mark("others")) == (7, 0)

    def test_what_is_not_due_yet_waits(self, book: WebhookBook, who: SubscriptionId) -> None:
        self.tell(book, who, HEARD)
        (before,) = book.due(NOON)
        book.settle(before, replace(before, tries=1, next_try_at=NOON + timedelta(minutes=5), status=500))
        assert book.due(NOON) == []
        (after,) = book.due(NOON + timedelta(minutes=5))
        assert (after.tries, after.status, after.message) == (1, 500, before.message)

    def test_a_try_is_settled_once(self, book: WebhookBook, who: SubscriptionId) -> None:
        self.tell(book, who, HEARD)
        (before,) = book.due(NOON)
        done = replace(before, tries=1, state=DeliveryState.DELIVERED)
        book.settle(before, done)
        with pytest.raises(Conflict):
            book.settle(before, done)

    def test_what_was_removed_while_it_was_tried_is_settled_in_silence(
        self, book: WebhookBook, who: SubscriptionId, unsubscribe: Callable[[SubscriptionId], None]
    ) -> None:
        self.tell(book, who, HEARD)
        (before,) = book.due(NOON)
        unsubscribe(who)
        book.settle(before, replace(before, tries=1, state=DeliveryState.DELIVERED))
        assert book.due(NOON) == []

    def test_who_is_switched_off_is_not_told_and_a_late_report_switches_nobody_on(
        self, book: WebhookBook, subscribe: Callable[[str], Subscription]
    ) -> None:
        desk = subscribe("Desk")
        self.tell(book, desk.id, HEARD)
        book.report(replace(desk, enabled=False, failing_since=NOON, trouble="It failed for five days."))
        assert book.due(NOON) == []
        (stored,) = book.subscriptions()
        assert (stored.enabled, stored.failing_since, stored.trouble) == (False, NOON, "It failed for five days.")
        book.report(desk)
        assert book.due(NOON) == []

    def test_secrets_come_back_in_order(
        self, book: WebhookBook, who: SubscriptionId, unsubscribe: Callable[[SubscriptionId], None]
    ) -> None:
        assert list(book.secrets(who)) == ["whsec_new", "whsec_old"]
        unsubscribe(who)
        with pytest.raises(NotFound):
            book.secrets(who)

    def test_what_is_over_and_old_is_removed_and_what_waits_is_not(
        self, book: WebhookBook, who: SubscriptionId
    ) -> None:
        self.tell(book, who, HEARD, OPENED)
        first = book.due(NOON)[0]
        book.settle(first, replace(first, tries=1, state=DeliveryState.GIVEN_UP))
        assert book.expire(before=NOON) == 0
        assert book.expire(before=NOON + timedelta(days=1)) == 1
        assert [one.event for one in book.due(NOON)] == [Event.CASE_OPENED]

    def test_what_a_receiver_said_of_a_forgotten_mention_is_forgotten(
        self, book: WebhookBook, who: SubscriptionId
    ) -> None:
        self.tell(book, who, HEARD, OPENED)
        for one in book.due(NOON):
            book.settle(one, replace(one, tries=1, excerpt="echo: Where is my parcel?"))
        assert book.forget([MentionId("mastodon:1"), MentionId("mastodon:2")]) == 1
        assert {one.event: one.excerpt for one in book.due(NOON)} == {
            Event.MENTION_HEARD: "",
            Event.CASE_OPENED: "echo: Where is my parcel?",
        }
