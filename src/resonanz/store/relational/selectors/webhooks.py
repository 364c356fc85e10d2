"""Webhooks for their pages: who is told of what, how it goes, and the log of what was sent."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, QuerySet

from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.webhook import Delivery, DeliveryState, SubscriptionId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.webhooks import delivery_of, subscription_of
from resonanz.store.relational.rows import reply_of
from resonanz.store.relational.selectors.cases import timeline_row
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows, TimelineRow, WebhookRow


@reachable()
def webhooks() -> list[WebhookRow]:
    """Return every webhook by name; two queries."""
    rows = list(models.WebhookSubscription.objects.order_by("name", "pk"))
    counts = _counts(models.WebhookDelivery.objects.all())
    return [_row(one, counts) for one in rows]


@reachable()
def webhook(number: SubscriptionId) -> WebhookRow:
    """Return one webhook; raise NotFound. Two queries."""
    row = models.WebhookSubscription.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no webhook {number}.")
    return _row(row, _counts(models.WebhookDelivery.objects.filter(subscription=number)))


@reachable()
def deliveries(
    number: SubscriptionId, *, state: DeliveryState | None = None, after: str | None = None, limit: int = 50
) -> Rows[Delivery]:
    """Return a page of a webhook's log, the newest first; one query."""
    limit = bounded(limit)
    found = models.WebhookDelivery.objects.filter(subscription=number).order_by("-pk")
    if state is not None:
        found = found.filter(state=state.value)
    if after is not None:
        found = found.filter(pk__lt=read_cursor("deliveries", after, int)[0])
    return page(list(found[: limit + 1]), limit, delivery_of, lambda row: cursor("deliveries", row.pk))


def _counts(found: QuerySet[models.WebhookDelivery]) -> Mapping[tuple[int, str], int]:
    told = found.order_by().values_list("subscription_id", "state").annotate(number=Count("pk"))
    return {(number, state): count for number, state, count in told}


def _row(row: models.WebhookSubscription, counts: Mapping[tuple[int, str], int]) -> WebhookRow:
    return WebhookRow(
        subscription=subscription_of(row),
        waits=counts.get((row.pk, DeliveryState.WAITING.value), 0),
        given_up=counts.get((row.pk, DeliveryState.GIVEN_UP.value), 0),
    )


@reachable()
def case_event(number: int) -> tuple[CaseId, TimelineRow]:
    """Return a line of a case's history and whose it is; raise NotFound."""
    row = models.CaseEvent.objects.select_related("actor").filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no line {number} in any case's history.")
    return CaseId(row.case_id), timeline_row(row)


@reachable()
def sent_reply(number: int) -> tuple[CaseId, Reply]:
    """Return the answer whose sending a line of a case's history tells of; raise NotFound.

    Answers of one case are sent one after the other, so the third such line tells of the third that was sent.
    """
    row = models.CaseEvent.objects.filter(pk=number, action="reply_confirm").first()
    if row is None:
        raise NotFound(f"No line {number} tells that an answer was sent.")
    place = models.CaseEvent.objects.filter(case=row.case_id, action="reply_confirm", pk__lt=number).count()
    sent = models.Reply.objects.filter(case=row.case_id, state=ReplyState.SENT.value).order_by("sent_at", "pk")
    found = sent[place : place + 1].first()
    if found is None:
        raise NotFound(f"The answer that line {number} tells of is not there.")
    return CaseId(row.case_id), reply_of(found)
