"""Cases, their mentions and their events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q

from resonanz.core.case import ENDED, Case, CaseEvent, telling
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, MentionId, UserId
from resonanz.core.mention import Mention
from resonanz.core.ports import Joining, Opening
from resonanz.core.reply import REPLY, ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories.intake import take_in
from resonanz.store.relational.repositories.merging import merge, split, unmerge
from resonanz.store.relational.rows import RANKS, case_of, event_of
from resonanz.store.relational.text import folded, shortened, storable
from resonanz.store.relational.wipe import wipe_after_commit


class StoredCasebook:
    """Keep cases."""

    @reachable()
    def mark(self, follower: str) -> int:
        """Return up to which `seq` of the archive a follower has come."""
        return models.FollowerMark.objects.filter(pk=follower).values_list("seq", flat=True).first() or 0

    @reachable()
    def cases_of(self, threads: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case of each thread that has one."""
        wanted = list(set(threads))
        rows = models.Case.objects.select_related("merged_into")
        found = (row for piece in pieces(wanted) for row in rows.filter(thread__in=piece))
        return {MentionId(row.thread): case_of(row.merged_into or row) for row in found}

    @reachable()
    def homes(self, mentions: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case that each of these mentions is in, as far as it is in one."""
        wanted = list(set(mentions))
        rows = models.CaseMention.objects.select_related("case")
        found = (row for piece in pieces(wanted) for row in rows.filter(mention__in=piece))
        return {MentionId(row.mention): case_of(row.case) for row in found}

    @reachable()
    def take_in(
        self,
        openings: Sequence[Opening],
        joinings: Sequence[Joining],
        *,
        follower: str,
        seq: int,
        at: datetime,
    ) -> list[CaseId]:
        """Apply a batch and move the follower's mark in one transaction; a mention is in a case once."""
        try:
            return take_in(openings, joinings, follower=follower, seq=seq, at=at)
        except IntegrityError:
            # Somebody opened one of the threads between our look and our write: the second look finds the case.
            return take_in(openings, joinings, follower=follower, seq=seq, at=at)

    @reachable()
    def load(self, case: CaseId) -> Case:
        """Return one case; raise NotFound."""
        return case_of(_row(case))

    @reachable()
    def mentions(self, case: CaseId) -> list[MentionId]:
        """Return the case's mentions in the order they joined."""
        found = models.CaseMention.objects.filter(case=case).order_by("pk").values_list("mention", flat=True)
        return [MentionId(mention) for mention in found]

    @reachable()
    def change(self, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event; raise Conflict if it is no longer as `before`.

        Raise NotFound when its new department or owner does not exist.
        """
        with transaction.atomic():
            row = _row(before.id, lock=True)
            if case_of(row) != before:
                raise Conflict(f"Case {before.id} was changed in the meantime.")
            _refuse_strangers(before, after)
            _fill(row, after)
            if event.action == "hand_over":
                row.dispatched = False
            elif after.owner != before.owner:
                row.dispatched = True
            row.save()
            note(telling(before, after, event))

    @reachable()
    def merge(self, survivor: Case, other: Case, *, actor: UserId | None, at: datetime) -> Case:
        """Let one case go on for another; return it."""
        return merge(survivor, other, actor=actor, at=at)

    @reachable()
    def unmerge(self, other: Case, *, actor: UserId | None, at: datetime) -> Case:
        """Take a merge back; return the case that stands for itself again."""
        return unmerge(other, actor=actor, at=at)

    @reachable()
    def split(
        self, case: Case, first: Mention, mentions: Sequence[MentionId], *, actor: UserId | None, at: datetime
    ) -> Case:
        """Put some of a case's mentions into a case of their own; return it."""
        return split(case, first, mentions, actor=actor, at=at)

    @reachable()
    def asleep(self, now: datetime, *, limit: int) -> list[Case]:
        """Return cases whose snooze is over, the longest first."""
        over = models.Case.objects.filter(snoozed_until__isnull=False, snoozed_until__lte=now)
        return [case_of(row) for row in over.order_by("snoozed_until", "pk")[:limit]]

    @reachable()
    def note(self, event: CaseEvent) -> None:
        """Add an event that changes nothing else; raise NotFound."""
        with transaction.atomic():
            if not models.Case.objects.filter(pk=event.case).exists():
                raise NotFound(f"There is no case {event.case}.")
            note(event)

    @reachable()
    def events(self, case: CaseId) -> list[CaseEvent]:
        """Return a case's history, oldest first."""
        return [event_of(row) for row in models.CaseEvent.objects.filter(case=case).order_by("pk")]

    @reachable()
    def forget(self, ids: Sequence[MentionId], at: datetime) -> int:
        """Erase what cases hold of these mentions; return how many of them were in a case."""
        with transaction.atomic():
            found = sum(_forget(piece, at) for piece in pieces(list(set(ids))))
            if found:
                wipe_after_commit()
        return found

    @reachable()
    def watched(self, *, since: datetime, limit: int) -> list[Case]:
        """Return open cases and those answered after `since`, the latest changed first."""
        answers = models.CaseEvent.objects.filter(case=OuterRef("pk"), action="answer", at__gte=since)
        # What was answered after `since` was changed after it too: closed cases older than that need no look. Two
        # questions, because either follows an index in its order and both in one follow none.
        found = [
            case_of(row)
            for part in (Q(alive=1), Q(Exists(answers), alive=0, changed_at__gte=since))
            for row in models.Case.objects.filter(part).order_by("-changed_at", "-pk")[:limit]
        ]
        return sorted(found, key=lambda case: (case.changed_at, case.id), reverse=True)[:limit]


def _row(case: CaseId, *, lock: bool = False) -> models.Case:
    cases = models.Case.objects.select_for_update() if lock else models.Case.objects
    try:
        return cases.get(pk=case)
    except models.Case.DoesNotExist:
        raise NotFound(f"There is no case {case}.") from None


def _refuse_strangers(before: Case, after: Case) -> None:
    if after.department != before.department and not models.Department.objects.filter(pk=after.department).exists():
        raise NotFound(f"There is no department {after.department}.")
    new_owner = after.owner if after.owner != before.owner else None
    if new_owner is not None and not models.User.objects.filter(pk=new_owner, is_active=True).exists():
        raise NotFound(f"There is nobody with the id {new_owner} who could own a case.")


def _fill(row: models.Case, case: Case) -> None:
    row.department_id = case.department
    row.owner_id = case.owner
    row.state = case.state.value
    row.alive = int(case.state not in ENDED)
    row.priority = RANKS[case.priority]
    row.subject = shortened(case.subject, models.work.SUBJECT_LENGTH)
    row.folded = folded(row.subject, row.author)
    row.kind = case.kind
    row.lang = case.lang
    row.changed_at = case.changed_at
    row.mention_count = case.mention_count
    row.snoozed_until = case.snoozed_until
    row.merged_into_id = case.merged_into


def note(event: CaseEvent) -> None:
    """Write a line of a history, in the transaction of what it tells of."""
    models.CaseEvent.objects.create(
        case_id=event.case,
        at=event.at,
        action=event.action,
        actor_id=event.actor,
        detail=storable(event.detail),
        mention=event.mention,
        voice=event.voice,
        department=event.department,
        priority=None if event.priority is None else RANKS[event.priority],
        kind=event.kind,
        key=event.key,
    )
    # Counted up, not set: who is working the deadlines out meanwhile must not take this event for one of those seen.
    models.Case.objects.filter(pk=event.case).update(stale=F("stale") + 1)


def _forget(ids: Sequence[MentionId], at: datetime) -> int:
    # What was asked stays known by its answer: none of it is needed without the mention.
    for table in (models.AnswerExample, models.AnswerAsked):
        table.objects.filter(mention__in=ids).delete()
    found = list(models.CaseMention.objects.filter(mention__in=ids, forgotten=False).order_by("pk"))
    cases = models.Case.objects.filter(pk__in={row.case_id for row in found}, subject_of__in=ids)
    cases.update(subject="", author="", folded="")
    models.CaseEvent.objects.bulk_create(
        models.CaseEvent(case_id=row.case_id, at=at, action="removed", actor=None, detail="", mention=row.mention)
        for row in found
    )
    models.CaseMention.objects.filter(pk__in=[row.pk for row in found]).update(forgotten=True)
    _forget_unsent(ids, {row.case_id for row in found}, at)
    return len(found)


def _forget_unsent(ids: Sequence[MentionId], cases: set[int], at: datetime) -> None:
    """Erase answers to these mentions that were never sent: they may call the author by name, and nobody gets them."""
    replies = models.Reply.objects.filter(reply_to__in=ids)
    never = [state.value for state in REPLY.moves["discard"][0]]
    for row in replies.filter(state__in=never):
        note(CaseEvent(case=CaseId(row.case_id), at=at, action="reply_discard", actor=None, key=str(row.pk)))
    replies.filter(state__in=[*never, ReplyState.DISCARDED.value]).update(
        state=ReplyState.DISCARDED.value, text="", approved_by=None
    )
    models.TypedDraft.objects.filter(reply__in=replies.values("pk")).delete()
    left = models.CaseMention.objects.filter(case=OuterRef("case"), forgotten=False)
    models.TypedDraft.objects.filter(~Exists(left), case__in=cases).delete()
