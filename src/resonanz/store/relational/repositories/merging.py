"""Merging cases, taking that back, and splitting: rows change the case they belong to, and remember where they were.

One row a thread stays the rule (`one_case_a_thread`): a merged case keeps its row and its thread and points to the case
that goes on for it. So a later mention of its thread finds the survivor, and taking the merge back is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Model, Q

from resonanz.core.case import ENDED, Case, CaseState, merged
from resonanz.core.errors import Conflict, InputRejected
from resonanz.core.ids import CaseId, MentionId, UserId
from resonanz.core.mention import Mention
from resonanz.store.relational import models
from resonanz.store.relational.rows import RANKS, case_of
from resonanz.store.relational.text import folded, label_of, subject_of

_FOLLOWING: Final[tuple[type[Model], ...]] = (
    models.CaseMention,
    models.CaseEvent,
    models.Reply,
    models.Inquiry,
)
"""What goes with a case."""


def merge(survivor: Case, other: Case, *, actor: UserId | None, at: datetime) -> Case:
    """Let one case go on for another; raise Conflict."""
    if survivor.id == other.id:
        raise InputRejected("A case cannot be merged with itself.", place="case", remedy="Choose another one.")
    with transaction.atomic():
        rows = _locked(survivor, other)
        after = merged(survivor, other)
        twice = models.CaseMention.objects.filter(case=survivor.id).values("mention")
        models.CaseMention.objects.filter(case=other.id, mention__in=twice).delete()
        for table in _FOLLOWING:
            _move(table, Q(case=other.id), into=survivor.id, origin=other.id)
        models.Case.objects.filter(merged_into=other.id).update(merged_into=survivor.id)
        _merge_drafts(other.id, survivor.id)
        _store(rows[other.id], CaseState.MERGED, at, merged_into_id=survivor.id, snoozed_until=None, mention_count=0)
        _tell(other.id, "merge", at, actor, key=str(survivor.id))
        row = rows[survivor.id]
        _store(
            row,
            after.state,
            at,
            priority=RANKS[after.priority],
            kind=after.kind,
            owner_id=after.owner,
            snoozed_until=None,
            mention_count=models.CaseMention.objects.filter(case=survivor.id).count(),
        )
        _tell(survivor.id, "absorb", at, actor, key=str(other.id))
        if after.priority is not survivor.priority:
            to = after.priority
            _tell(survivor.id, "prioritise", at, actor, detail=to.value, priority=RANKS[to])
        if after.kind != survivor.kind:
            _tell(survivor.id, "relabel", at, actor, detail=after.kind, kind=after.kind)
            _bring_decision(other.id, survivor.id)
    return case_of(row)


def unmerge(other: Case, *, actor: UserId | None, at: datetime) -> Case:
    """Take a merge back; raise Conflict where the case is not merged."""
    with transaction.atomic():
        row = _locked(other)[other.id]
        into = other.merged_into
        if into is None:
            raise Conflict(f"Case {other.id} was changed in the meantime.")
        survivor = models.Case.objects.select_for_update().get(pk=into)
        _bring_answers(other.id, into)
        for table in _FOLLOWING:
            _move(table, Q(case=into, origin=other.id), into=other.id, origin=None)
        _follow_answers(other.id)
        count = models.CaseMention.objects.filter(case=other.id).count()
        _store(row, CaseState.OPEN, at, merged_into_id=None, mention_count=count)
        _tell(other.id, "unmerge", at, actor, key=str(into))
        _store(survivor, CaseState(survivor.state), at, mention_count=F("mention_count") - count)
        _tell(CaseId(into), "release", at, actor, key=str(other.id))
    return case_of(row)


def split(case: Case, first: Mention, mentions: Sequence[MentionId], *, actor: UserId | None, at: datetime) -> Case:
    """Put some of a case's mentions into a case of their own."""
    moved = {first.id, *mentions}
    with transaction.atomic():
        row = _locked(case)[case.id]
        there = list(models.CaseMention.objects.filter(case=case.id).order_by("pk"))
        _refuse_odd(first, moved, there, case)
        made = _beside(row, first, min(one.joined_at for one in there if one.mention in moved), at)
        made.mention_count = len(moved)
        made.save()
        models.CaseMention.objects.filter(case=case.id, mention__in=moved).update(case=made, origin=None)
        models.CaseEvent.objects.filter(case=case.id, mention__in=moved).update(case=made, origin=None)
        replies = models.Reply.objects.filter(case=case.id, reply_to__in=moved)
        replies.update(case=made, origin=None)
        _follow_answers(CaseId(made.pk))
        _tell(CaseId(made.pk), "split_off", at, actor, key=str(case.id))
        _store(row, case.state, at, mention_count=len(there) - len(moved))
        _tell(case.id, "split", at, actor, key=str(made.pk))
    return case_of(made)


