"""What is edited is permitted, checked and on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from resonanz.core.case import CaseEvent
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.errors import InputRejected, NotAllowed, NotFound
from resonanz.core.ids import CaseId, DepartmentId, InquiryId, QueryId, RouteId, SourceId, UserId
from resonanz.core.inquiry import Inquiry
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.source import Health, Source, SourceHealth
from resonanz.store.relational import models
from resonanz.store.relational.editing import company, departments, queries, routes, searches, sources
from resonanz.store.relational.repositories import StoredRulebook, StoredSourceBook
from resonanz.store.relational.repositories.together import StoredInquiries
from resonanz.store.relational.selectors.rules import query_detail
from resonanz.store.secrets import EncryptedSecrets
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person, cases, opening

pytestmark = pytest.mark.django_db


def recorded() -> list[str]:
    return list(models.AuditLine.objects.order_by("pk").values_list("action", flat=True))


def a_source(**changes: object) -> Source:
    return replace(
        Source(id=SourceId(0), name="brand", connector="rss", settings={"url": "https://a.example"}), **changes
    )


def a_query(name: str = "Lamp", text: str = "lamp", **changes: object) -> StandingQuery:
    return replace(StandingQuery(id=QueryId(0), name=name, text=text), **changes)


def a_route(name: str, department: DepartmentId, **changes: object) -> Route:
    return replace(Route(id=RouteId(0), position=0, name=name, department=department), **changes)


def names() -> list[str]:
    return [route.name for route in StoredRulebook().routes()]


# --- sources ---------------------------------------------------------------------------------------------------------


def test_a_new_source_looks_at_once() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    assert StoredSourceBook().load(made.id) == made
    assert StoredSourceBook().wanted() == [made.id]
    assert recorded() == ["source_create"]


def test_a_source_that_has_heard_something_keeps_its_name() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    made = sources.update_source(SYSTEM, replace(made, name="brand news"), NOON)
    models.Source.objects.update(cursor='{"v": 1}')

    with pytest.raises(InputRejected, match="keeps its name"):
        sources.update_source(SYSTEM, replace(made, name="brand"), NOON)


def test_enabling_a_paused_source_lets_it_listen_again() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    paused = sources.switch_source(SYSTEM, made.id, NOON, on=False)

    sources.update_source(SYSTEM, replace(paused, enabled=True), NOON)

    assert StoredSourceBook().health(made.id).state is Health.HEALTHY


def test_settings_change_and_the_cursor_stays() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    models.Source.objects.update(cursor='{"v": 1}')
    changed = sources.update_source(SYSTEM, replace(made, settings={"url": "https://b.example"}, interval=60), NOON)
    assert StoredSourceBook().load(made.id) == changed
    assert StoredSourceBook().cursor(made.id) == {"v": 1}
    assert models.AuditLine.objects.latest("pk").detail == '{"changed": ["settings", "interval"]}'


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"interval": 1.0}, "interval"),
        ({"interval": float("nan")}, "interval"),
        ({"retention_days": 0}, "retention_days"),
        ({"name": "taken"}, "name"),
    ],
)
def test_a_wrong_source_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    StoredSourceBook().ensure("taken", "rss")
    with pytest.raises(InputRejected) as refusal:
        sources.create_source(SYSTEM, a_source(**change), NOON)
    assert refusal.value.place == place
    assert recorded() == []


def test_a_source_keeps_its_connector() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    with pytest.raises(InputRejected, match="connector"):
        sources.update_source(SYSTEM, replace(made, connector="mastodon"), NOON)


def test_a_paused_source_can_go_on() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    assert not sources.switch_source(SYSTEM, made.id, NOON, on=False).enabled
    assert StoredSourceBook().health(made.id).state is Health.PAUSED
    assert sources.switch_source(SYSTEM, made.id, NOON, on=True).enabled
    assert StoredSourceBook().health(made.id).state is Health.HEALTHY


def test_switching_on_what_needs_a_person_lets_it_try_again() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    StoredSourceBook().report(made.id, SourceHealth(state=Health.NEEDS_OPERATOR, sentence="The password is wrong."))
    sources.switch_source(SYSTEM, made.id, NOON, on=True)
    assert StoredSourceBook().health(made.id).sentence == ""
    assert StoredSourceBook().health(made.id).state is Health.HEALTHY


def test_a_removed_source_keeps_what_it_heard() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    EncryptedSecrets("key").write(made.id, {"token": "t"})
    models.Payload.objects.create(source=made.id, mention="rss:1", form="entry", body=b"{}", seen_at=NOON)
    sources.delete_source(SYSTEM, made.id, NOON)
    with pytest.raises(NotFound):
        StoredSourceBook().load(made.id)
    assert models.Payload.objects.exists()
    assert not models.SourceSecret.objects.exists()


def test_a_source_whose_mentions_are_to_be_erased_is_not_removed() -> None:
    made = sources.create_source(SYSTEM, a_source(retention_days=30), NOON)
    with pytest.raises(InputRejected) as refusal:
        sources.delete_source(SYSTEM, made.id, NOON)
    assert (refusal.value.place, StoredSourceBook().all()) == ("retention_days", [made])


def test_a_source_is_removed_once_its_mentions_are_said_to_stay() -> None:
    made = sources.create_source(SYSTEM, a_source(retention_days=30), NOON)
    sources.update_source(SYSTEM, replace(made, retention_days=None), NOON)
    sources.delete_source(SYSTEM, made.id, NOON)
    assert StoredSourceBook().all() == []


def test_the_trail_has_the_names_of_secrets_alone() -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    sources.write_secrets(SYSTEM, EncryptedSecrets("key"), made.id, {"token": "geheim", "key": ""}, NOON)
    assert models.AuditLine.objects.latest("pk").detail == '{"names": ["token"]}'


def test_a_member_may_wish_a_look_but_configure_nothing(member: Actor) -> None:
    made = sources.create_source(SYSTEM, a_source(), NOON)
    StoredSourceBook().wanted()
    sources.look_now(member, made.id, NOON)
    assert StoredSourceBook().wanted() == [made.id]
    for attempt in (
        lambda: sources.create_source(member, a_source(name="x"), NOON),
        lambda: sources.update_source(member, made, NOON),
        lambda: sources.switch_source(member, made.id, NOON, on=False),
        lambda: sources.delete_source(member, made.id, NOON),
        lambda: sources.write_secrets(member, EncryptedSecrets("key"), made.id, {}, NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_paused_source_cannot_be_asked_to_look() -> None:
    made = sources.create_source(SYSTEM, a_source(enabled=False), NOON)
    with pytest.raises(InputRejected, match="paused"):
        sources.look_now(SYSTEM, made.id, NOON)


# --- queries ---------------------------------------------------------------------------------------------------------


def test_each_change_of_a_query_is_a_version() -> None:
    made = queries.create_query(SYSTEM, a_query(), NOON)
    queries.update_query(SYSTEM, replace(made, text="lamp OR light"), NOON)
    queries.update_query(SYSTEM, replace(made, text="lamp OR light", active=False), NOON)
    assert [(row.version, row.text, row.active) for row in query_detail(made.id).versions] == [
        (3, "lamp OR light", False),
        (2, "lamp OR light", True),
        (1, "lamp", True),
    ]
    assert StoredRulebook().queries() == []


def test_saving_a_query_as_it_was_makes_no_version() -> None:
    made = queries.create_query(SYSTEM, a_query(), NOON)
    before = StoredRulebook().version()
    assert queries.update_query(SYSTEM, made, NOON) == made
    assert query_detail(made.id).row.version == 1
    assert StoredRulebook().version() == before
    assert recorded() == ["query_create"]


@pytest.mark.parametrize("text", ["", "   ", '"open', "(a", "a AND"])
def test_a_query_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputRejected):
        queries.create_query(SYSTEM, a_query(text=text), NOON)
    assert not models.StandingQuery.objects.exists()


def test_two_queries_do_not_share_a_name() -> None:
    queries.create_query(SYSTEM, a_query(), NOON)
    with pytest.raises(InputRejected, match="Lamp"):
        queries.create_query(SYSTEM, a_query(text="light"), NOON)


def test_a_query_about_something_unknown_is_refused() -> None:
    with pytest.raises(InputRejected, match="own, product, competitor, topic"):
        queries.create_query(SYSTEM, a_query(about="weather"), NOON)


def test_a_query_that_a_route_uses_stays(department: DepartmentId) -> None:
    made = queries.create_query(SYSTEM, a_query(), NOON)
    routes.create_route(SYSTEM, a_route("Lamps", department, queries=(made.id,)), NOON)
    with pytest.raises(InputRejected, match="Lamps"):
        queries.delete_query(SYSTEM, made.id, NOON)
    assert StoredRulebook().queries() == [made]


def test_a_query_that_nobody_uses_can_go() -> None:
    made = queries.create_query(SYSTEM, a_query(), NOON)
    queries.delete_query(SYSTEM, made.id, NOON)
    assert StoredRulebook().queries() == []
    assert recorded() == ["query_create", "query_delete"]


# --- routes ----------------------------------------------------------------------------------------------------------


def test_a_route_comes_back_as_it_was_made(department: DepartmentId) -> None:
    query = queries.create_query(SYSTEM, a_query(), NOON)
    asked = a_route(
        "All of it",
        department,
        queries=(query.id,),
        kinds=("question", "problem"),
        sentiments=("negative",),
        langs=("DE", "en"),
        channels=("mastodon",),
        text="lamp AND broken",
        author="@ada*",
        opens_case=False,
    )
    made = routes.create_route(SYSTEM, asked, NOON)
    assert StoredRulebook().routes() == [made]
    assert made == replace(asked, id=made.id, position=1, langs=("de", "en"), author="ada*")


def test_a_new_route_comes_before_the_one_that_catches_all(department: DepartmentId) -> None:
    for name, kinds in (("Rest", ()), ("Questions", ("question",)), ("Praise", ("praise",))):
        routes.create_route(SYSTEM, a_route(name, department, kinds=kinds), NOON)
    assert names() == ["Questions", "Praise", "Rest"]


def test_routes_can_be_put_into_another_order(department: DepartmentId) -> None:
    first, second = (
        routes.create_route(SYSTEM, a_route(kind, department, kinds=(kind,)), NOON) for kind in ("question", "praise")
    )
    before = StoredRulebook().version()
    routes.order_routes(SYSTEM, [second.id, first.id], NOON)
    assert names() == ["praise", "question"]
    assert StoredRulebook().version() != before
    with pytest.raises(InputRejected, match="every rule once"):
        routes.order_routes(SYSTEM, [second.id], NOON)


def test_the_last_catch_all_stays(department: DepartmentId) -> None:
    rest = routes.create_route(SYSTEM, a_route("Rest", department), NOON)
    for attempt in (
        lambda: routes.delete_route(SYSTEM, rest.id, NOON),
        lambda: routes.update_route(SYSTEM, replace(rest, active=False), NOON),
        lambda: routes.update_route(SYSTEM, replace(rest, kinds=("question",)), NOON),
    ):
        with pytest.raises(InputRejected, match="only rule"):
            attempt()
    routes.create_route(SYSTEM, a_route("Other rest", department), NOON)
    routes.delete_route(SYSTEM, rest.id, NOON)
    assert names() == ["Other rest"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"kinds": ("rumour",)}, "kinds"),
        ({"sentiments": ("angry",)}, "sentiments"),
        ({"channels": ("a,b",)}, "channels"),
        ({"queries": (QueryId(99),)}, "queries"),
        ({"department": DepartmentId(99)}, "department"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_route_is_refused_with_its_place(
    department: DepartmentId, change: dict[str, object], place: str
) -> None:
    with pytest.raises(InputRejected) as refusal:
        routes.create_route(SYSTEM, replace(a_route("Rule", department), **change), NOON)
    assert refusal.value.place == place
    assert not models.Route.objects.exists()


def test_a_lead_rules_the_own_department_alone(person: UserId, department: DepartmentId) -> None:
    lead = Actor(id=person, roles={department: Role.LEAD})
    legal = a_department("Legal")
    made = routes.create_route(lead, a_route("Mine", department, kinds=("question",)), NOON)
    for attempt in (
        lambda: routes.create_route(lead, a_route("Theirs", legal), NOON),
        lambda: routes.update_route(lead, replace(made, department=legal), NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert names() == ["Mine"]


# --- departments -----------------------------------------------------------------------------------------------------


def test_a_department_gets_its_slug_from_its_name() -> None:
    made = departments.create_department(SYSTEM, Department(id=DepartmentId(0), slug="", name="Kunden & Dienst"), NOON)
    assert (made.slug, made.name) == ("kunden-dienst", "Kunden & Dienst")
    with pytest.raises(InputRejected, match="kunden-dienst"):
        departments.create_department(SYSTEM, replace(made, name="Other"), NOON)


def test_a_slug_that_a_query_names_stays(department: DepartmentId) -> None:
    (before,) = StoredRulebook().departments()
    queries.create_query(SYSTEM, a_query("Ours", f"late department:{before.slug}"), NOON)
    with pytest.raises(InputRejected, match="Ours"):
        departments.update_department(SYSTEM, replace(before, slug="other"), NOON)
    with pytest.raises(InputRejected, match="Ours"):
        departments.delete_department(SYSTEM, department, NOON)
    assert StoredRulebook().departments()[0].slug == before.slug


def test_four_eyes_are_the_leads_decision(person: UserId, department: DepartmentId) -> None:
    (before,) = StoredRulebook().departments()
    lead = Actor(id=person, roles={department: Role.LEAD})
    departments.update_department(lead, replace(before, four_eyes=True), NOON)
    assert StoredRulebook().departments()[0].four_eyes
    with pytest.raises(NotAllowed):
        departments.create_department(lead, replace(before, slug="x", name="X"), NOON)


def test_a_department_with_open_cases_stays(department: DepartmentId) -> None:
    cases(opening(1, department))
    with pytest.raises(InputRejected, match="1 open cases") as refusal:
        departments.delete_department(SYSTEM, department, NOON)
    assert refusal.value.remedy


def test_a_department_that_routes_lead_to_stays(department: DepartmentId) -> None:
    routes.create_route(SYSTEM, a_route("Rest", department), NOON)
    with pytest.raises(InputRejected, match="Rest"):
        departments.delete_department(SYSTEM, department, NOON)


def test_closed_cases_go_to_an_heir(department: DepartmentId) -> None:
    (case,) = cases(opening(1, department))
    models.Case.objects.update(state="closed", alive=0)
    legal = a_department("Legal")
    with pytest.raises(InputRejected, match="history"):
        departments.delete_department(SYSTEM, department, NOON)
    departments.delete_department(SYSTEM, department, NOON, heir=legal)
    assert models.Case.objects.get(pk=case).department_id == legal
    assert [each.id for each in StoredRulebook().departments()] == [legal]


def test_a_department_that_owes_its_word_stays(department: DepartmentId, person: UserId) -> None:
    legal = a_department("Legal")
    asked(legal, cases(opening(1, department))[0], person)
    with pytest.raises(InputRejected, match="1 questions"):
        departments.delete_department(SYSTEM, legal, NOON, heir=department)


def test_what_a_department_was_asked_and_answered_goes_to_an_heir(department: DepartmentId, person: UserId) -> None:
    legal = a_department("Legal")
    question = asked(legal, cases(opening(1, department))[0], person)
    models.Inquiry.objects.update(state="answered", answer="Yes.")
    with pytest.raises(InputRejected, match="history"):
        departments.delete_department(SYSTEM, legal, NOON)
    departments.delete_department(SYSTEM, legal, NOON, heir=department)
    assert StoredInquiries().load(question).answer == "Yes."


def asked(department: DepartmentId, case: CaseId, person: UserId) -> InquiryId:
    """Return a question to a department."""
    event = CaseEvent(case=case, at=NOON, action="ask", actor=person, department=department)
    question = Inquiry(
        id=InquiryId(0), case=case, department=department, asked_by=person, asked_at=NOON, text="May we?"
    )
    return StoredInquiries().add(question, event).id


def test_a_role_is_given_changed_and_taken(department: DepartmentId, person: UserId) -> None:
    held = []
    for role in (Role.MEMBER, Role.LEAD, None):
        departments.set_role(SYSTEM, person, department, role, NOON)
        held.append(list(models.Membership.objects.values_list("user", "department", "role")))
    assert held == [[(person, department, Role.MEMBER)], [(person, department, Role.LEAD)], []]
    assert recorded() == ["role_set"] * 3


def test_nobody_gives_or_takes_more_than_they_hold(department: DepartmentId, person: UserId) -> None:
    lead = Actor(id=person, roles={department: Role.LEAD})
    bob, root = a_person("bob"), a_person("root")
    departments.set_role(lead, bob, department, Role.LEAD, NOON)
    departments.set_role(SYSTEM, root, department, Role.ADMINISTRATOR, NOON)
    for user, role in ((bob, Role.ADMINISTRATOR), (root, Role.READER), (root, None)):
        with pytest.raises(NotAllowed):
            departments.set_role(lead, user, department, role, NOON)


# --- company and searches --------------------------------------------------------------------------------------------


def test_an_own_account_is_named_once_and_changes_the_rules() -> None:
    before = StoredRulebook().version()
    first = company.add_account(SYSTEM, "mastodon", "@Lampe@Social.example", NOON)
    assert company.add_account(SYSTEM, "mastodon", "lampe@social.example", NOON) == first
    assert StoredRulebook().own_accounts() == {("mastodon", "lampe@social.example")}
    assert StoredRulebook().version() != before
    company.remove_account(SYSTEM, first, NOON)
    assert StoredRulebook().own_accounts() == frozenset()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda actor: company.name_company(actor, "X", NOON),
        lambda actor: company.reach_step(actor, "done", NOON),
        lambda actor: company.add_account(actor, "*", "x", NOON),
        lambda actor: company.add_competitor(actor, "X", NOON),
    ],
)
def test_the_company_is_the_administrators(member: Actor, attempt: Callable[[Actor], object]) -> None:
    with pytest.raises(NotAllowed):
        attempt(member)
    assert recorded() == []


def test_a_step_that_is_none_is_refused() -> None:
    with pytest.raises(InputRejected, match="listening, done"):
        company.reach_step(SYSTEM, "finished", NOON)


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x"])
def test_a_saved_search_stays_in_the_house(member: Actor, address: str) -> None:
    with pytest.raises(InputRejected):
        searches.save_search(member, "x", address, NOON)


def test_a_search_is_removed_by_its_owner(member: Actor) -> None:
    search = searches.save_search(member, "x", "/stream", NOON)
    assert searches.save_search(member, "x", "/stream?q=a", NOON) == search
    with pytest.raises(NotAllowed):
        searches.remove_search(Actor(id=a_person("bob"), roles=member.roles), search, NOON)
    searches.remove_search(member, search, NOON)
    assert not models.SavedSearch.objects.exists()
