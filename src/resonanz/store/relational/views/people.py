"""What the pages of people, tokens and the company read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resonanz.core.ids import DepartmentId, QueryId, UserId
from resonanz.core.policy import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """Say who is what in a department."""

    user: UserId
    name: str
    username: str
    department: DepartmentId
    department_name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Hold one person with the roles held."""

    id: UserId
    username: str
    name: str
    """Display name, else the username."""
    email: str
    is_administrator: bool
    active: bool
    language: str
    """Empty: as the browser asks."""
    time_zone: str
    """Empty: the installation's."""
    last_seen_at: datetime | None
    memberships: tuple[MemberRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """Hold what is known of an API token; the token itself was shown once."""

    id: int
    user: UserId
    username: str
    name: str
    prefix: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """Hold what the first-run guide asked."""

    name: str
    onboarding: str
    """Step of the first-run guide that comes next: company, accounts, competitors, departments, listening, done."""
    changed_at: datetime | None

    @property
    def ready(self) -> bool:
        """Tell whether the first-run guide is finished."""
        return self.onboarding == "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """Hold one of the company's own accounts."""

    id: int
    channel: str
    """`*`: any channel."""
    account: str
    """Handle or id, lower case, without @ at its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorRow:
    """Hold one competitor."""

    id: int
    name: str
    query: QueryId | None
    """The standing query that hears of it."""
    query_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearchRow:
    """Hold a search or view that somebody keeps."""

    id: int
    name: str
    address: str
    """Path and query string of the page it opens."""
    shared: bool
    user: UserId
    mine: bool
