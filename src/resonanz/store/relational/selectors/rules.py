"""Queries, routes and departments with the names and numbers around them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, F, QuerySet

from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId, QueryId, UserId
from resonanz.core.policy import Role
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import route_of
from resonanz.store.relational.selectors.cases import inbox_counts
from resonanz.store.relational.views import (
    DepartmentRow,
    InboxCounts,
    MemberRow,
    QueryDetail,
    QueryRow,
    QueryVersionRow,
    RouteRow,
)


@reachable()
def queries() -> tuple[QueryRow, ...]:
    """Return every standing query by name, switched off ones too; three queries."""
    rows = models.StandingQuery.objects.order_by("name").prefetch_related("routes")
    newest = {row.query_id: row for row in _versions().filter(version=F("query__version"))}
    return tuple(query_row(row, newest.get(row.pk)) for row in rows)


@reachable()
def query_detail(query: QueryId) -> QueryDetail:
    """Return a standing query with its history; raise NotFound."""
    row = models.StandingQuery.objects.filter(pk=query).prefetch_related("routes").first()
    if row is None:
        raise NotFound(f"There is no query {query}.")
    versions = list(_versions().filter(query=row).order_by("-version"))
    return QueryDetail(
        row=query_row(row, versions[0] if versions else None),
        versions=tuple(version_row(version) for version in versions),
    )


@reachable()
def routes() -> tuple[RouteRow, ...]:
    """Return every routing rule in its order, switched off ones too; two queries."""
    rows = models.Route.objects.select_related("department").prefetch_related("queries").order_by("position", "pk")
    return tuple(_route_row(row) for row in rows)


@reachable()
def departments() -> tuple[DepartmentRow, ...]:
    """Return every department by name with its open work; four queries."""
    counts = inbox_counts()
    members = _number_by_department(models.Membership)
    leading = _number_by_department(models.Route)
    return tuple(
        DepartmentRow(
            id=DepartmentId(row.pk),
            slug=row.slug,
            name=row.name,
            four_eyes=row.four_eyes,
            members=members.get(row.pk, 0),
            routes=leading.get(row.pk, 0),
            counts=counts.get(DepartmentId(row.pk), InboxCounts(department=DepartmentId(row.pk))),
        )
        for row in models.Department.objects.order_by("name")
    )


@reachable()
def members(department: DepartmentId) -> tuple[MemberRow, ...]:
    """Return who may sign in and is something in a department, the highest role first; one query."""
    found = models.Membership.objects.filter(department=department, user__is_active=True)
    return tuple(
        member_row(row) for row in found.select_related("user", "department").order_by("-role", "user__username")
    )


def workers(department: DepartmentId) -> tuple[MemberRow, ...]:
    """Return who of a department may own its cases: whoever does more there than read; one query."""
    return tuple(one for one in members(department) if one.role >= Role.MEMBER)


def member_row(row: models.Membership) -> MemberRow:
    """Return what somebody is; person and department should have been fetched with it."""
    return MemberRow(
        user=UserId(row.user_id),
        name=row.user.get_full_name(),
        username=row.user.username,
        department=DepartmentId(row.department_id),
        department_name=row.department.name,
        role=Role(row.role),
    )


def _versions() -> QuerySet[models.QueryVersion]:
    return models.QueryVersion.objects.select_related("by")


def query_row(row: models.StandingQuery, newest: models.QueryVersion | None) -> QueryRow:
    """Return a standing query with who changed it last; its routes should have been fetched with it."""
    return QueryRow(
        id=QueryId(row.pk),
        name=row.name,
        text=row.text,
        about=row.about,
        active=row.active,
        version=row.version,
        changed_at=newest.at if newest else None,
        changed_by=newest.by.get_full_name() if newest and newest.by else "",
        routes=tuple(sorted(route.name for route in row.routes.all())),
    )


def version_row(row: models.QueryVersion) -> QueryVersionRow:
    """Return what a standing query was; who made it that should have been fetched with it."""
    return QueryVersionRow(
        version=row.version,
        name=row.name,
        text=row.text,
        about=row.about,
        active=row.active,
        at=row.at,
        by=row.by.get_full_name() if row.by else "",
    )


def _route_row(row: models.Route) -> RouteRow:
    route = route_of(row)
    names = {query.pk: query.name for query in row.queries.all()}
    return RouteRow(
        route=route,
        department_name=row.department.name,
        query_names=tuple(names[query] for query in route.queries),
    )


def _number_by_department(table: type[models.Membership] | type[models.Route]) -> Mapping[int, int]:
    numbers = table.objects.order_by().values_list("department_id").annotate(Count("pk"))
    return dict(numbers)
