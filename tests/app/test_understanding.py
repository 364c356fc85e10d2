"""Understanding by the company's rules as they are now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from resonanz.app.understanding import LOOK_AGAIN, Understanding
from resonanz.core.clock import FixedClock
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.understood import Understood, Voice
from resonanz.store.memory import MemoryArchive, MemoryRulebook
from tests.app.test_loops import Lines
from tests.making import NOON, heard, mention

QUERY = StandingQuery(id=QueryId(7), name="Parcels", text="parcel")
ROUTE = Route(id=RouteId(1), position=1, name="All", department=DepartmentId(3))


class Desk:
    """Hold rules that change, and what is understood by them."""

    def __init__(self) -> None:
        self.rules = MemoryRulebook(queries=[QUERY], routes=[ROUTE])
        self.clock = FixedClock(NOON)
        self.lines = Lines()
        self.understand = Understanding(self.rules, self.clock, self.lines)

    def hear(self, text: str = "Where is my parcel?") -> Understood:
        """Return what is understood of a text."""
        (heard,) = self.understand([mention(text=text)])
        return heard.understood


@pytest.fixture
def desk() -> Desk:
    """Return rules that took effect already."""
    made = Desk()
    made.hear()
    return made


def test_standing_queries_and_routes_are_applied(desk: Desk) -> None:
    heard = desk.hear()

    assert (heard.queries, heard.department) == ((7,), 3)


def add_query(rules: MemoryRulebook) -> None:
    rules.all_queries.append(StandingQuery(id=QueryId(8), name="Questions", text="where"))


def change_query(rules: MemoryRulebook) -> None:
    rules.all_queries = [replace(QUERY, text="shoe")]


def switch_query_off(rules: MemoryRulebook) -> None:
    rules.all_queries = [replace(QUERY, active=False)]


def change_route(rules: MemoryRulebook) -> None:
    rules.all_routes = [replace(ROUTE, department=DepartmentId(4))]


def add_account(rules: MemoryRulebook) -> None:
    rules.accounts = frozenset({("*", "ada")})


CHANGES: list[tuple[Callable[[MemoryRulebook], None], Callable[[Understood], object], object]] = [
    (add_query, lambda heard: heard.queries, (7, 8)),
    (change_query, lambda heard: heard.queries, ()),
    (switch_query_off, lambda heard: heard.queries, ()),
    (change_route, lambda heard: heard.department, 4),
    (add_account, lambda heard: heard.voice, Voice.OWN),
]


@pytest.mark.parametrize(("change", "look", "expected"), CHANGES, ids=[one[0].__name__ for one in CHANGES])
def test_a_changed_rule_takes_effect_within_seconds(
    desk: Desk,
    change: Callable[[MemoryRulebook], None],
    look: Callable[[Understood], object],
    expected: object,
) -> None:
    change(desk.rules)

    desk.clock.sleep(LOOK_AGAIN)

    assert look(desk.hear()) == expected


def test_rules_are_not_asked_for_with_each_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    version = desk.rules.version
    monkeypatch.setattr(desk.rules, "version", lambda: asked.append(1) or version())

    for _ in range(100):
        desk.hear()
        desk.clock.sleep(LOOK_AGAIN / 50)

    assert len(asked) <= 2


def test_a_change_can_be_taken_up_at_once(desk: Desk) -> None:
    change_route(desk.rules)

    desk.understand.refresh()

    assert desk.hear().department == 4


def test_a_query_that_is_not_understood_any_more_holds_up_no_other(desk: Desk) -> None:
    desk.rules.all_queries.append(StandingQuery(id=QueryId(8), name="Broken", text="(parcel"))
    desk.clock.sleep(LOOK_AGAIN)

    assert desk.hear().queries == (7,)
    assert desk.lines.said == ["query_not_understood"]


def test_a_batch_comes_back_in_its_order(desk: Desk) -> None:
    batch = [mention(str(number), f"parcel {number}") for number in range(50)]

    assert [heard.mention for heard in desk.understand(batch)] == batch


def test_a_changed_list_changes_the_queries_and_routes_that_name_it(desk: Desk) -> None:
    rivals = StandingQuery(id=QueryId(8), name="Rivals", text="ford", active=False)
    naming = StandingQuery(id=QueryId(9), name="Cheap rivals", text='cheap query:"Rivals"')
    desk.rules.all_queries += [rivals, naming]
    desk.rules.all_routes = [replace(ROUTE, text='query:"Cheap rivals"')]
    desk.clock.sleep(LOOK_AGAIN)
    before = [desk.hear("a cheap Ford"), desk.hear("a cheap BMW")]

    desk.rules.all_queries = [QUERY, replace(rivals, text="bmw"), naming]
    desk.clock.sleep(LOOK_AGAIN)

    after = [desk.hear("a cheap Ford"), desk.hear("a cheap BMW")]
    assert [(one.queries, one.department) for one in before] == [((9,), 3), ((), None)]
    assert [(one.queries, one.department) for one in after] == [((), None), ((9,), 3)]


def test_queries_see_what_the_routes_decided(desk: Desk) -> None:
    desk.rules.all_departments = [Department(id=DepartmentId(3), slug="service", name="Service")]
    desk.rules.all_queries = [QUERY, replace(QUERY, id=QueryId(5), name="Theirs", text="department:service case:yes")]
    desk.clock.sleep(LOOK_AGAIN)

    assert [desk.hear().queries, desk.hear("nothing of ours").queries] == [(5, 7), (5,)]


def test_departments_are_asked_for_by_their_short_names(desk: Desk) -> None:
    desk.rules.all_departments = [Department(id=DepartmentId(3), slug="service", name="Service")]
    desk.rules.all_queries = [replace(QUERY, text="parcel NOT department:nobody")]
    desk.rules.all_departments.append(Department(id=DepartmentId(9), slug="nobody", name="Nobody"))
    desk.clock.sleep(LOOK_AGAIN)

    assert desk.hear().queries == (7,)
    assert desk.lines.said == []


def test_queries_see_what_a_mention_answers_in_the_batch_or_heard_before() -> None:
    rules = MemoryRulebook(queries=[replace(QUERY, text="parent:parcel")])
    archive = MemoryArchive()
    archive.keep([heard("1")])
    understand = Understanding(rules, FixedClock(NOON), Lines(), archive.find)
    answers = [
        mention("2", "Same here", reply_to=mention("1").id),
        mention("3", "And here", reply_to=mention("2").id),
        mention("4", "Me too", reply_to=mention("5").id),
        mention("5", "My parcel"),
    ]

    found = understand(answers)

    assert [one.understood.queries for one in found] == [(7,), (), (7,), ()]
    assert [one.parent for one in found] == ["", "", "", ""]
