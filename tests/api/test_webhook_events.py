"""The reference of webhook events says what is sent: each body on that page is part of one that we make."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from resonanz.app.house import House
from resonanz.app.telling import Telling
from resonanz.core.ids import DepartmentId, MentionId, ReplyId
from resonanz.core.mention import Author
from resonanz.core.policy import SYSTEM
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.understood import Label
from resonanz.core.webhook import Delivery, DeliveryId, DeliveryState, Event, SubscriptionId
from resonanz.store.relational import models
from resonanz.store.relational.editing.people import Person, create_person
from tests.making import NOON, heard

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "webhook-events.md"
BLOCK = re.compile(r"^```json event=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BODIES = {name: json.loads(body) for name, body in BLOCK.findall(PAGE.read_text("utf-8"))}


@pytest.fixture
def telling(home: House) -> Telling:
    """Return what makes the bodies, as they are made on a machine of one's own."""
    return Telling(home.archive, "http://127.0.0.1:8420")


@pytest.fixture
def happened(home: House, service: DepartmentId) -> dict[Event, str]:
    """Let one of everything happen; return what each event is about."""
    said = heard(
        "1", department=service, opens_case=True, lang=Label("en", 0.9), author=Author(handle="ada"), source="brand"
    )  # fmt: skip
    home.archive.keep([said])
    home.follower.catch_up()
    (case,) = home.casebook.cases_of(["mastodon:1"]).values()
    opened = models.CaseEvent.objects.get(case=case.id, action="opened")
    writer, _ = create_person(SYSTEM, Person(username="writer"), NOON)
    reply = home.replies.add(
        Reply(
            id=ReplyId(0), key="k", case=case.id, reply_to=MentionId("mastodon:1"), text="It arrives on Monday.",
            state=ReplyState.SENT, author=writer, approved_by=None, needs_four_eyes=False, created_at=NOON, tries=1,
            next_try_at=None, sent_at=NOON, sent_id=MentionId("mastodon:2"), sent_url="https://social.example/2",
            trouble="",
        )
    )  # fmt: skip
    confirmed = models.CaseEvent.objects.create(case_id=case.id, at=NOON, action="reply_confirm")
    surge = models.Surge.objects.create(
        series="all", started_at=NOON, peak_at=NOON, severity=3.0, expected=2.0, observed=40.0, voices=33, mentions=35,
        negative=20,
    )  # fmt: skip
    assert reply.id == 1
    return {
        Event.MENTION_HEARD: "mention:mastodon:1",
        Event.CASE_OPENED: f"event:{opened.pk}",
        Event.REPLY_SENT: f"event:{confirmed.pk}",
        Event.SURGE_BEGUN: f"surge:{surge.pk}",
        Event.TEST: "webhook:1",
    }


def delivery(event: Event, subject: str) -> Delivery:
    return Delivery(
        id=DeliveryId(1), subscription=SubscriptionId(1), message="m", event=event, subject=subject, happened_at=NOON,
        state=DeliveryState.WAITING, tries=0, next_try_at=NOON,
    )  # fmt: skip


def missing(page: object, sent: object, path: str = "$") -> list[str]:
    """Return where what the page says is not what is sent."""
    if isinstance(page, dict) and isinstance(sent, dict):
        found = [f"{path}.{name}" for name in page if name not in sent]
        for name in page.keys() & sent.keys():
            found += missing(page[name], sent[name], f"{path}.{name}")
        return found
    return [] if page == sent else [f"{path}: {page!r} is {sent!r}"]


@pytest.mark.parametrize("name", BODIES)
def test_a_body_on_the_page_is_what_is_sent(telling: Telling, happened: dict[Event, str], name: str) -> None:
    sent = json.loads(json.dumps(telling(delivery(Event(name), happened[Event(name)]))))
    page = BODIES[name]
    if name == "reply.sent":
        page["data"]["case"]["state"] = sent["data"]["case"]["state"]
    assert missing(page, sent) == []
    assert page.keys() == sent.keys()


def test_every_event_has_a_body_or_shares_one_on_the_page() -> None:
    assert {f"`{event.value}`" for event in Event} - set(re.findall(r"`[a-z.]+`", PAGE.read_text("utf-8"))) == set()


def test_what_was_erased_is_told_to_nobody(home: House, telling: Telling, happened: dict[Event, str]) -> None:
    home.forgetting.forget([MentionId("mastodon:1")], reason="asked for")
    assert telling(delivery(Event.MENTION_HEARD, "mention:mastodon:1")) is None
    case = json.dumps(telling(delivery(Event.CASE_OPENED, happened[Event.CASE_OPENED])))
    assert "parcel" not in case


def test_what_is_not_there_is_told_to_nobody(telling: Telling) -> None:
    for event, subject in (
        (Event.CASE_OPENED, "event:99"),
        (Event.REPLY_SENT, "event:99"),
        (Event.SURGE_ENDED, "surge:99"),
    ):
        assert telling(delivery(event, subject)) is None
