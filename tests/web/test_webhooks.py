"""Who is told of what, at the pages: a secret shown once, a log that can be sent again, nobody but administrators."""

from __future__ import annotations

import re

import pytest

from resonanz.connect.signing import checked_secret
from resonanz.core.policy import SYSTEM
from resonanz.core.webhook import DeliveryState, Event, SubscriptionId
from resonanz.store.relational import models
from resonanz.store.relational.editing import webhooks as editing
from tests.web.company import NOW

FORM = {"name": "Desk", "url": "https://desk.example/hooks", "events": ["case.opened", "reply.sent"], "enabled": "on"}


@pytest.fixture
def book(company):
    return company.house.webhook_book


@pytest.fixture
def webhook(book) -> SubscriptionId:
    wanted = editing.Wanted(name="Desk", url="https://desk.example/hooks", events=["case.opened"])
    return editing.create_webhook(SYSTEM, book, wanted, NOW)[0].id


def secret_on(answer) -> str:
    found = re.search(r'id="secret">(whsec_[^<]+)<', answer.content.decode())
    return found[1] if found else ""


def delivered(webhook: SubscriptionId, number: int, state: DeliveryState = DeliveryState.GIVEN_UP, **more):
    return models.WebhookDelivery.objects.create(
        subscription_id=webhook, message=f"msg_{number}", event=Event.CASE_OPENED.value, subject=f"event:{number}",
        happened_at=NOW, state=state.value, tries=10, next_try_at=NOW, tried_at=NOW, **more,
    )  # fmt: skip


def test_a_webhook_is_made_and_its_secret_shown_once(admin, book):
    made = admin.post("/webhooks/new", FORM)
    secret = secret_on(made)
    assert checked_secret(secret) == secret
    assert made["Cache-Control"] == "no-store"
    (stored,) = book.subscriptions()
    assert (stored.url, stored.events) == (FORM["url"], (Event.CASE_OPENED, Event.REPLY_SENT))
    assert list(book.secrets(stored.id)) == [secret]
    for path in ("/webhooks", f"/webhooks/{stored.id}", f"/webhooks/{stored.id}/edit"):
        assert "whsec_" not in admin.get(path).content.decode()


def test_secrets_are_sealed_in_the_table(admin):
    secret = secret_on(admin.post("/webhooks/new", FORM))
    assert secret.removeprefix("whsec_").encode() not in bytes(models.WebhookSubscription.objects.get().sealed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "ftp://desk.example"}, "This is no address to send to."),
        ({"url": "javascript:alert(1)"}, "This is no address to send to."),
        ({"events": []}, "This field is required."),
        ({"name": " "}, "This field is required."),
    ],
)
def test_what_cannot_work_is_said_at_the_form(admin, book, change, said):
    answer = admin.post("/webhooks/new", {**FORM, **change})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert book.subscriptions() == []


def test_a_new_secret_signs_beside_the_former_until_that_is_ended(admin, book, webhook):
    (former,) = book.secrets(webhook)
    new = secret_on(admin.post(f"/webhooks/{webhook}/secret"))
    assert list(book.secrets(webhook)) == [new, former]
    third = secret_on(admin.post(f"/webhooks/{webhook}/secret"))
    assert list(book.secrets(webhook)) == [third, new]
    admin.post(f"/webhooks/{webhook}/secret/end")
    assert list(book.secrets(webhook)) == [third]


def test_the_log_says_what_came_of_each_try(browse, webhook):
    delivered(webhook, 1, status=500, milliseconds=1234, excerpt="<b>no table</b>")
    text = browse("admin", "de").get(f"/webhooks/{webhook}").content.decode()
    for word in ("aufgegeben", "<code>500</code>", "1.234 ms", "&lt;b&gt;no table", "Noch einmal senden"):
        assert word in text
    assert "<b>no table" not in text


def test_what_was_given_up_is_sent_again_under_the_same_id(admin, book, webhook):
    row = delivered(webhook, 1)
    admin.post(f"/webhooks/{webhook}/again", {"delivery": row.pk})
    (due,) = book.due(NOW)
    assert (due.message, due.tries, due.state) == ("msg_1", 0, DeliveryState.WAITING)


def test_a_delivery_of_another_webhook_is_not_sent_from_here(admin, book, webhook):
    other = editing.create_webhook(
        SYSTEM, book, editing.Wanted(name="B", url="https://b.example", events=["reply.sent"]), NOW
    )[0].id
    row = delivered(other, 1)
    admin.post(f"/webhooks/{webhook}/again", {"delivery": row.pk})
    assert book.due(NOW) == []


def test_a_test_is_sent(admin, book, webhook):
    admin.post(f"/webhooks/{webhook}/try")
    assert [one.event for one in book.due(NOW)] == [Event.TEST]


def test_a_long_log_has_pages(admin, webhook):
    for number in range(60):
        delivered(webhook, number)
    first = admin.get(f"/webhooks/{webhook}").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert first.count("data-row tabindex") == 50
    assert following
    assert admin.get(following[1].replace("&amp;", "&")).content.decode().count("data-row tabindex") == 10


def test_the_log_is_filtered_by_state(admin, webhook):
    delivered(webhook, 1)
    delivered(webhook, 2, DeliveryState.DELIVERED)
    assert admin.get(f"/webhooks/{webhook}?state=delivered").content.decode().count("data-row tabindex") == 1


def test_switched_on_again_it_is_told_what_waits_and_forgets_its_trouble(admin, book, webhook):
    delivered(webhook, 1, DeliveryState.WAITING)
    models.WebhookSubscription.objects.update(enabled=False, failing_since=NOW, trouble="Every try failed.")
    assert "Switch it on" in admin.get(f"/webhooks/{webhook}").content.decode()
    assert book.due(NOW) == []
    admin.post(f"/webhooks/{webhook}/edit", FORM)
    (stored,) = book.subscriptions()
    assert (stored.enabled, stored.failing_since, stored.trouble) == (True, None, "")
    assert len(book.due(NOW)) == 1


def test_removed_it_takes_its_log_along(admin, webhook):
    delivered(webhook, 1)
    admin.post(f"/webhooks/{webhook}/remove")
    assert models.WebhookDelivery.objects.count() == 0


@pytest.mark.parametrize("name", ["lena", "rita"])
def test_only_who_manages_settings_sees_webhooks(browse, webhook, name):
    for path in ("/webhooks", f"/webhooks/{webhook}", "/webhooks/new"):
        assert browse(name).get(path).status_code == 403


def test_each_change_is_in_the_audit_trail_without_the_secret(admin, webhook):
    secret = secret_on(admin.post(f"/webhooks/{webhook}/secret"))
    lines = list(models.AuditLine.objects.filter(subject=f"webhook:{webhook}").values_list("action", "detail"))
    assert [action for action, _ in lines] == ["webhook_create", "webhook_secret"]
    assert secret not in str(lines)
