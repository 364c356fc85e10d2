"""Who may do what: the only permission check, pure and total.

Roles are held per department; an administrator holds every role everywhere. Reading the market's voice is open
to every role: the knowledge is relevant for the whole company.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from resonanz.core.errors import NotAllowed
from resonanz.core.ids import DepartmentId, UserId


class Role(IntEnum):
    """What somebody is in a department; a higher role includes the lower ones."""

    READER = 1
    MEMBER = 2
    LEAD = 3
    ADMINISTRATOR = 4


class Action(StrEnum):
    """Everything that is permitted or refused."""

    READ = "read"
    LABEL = "label"
    """Correct what was understood."""
    WORK_CASE = "work_case"
    """Take, answer, note, close, hand over."""
    APPROVE_REPLY = "approve_reply"
    DECLARE_INCIDENT = "declare_incident"
    """Declare, grade and close an incident."""
    WORK_NEED = "work_need"
    """Write a need down, gather its evidence, consider it, write what people are told."""
    DECIDE_NEED = "decide_need"
    """Plan, finish and decline a need, merge it, and let people be told."""
    TRY = "try"
    """Note, plan, start and stop initiatives, and write what they taught."""
    FORECAST = "forecast"
    """Say, sealed, what an initiative will do."""
    BACK_INITIATIVE = "back_initiative"
    """Stand behind an initiative, and sign that it may fail."""
    MANAGE_UNDERSTANDING = "manage_understanding"
    """Let models run or not, say how sure they have to be, make label sets."""
    MANAGE_QUERIES = "manage_queries"
    MANAGE_ROUTES = "manage_routes"
    MANAGE_DEPARTMENT = "manage_department"
    MANAGE_SOURCES = "manage_sources"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SETTINGS = "manage_settings"
    IMPORT = "import"
    EXPORT = "export"
    ERASE = "erase"
    READ_AUDIT = "read_audit"


NEEDED: Mapping[Action, Role] = {
    Action.READ: Role.READER,
    Action.LABEL: Role.MEMBER,
    Action.WORK_CASE: Role.MEMBER,
    Action.APPROVE_REPLY: Role.MEMBER,
    Action.EXPORT: Role.MEMBER,
    Action.TRY: Role.MEMBER,
    Action.FORECAST: Role.MEMBER,
    Action.BACK_INITIATIVE: Role.LEAD,
    Action.WORK_NEED: Role.MEMBER,
    Action.DECIDE_NEED: Role.LEAD,
    Action.MANAGE_UNDERSTANDING: Role.LEAD,
    Action.DECLARE_INCIDENT: Role.LEAD,
    Action.MANAGE_QUERIES: Role.LEAD,
    Action.MANAGE_ROUTES: Role.LEAD,
    Action.MANAGE_DEPARTMENT: Role.LEAD,
    Action.IMPORT: Role.LEAD,
    Action.MANAGE_SOURCES: Role.ADMINISTRATOR,
    Action.MANAGE_PEOPLE: Role.ADMINISTRATOR,
    Action.MANAGE_SETTINGS: Role.ADMINISTRATOR,
    Action.ERASE: Role.ADMINISTRATOR,
    Action.READ_AUDIT: Role.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Say who acts: a person with a role per department."""

    id: UserId | None
    name: str = ""
    is_administrator: bool = False
    roles: Mapping[DepartmentId, Role] = field(default_factory=dict)

    def role_in(self, department: DepartmentId | None) -> Role | None:
        """Return the role in that department; with None, the highest role held anywhere."""
        if self.is_administrator:
            return Role.ADMINISTRATOR
        if department is None:
            return max(self.roles.values(), default=None)
        return self.roles.get(department)


SYSTEM = Actor(id=None, name="Resonanz", is_administrator=True)
"""The system itself: schedulers, the command line of whoever operates it."""


def allowed(actor: Actor, action: Action, department: DepartmentId | None = None) -> bool:
    """Tell whether `actor` may do `action`, in `department` or (None) anywhere at all."""
    role = actor.role_in(department)
    if action is Action.READ and role is None:
        role = actor.role_in(None)
    return role is not None and role >= NEEDED[action]


def require(actor: Actor, action: Action, department: DepartmentId | None = None) -> None:
    """Raise NotAllowed, with what is missing, unless `actor` may do `action`."""
    if not allowed(actor, action, department):
        role = NEEDED[action].name.lower()
        raise NotAllowed(f"{action.value.replace('_', ' ')} needs the role {role} here.")


def may_approve(actor: Actor, *, author: UserId, four_eyes: bool, department: DepartmentId) -> bool:
    """Tell whether `actor` may approve a reply that `author` wrote; four eyes refuse one's own."""
    if not allowed(actor, Action.APPROVE_REPLY, department):
        return False
    return not (four_eyes and actor.id == author)
