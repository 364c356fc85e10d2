"""People, tokens, saved searches and the company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from resonanz.core.errors import NotFound
from resonanz.core.ids import QueryId, UserId
from resonanz.core.policy import Actor
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.rules import member_row
from resonanz.store.relational.views import (
    AccountRow,
    CompanyRow,
    CompetitorRow,
    PersonRow,
    SavedSearchRow,
    TokenRow,
)


@reachable()
def people() -> tuple[PersonRow, ...]:
    """Return everybody by user name with what they are where; two queries for people, one for departments."""
    return tuple(_person_row(row) for row in _people().order_by("username"))


@reachable()
def person(user: UserId) -> PersonRow:
    """Return one person; raise NotFound."""
    row = _people().filter(pk=user).first()
    if row is None:
        raise NotFound(f"There is no person {user}.")
    return _person_row(row)


@reachable()
def names(users: Iterable[UserId]) -> Mapping[UserId, str]:
    """Return the names that colleagues see; one query."""
    rows = models.User.objects.filter(pk__in=list(users))
    return {UserId(row.pk): row.get_full_name() for row in rows}


@reachable()
def named(usernames: Sequence[str]) -> Mapping[str, UserId]:
    """Return who may sign in under these user names, upper and lower case alike; one query."""
    wanted = [one.casefold() for one in usernames]
    rows = models.User.objects.annotate(lower=Lower("username")).filter(lower__in=wanted, is_active=True)
    return {row.username.casefold(): UserId(row.pk) for row in rows}


@reachable()
def tokens(user: UserId | None = None) -> tuple[TokenRow, ...]:
    """Return the API tokens of one person or (None) all, newest first; one query."""
    found = models.ApiToken.objects.select_related("user").order_by("-pk")
    if user is not None:
        found = found.filter(user=user)
    return tuple(
        TokenRow(
            id=row.pk,
            user=UserId(row.user_id),
            username=row.user.username,
            name=row.name,
            prefix=row.prefix,
            made_at=row.made_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )
        for row in found
    )


@reachable()
def saved_searches(actor: Actor) -> tuple[SavedSearchRow, ...]:
    """Return one's own saved searches and those that others share, by name; one query."""
    found = models.SavedSearch.objects.filter(Q(user=actor.id) | Q(shared=True))
    return tuple(
        SavedSearchRow(
            id=row.pk,
            name=row.name,
            address=row.address,
            shared=row.shared,
            user=UserId(row.user_id),
            mine=row.user_id == actor.id,
        )
        for row in sorted(found, key=lambda row: (row.name.casefold(), row.pk))
    )


@reachable()
def company() -> CompanyRow:
    """Return the company; before the first-run guide an empty one."""
    row = models.Company.objects.filter(pk=1).first() or models.Company()
    return CompanyRow(name=row.name, onboarding=row.onboarding, changed_at=row.changed_at)


@reachable()
def accounts() -> tuple[AccountRow, ...]:
    """Return the company's own accounts by channel."""
    return tuple(
        AccountRow(id=row.pk, channel=row.channel, account=row.account)
        for row in models.OwnAccount.objects.order_by("channel", "account")
    )


@reachable()
def competitors() -> tuple[CompetitorRow, ...]:
    """Return the competitors by name."""
    return tuple(
        CompetitorRow(
            id=row.pk,
            name=row.name,
            query=None if row.query_id is None else QueryId(row.query_id),
            query_name=row.query.name if row.query else "",
        )
        for row in models.Competitor.objects.select_related("query").order_by("name")
    )


def _people() -> QuerySet[models.User]:
    return models.User.objects.prefetch_related("memberships__department")


def _person_row(row: models.User) -> PersonRow:
    return PersonRow(
        id=UserId(row.pk),
        username=row.username,
        name=row.get_full_name(),
        email=row.email,
        is_administrator=row.is_administrator,
        active=row.is_active,
        language=row.language,
        time_zone=row.time_zone,
        last_seen_at=row.last_login,
        memberships=tuple(
            member_row(each) for each in sorted(row.memberships.all(), key=lambda each: each.department.name)
        ),
    )
