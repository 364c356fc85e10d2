"""Inboxes: what a filter means, stable pages, a constant number of queries along the indexes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import CaseId, DepartmentId, MentionId
from resonanz.core.mention import Author
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Priority
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredCasebook, StoredReplies
from resonanz.store.relational.selectors.cases import (
    Order,
    case_detail,
    cases_with,
    inbox,
    inbox_counts,
    replies,
)
from resonanz.store.relational.selectors.paging import cursor, read_cursor
from resonanz.store.relational.views import CaseFilter
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person, cases, draft, opening

pytestmark = pytest.mark.django_db


def move(case: CaseId, **changes: Any) -> None:
    casebook = StoredCasebook()
    before = casebook.load(case)
    casebook.change(before, replace(before, **changes), CaseEvent(case=case, at=NOON, action="take", actor=None))


def ids(filter: CaseFilter, **options: Any) -> list[CaseId]:
    return [row.id for row in inbox(filter, **options).items]


def all_pages(filter: CaseFilter, order: Order, limit: int) -> list[CaseId]:
    found, after = [], None
    for _ in range(20):
        page = inbox(filter, order=order, after=after, limit=limit)
        found += [row.id for row in page.items]
        if page.next is None:
            return found
        after = page.next
    pytest.fail("the pages have no end")


def test_a_line_says_everything(department: DepartmentId) -> None:
    (case,) = cases(opening(7, department, priority=Priority.HIGH, text="Wo bleibt\n mein Paket?"))
    owner = a_person()
    move(case, state=CaseState.OPEN, owner=owner)
    (row,) = inbox(CaseFilter()).items
    assert (row.id, row.department, row.department_name) == (case, department, "Customer service")
    assert (row.state, row.priority, row.subject) == (CaseState.OPEN, Priority.HIGH, "Wo bleibt mein Paket?")
    assert (row.author, row.channel, row.thread) == ("User 7", "mastodon", "mastodon:7")
    assert (row.kind, row.sentiment, row.lang, row.route) == ("question", "neutral", "de", "questions")
    assert (row.owner, row.owner_name, row.mention_count) == (owner, "Ada", 1)


def test_closed_cases_are_left_out_unless_asked_for(department: DepartmentId) -> None:
    first, second = cases(opening(1, department), opening(2, department))
    move(first, state=CaseState.CLOSED)
    assert ids(CaseFilter()) == [second]
    assert ids(CaseFilter(states=(CaseState.CLOSED,))) == [first]
    assert set(ids(CaseFilter(states=()))) == {first, second}


def test_conditions_hold_together(department: DepartmentId) -> None:
    other = a_department("Legal")
    first, second, third = cases(
        opening(1, department, priority=Priority.URGENT),
        opening(2, department),
        opening(3, other, priority=Priority.URGENT),
    )
    ada = a_person()
    move(second, owner=ada, state=CaseState.OPEN)
    assert ids(CaseFilter(departments=(department,), priorities=(Priority.URGENT,))) == [first]
    assert ids(CaseFilter(departments=(department, other))) == [third, second, first]
    assert ids(CaseFilter(owner=ada)) == [second]
    assert ids(CaseFilter(unowned=True)) == [third, first]
    assert ids(CaseFilter(states=(CaseState.OPEN, CaseState.REACTED))) == [second]
    assert ids(CaseFilter(kinds=("praise",))) == []
    assert ids(CaseFilter(channels=("mastodon",), langs=("de",), kinds=("question",), departments=(other,))) == [third]


@pytest.mark.parametrize("part", ["ÄRGER", "ärger", "RGE", "frau großmann", "GROSSMANN"])
def test_a_part_of_subject_or_author_is_found_in_any_case(department: DepartmentId, part: str) -> None:
    wanted, _ = cases(
        opening(1, department, text="Nur Ärger", author=Author(name="Frau Großmann")),
        opening(2, department, text="Lob"),
    )
    assert ids(CaseFilter(text=part)) == [wanted]


@pytest.mark.parametrize("part", ["%", "_", "\\", "'", "100%"])
def test_signs_of_the_database_mean_themselves(department: DepartmentId, part: str) -> None:
    cases(opening(1, department, text="nichts davon"))
    assert ids(CaseFilter(text=part)) == []


def test_what_changed_last_comes_first(department: DepartmentId) -> None:
    first, second, third = cases(*(opening(number, department) for number in (1, 2, 3)))
    move(first, changed_at=NOON + timedelta(hours=1))
    assert ids(CaseFilter()) == [first, third, second]


def test_the_urgent_who_waited_longest_come_first(department: DepartmentId) -> None:
    low, normal, urgent, later = cases(
        opening(1, department, priority=Priority.LOW),
        opening(2, department),
        opening(3, department, priority=Priority.URGENT),
        opening(4, department, priority=Priority.URGENT),
    )
    assert ids(CaseFilter(), order=Order.URGENT) == [urgent, later, normal, low]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_show_every_case_once(department: DepartmentId, order: Order, limit: int) -> None:
    # Many share a moment, so that only the id tells them apart.
    priorities = [Priority.URGENT, Priority.LOW, Priority.NORMAL]
    opened = StoredCasebook().take_in(
        [opening(number, department, priority=priorities[number % 3]) for number in range(7)],
        [],
        follower="cases",
        seq=1,
        at=NOON,
    )
    for case in opened[:3]:
        move(case, state=CaseState.CLOSED)
    whole = ids(CaseFilter(states=()), order=order)
    assert sorted(whole) == sorted(opened)
    assert all_pages(CaseFilter(states=()), order, limit) == whole


def test_a_page_stays_where_it_was_while_cases_come(department: DepartmentId) -> None:
    first, second, third = cases(*(opening(number, department) for number in (1, 2, 3)))
    page = inbox(CaseFilter(), limit=2)
    cases(opening(4, department), at=NOON + timedelta(hours=1))
    assert [row.id for row in page.items] == [third, second]
    assert ids(CaseFilter(), after=page.next) == [first]


@given(text=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_a_foreign_cursor_is_refused(text: str) -> None:
    with pytest.raises(InputRejected):
        inbox(CaseFilter(), after=text)


@pytest.mark.parametrize("values", [(), (1,), ("now", 1), ("2026-01-01", 1), ("2026-01-01T00:00:00Z", 2**70), ([], {})])
def test_a_cursor_of_another_shape_is_refused(values: tuple[object, ...]) -> None:
    with pytest.raises(InputRejected):
        inbox(CaseFilter(), after=cursor(Order.CHANGED, *values))


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InputRejected):
        read_cursor("audit", cursor("jobs", 4), int)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("states", [CaseFilter().states, ()])
def test_an_inbox_costs_two_queries_whatever_it_shows(
    department: DepartmentId, order: Order, states: tuple[CaseState, ...]
) -> None:
    opened = cases(*(opening(number, department) for number in range(9)))
    for case in opened[:4]:
        move(case, owner=a_person(), state=CaseState.CLOSED)
    with CaptureQueriesContext(connection) as statements:
        inbox(CaseFilter(states=states, departments=(department,)), order=order)
    assert len(statements) == (1 if states else 2)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is read in SQLite's words")
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("departments", [(), (DepartmentId(1),)])
def test_an_inbox_is_read_along_an_index(order: Order, departments: tuple[DepartmentId, ...]) -> None:
    with CaptureQueriesContext(connection) as statements:
        inbox(CaseFilter(departments=departments, states=()), order=order, limit=50)
    for statement in statements:
        with connection.cursor() as plan:
            plan.execute("EXPLAIN QUERY PLAN " + statement["sql"])
            steps = " ".join(str(step[-1]) for step in plan.fetchall())
        assert "USING INDEX case_" in steps
        assert "SCAN relational_case" not in steps


def test_counts_are_per_department_and_state(department: DepartmentId) -> None:
    quiet = a_department("Legal")
    first, second, third, fourth = cases(*(opening(n, department, priority=Priority.URGENT) for n in range(4)))
    move(first, state=CaseState.ANSWERED)
    move(second, state=CaseState.OPEN, owner=a_person())
    move(third, state=CaseState.CLOSED)
    counts = inbox_counts()
    mine = counts[department]
    assert (mine.new, mine.open, mine.answered, mine.reacted) == (1, 1, 1, 0)
    assert (mine.alive, mine.waiting, mine.unowned, mine.urgent) == (3, 2, 2, 3)
    assert mine.oldest_opened_at == StoredCasebook().load(second).opened_at
    assert counts[quiet].alive == 0
    assert set(inbox_counts([quiet])) == {quiet}
    assert fourth is not None


def test_a_case_shows_its_whole_story_in_four_queries(department: DepartmentId) -> None:
    (case,) = cases(opening(1, department))
    ada = a_person()
    move(case, state=CaseState.OPEN, owner=ada)
    StoredCasebook().note(CaseEvent(case=case, at=NOON, action="note", actor=ada, detail="wait"))
    StoredReplies().add(draft(case, ada, approved_by=a_person("bob")))
    with CaptureQueriesContext(connection) as statements:
        detail = case_detail(case)
    assert len(statements) == 4
    assert [row.mention for row in detail.mentions] == [MentionId("mastodon:1")]
    assert [(row.action, row.actor_name) for row in detail.timeline] == [("opened", ""), ("take", ""), ("note", "Ada")]
    assert [(row.author_name, row.approved_by_name, row.case_subject) for row in detail.replies] == [
        ("Ada", "Bob", "Nummer 1 über die Lampe")
    ]
    assert "close" in detail.actions
    assert detail.case.owner_name == "Ada"


def test_a_case_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        case_detail(CaseId(99))


def test_a_mention_leads_to_its_case(department: DepartmentId) -> None:
    (case,) = cases(opening(1, department))
    assert cases_with([MentionId("mastodon:1"), MentionId("mastodon:2")]) == {MentionId("mastodon:1"): case}


def test_replies_are_listed_by_state_and_department(department: DepartmentId) -> None:
    first, other = cases(opening(1, department), opening(2, a_department("Legal")))
    ada = a_person()
    stored = [
        StoredReplies().add(draft(first, ada, "a", state=ReplyState.REFUSED)),
        StoredReplies().add(draft(first, ada, "b")),
        StoredReplies().add(draft(other, ada, "c", state=ReplyState.REFUSED)),
    ]
    refused = replies(states=[ReplyState.REFUSED])
    assert [row.reply.id for row in refused.items] == [stored[2].id, stored[0].id]
    assert [row.reply.id for row in replies(departments=[department]).items] == [stored[1].id, stored[0].id]
    page = replies(limit=2)
    assert [row.reply.id for row in replies(after=page.next).items] == [stored[0].id]
    assert models.Reply.objects.count() == 3
