"""What came of answers: which have to be looked at, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from resonanz.core.ids import CaseId, MentionId, ReplyId
from resonanz.core.reaction import WINDOW, Reaction, Sent, feeling_changed
from resonanz.core.reply import ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable


class StoredReactions:
    """Keep what came of answers."""

    @reachable()
    def unsettled(self, now: datetime, *, limit: int) -> list[CaseId]:
        """Return cases with answers whose reaction may be another one now, the longest not looked at first.

        That is: never looked at, their case changed since, or their time is over.
        """
        new = models.Reply.objects.filter(state=ReplyState.SENT.value, looked=0).order_by("pk")
        since, over = Q(reply__case__changed_at__gt=F("looked_at")), Q(sent_at__lte=now - WINDOW)
        going_on = models.AnswerReaction.objects.filter(since | over, settled=False, told=True)
        again = going_on.order_by("looked_at", "pk").values_list("reply__case_id", flat=True)
        numbers = [*new.values_list("case_id", flat=True)[:limit], *again[:limit]]
        return [CaseId(number) for number in dict.fromkeys(numbers)][:limit]

    @reachable()
    def sent(self, case: CaseId) -> list[Sent]:
        """Return the answers of a case that stand in its channel, in the order of sending."""
        found = models.Reply.objects.filter(case=case, state=ReplyState.SENT.value, sent_at__isnull=False)
        return [
            Sent(
                reply=ReplyId(row.pk),
                at=row.sent_at,
                id=None if row.sent_id is None else MentionId(row.sent_id),
                to=MentionId(row.reply_to),
            )
            for row in found.order_by("sent_at", "pk")
            if row.sent_at is not None
        ]

    @reachable()
    def keep(self, case: CaseId, found: Sequence[Reaction], now: datetime) -> None:
        """Store what came of a case's answers; one that is settled stays as it is."""
        by_reply = {int(one.reply): one for one in found}
        with transaction.atomic():
            replies = models.Reply.objects.filter(case=case, state=ReplyState.SENT.value).select_related("case")
            replies.update(looked=1)
            settled = set(
                models.AnswerReaction.objects.filter(reply__case=case, settled=True).values_list("reply_id", flat=True)
            )
            for reply in replies:
                if reply.pk in settled or reply.sent_at is None:
                    continue
                models.AnswerReaction.objects.update_or_create(
                    reply=reply,
                    defaults={"looked_at": now, **_columns(by_reply.get(reply.pk))},
                    create_defaults={
                        "sent_at": reply.sent_at,
                        "channel": reply.case.channel,
                        "department": reply.case.department_id,
                        "looked_at": now,
                        **_columns(by_reply.get(reply.pk)),
                    },
                )


def _columns(reaction: Reaction | None) -> dict[str, object]:
    if reaction is None:
        return {"told": False}
    names = ("settled", "asked", "came_back", "directly", "before", "after", "asked_again", "others")
    change = feeling_changed(reaction.before, reaction.after)
    return {"told": True, "change": change, **{name: getattr(reaction, name) for name in names}}
