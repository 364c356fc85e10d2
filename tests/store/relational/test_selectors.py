"""Sources, rules, people and the record as pages read them: complete rows, a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.department import Route, StandingQuery
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId, MentionId, QueryId, RouteId, SourceId, UserId
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.ports import Entry
from resonanz.core.source import Counts, Gap, Health, SourceHealth
from resonanz.store.relational import jobs, models
from resonanz.store.relational.editing import company as company_edits
from resonanz.store.relational.editing import people as people_edits
from resonanz.store.relational.editing import queries as query_edits
from resonanz.store.relational.editing import routes as route_edits
from resonanz.store.relational.editing import searches, tokens
from resonanz.store.relational.repositories import StoredAudit, StoredLedger, StoredSourceBook
from resonanz.store.relational.selectors import people, rules, sources, trail
from resonanz.store.secrets import EncryptedSecrets
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person, cases, opening

pytestmark = pytest.mark.django_db


def statements_of(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as statements:
        read()
    return len(statements)


@pytest.fixture
def book() -> StoredSourceBook:
    return StoredSourceBook()


@pytest.fixture
def source(book: StoredSourceBook) -> SourceId:
    listening = book.ensure("brand", "mastodon").id
    book.advance(listening, {"v": 1}, Counts(new=5, skipped={"no_text": 2}), NOON - timedelta(days=2))
    book.advance(listening, None, Counts(new=3, known=4, skipped={"no_text": 1, "advert": 2}), NOON)
    book.open_gap(Gap(source=listening, start=NOON - timedelta(days=3), end=NOON - timedelta(days=2), reason="off"))
    book.open_gap(Gap(source=listening, start=NOON, end=None, reason="no answer"))
    book.report(listening, SourceHealth(state=Health.FAILING, sentence="No answer.", failures=2))
    return listening


def test_a_source_shows_its_last_day(book: StoredSourceBook, source: SourceId) -> None:
    book.want(source)
    (row,) = sources.sources(NOON + timedelta(minutes=1))
    assert (row.source.name, row.health.state, row.health.failures) == ("brand", Health.FAILING, 2)
    assert (row.new_last_day, row.skipped_last_day, row.look_wanted) == (3, 3, True)
    assert row.open_gap == Gap(source=source, start=NOON, end=None, reason="no answer")


def test_the_list_of_sources_costs_three_queries(book: StoredSourceBook, source: SourceId) -> None:
    for number in range(5):
        book.ensure(f"feed {number}", "rss")
    assert statements_of(lambda: sources.sources(NOON)) == 3


def test_a_sources_page_shows_hours_skips_gaps_and_no_secret(source: SourceId) -> None:
    secrets = EncryptedSecrets("key")
    secrets.write(source, {"token": "geheim"})
    detail = sources.source_detail(source, NOON + timedelta(minutes=1), secrets)
    assert [(row.hour, row.new, row.skipped) for row in detail.hours] == [
        (NOON - timedelta(days=2), 5, 2),
        (NOON, 3, 3),
    ]
    assert [(skip.reason, skip.number) for skip in detail.skips] == [("no_text", 3), ("advert", 2)]
    assert [gap.reason for gap in detail.gaps] == ["no answer", "off"]
    assert detail.secrets == ("token",)
    assert detail.cursor == {"v": 1}
    assert "geheim" not in repr(detail)


def test_a_lost_key_does_not_break_the_page(source: SourceId) -> None:
    EncryptedSecrets("key").write(source, {"token": "geheim"})
    assert sources.source_detail(source, NOON, EncryptedSecrets("other")).secrets == ()


def test_a_source_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        sources.source_detail(SourceId(9), NOON, EncryptedSecrets("key"))


def test_a_chart_is_told_the_gaps_it_touches(source: SourceId) -> None:
    day = timedelta(days=1)
    assert [gap.reason for gap in sources.gaps_between(NOON - 5 * day, NOON - 2.5 * day)] == ["off"]
    assert [gap.reason for gap in sources.gaps_between(NOON - 2 * day, NOON)] == []
    assert [gap.reason for gap in sources.gaps_between(NOON - 2 * day, NOON + day)] == ["no answer"]


@pytest.fixture
def ruled(department: DepartmentId) -> QueryId:
    query = query_edits.create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Lamp", text="lamp"), NOON)
    route = Route(id=RouteId(0), position=0, name="Lamps", department=department, queries=(query.id,))
    route_edits.create_route(SYSTEM, route, NOON)
    return query.id


def test_a_query_shows_its_version_and_who_uses_it(ruled: QueryId, person: UserId) -> None:
    lead = Actor(id=person, name="Ada", is_administrator=True)
    query_edits.update_query(lead, StandingQuery(id=ruled, name="Lamp", text="lamp OR light"), NOON)
    (row,) = rules.queries()
    assert (row.name, row.text, row.version, row.changed_by, row.routes) == (
        "Lamp",
        "lamp OR light",
        2,
        "Ada",
        ("Lamps",),
    )
    detail = rules.query_detail(ruled)
    assert [(version.version, version.text, version.by) for version in detail.versions] == [
        (2, "lamp OR light", "Ada"),
        (1, "lamp", ""),
    ]


def test_routes_name_what_they_speak_of(ruled: QueryId, department: DepartmentId) -> None:
    (row,) = rules.routes()
    assert (row.route.queries, row.query_names, row.department_name) == ((ruled,), ("Lamp",), "Customer service")


def test_lists_of_rules_cost_a_constant_number_of_queries(ruled: QueryId, department: DepartmentId) -> None:
    reads = (rules.queries, rules.routes, rules.departments)
    before = [statements_of(read) for read in reads]
    for number in range(4):
        query = query_edits.create_query(SYSTEM, StandingQuery(id=QueryId(0), name=f"Q{number}", text="light"), NOON)
        route = Route(id=RouteId(0), position=0, name=f"R{number}", department=department, queries=(query.id, ruled))
        route_edits.create_route(SYSTEM, route, NOON)
        a_department(f"D{number}")
    assert [statements_of(read) for read in reads] == before


def test_departments_show_their_open_work(ruled: QueryId, member: Actor, department: DepartmentId) -> None:
    cases(opening(1, department))
    a_department("Legal")
    service, legal = rules.departments()
    assert (service.members, service.routes, service.counts.new) == (1, 1, 1)
    assert (legal.name, legal.members, legal.counts.alive) == ("Legal", 0, 0)


def test_members_are_those_who_can_sign_in(member: Actor, department: DepartmentId) -> None:
    gone = a_person("bob")
    models.Membership.objects.create(user_id=gone, department_id=department, role=Role.LEAD)
    assert [(row.name, row.role) for row in rules.members(department)] == [("Bob", Role.LEAD), ("Ada", Role.MEMBER)]
    models.User.objects.filter(pk=gone).update(is_active=False)
    assert [row.name for row in rules.members(department)] == ["Ada"]


def test_people_show_what_they_are_where(member: Actor, department: DepartmentId) -> None:
    people_edits.add_administrator("root", "a long password")
    ada, root = people.people()
    assert [(each.department_name, each.role) for each in ada.memberships] == [("Customer service", Role.MEMBER)]
    assert (root.name, root.is_administrator, root.memberships) == ("root", True, ())
    assert people.person(ada.id) == ada
    assert statements_of(people.people) == 3


def test_tokens_are_listed_without_their_secret(member: Actor) -> None:
    _, token = tokens.make_token(member, "script", NOON)
    (row,) = people.tokens(member.id)
    assert (row.name, row.username, row.prefix) == ("script", "ada", token[:10])
    assert token not in repr(row)
    assert people.tokens(a_person("bob")) == ()


def test_saved_searches_are_mine_and_shared(member: Actor) -> None:
    other = Actor(id=a_person("bob"), roles=member.roles)
    searches.save_search(member, "Zebra", "/stream?q=zebra", NOON)
    searches.save_search(other, "apple", "/stream?q=apple", NOON, shared=True)
    searches.save_search(other, "private", "/stream?q=x", NOON)
    assert [(row.name, row.mine) for row in people.saved_searches(member)] == [("apple", False), ("Zebra", True)]


def test_the_company_is_empty_before_the_guide() -> None:
    assert (people.company().name, people.company().ready) == ("", False)
    company_edits.name_company(SYSTEM, "Leuchtwerk", NOON)
    company_edits.reach_step(SYSTEM, "done", NOON)
    assert (people.company().name, people.company().ready) == ("Leuchtwerk", True)


def test_accounts_and_competitors_are_listed(ruled: QueryId) -> None:
    company_edits.add_account(SYSTEM, "Mastodon", "@Lampe@Social.example", NOON)
    company_edits.add_competitor(SYSTEM, "Dunkel AG", NOON, query=ruled)
    assert [(row.channel, row.account) for row in people.accounts()] == [("mastodon", "lampe@social.example")]
    assert [(row.name, row.query, row.query_name) for row in people.competitors()] == [("Dunkel AG", ruled, "Lamp")]


def test_the_audit_trail_is_paged_and_filtered(person: UserId) -> None:
    for number in range(5):
        actor = person if number % 2 else None
        StoredAudit().write(Entry(at=NOON, actor=actor, action="case_take", subject=f"case:{number}", detail={"n": 1}))
    page = trail.audit_trail(limit=3)
    assert [row.subject for row in page.items] == ["case:4", "case:3", "case:2"]
    assert [row.subject for row in trail.audit_trail(after=page.next).items] == ["case:1", "case:0"]
    assert [row.actor_name for row in trail.audit_trail(actor=person).items] == ["Ada", "Ada"]
    assert [row.detail for row in trail.audit_trail(subject="case:2").items] == [{"n": 1}]
    assert trail.audit_trail(action="nothing").items == ()
    assert statements_of(trail.audit_trail) == 1


def test_erasures_are_listed_newest_first() -> None:
    for number in (1, 2):
        StoredLedger("key").write(reason=f"asked {number}", ids=[MentionId("mastodon:1")] * number, at=NOON)
    assert [(row.reason, row.number) for row in trail.erasures().items] == [("asked 2", 1), ("asked 1", 1)]
    assert trail.erasures(after=trail.erasures(limit=1).next).items[0].reason == "asked 1"


def test_jobs_are_listed_by_state() -> None:
    first, second = jobs.enqueue("a", at=NOON), jobs.enqueue("b", at=NOON)
    jobs.claim("worker", now=NOON)
    assert [row.id for row in trail.jobs().items] == [second, first]
    assert [(row.id, row.worker) for row in trail.jobs(states=["running"]).items] == [(first, "worker")]
    assert [row.id for row in trail.jobs(name="b").items] == [second]
