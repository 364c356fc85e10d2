"""What the addresses of lists narrow them to: read here for the page and for its file, so that both hold the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, QueryDict

from resonanz.app.export_reading import CriticismAsked, NeedsAsked, QueriesAsked, TrailAsked
from resonanz.core.criticism import CriticismState
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.ready_answers import Standing
from resonanz.store.relational.selectors import criticism
from resonanz.store.relational.selectors import needs as stored_needs
from resonanz.store.relational.selectors.initiatives import Looked
from resonanz.store.relational.selectors.ready_answers import LibraryFilter
from resonanz.web import periods
from resonanz.web.asking import asked
from resonanz.web.desks import now
from resonanz.web.given import whole

VIEWS: Final = ("running", "ideas", "register")
"""What the list of initiatives can show."""


def mentions(request: HttpRequest) -> Any:  # noqa: ANN401  see app.exportable
    """Return what the live page shows."""
    return asked(request.GET, now()).filter


def metrics(request: HttpRequest) -> Any:  # noqa: ANN401
    """Return the period that the measures are shown of."""
    return periods.span_of(periods.chosen(request))


def needs(given: QueryDict) -> NeedsAsked:
    """Return which needs are listed."""
    state = given.get("state", "")
    return NeedsAsked(state=state if state in stored_needs.STATES else "", department=_room(given))


def initiatives(given: QueryDict) -> Looked:
    """Return which initiatives are listed."""
    view = given.get("view", "")
    return Looked(
        view=view if view in VIEWS else VIEWS[0],
        text=given.get("q", "")[:200],
        sort=given.get("kind", ""),
        outcome=given.get("outcome", ""),
        department=_small(given, "department"),
        metric=given.get("metric", "")[:60],
        year=_small(given, "year"),
    )


def answers(given: QueryDict) -> LibraryFilter:
    """Return which answers of the library are listed."""
    standing = given.get("standing", "")
    return LibraryFilter(
        text=given.get("q", "")[:200],
        department=_room(given),
        standing=next((one for one in Standing if one.value == standing), None),
        retired=given.get("view") == "retired",
    )


def criticisms(given: QueryDict) -> CriticismAsked:
    """Return which criticism is listed: a state, else what nobody decided."""
    view = given.get("view", "")
    return CriticismAsked(view=view if view in set(CriticismState) else criticism.UNDECIDED, department=_room(given))


def queries(given: QueryDict) -> QueriesAsked:
    """Return which standing queries are listed."""
    text, about, state = (given.get(name, "").strip() for name in ("text", "about", "state"))
    return QueriesAsked(text=text[:200], about=about, active={"on": True, "off": False}.get(state))


def trail(given: QueryDict) -> TrailAsked:
    """Return which lines of the audit trail are listed."""
    who = whole(given.get("actor", ""))
    return TrailAsked(
        actor=None if who is None else UserId(who), action=given.get("action", ""), subject=given.get("subject", "")
    )


def _room(given: QueryDict) -> DepartmentId | None:
    number = whole(given.get("department", ""))
    return None if number is None else DepartmentId(number)


def _small(given: QueryDict, name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0 else None


def of_page(read: Callable[[QueryDict], Any]) -> Callable[[HttpRequest], Any]:
    """Return what reads a request's address; an empty one means everything, as nobody chose a view."""
    return lambda request: read(request.GET) if request.GET else None


ASKED: Final[Mapping[str, Callable[[HttpRequest], Any]]] = {
    "mentions": mentions,
    "metrics": metrics,
    "needs": of_page(needs),
    "initiatives": of_page(initiatives),
    "answers": of_page(answers),
    "criticism": of_page(criticisms),
    "queries": of_page(queries),
    "audit": of_page(trail),
}
"""By the name of what is taken out; what is missing here is taken out whole."""
