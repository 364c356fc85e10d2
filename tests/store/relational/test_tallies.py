"""The numbers beside views: what the view shows, of one moment, in one query."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.errors import Conflict, StoreUnavailable
from resonanz.core.ids import CaseId, DepartmentId
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Priority
from resonanz.store.relational import models
from resonanz.store.relational.models.work import NEVER_DUE
from resonanz.store.relational.repositories import StoredCasebook, StoredReplies
from resonanz.store.relational.selectors.cases import inbox
from resonanz.store.relational.selectors.tallies import count, numbers, tally
from resonanz.store.relational.views import CaseFilter
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person, cases, draft, opening

pytestmark = pytest.mark.django_db
NUMBER = 12
NEW, OPEN = CaseFilter(states=(CaseState.NEW,)), CaseFilter(states=(CaseState.OPEN,))


@pytest.fixture
def stock(department: DepartmentId) -> list[CaseId]:
    """Return cases of every sort."""
    legal, ada = a_department("Legal"), a_person()
    found = cases(*(opening(number, legal if number % 4 == 3 else department) for number in range(NUMBER)))
    changes: list[dict[str, Any]] = [
        {"state": "answered"},
        {"state": "answered", "due_state": "paused"},
        {"due_state": "paused", "due_at": NEVER_DUE},
        {"owner_id": ada, "state": "open", "due_state": "running", "due_at": NOON},
        {"snoozed_until": NOON},
        {"state": "closed", "alive": 0},
        {"priority": 0},
    ]
    for case, change in zip(found, changes, strict=False):
        models.Case.objects.filter(pk=case).update(**change)
    StoredReplies().add(draft(found[8], ada, state=ReplyState.SUBMITTED))
    models.Inquiry.objects.create(case_id=found[9], department_id=legal, asked_by_id=ada, asked_at=NOON, text="?")
    return found


FILTERS = {
    "alive": CaseFilter(),
    "new": NEW,
    "mine": CaseFilter(owner=1),  # type: ignore[arg-type]
    "unowned": CaseFilter(unowned=True),
    "urgent": CaseFilter(priorities=(Priority.URGENT,)),
    "author": CaseFilter(waits_for_author=True),
    "approval": CaseFilter(awaits_approval=True),
    "snoozed": CaseFilter(snoozed=True),
    "awake": CaseFilter(snoozed=False),
    "overdue": CaseFilter(due_states=("running",), due_before=NOON.replace(year=2027)),
    "named": CaseFilter(text="nummer 1"),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_number_is_what_the_view_shows(stock: list[CaseId], name: str) -> None:
    shown = [row.id for row in inbox(FILTERS[name]).items]
    assert tally(FILTERS)[name] == count(FILTERS[name]) == len(shown) == len(set(shown))
    assert numbers(FILTERS[name]) == sorted(shown)


def test_who_was_asked_sees_it_whosever_case_it_is(stock: list[CaseId]) -> None:
    (asked,) = inbox(CaseFilter(asked_of=(a_department("Legal"),))).items
    assert asked.id == stock[9]


def test_all_numbers_of_a_page_are_one_question(stock: list[CaseId]) -> None:
    with CaptureQueriesContext(connection) as statements:
        tally(FILTERS)
    assert len(statements) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is read in SQLite's words")
def test_numbers_of_usual_views_are_read_from_the_index_alone(department: DepartmentId) -> None:
    usual = {name: one for name, one in FILTERS.items() if name not in {"named", "approval"}}
    with CaptureQueriesContext(connection) as statements:
        tally({name: replace(one, departments=(department,)) for name, one in usual.items()})
    with connection.cursor() as plan:
        plan.execute("EXPLAIN QUERY PLAN " + statements[0]["sql"])
        assert "COVERING INDEX case_tally" in " ".join(str(step[-1]) for step in plan.fetchall())


def test_closed_cases_are_not_counted_beside_the_others(stock: list[CaseId]) -> None:
    assert tally({"closed": CaseFilter(states=(CaseState.CLOSED,)), "all": CaseFilter(states=())}) == {}


@pytest.mark.django_db(transaction=True)
def test_numbers_add_up_while_people_work(together: Callable[[Callable[[], Any], int], list[Any]]) -> None:
    found = cases(*(opening(number, a_department()) for number in range(NUMBER)))
    turns = iter(range(6))

    def work() -> list[int]:
        if next(turns) % 2:
            return [_toggle(case) for case in found for _ in range(3)]
        counts = [tally({"new": NEW, "open": OPEN, "all": CaseFilter()}) for _ in range(30)]
        return [one["new"] + one["open"] - one["all"] + abs(one["all"] - NUMBER) for one in counts]

    answers = together(work, 6)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert {number for answer in answers for number in answer} == {0}


def _toggle(case: CaseId) -> int:
    casebook = StoredCasebook()
    before = casebook.load(case)
    after = replace(before, state=CaseState.OPEN if before.state is CaseState.NEW else CaseState.NEW)
    with contextlib.suppress(Conflict, StoreUnavailable):  # somebody was quicker, as in life
        casebook.change(before, after, CaseEvent(case=case, at=NOON, action="take", actor=None))
    return 0
