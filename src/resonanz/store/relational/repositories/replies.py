"""Answers on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from resonanz.core.case import NEWS, CaseEvent
from resonanz.core.errors import Conflict, NewsMeanwhile, NotFound
from resonanz.core.ids import CaseId, MentionId, ReplyId
from resonanz.core.reply import Reply, ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories.casebook import note
from resonanz.store.relational.rows import columns_of, reply_of


class StoredReplies:
    """Keep replies; every change is a compare-and-swap in one statement."""

    @reachable()
    def add(self, reply: Reply) -> Reply:
        """Store a new draft; return it with its id. Raise Conflict when its key is taken."""
        if not models.Case.objects.filter(pk=reply.case).exists():
            raise NotFound(f"There is no case {reply.case}.")
        try:
            with transaction.atomic():
                row = models.Reply.objects.create(**columns_of(reply))
        except IntegrityError:
            raise Conflict("A reply with this key is there already.") from None
        return reply_of(row)

    @reachable()
    def load(self, reply: ReplyId) -> Reply:
        """Return one reply; raise NotFound."""
        try:
            return reply_of(models.Reply.objects.get(pk=reply))
        except models.Reply.DoesNotExist:
            raise NotFound(f"There is no reply {reply}.") from None

    @reachable()
    def of_case(self, case: CaseId) -> list[Reply]:
        """Return a case's replies, oldest first."""
        return [reply_of(row) for row in models.Reply.objects.filter(case=case).order_by("created_at", "pk")]

    @reachable()
    def change(self, before: Reply, after: Reply) -> None:
        """Store a changed reply; raise Conflict if it is no longer in the state and text of `before`.

        Which case it is in stays as it is: that may have been merged or split since `before` was read.
        """
        same = models.Reply.objects.filter(pk=before.id, state=before.state.value, text=before.text)
        columns = columns_of(after)
        del columns["case_id"]
        if not same.update(**columns):
            self.load(before.id)
            raise Conflict(f"Reply {before.id} was changed in the meantime.")

    @reachable()
    def approve(self, before: Reply, after: Reply, event: CaseEvent, *, place: int | None) -> None:
        """Store an approval with its event; the case's row keeps two from approving at once."""
        with transaction.atomic():
            if not models.Case.objects.select_for_update().filter(pk=event.case).exists():
                raise NotFound(f"There is no case {event.case}.")
            if not models.Reply.objects.filter(pk=before.id, case=event.case).exists():
                raise Conflict(f"Case {event.case} was changed in the meantime.")
            now = models.CaseEvent.objects.filter(case=event.case, action__in=NEWS).count()
            if place is not None and now > place:
                raise NewsMeanwhile(place, now)
            self.change(before, after)
            note(event)

    @reachable()
    def due(self, now: datetime, *, limit: int = 20) -> list[Reply]:
        """Return approved replies whose next try is due, the longest due first."""
        due = models.Reply.objects.filter(
            Q(next_try_at=None) | Q(next_try_at__lte=now), state=ReplyState.APPROVED.value
        ).order_by(Coalesce(F("next_try_at"), F("created_at")), "pk")
        return [reply_of(row) for row in due[:limit]]

    @reachable()
    def sent_among(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are answers that were sent from here."""
        found: set[MentionId] = set()
        for piece in pieces(ids):
            sent = models.Reply.objects.filter(sent_id__in=piece).values_list("sent_id", flat=True)
            found.update(MentionId(one) for one in sent if one)
        return frozenset(found)

    @reachable()
    def left_sending(self, *, before: datetime) -> list[Reply]:
        """Return replies marked `sending` before a moment; `next_try_at` says when they were."""
        left = models.Reply.objects.filter(
            Q(next_try_at=None) | Q(next_try_at__lt=before), state=ReplyState.SENDING.value
        )
        return [reply_of(row) for row in left.order_by("created_at", "pk")]
