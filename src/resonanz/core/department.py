"""A function of the company that owns what concerns it, and the rules that bring it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.understood import Priority

DEFAULT_DEPARTMENTS: Final = (
    "customer_service",
    "product",
    "sales",
    "human_resources",
    "legal",
    "operations",
    "communications",
    "management",
)
"""Slugs of the departments that the first-run guide proposes; their names are in the catalogues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Hold one function of the company."""

    id: DepartmentId
    slug: str
    name: str
    four_eyes: bool = False
    """Whether a second person must approve each answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingQuery:
    """Hold one question that is asked of every mention."""

    id: QueryId
    name: str
    text: str
    active: bool = True
    about: str = "own"
    """own (our brand), product (of ours), competitor or topic: what share of voice is computed from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Hold one routing rule: every condition that is set must hold; an empty one always does.

    Rules are tried by `position`, the first match wins. A rule without any condition is a catch-all.
    """

    id: RouteId
    position: int
    name: str
    department: DepartmentId
    priority: Priority = Priority.NORMAL
    opens_case: bool = True
    active: bool = True
    queries: tuple[QueryId, ...] = ()
    """Any of them matches."""
    kinds: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    text: str = ""
    """A query over the mention's text, in the query language."""
    author: str = ""
    """Handle or name, case-insensitive, without @; `*` at the end matches the rest."""