def _locked(*cases: Case) -> dict[CaseId, models.Case]:
    """Return the rows of these cases, locked in one order; raise Conflict if one is no longer as given."""
    wanted = sorted(case.id for case in cases)
    rows = {CaseId(row.pk): row for row in models.Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    for case in cases:
        if case.id not in rows or case_of(rows[case.id]) != case:
            raise Conflict(f"Case {case.id} was changed in the meantime.")
    return rows


def _refuse_odd(first: Mention, moved: set[MentionId], there: Sequence[models.CaseMention], case: Case) -> None:
    if case.state in ENDED:
        raise Conflict(f"A case that is {case.state} cannot split.")
    if moved - {MentionId(one.mention) for one in there}:
        raise InputRejected("That mention is not part of the case.", place="mentions")
    if models.Case.objects.filter(thread=first.id).exists():
        raise InputRejected(
            "This mention is the first of a case that was merged into this one.",
            place="mentions",
            remedy="Take that merge back instead.",
        )
    if not there or there[0].mention in moved:
        raise InputRejected("The first mention stays in its case.", place="mentions", remedy="Choose what came later.")


def _move(table: type[Model], which: Q, *, into: CaseId, origin: CaseId | None) -> None:
    """Lead rows to another case; what came from a third one before still says so."""
    rows = table._default_manager.filter(which)  # noqa: SLF001  Django's public name
    if origin is None:
        rows.update(case=into, origin=None)
        return
    ids = list(rows.filter(origin=None).values_list("pk", flat=True))
    rows.exclude(pk__in=ids).update(case=into)
    table._default_manager.filter(pk__in=ids).update(case=into, origin=origin)  # noqa: SLF001


def _bring_answers(other: CaseId, into: CaseId) -> None:
    """Mark answers to the case's mentions, and what happened because of them, as the case's own."""
    mentions = models.CaseMention.objects.filter(case=into, origin=other).values("mention")
    replies = models.Reply.objects.filter(case=into, origin=None, reply_to__in=mentions)
    sent = [one for one in replies.values_list("sent_id", flat=True) if one]
    replies.update(origin=other)
    models.CaseEvent.objects.filter(case=into, origin=None, mention__in=sent).update(origin=other)


def _merge_drafts(other: CaseId, into: CaseId) -> None:
    """Let people find what they typed in the case that goes on."""
    for draft in models.TypedDraft.objects.filter(case=other):
        mine = models.TypedDraft.objects.filter(case=into, person=draft.person_id, reply=draft.reply).first()
        if mine is None:
            models.TypedDraft.objects.filter(pk=draft.pk).update(case=into)
        else:
            mine.text, mine.number = f"{mine.text}\n\n{draft.text}", mine.number + 1
            mine.save(update_fields=["text", "number"])
            draft.delete()


def _follow_answers(case: CaseId) -> None:
    """Let people find what they typed into a case's answers where those are now."""
    answers = models.Reply.objects.filter(case=case).values("pk")
    models.TypedDraft.objects.filter(reply__in=answers).update(case=case)


def _store(row: models.Case, state: CaseState, at: datetime, **columns: object) -> None:
    """Change a row, and read it again."""
    alive = int(state not in ENDED)
    models.Case.objects.filter(pk=row.pk).update(state=state.value, alive=alive, changed_at=at, **columns)
    row.refresh_from_db()


def _bring_decision(other: CaseId, into: CaseId) -> None:
    """Let what was decided about a criticism hold for the case that goes on for it."""
    found = models.CriticismCase.objects.filter(case=other).first()
    if found is not None:
        models.CriticismCase.objects.get_or_create(case_id=into, defaults={"criticism_id": found.criticism_id})


def _tell(case: CaseId, action: str, at: datetime, actor: UserId | None, **columns: str | int) -> None:
    models.CaseEvent.objects.create(case_id=case, at=at, action=action, actor_id=actor, **columns)
    models.Case.objects.filter(pk=case).update(stale=F("stale") + 1)


def _beside(row: models.Case, first: Mention, opened_at: datetime, at: datetime) -> models.Case:
    """Return a new case like another one, called after `first`."""
    subject, author = subject_of(first), label_of(first.author)
    return models.Case(
        department_id=row.department_id,
        owner_id=row.owner_id,
        dispatched=row.owner_id is not None,
        state=CaseState.OPEN.value,
        alive=1,
        priority=row.priority,
        subject_of=first.id,
        subject=subject,
        author=author,
        folded=folded(subject, author),
        channel=row.channel,
        thread=first.id,
        kind=row.kind,
        sentiment=row.sentiment,
        lang=row.lang,
        route=row.route,
        opened_at=opened_at,
        changed_at=at,
    )
