"""Whom a notice is for, and what each of them wishes; few statements however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from resonanz.core.ids import UserId
from resonanz.core.notice import Notice, NoticeKind, Rhythm, Wishes
from resonanz.core.policy import Role
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces
from resonanz.store.relational.text import split


@dataclass(frozen=True, slots=True)
class Receiver:
    """Hold one person who is told."""

    person: UserId
    email: str
    zone: str
    """Empty: the installation's."""
    wishes: Wishes = field(default_factory=Wishes)
    services: tuple[int, ...] = ()


def receivers(notice: Notice) -> list[Receiver]:
    """Return whom a notice is for, each once, not who did it; where a department is empty the administrators."""
    found = _people(notice)
    if not found and not notice.to:
        found = list(_active().filter(is_administrator=True))
    wanted = [row for row in found if row.pk != notice.by]
    numbers = [row.pk for row in wanted]
    wishes = wishes_of(numbers)
    services = _services(numbers)
    return [
        Receiver(UserId(row.pk), row.email, row.time_zone, wishes.get(row.pk, Wishes()), services.get(row.pk, ()))
        for row in wanted
    ]


def department_services(notice: Notice) -> list[models.NoticeTarget]:
    """Return the services by which the department itself is told of it."""
    if notice.department is None:
        return []
    rows = models.NoticeTarget.objects.filter(department=notice.department).order_by("pk")
    return [row for row in rows if notice.kind.value in split(row.kinds)]


def wishes_of(people: Iterable[int]) -> Mapping[int, Wishes]:
    """Return the wishes of those who said any."""
    return {
        row.pk: wishes_from(row)
        for piece in pieces(list(people))
        for row in models.NoticeWishes.objects.filter(pk__in=piece)
    }


def wishes_from(row: models.NoticeWishes) -> Wishes:
    """Return a row as wishes."""
    return Wishes(
        mail=frozenset(NoticeKind(one) for one in split(row.mail)),
        service=frozenset(NoticeKind(one) for one in split(row.service)),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        urgent_passes=row.urgent_passes,
        digest=Rhythm(row.digest),
        digest_at=row.digest_at,
        digest_day=row.digest_day,
    )


def _active() -> QuerySet[models.User]:
    return models.User.objects.filter(is_active=True).order_by("pk")


def _people(notice: Notice) -> list[models.User]:
    if notice.to:
        return list(_active().filter(pk__in=notice.to))
    if notice.role is Role.ADMINISTRATOR:
        return list(_active().filter(is_administrator=True))
    held = models.Membership.objects.filter(role__gte=notice.role.value)
    if notice.department is not None:
        return list(_active().filter(pk__in=held.filter(department=notice.department).values("user_id")))
    return list(_active().filter(Q(pk__in=held.values("user_id")) | Q(is_administrator=True)))


def _services(people: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for piece in pieces(list(people)):
        rows = models.NoticeTarget.objects.filter(person__in=piece).order_by("pk")
        for person, number in rows.values_list("person_id", "pk"):
            found[person] = (*found.get(person, ()), number)
    return found
