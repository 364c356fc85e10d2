"""What an inbox's address asks: which view, narrowed down how, in which order, with which columns.

Every view that is counted beside the list is asked with the same conditions as the list itself, so a number is what one
sees after pressing it. A view is a name and what it means; whatever else stands in the address only narrows it down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.case import CaseState
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import Actor, Role
from resonanz.core.understood import Kind, Priority
from resonanz.store.relational.selectors import together
from resonanz.store.relational.selectors.cases import Order
from resonanz.store.relational.views import ALIVE, CaseFilter
from resonanz.web import due

USUAL: Final = "waiting"
WAITING: Final = (CaseState.NEW, CaseState.OPEN, CaseState.REACTED)
KEPT: Final = ("q", "kind", "priority", "channel", "due", "order", "cols")
COLUMNS: Final = ("state", "due", "owner", "channel", "kind", "opened", "changed")
"""What a list may show beside the case itself, in this order."""
SHOWN: Final = ("state", "due", "owner")
_OLD: Final = {"answered": "author"}
"""What a view was called before, because addresses are kept."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Say for whom an inbox is: what "mine" and "asked of us" mean."""

    id: UserId | None
    departments: tuple[DepartmentId, ...]
    """Which ones they work in."""
    stands_in_for: tuple[UserId, ...] = ()
    """Whose cases are theirs too today, because those people are away."""
    orphaned: tuple[UserId, ...] = ()
    """Owners whom nobody acts for today: their cases are everybody's to see."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what an address asks."""

    view: str
    filter: CaseFilter
    order: Order
    columns: tuple[str, ...]
    kept: Mapping[str, Any]
    """What narrows the views down, for links and hidden fields."""


def reader(actor: Actor) -> Reader:
    """Return for whom an inbox is."""
    worked = (number for number, role in actor.roles.items() if role >= Role.MEMBER)
    away = together.away_on(house().dispatcher.today())
    acting = () if actor.id is None else away.stands_in_for.get(actor.id, ())
    return Reader(actor.id, tuple(sorted(worked)), acting, away.orphaned)


def asked(given: QueryDict, reader: Reader, departments: Sequence[DepartmentId]) -> Asked:
    """Read an address over the cases of these departments (none: of all)."""
    view = _OLD.get(given.get("view", ""), given.get("view", ""))
    view = view if view in _MEANINGS else USUAL
    kept: dict[str, Any] = {name: given.get(name, "") for name in KEPT if name != "cols"}
    kept["cols"] = [one for one in COLUMNS if one in given.getlist("cols")]
    return Asked(
        view=view,
        filter=meaning(view, kept, reader, departments),
        order=_order(kept["order"], view),
        columns=tuple(kept["cols"]) or SHOWN,
        kept=kept,
    )


def meaning(view: str, kept: Mapping[str, Any], reader: Reader, departments: Sequence[DepartmentId]) -> CaseFilter:
    """Return what a view shows, narrowed down as the address says."""
    narrowed: dict[str, Any] = {
        "departments": tuple(departments),
        "priorities": tuple(one for one in Priority if one.value == kept["priority"]),
        "kinds": tuple(one.value for one in Kind if one.value == kept["kind"]),
        "channels": (kept["channel"],) if kept["channel"] else (),
        "text": kept["q"].strip(),
        **due.conditions(kept["due"]),
    }
    return CaseFilter(**{**narrowed, **_MEANINGS[view](reader)})


def views() -> Mapping[str, str]:
    """Return the views that are always there, with what they are called, in the order they are offered."""
    return {
        "waiting": _("Waiting for us"),
        "mine": _("Mine"),
        "unowned": _("Taken by nobody"),
        "today": _("Due today"),
        "overdue": _("Overdue"),
        "reacted": _("Reactions"),
        "approval": _("Waiting for approval"),
        "author": _("Waiting for the author"),
        "asked": _("Asked of us"),
        "snoozed": _("Snoozed"),
        "alive": _("All open"),
        "closed": _("Closed"),
    }


def orders() -> list[tuple[str, str]]:
    """Return how a list can be sorted."""
    return [("due", _("by what is due")), ("urgent", _("by priority")), ("changed", _("by the last change"))]


def columns() -> Mapping[str, str]:
    """Return what the columns are called."""
    return {
        "state": _("State"),
        "due": _("Due"),
        "owner": _("Owner"),
        "channel": _("Channel"),
        "kind": _("Kind"),
        "opened": _("Opened"),
        "changed": _("Last change"),
    }


def _order(wanted: str, view: str) -> Order:
    """Return how the list is sorted: as wished, else by what is due where somebody waits for us."""
    usual = {"closed": Order.CHANGED, "author": Order.CHANGED, "today": Order.DUE, "overdue": Order.DUE}
    found = next((one for one in Order if one.value == wanted), None)
    return found or usual.get(view, Order.URGENT)


def _asked_of_us(reader: Reader) -> Mapping[str, Any]:
    # The case may be any department's; who works nowhere is asked nothing.
    return {"states": ALIVE, "departments": (), "asked_of": reader.departments or (DepartmentId(0),)}


def _of_ours(reader: Reader) -> Mapping[str, Any]:
    own = reader.id or UserId(0)
    return {"states": WAITING, "snoozed": False, "owner": own, "acting_for": reader.stands_in_for}


_MEANINGS: Final[Mapping[str, Callable[[Reader], Mapping[str, Any]]]] = {
    "waiting": lambda _reader: {"states": WAITING, "snoozed": False},
    "mine": _of_ours,
    "unowned": lambda reader: {"states": WAITING, "snoozed": False, "unowned": True, "orphaned": reader.orphaned},
    "today": lambda _reader: {"states": ALIVE, **due.conditions("today")},
    "overdue": lambda _reader: {"states": ALIVE, **due.conditions("overdue")},
    "reacted": lambda _reader: {"states": (CaseState.REACTED,), "snoozed": False},
    "approval": lambda _reader: {"states": ALIVE, "awaits_approval": True},
    "author": lambda _reader: {"states": ALIVE, "waits_for_author": True},
    "asked": _asked_of_us,
    "snoozed": lambda _reader: {"states": ALIVE, "snoozed": True},
    "alive": lambda _reader: {"states": ALIVE},
    "closed": lambda _reader: {"states": (CaseState.CLOSED,)},
}
