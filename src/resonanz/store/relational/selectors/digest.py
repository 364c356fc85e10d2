"""What a digest says to one person: what waits, what is overdue, what was decided. Numbers and cases, no words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from resonanz.core.case import CaseState
from resonanz.core.ids import CaseId, NeedId
from resonanz.core.need import OPEN, Standing
from resonanz.core.notice import Message, Rhythm, Wishes
from resonanz.core.policy import Role
from resonanz.core.reply import ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.models.work import NEVER_DUE
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.receivers import wishes_of

SHOWN: Final = 10
_WAITING: Final = (CaseState.NEW.value, CaseState.OPEN.value, CaseState.REACTED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedNews:
    """Say what is new about a need of one's own."""

    need: NeedId
    people: int
    """Who asked for it since the last digest."""
    proposed: int
    """Mentions that wait for somebody to say whether they belong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Hold what a digest tells."""

    mine: Sequence[tuple[CaseId, datetime | None]]
    """One's own cases that wait for us, the soonest due first, with when that is."""
    more: int
    """How many of one's own there are beyond these."""
    overdue: int
    """In one's departments, whoever owns them."""
    unowned: int
    """In one's departments, waiting and taken by nobody."""
    approvals: int
    """Answers of one's departments that wait for a second person."""
    answered: int
    """Cases of one's departments that were answered or closed since the last digest."""
    needs: Sequence[NeedNews] = ()
    """One's own open needs with news, the one that most people asked for first."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.mine or self.overdue or self.unowned or self.approvals or self.answered or self.needs)


@reachable()
def digest_of(message: Message) -> Mapping[str, Any] | None:
    """Return the digest of a message's receiver; None where it says nothing. Nine queries."""
    if message.person is None:
        return None
    wishes = wishes_of([message.person]).get(message.person, Wishes())
    found = digest(message.person, timezone.now(), days=7 if wishes.digest is Rhythm.WEEKLY else 1)
    return None if found.is_empty else {"is": found, "weekly": wishes.digest is Rhythm.WEEKLY}


def digest(person: int, now: datetime, *, days: int) -> Digest:
    """Return what somebody's digest says of the last days."""
    held = models.Membership.objects.filter(user=person, role__gte=Role.MEMBER.value)
    rooms = list(held.values_list("department_id", flat=True))
    alive = models.Case.objects.filter(alive=1, state__in=_WAITING)
    mine = alive.filter(owner=person).order_by("due_at", "pk")
    listed = [(CaseId(number), _due(at)) for number, at in mine.values_list("pk", "due_at")[:SHOWN]]
    here = alive.filter(department__in=rooms)
    waiting = models.Reply.objects.filter(state=ReplyState.SUBMITTED.value, case__department__in=rooms)
    return Digest(
        mine=listed,
        more=max(0, mine.count() - len(listed)),
        overdue=here.filter(due_at__lt=now).count(),
        unowned=here.filter(owner=None).count(),
        approvals=waiting.exclude(author=person).count(),
        answered=_decided(rooms, now - timedelta(days=days)).count(),
        needs=_needs(person, now - timedelta(days=days)),
    )


def _needs(person: int, since: datetime) -> list[NeedNews]:
    belongs = Q(evidence__standing=Standing.IN.value, evidence__said_at__gte=since)
    mine = models.Need.objects.filter(owner=person, state__in=[one.value for one in OPEN])
    asked = mine.annotate(voices=Count("evidence__voice", distinct=True, filter=belongs))
    found = asked.filter(Q(voices__gt=0) | Q(proposed__gt=0)).order_by("-voices", "-proposed", "pk")
    numbers = found.values_list("pk", "voices", "proposed")[:SHOWN]
    return [NeedNews(need=NeedId(one), people=people, proposed=proposed) for one, people, proposed in numbers]


def _decided(rooms: Sequence[int], since: datetime) -> QuerySet[models.Case]:
    over = (CaseState.ANSWERED.value, CaseState.CLOSED.value)
    return models.Case.objects.filter(department__in=rooms, state__in=over, changed_at__gte=since)


def _due(at: datetime) -> datetime | None:
    return None if at >= NEVER_DUE else at
