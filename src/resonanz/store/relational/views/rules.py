"""What the pages of queries, routes and departments read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resonanz.core.department import Route
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.store.relational.views.cases import InboxCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRow:
    """Hold one standing query."""

    id: QueryId
    name: str
    text: str
    about: str
    active: bool
    version: int
    changed_at: datetime | None
    changed_by: str
    routes: tuple[str, ...]
    """Names of the routes that use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryVersionRow:
    """Hold what a standing query was from a moment on."""

    version: int
    name: str
    text: str
    about: str
    active: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDetail:
    """Hold a standing query with its history."""

    row: QueryRow
    versions: tuple[QueryVersionRow, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """Hold one routing rule with the names it speaks of."""

    route: Route
    department_name: str
    query_names: tuple[str, ...]
    """In the order of `route.queries`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """Hold one department with its open work."""

    id: DepartmentId
    slug: str
    name: str
    four_eyes: bool
    members: int
    routes: int
    counts: InboxCounts
