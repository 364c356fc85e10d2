"""What a filter of cases means to the tables.

A list asks for what is alive and what has ended apart (`parts`), so that each question follows an index in its order; a
count asks for everything in one condition (`whole`), so that many counts are one statement and one moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from resonanz.core.case import CaseState
from resonanz.core.deadline import DeadlineState
from resonanz.core.reply import ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.models.work import NEVER_DUE
from resonanz.store.relational.rows import RANKS
from resonanz.store.relational.views import ALIVE, CaseFilter


def parts(filter: CaseFilter) -> list[Q]:
    """Return what is asked for in pieces that have no case in common, each along one index."""
    conditions = narrowing(filter)
    return [part & conditions for part in _standing(filter)]


def whole(filter: CaseFilter) -> Q:
    """Return what is asked for as one condition."""
    standing = Q()
    for part in _standing(filter):
        standing |= part
    return standing & narrowing(filter)


def _standing(filter: CaseFilter) -> list[Q]:
    if filter.waits_for_author:
        paused = Q(alive=1, due_at=NEVER_DUE, due_state=DeadlineState.PAUSED.value)
        return [Q(alive=1, state=CaseState.ANSWERED.value), paused & ~Q(state=CaseState.ANSWERED.value)]
    return _by_state(filter.states)


def _by_state(states: Sequence[CaseState]) -> list[Q]:
    wanted = set(states or CaseState)
    alive, ended = wanted & set(ALIVE), wanted - set(ALIVE)
    found = []
    if alive:
        found.append(Q(alive=1) if alive == set(ALIVE) else Q(alive=1, state__in=sorted(alive)))
    if ended:
        found.append(Q(alive=0) if ended == set(CaseState) - set(ALIVE) else Q(alive=0, state__in=sorted(ended)))
    return found


def narrowing(filter: CaseFilter) -> Q:
    """Return what is asked for besides where a case stands."""
    conditions = _of_people(filter) & _due(filter)
    if filter.priorities:
        conditions &= Q(priority__in=[RANKS[priority] for priority in filter.priorities])
    for column, values in (("kind", filter.kinds), ("channel", filter.channels), ("lang", filter.langs)):
        if values:
            conditions &= Q(**{f"{column}__in": values})
    if filter.snoozed:
        conditions &= Q(snoozed_until__isnull=False)
    elif filter.snoozed is not None:  # what is overdue is shown, whatever was put off
        conditions &= Q(snoozed_until__isnull=True) | Q(due_state=DeadlineState.BREACHED.value)
    if filter.opened_before is not None:
        conditions &= Q(opened_at__lte=filter.opened_before)
    if filter.awaits_approval:
        submitted = models.Reply.objects.filter(state=ReplyState.SUBMITTED.value)
        conditions &= Q(pk__in=submitted.values("case"))
    if part := " ".join(filter.text.split()).casefold().replace("\0", ""):
        conditions &= Q(folded__contains=part)
    return conditions


def _of_people(filter: CaseFilter) -> Q:
    conditions = Q()
    if filter.asked_of:
        asked = models.Inquiry.objects.filter(department__in=filter.asked_of, state="open")
        conditions &= Q(pk__in=asked.values("case"))
    if len(filter.departments) == 1:
        conditions &= Q(department=filter.departments[0])
    elif filter.departments:
        conditions &= Q(department__in=filter.departments)
    if filter.unowned:
        conditions &= Q(owner=None) | Q(owner__in=filter.orphaned) if filter.orphaned else Q(owner=None)
    elif filter.owner is not None:
        mine = (filter.owner, *filter.acting_for)
        conditions &= Q(owner__in=mine) if filter.acting_for else Q(owner=filter.owner)
    return conditions


def _due(filter: CaseFilter) -> Q:
    conditions = Q()
    if filter.due_states:
        conditions &= Q(due_state__in=filter.due_states)
    if filter.due_states == (DeadlineState.PAUSED,):
        conditions &= Q(due_at=NEVER_DUE)  # so that the index leads to them
    if filter.due_before is not None:
        conditions &= Q(due_at__lt=filter.due_before)
    return conditions
