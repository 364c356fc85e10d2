"""How each list is read for a file, and what can narrow it; `app.exportable` is the table of them.

Lists are read page by page, in an order that does not change meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.metric import Metric, Span
from resonanz.core.policy import Actor
from resonanz.core.search import Count, Filter
from resonanz.measure.tables import Row

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.store.relational.views import Rows
    from resonanz.store.relational.views.answering import CriticismRow

PAGE: Final = 200
"""Rows that are read at once."""

Batches = Iterator[Sequence[Any]]
Read = Callable[["House", Actor, Any], Batches]
"""Gives rows in batches; the last argument is what narrows them, of the type that the table names."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Narrow nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAsked:
    """Say which needs are meant."""

    state: str = ""
    """A key of `selectors.needs.STATES`; empty: all."""
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticismAsked:
    """Say which criticism is meant; `view` is undecided or a state, empty: all."""

    view: str = ""
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueriesAsked:
    """Say which standing queries are meant."""

    text: str = ""
    about: str = ""
    active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailAsked:
    """Say which lines of the audit trail are meant."""

    actor: UserId | None = None
    action: str = ""
    subject: str = ""


def pages(read: Callable[..., Rows[Any]], *which: object, **how: object) -> Batches:
    """Yield the pages of a list."""
    after: str | None = None
    while True:
        found = read(*which, after=after, limit=PAGE, **how)
        yield found.items
        if found.next is None:
            return
        after = found.next


def mentions(home: House, _actor: Actor, wanted: Filter) -> Batches:
    """Yield mentions, newest first."""
    return home.archive.scan(wanted)


def mention_number(home: House, wanted: Filter) -> int:
    """Return how many they are."""
    return sum(group.number for group in home.archive.count(Count(filter=wanted)))


def cases(_home: House, _actor: Actor, wanted: Any) -> Batches:  # noqa: ANN401  loads Django late
    """Yield cases."""
    from resonanz.store.relational.selectors import cases

    return pages(cases.inbox, wanted)


def everything(_home: House) -> Everything:
    """Return what narrows nothing."""
    return Everything()


def last_days(home: House) -> Span:
    """Return the last 30 days."""
    now = home.clock.now()
    return Span(since=now - timedelta(days=30), until=now)


def case_filter(_home: House) -> Any:  # noqa: ANN401
    """Return what finds every case, closed ones too."""
    from resonanz.store.relational.views import CaseFilter

    return CaseFilter(states=())


def case_number(_home: House, wanted: Any) -> int:  # noqa: ANN401
    """Return how many they are."""
    from resonanz.store.relational.selectors.tallies import count

    return count(wanted)


