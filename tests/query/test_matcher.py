from __future__ import annotations

from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from tests.query.heards import heard


def _matcher(**queries: str) -> Matcher:
    matcher = Matcher()
    for name, text in queries.items():
        matcher.put(int(name[1:]), parse(text))
    return matcher


def test_ids_come_ascending_for_each_mention_in_order() -> None:
    matcher = _matcher(q9="late", q2="parcel", q5="NOT parcel")
    batch = [heard("parcel late"), heard("nothing"), heard("late")]
    assert matcher.match(batch) == [(2, 9), (5,), (5, 9)]


def test_a_replaced_query_asks_only_what_it_asks_now() -> None:
    matcher = _matcher(q1="late")
    matcher.put(1, parse("early"))
    assert matcher.match([heard("late"), heard("early")]) == [(), (1,)]


def test_a_dropped_query_matches_nothing() -> None:
    matcher = _matcher(q1="late", q2="NOT early")
    matcher.drop(1)
    matcher.drop(2)
    matcher.drop(3)
    assert matcher.match([heard("late")]) == [()]


def test_an_empty_batch_has_no_matches() -> None:
    assert _matcher(q1="late").match([]) == []
