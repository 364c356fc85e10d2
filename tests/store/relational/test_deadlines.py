"""Inboxes by what is due, along an index; and the share of deadlines that were met."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from resonanz.core.case import CaseEvent
from resonanz.core.clock import FixedClock
from resonanz.core.deadline import DeadlineKind
from resonanz.core.ids import CaseId, DepartmentId
from resonanz.respond.deadlines import DeadlineKeeper
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredCasebook, StoredDeadlineBook
from resonanz.store.relational.selectors.attainment import attainment
from resonanz.store.relational.selectors.cases import Order, inbox
from resonanz.store.relational.views import CaseFilter
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, cases, opening

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
RULES = {
    "calendar": {"zone": "UTC", "hours": "always"},
    "rules": [{"first_answer": "2 h"}, {"priority": ["high"], "first_answer": "1 h"}],
}


def work_out(later: timedelta) -> None:
    book = StoredDeadlineBook()
    if not book.newest():
        book.add(RULES, at=NOON, by=None, adopt=False)
    DeadlineKeeper(casebook=StoredCasebook(), book=book, clock=FixedClock(NOON + later), zone="UTC").tick()


def answer(case: CaseId, later: timedelta) -> None:
    StoredCasebook().note(CaseEvent(case=case, at=NOON + later, action="answer", actor=None))


def wait(case: CaseId) -> None:
    StoredCasebook().note(CaseEvent(case=case, at=NOON, action="wait", actor=None))


def made(department: DepartmentId, number: int) -> list[CaseId]:
    """Return cases, every later one opened a minute after the one before."""
    found = []
    for each in range(number):
        found += cases(opening(each + 1, department))
        opened = NOON + each * timedelta(minutes=1)
        models.CaseEvent.objects.filter(case=found[-1]).update(at=opened)
        models.Case.objects.filter(pk=found[-1]).update(opened_at=opened)
    return found


def ids(filter: CaseFilter, **options: Any) -> list[CaseId]:
    return [row.id for row in inbox(filter, order=Order.DUE, **options).items]


def test_what_is_due_soonest_comes_first_page_by_page(department: DepartmentId) -> None:
    found = made(department, 5)
    wait(found[1])
    work_out(HOUR)
    expected = [found[0], *found[2:], found[1]]
    assert ids(CaseFilter()) == expected
    first = inbox(CaseFilter(), order=Order.DUE, limit=2)
    assert [row.id for row in first.items] + ids(CaseFilter(), after=first.next) == expected


def test_an_inbox_can_be_narrowed_down_to_what_is_overdue(department: DepartmentId) -> None:
    found = made(department, 3)
    work_out(2 * HOUR + timedelta(seconds=70))
    assert ids(CaseFilter(due_states=("breached",))) == found[:2]


def test_an_inbox_can_be_narrowed_down_to_what_stands_still(department: DepartmentId) -> None:
    found = made(department, 2)
    wait(found[1])
    work_out(HOUR)
    (row,) = inbox(CaseFilter(due_states=("paused",))).items
    assert (row.id, row.due_at, row.due_kind) == (found[1], None, "first_answer")


def test_an_inbox_can_be_narrowed_down_to_what_is_due_before(department: DepartmentId) -> None:
    found = made(department, 3)
    work_out(HOUR)
    assert ids(CaseFilter(due_before=NOON + 2 * HOUR + timedelta(seconds=30))) == found[:1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is told in SQLite's words")
def test_what_is_due_is_found_along_an_index(department: DepartmentId) -> None:
    query = models.Case.objects.filter(department=department, alive=1).order_by("due_at", "pk")[:50]
    assert "case_inbox_due" in query.explain()
    assert "TEMP B-TREE" not in query.explain()


def test_what_is_answered_owes_nothing(department: DepartmentId) -> None:
    (case,) = made(department, 1)
    answer(case, HOUR)
    work_out(2 * HOUR)
    (row,) = inbox(CaseFilter()).items
    assert (row.due_at, row.due_kind, row.due_state) == (None, "", "")


def test_a_share_is_of_what_is_decided(department: DepartmentId) -> None:
    found = made(department, 4)
    answer(found[0], HOUR)
    answer(found[1], HOUR)
    answer(found[2], 3 * HOUR)
    wait(found[3])
    work_out(4 * HOUR)
    (one,) = attainment(NOON, NOON + HOUR)
    assert (one.department, one.kind) == (department, DeadlineKind.FIRST_ANSWER)
    assert (one.met, one.breached, one.undecided, one.share) == (2, 1, 1, pytest.approx(2 / 3))


def test_where_nothing_is_decided_there_is_no_share(department: DepartmentId) -> None:
    made(department, 1)
    work_out(HOUR)
    (one,) = attainment(NOON, NOON + HOUR)
    assert one.share is None


def test_a_share_is_of_the_departments_asked_for(department: DepartmentId) -> None:
    made(department, 1)
    work_out(HOUR)
    assert attainment(NOON, NOON + HOUR, departments=[a_department("legal")]) == []
