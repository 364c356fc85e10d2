"""Tellings arrive at least once, under one id, or are given up after days; and nobody waits for a dead receiver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connect.signing import new_secret, verified
from resonanz.core.clock import FixedClock
from resonanz.core.webhook import (
    OFFERED,
    WAITS,
    Delivery,
    DeliveryState,
    Event,
    Happening,
    Subscription,
    SubscriptionId,
)
from resonanz.respond.delivering import Courier
from resonanz.store.memory import MemoryNotices, MemoryWebhookBook
from tests.making import NOON

SECRET, FORMER = new_secret(b"n" * 32), new_secret(b"f" * 32)


@dataclass
class Receiver:
    """Be the other system: keeps what it is told, answers as it is set to."""

    clock: FixedClock
    given: Given = field(default_factory=lambda: Given(status=204))
    heard: list[Asked] = field(default_factory=list)
    fail: BaseException | None = None
    seconds: float = 0.0

    def answer(self, asked: Asked) -> Given:
        self.heard.append(asked)
        self.clock.sleep(self.seconds)
        if self.fail:
            raise self.fail
        return self.given

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return ()

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.heard]


class Bench:
    """Hold a courier with its book and a receiver."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.book = MemoryWebhookBook()
        self.notices = MemoryNotices()
        self.receiver = Receiver(self.clock)
        self.erased = False
        self.courier = Courier(
            book=self.book,
            http=Replay(self.receiver, self.clock),
            tell=self.tell,
            notices=self.notices,
            clock=self.clock,
        )
        self.desk = self.subscribe()

    def tell(self, delivery: Delivery) -> Mapping[str, object] | None:
        return None if self.erased else {"type": delivery.event.value, "data": {"subject": delivery.subject, "ü": "…"}}

    def subscribe(self, url: str = "https://desk.example/hook") -> Subscription:
        id_ = SubscriptionId(len(self.book.subscriptions()) + 1)
        told = Subscription(id=id_, name="Desk", url=url, events=OFFERED, query=None, enabled=True, created_at=NOON)
        return self.book.add(told, SECRET, FORMER)

    def announce(self, *numbers: int, to: SubscriptionId | None = None) -> None:
        told = [
            (to or self.desk.id, Happening(event=Event.CASE_OPENED, subject=f"event:{number}", at=NOON))
            for number in numbers
        ]
        self.book.announce(told, follower="tests", mark=1, at=self.clock.now())

    def delivery(self) -> Delivery:
        (found,) = self.book.deliveries.values()
        return found

    def go_on(self, wait: timedelta) -> None:
        self.clock.sleep(wait.total_seconds() * 1.1 + 1)
        self.courier.run()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_telling_arrives_signed_with_both_secrets(bench: Bench) -> None:
    bench.announce(1)
    assert bench.courier.run() == 1
    (asked,) = bench.receiver.heard
    for secret in (SECRET, FORMER):
        assert verified([secret], asked.headers, asked.body, now=NOON).id == bench.delivery().message
    assert asked.headers["content-type"] == "application/json"
    assert (bench.delivery().state, bench.delivery().status) == (DeliveryState.DELIVERED, 204)


def test_the_log_says_what_was_answered_and_how_long_it_took(bench: Bench) -> None:
    bench.receiver.given, bench.receiver.seconds = Given(status=500, body=b"no\ntable " * 200), 1.5
    bench.announce(1)
    bench.courier.run()
    told = bench.delivery()
    assert (told.status, told.milliseconds, told.tries) == (500, 1500, 1)
    assert told.excerpt.startswith("no table no table")
    assert len(told.excerpt) <= 300


def test_it_is_tried_ten_times_under_one_id_and_then_given_up(bench: Bench) -> None:
    bench.receiver.given = Given(status=500)
    bench.announce(1)
    bench.courier.run()
    for wait in WAITS:
        assert bench.delivery().state is DeliveryState.WAITING
        bench.go_on(wait)
    assert bench.delivery().state is DeliveryState.GIVEN_UP
    assert bench.receiver.ids == [bench.delivery().message] * 10
    bench.go_on(timedelta(days=30))
    assert len(bench.receiver.heard) == 10


def test_nothing_is_tried_before_its_pause_is_over(bench: Bench) -> None:
    bench.receiver.given = Given(status=500)
    bench.announce(1)
    bench.courier.run()
    bench.clock.sleep(4)
    assert bench.courier.run() == 0


