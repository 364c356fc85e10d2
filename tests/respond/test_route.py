"""Rules in order, the first match wins."""

from __future__ import annotations

import pytest

from resonanz.core.department import Route
from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.mention import Author
from resonanz.core.understood import Label, Priority, Voice
from resonanz.respond.route import Router, try_out
from tests.making import heard

SERVICE, LEGAL, PRODUCT = DepartmentId(1), DepartmentId(2), DepartmentId(3)


def rule(number: int, department: DepartmentId = SERVICE, **conditions: object) -> Route:
    values = {"position": number, "name": f"rule {number}", **conditions}
    return Route(id=RouteId(number), department=department, **values)  # type: ignore[arg-type]


def department(*rules: Route, **said: object) -> DepartmentId | None:
    (routed,) = Router(rules).route([heard(**said)])  # type: ignore[arg-type]
    return routed.understood.department


def test_the_first_match_wins_in_the_order_of_positions() -> None:
    assert department(rule(2, LEGAL), rule(1, PRODUCT)) == PRODUCT


def test_a_rule_that_is_off_decides_nothing() -> None:
    assert department(rule(1, LEGAL, active=False), rule(2)) == SERVICE


def test_where_nothing_holds_nobody_owns_it() -> None:
    assert department(rule(1, kinds=("praise",))) is None


def test_our_own_voice_is_routed_nowhere() -> None:
    assert department(rule(1), voice=Voice.OWN) is None


def test_the_decision_says_which_rule_made_it_and_how_urgent_it_is() -> None:
    (routed,) = Router([rule(7, priority=Priority.URGENT, opens_case=False)]).route([heard()])

    assert (routed.understood.route, routed.understood.priority) == (RouteId(7), Priority.URGENT)
    assert not routed.understood.opens_case


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ({"kinds": ("problem", "question")}, {"kind": "question"}, {"kind": "praise"}),
        ({"sentiments": ("negative",)}, {"sentiment": Label("negative", 0.9)}, {"sentiment": Label("neutral", 0.9)}),
        ({"langs": ("de",)}, {"lang": Label("de", 0.9)}, {"lang": Label("en", 0.9)}),
        ({"channels": ("mastodon",)}, {}, {"channel": "rss"}),
        ({"queries": (QueryId(1), QueryId(2))}, {"queries": (QueryId(2),)}, {"queries": (QueryId(3),)}),
        ({"text": "parcel AND NOT lawyer"}, {"text": "my parcel"}, {"text": "my parcel, my lawyer"}),
        ({"author": "@Ada"}, {"author": Author(handle="ada")}, {"author": Author(handle="adam")}),
        ({"author": "press*"}, {"author": Author(name="Press Office")}, {"author": Author(name="No Press")}),
    ],
    ids=lambda value: next(iter(value), "any") if isinstance(value, dict) else None,
)
def test_each_condition_must_hold(
    condition: dict[str, object], holds: dict[str, object], fails: dict[str, object]
) -> None:
    assert department(rule(1, LEGAL, **condition), rule(2), **holds) == LEGAL
    assert department(rule(1, LEGAL, **condition), rule(2), **fails) == SERVICE


def test_all_conditions_together_must_hold() -> None:
    strict = rule(1, LEGAL, kinds=("question",), text="lawyer")

    assert department(strict, rule(2), text="lawyer", kind="praise") == SERVICE
    assert department(strict, rule(2), text="lawyer", kind="question") == LEGAL


def test_trying_a_rule_out_counts_what_it_would_take_and_move() -> None:
    said = [heard(str(one), text=text, department=SERVICE) for one, text in enumerate(("lawyer", "parcel", "lawyer"))]
    own = heard("9", text="lawyer", voice=Voice.OWN)

    outcome = try_out(rule(0, LEGAL, text="lawyer", active=False), [rule(2)], [said, [own]])

    assert (outcome.looked_at, outcome.taken, outcome.moved) == (3, 2, 2)
    assert [one.mention.text for one in outcome.examples] == ["lawyer", "lawyer"]


def test_a_rule_behind_a_catch_all_takes_nothing() -> None:
    outcome = try_out(rule(5, LEGAL, text="lawyer"), [rule(1)], [[heard(text="lawyer")]])

    assert outcome.taken == 0


def test_a_rule_that_is_not_understood_holds_up_no_other() -> None:
    router = Router([rule(1, LEGAL, text="(((", queries=()), rule(2)])

    (routed,) = router.route([heard()])

    assert routed.understood.department == SERVICE
    assert [broken.id for broken, _ in router.broken] == [RouteId(1)]
