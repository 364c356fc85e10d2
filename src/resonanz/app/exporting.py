"""What leaves the house as a file: mentions as CSV and Parquet, the lists as CSV. Each time is a line in the trail.

Mentions are streamed as they are read; a list is small enough to be written whole. The one thing a reader would get
wrong: whoever asks for more mentions than a page may hold gets none, not the first of them, because nobody would see
that the rest is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.metric import Metric, Span
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Entry
from resonanz.core.search import Count, Filter
from resonanz.measure.export import STREAMS, cell, csv_rows

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.store.relational.views import CaseFilter, Rows
    from resonanz.store.relational.views.answering import CriticismRow

MOST: Final = 50_000
"""Mentions of one file, and rows of a list; `resonanz export` knows no end."""
FORMS: Final = ("csv", "parquet")
TYPES: Final = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
_PAGE: Final = 200

Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a list as a file shows it."""

    header: tuple[str, ...]
    rows: Iterable[Cells]


def mentions_file(home: House, actor: Actor, wanted: Filter, form: str) -> Iterator[bytes]:
    """Return the pieces of a file of mentions, newest first; raise NotAllowed, InputRejected or NotFound at once."""
    require(actor, Action.EXPORT)
    if form not in FORMS:
        raise NotFound("There is no such form of a file.")
    number = sum(group.number for group in home.archive.count(Count(filter=wanted)))
    if number > MOST:
        raise InputRejected(
            f"{number} mentions are too many for a page.",
            place="q",
            remedy="Choose fewer of them, or use `resonanz export` where Resonanz runs.",
        )
    _told(home, actor, "mentions", form, number)
    return STREAMS[form](home.archive.scan(wanted))


def list_file(home: House, actor: Actor, name: str, *, cases: CaseFilter | None = None) -> bytes:
    """Return a list as CSV: one of `LISTS`; `cases` narrows that one. Raise NotAllowed or NotFound."""
    require(actor, Action.EXPORT)
    if name not in LISTS:
        raise NotFound("There is no such list to take out.")
    table = _cases(home, cases) if name == "cases" else LISTS[name](home)
    return _written(home, actor, name, table)


def metrics_file(home: House, actor: Actor, span: Span) -> bytes:
    """Return every metric over a time and the time before as CSV; raise NotAllowed."""
    require(actor, Action.EXPORT)
    return _written(home, actor, "metrics", _metrics(home, span))


def _written(home: House, actor: Actor, name: str, table: Table) -> bytes:
    rows = [[cell(value) for value in row] for row in table.rows]
    _told(home, actor, name, "csv", len(rows))
    return csv_rows([table.header, *rows])


def _told(home: House, actor: Actor, what: str, form: str, number: int) -> None:
    detail = {"form": form, "number": number}
    home.audit.write(Entry(at=home.clock.now(), actor=actor.id, action="export", subject=what, detail=detail))


def _all(read: Callable[..., Rows[Any]], *which: object) -> Iterator[Any]:
    """Yield the rows of all pages of a list; raise InputRejected where they are too many."""
    after: str | None = None
    number = 0
    while True:
        found = read(*which, after=after, limit=_PAGE)
        number += len(found.items)
        if number > MOST:
            raise InputRejected(f"The list has more than {MOST} rows.", place="q", remedy="Choose fewer of them.")
        yield from found.items
        if found.next is None:
            return
        after = found.next


def _columns(names: str, rows: Iterable[object]) -> Table:
    """Return a table of what objects hold under these names, a dot for what is inside."""
    each = names.split()
    header = tuple(name.rpartition(".")[2] for name in each)
    return Table(header, ([attrgetter(name)(row) for name in each] for row in rows))


def _cases(_home: House, wanted: CaseFilter | None = None) -> Table:
    from resonanz.store.relational.selectors import cases
    from resonanz.store.relational.views import CaseFilter

    return _columns(
        "id department_name state priority subject author channel kind sentiment lang owner_name route opened_at "
        "changed_at mention_count due_at due_kind due_state thread",
        _all(cases.inbox, wanted or CaseFilter(states=())),
    )


def _needs(_home: House) -> Table:
    from resonanz.store.relational.selectors import needs

    def by_age(*, after: str | None, limit: int) -> Rows[Any]:
        # In an order that does not change while the pages are read.
        return needs.needs(order=needs.Order.NEWEST, after=after, limit=limit)

    return _columns(
        "need.id need.title need.asked need.kind need.state department_name owner_name people mentions recent growth "
        "told cannot need.planned_for need.reason need.created_at need.changed_at need.decided_at",
        _all(by_age),
    )


def _initiatives(_home: House) -> Table:
    from resonanz.store.relational.selectors import initiatives

    return _columns(
        "initiative.id initiative.title initiative.sort initiative.state initiative.outcome department_name owner_name "
        "sponsor_name initiative.plan.hypothesis initiative.plan.starts_on initiative.plan.ends_on "
        "initiative.plan.hours initiative.plan.money initiative.started_at initiative.ended_at initiative.reason "
        "initiative.taught forecasts",
        _all(initiatives.initiatives, initiatives.Looked()),
    )


def _answers(home: House) -> Table:
    from resonanz.store.relational.selectors import ready_answers

    today = home.clock.now().astimezone(ZoneInfo(home.settings.time_zone)).date()
    both = (ready_answers.LibraryFilter(retired=retired) for retired in (False, True))
    return _columns(
        "answer.id answer.title answer.asked answer.german answer.english standing department_name owner_name uses "
        "answer.version answer.confirm_by answer.confirmed_at answer.retired answer.changed_at",
        chain.from_iterable(_all(ready_answers.answers, wanted, today) for wanted in both),
    )


def _criticism(_home: House) -> Table:
    from resonanz.core.criticism import CriticismState
    from resonanz.store.relational.selectors import criticism

    decided = (_all(criticism.criticisms, state) for state in CriticismState)
    rows = chain(_all(criticism.undecided), chain.from_iterable(decided))
    header = "id state subject department_name owner_name since cases reason change until decided_at"
    return Table(tuple(header.split()), map(_criticised, rows))


def _criticised(row: CriticismRow) -> Cells:
    one = row.criticism
    common = (row.subject, row.department_name, row.owner_name, row.since, row.cases)
    if one is None:
        return (None, "undecided", *common, None, None, None, None)
    return (one.id, one.state, *common, one.reason, one.change, one.until, one.decided_at)


def _metrics(home: House, span: Span) -> Table:
    # `share` asks two questions, and is read on its own page alone.
    names = [one for one in home.measures.definitions() if one.name != "share"]
    header = "metric title unit since until value low high numerator denominator undecided before"
    rows = ((one.name, one.title, one.unit, span.since, span.until, *_figures(home, one.name, span)) for one in names)
    return Table((*header.split(), "before_low", "before_high"), rows)


def _figures(home: House, name: str, span: Span) -> Cells:
    """Return the figures of a metric; all of them empty where it cannot be read."""
    try:
        now, before = (home.measures.figure(Metric(name=name), each) for each in (span, span.before()))
    except InputRejected:
        return (None,) * 9
    figures = (now.value, now.low, now.high, now.numerator, now.denominator, now.undecided)
    return (*figures, before.value, before.low, before.high)


LISTS: Final[Mapping[str, Callable[[House], Table]]] = {
    "cases": _cases,
    "needs": _needs,
    "initiatives": _initiatives,
    "answers": _answers,
    "criticism": _criticism,
}
"""What can be taken out whole, by its name in addresses."""