def replies(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield our answers, the newest first."""
    from resonanz.store.relational.selectors import cases

    return pages(cases.replies)


def reply_number(_home: House, _wanted: Everything) -> int:
    """Return how many they are."""
    from resonanz.store.relational import models

    return models.Reply.objects.count()


def needs(_home: House, _actor: Actor, wanted: NeedsAsked) -> Batches:
    """Yield needs."""
    from resonanz.store.relational.selectors import needs

    # In an order that does not change while the pages are read.
    states = needs.STATES.get(wanted.state)
    return pages(needs.needs, states=states, department=wanted.department, order=needs.Order.NEWEST)


def looked(_home: House) -> Any:  # noqa: ANN401
    """Return what finds every initiative."""
    from resonanz.store.relational.selectors.initiatives import Looked

    return Looked()


def initiatives(_home: House, _actor: Actor, wanted: Any) -> Batches:  # noqa: ANN401
    """Yield initiatives."""
    from resonanz.store.relational.selectors import initiatives

    return pages(initiatives.initiatives, wanted)


def learnings(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield what was learned."""
    from resonanz.store.relational.selectors import initiatives

    return pages(initiatives.learnings)


def ready_answers(_home: House) -> Any:  # noqa: ANN401
    """Return what finds every answer of the library."""
    from resonanz.store.relational.selectors.ready_answers import LibraryFilter

    return LibraryFilter(retired=None)


def answers(home: House, _actor: Actor, wanted: Any) -> Batches:  # noqa: ANN401
    """Yield the answers of the library."""
    from resonanz.store.relational.selectors import ready_answers

    today = home.clock.now().astimezone(ZoneInfo(home.settings.time_zone)).date()
    return pages(ready_answers.answers, wanted, today)


def criticism(_home: House, _actor: Actor, wanted: CriticismAsked) -> Iterator[Sequence[Row]]:
    """Yield the ledger of criticism."""
    from resonanz.core.criticism import CriticismState
    from resonanz.store.relational.selectors import criticism

    views = [wanted.view] if wanted.view else [criticism.UNDECIDED, *(state.value for state in CriticismState)]
    for view in views:
        if view == criticism.UNDECIDED:
            found = pages(criticism.undecided, wanted.department)
        else:
            found = pages(criticism.criticisms, CriticismState(view), wanted.department)
        yield from ([_criticised(row) for row in batch] for batch in found)


def _criticised(row: CriticismRow) -> Row:
    one = row.criticism
    common = (row.subject, row.department_name, row.owner_name, row.since, row.cases)
    if one is None:
        return (None, "undecided", *common, None, None, None, None)
    return (one.id, one.state, *common, one.reason, one.change, one.until, one.decided_at)


def queries(_home: House, _actor: Actor, wanted: QueriesAsked) -> Batches:
    """Yield standing queries."""
    from resonanz.store.relational.selectors.queries import query_page

    return pages(query_page, text=wanted.text, about=wanted.about, active=wanted.active)


def routes(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield routes."""
    from resonanz.store.relational.selectors.rules import routes

    return iter([routes()])


def departments(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield departments."""
    from resonanz.store.relational.selectors.rules import departments

    return iter([departments()])


def sources(home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield sources."""
    from resonanz.store.relational.selectors.sources import sources

    return iter([sources(home.clock.now())])


def topics(home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield topics."""
    return iter([home.topics.all()])


def surges(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield surges."""
    from resonanz.store.relational.selectors import surges

    return pages(surges.surges)


def incidents(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield incidents."""
    from resonanz.store.relational.selectors import surges

    return pages(surges.incidents)


def goals(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield goals."""
    from resonanz.store.relational.selectors.seriousness import goals

    return iter([goals()])


def places(home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield places: to decide about, tried, hidden."""
    from resonanz.app.places import proposals
    from resonanz.store.relational.selectors import places

    return iter([[row for row, _ in proposals(home)], places.trying(), places.hidden()])


def notices(_home: House, actor: Actor, _wanted: Everything) -> Batches:
    """Yield the own notices of who asks."""
    from resonanz.store.relational.selectors.notices import notices

    return iter(()) if actor.id is None else pages(notices, actor.id)


def audit(_home: House, _actor: Actor, wanted: TrailAsked) -> Batches:
    """Yield the audit trail."""
    from resonanz.store.relational.selectors.trail import audit_trail

    return pages(audit_trail, actor=wanted.actor, action=wanted.action, subject=wanted.subject)


def audit_number(_home: House, _wanted: TrailAsked) -> int:
    """Return how many lines it has."""
    from resonanz.store.relational import models

    return models.AuditLine.objects.count()


def erasures(_home: House, _actor: Actor, _wanted: Everything) -> Batches:
    """Yield the ledger of erasures."""
    from resonanz.store.relational.selectors.trail import erasures

    return pages(erasures)


def metrics(home: House, _actor: Actor, wanted: Span) -> Iterator[Sequence[Row]]:
    """Yield every metric over a time and the time before."""
    # `share` asks two questions, and is read on its own page alone.
    named = [one for one in home.measures.definitions() if one.name != "share"]
    span = (wanted.since, wanted.until)
    yield [(one.name, one.title, one.unit, *span, *_figures(home, one.name, wanted)) for one in named]


def _figures(home: House, name: str, span: Span) -> Row:
    """Return the figures of a metric; all of them empty where it cannot be read."""
    try:
        now, before = (home.measures.figure(Metric(name=name), each) for each in (span, span.before()))
    except InputRejected:
        return (None,) * 9
    figures = (now.value, now.low, now.high, now.numerator, now.denominator, now.undecided)
    return (*figures, before.value, before.low, before.high)
