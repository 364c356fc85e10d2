"""What is asked often and has no answer in the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from resonanz.core.ids import MentionId
from resonanz.core.ready_answers import Proposed
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.text import shortened


class StoredProposals:
    """Keep proposals; those that somebody decided about stay."""

    @reachable()
    def settled(self, mentions: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those of `mentions` about which somebody decided."""
        found: set[MentionId] = set()
        for piece in pieces(mentions):
            decided = models.AnswerAsked.objects.filter(mention__in=piece).exclude(proposal__state="open")
            found.update(MentionId(one) for one in decided.values_list("mention", flat=True))
            examples = models.AnswerExample.objects.filter(mention__in=piece)
            found.update(MentionId(one) for one in examples.values_list("mention", flat=True))
        return frozenset(found)

    @reachable()
    def propose(self, found: Sequence[Proposed], at: datetime) -> None:
        """Put these in the place of all proposals that nobody decided about yet."""
        with transaction.atomic():
            models.AnswerProposal.objects.filter(state="open").delete()
            for one in found:
                row = models.AnswerProposal.objects.create(
                    words=shortened(one.words, 200),
                    lang=one.lang,
                    department_id=one.department,
                    people=one.people,
                    found_at=at,
                )
                models.AnswerAsked.objects.bulk_create(
                    [models.AnswerAsked(proposal=row, mention=mention) for mention in one.mentions],
                    ignore_conflicts=True,
                )

    @reachable()
    def mentions(self, proposal: int) -> list[MentionId]:
        """Return everything that asks what a proposal is about."""
        found = models.AnswerAsked.objects.filter(proposal=proposal).order_by("pk")
        return [MentionId(one) for one in found.values_list("mention", flat=True)]