def test_a_pause_that_the_receiver_asks_for_is_kept(bench: Bench) -> None:
    bench.receiver.given = Given(status=429, headers={"retry-after": "3600"})
    bench.announce(1)
    bench.courier.run()
    assert bench.delivery().next_try_at >= NOON + timedelta(hours=1)


def test_a_dead_receiver_is_asked_once_a_round_and_holds_nobody_up(bench: Bench) -> None:
    other = bench.subscribe()
    bench.announce(*range(20))
    bench.announce(*range(20), to=other.id)
    failing = bench.desk.id

    def answer(asked: Asked) -> Given:
        bench.receiver.heard.append(asked)
        first = len(bench.receiver.heard) == 1
        return Given(status=500 if first else 204)

    bench.receiver.answer = answer  # type: ignore[method-assign]
    bench.courier.run()
    states = [(one.subscription, one.state) for one in bench.book.deliveries.values()]
    assert states.count((other.id, DeliveryState.DELIVERED)) == 20
    assert states.count((failing, DeliveryState.WAITING)) == 20
    assert len(bench.receiver.heard) == 21


def test_who_fails_for_five_days_is_switched_off_and_somebody_is_told(bench: Bench) -> None:
    bench.receiver.fail = ConnectionError()
    for day in range(6):
        bench.announce(day)
        bench.courier.run()
        bench.clock.sleep(24 * 3600)
    (desk,) = bench.book.subscriptions()
    assert not desk.enabled
    assert "five days" in desk.trouble
    assert [(one.event, one.subject) for one in bench.notices.told] == [("webhook_disabled", "webhook:1")]


def test_one_that_arrives_in_between_keeps_it_switched_on(bench: Bench) -> None:
    for day in range(8):
        bench.receiver.given = Given(status=204 if day == 4 else 500)
        bench.announce(day)
        bench.courier.run()
        bench.clock.sleep(24 * 3600)
    assert bench.book.subscriptions()[0].enabled


def test_an_address_that_is_gone_for_good_is_not_asked_again(bench: Bench) -> None:
    bench.receiver.given = Given(status=410)
    bench.announce(1)
    bench.courier.run()
    assert bench.delivery().state is DeliveryState.GIVEN_UP
    assert not bench.book.subscriptions()[0].enabled


def test_a_redirect_is_followed_nowhere(bench: Bench) -> None:
    bench.receiver.given = Given(status=301, headers={"location": "https://elsewhere.example/"})
    bench.announce(1)
    bench.courier.run()
    assert [one.url for one in bench.receiver.heard] == ["https://desk.example/hook"]
    assert bench.delivery().state is DeliveryState.WAITING


def test_what_was_erased_meanwhile_is_told_to_nobody(bench: Bench) -> None:
    bench.announce(1)
    bench.erased = True
    bench.courier.run()
    assert bench.receiver.heard == []
    assert bench.delivery().state is DeliveryState.DROPPED


def test_a_process_killed_after_sending_sends_again_under_the_same_id(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.announce(1)
    settle = bench.book.settle

    def dying(before: Delivery, after: Delivery) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bench.book, "settle", dying)
    with pytest.raises(KeyboardInterrupt):
        bench.courier.run()
    monkeypatch.setattr(bench.book, "settle", settle)
    bench.courier.run()
    assert len(bench.receiver.ids) == 2
    assert len(set(bench.receiver.ids)) == 1
    assert bench.delivery().state is DeliveryState.DELIVERED


def test_somebody_who_sends_it_again_in_that_moment_is_not_overruled(bench: Bench) -> None:
    bench.announce(1)
    told = bench.delivery()

    def again(asked: Asked) -> Given:
        bench.book.deliveries[told.id] = replace(told, tries=5)
        return Given(status=204)

    bench.receiver.answer = again  # type: ignore[method-assign]
    bench.courier.run()
    assert bench.delivery().tries == 5


def test_no_error_and_no_log_line_holds_a_secret(bench: Bench) -> None:
    bench.receiver.fail = ConnectionError(SECRET)
    bench.announce(1)
    bench.courier.run()
    assert SECRET not in repr(bench.delivery())
    assert SECRET not in repr(bench.book.subscriptions())
