from __future__ import annotations

import subprocess
import sys

import pytest

from resonanz.core.heard import Heard
from resonanz.query.compiled.engine import Engine
from resonanz.query.compiled.layout import CLOCK
from resonanz.query.evaluate import matches, spans
from resonanz.query.language import parse
from resonanz.query.leaves import Slot
from resonanz.query.matcher import Matcher
from resonanz.query.plan import EVERYWHERE_SCOPE, plan
from tests.query.heards import heard

BATCH = [heard("parcel late"), heard("nothing"), heard("late")]


@pytest.fixture(params=[0, 1_000_000], ids=["compiled", "evaluated"])
def matcher(request: pytest.FixtureRequest) -> Matcher:
    return Matcher(patience=request.param)


def fill(matcher: Matcher, **queries: str) -> Matcher:
    for name, text in queries.items():
        matcher.put(int(name[1:]), parse(text))
    return matcher


def test_ids_come_ascending_for_each_mention_in_order(matcher: Matcher) -> None:
    fill(matcher, q9="late", q2="parcel", q5="NOT parcel")
    assert matcher.match(BATCH) == [(2, 9), (5,), (5, 9)]


def test_a_replaced_query_asks_only_what_it_asks_now(matcher: Matcher) -> None:
    fill(matcher, q1="late").match(BATCH)
    matcher.put(1, parse("nothing"))
    assert matcher.match(BATCH) == [(), (1,), ()]


def test_a_query_added_later_is_asked(matcher: Matcher) -> None:
    fill(matcher, q1="late").match(BATCH)
    fill(matcher, q0="lat*", q2="title:x OR nothing")
    assert matcher.match(BATCH) == [(0, 1), (2,), (0, 1)]


def test_a_dropped_query_matches_nothing(matcher: Matcher) -> None:
    fill(matcher, q1="late", q2="NOT early").match(BATCH)
    for id_ in (1, 2, 3):
        matcher.drop(id_)
    assert matcher.match(BATCH) == [(), (), ()]


def test_an_empty_batch_has_no_matches(matcher: Matcher) -> None:
    assert fill(matcher, q1="late").match([]) == []


def test_spans_are_those_of_the_evaluator(matcher: Matcher) -> None:
    fill(matcher, q1="late NEAR/3 parcel")
    assert (
        matcher.spans(1, BATCH[0]) == spans(parse("late NEAR/3 parcel"), BATCH[0]) == [("text", 0, 6), ("text", 7, 11)]
    )


def test_a_process_that_matches_little_loads_no_compiled_code() -> None:
    program = (
        "import sys\n"
        "from resonanz.query.matcher import Matcher\n"
        "from resonanz.query.language import parse\n"
        "from tests.query.heards import heard\n"
        "matcher = Matcher(); matcher.put(1, parse('late'))\n"
        "assert matcher.match([heard('late')]) == [(1,)]\n"
        "sys.exit('numba' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def engine(texts: list[str], **options: int) -> Engine:
    made = Engine(**options)
    for number, text in enumerate(texts):
        made.put(number, plan(parse(text)))
    return made


def test_words_whose_hashes_meet_are_told_apart() -> None:
    words = [f"word{number}" for number in range(200)]
    batch = [heard(" ".join(words[number : number + 3])) for number in range(0, 190, 10)]
    colliding = engine([*words, "wor*", "word1?"], hash_bits=3)
    assert colliding.match(batch, None) == engine([*words, "wor*", "word1?"]).match(batch, None)


def test_choosing_anchors_anew_changes_no_answer() -> None:
    texts = ["common rare", "(common OR often) AND seldom", "common"]
    made = engine(texts)
    batch = [heard("common"), heard("common rare"), heard("often seldom")]
    before = made.match(batch, None)
    for _ in range(3):
        made.match([heard("common often")] * 2_000, None)
    assert made.match(batch, None) == before == [(2,), (0, 2), (1,)]


def test_anchors_follow_what_the_stream_shows() -> None:
    made = engine(["averylongandrareword b"])
    made.match([heard("averylongandrareword")] * 2_000, None)
    assert made._compiled[0].anchors == (made.features.of_slot(Slot(("b",)), EVERYWHERE_SCOPE),)


def test_a_mention_with_more_places_than_room_is_still_right() -> None:
    crowded = heard("a b " * 20_000 + "c d")
    texts = [
        '"a b"',
        '"b c d"',
        "a NEAR/2 d",
        "atleast/100:a",
        '"d a"',
        "a NEAR/2 NOT b",
        *[f'"a x{n}"' for n in range(5)],
    ]
    matcher = Matcher(patience=0)
    for number, text in enumerate(texts):
        matcher.put(number, parse(text))
    assert matcher.match([crowded]) == [tuple(n for n, text in enumerate(texts) if matches(parse(text), crowded))]


def test_numbering_mentions_anew_changes_no_answer() -> None:
    made = engine(["late", "NOT late"])
    made._state[CLOCK] = 2**31 - 3
    batch: list[Heard] = [heard("late"), heard("early")] * 5
    assert made.match(batch, None) == [(0,), (1,)] * 5


def test_dropping_most_queries_builds_anew_with_the_same_answers() -> None:
    matcher = fill(Matcher(patience=0), q1="late")
    matcher.match(BATCH)
    for number in range(2, 2_500):
        matcher.put(number, parse("late OR x"))
        matcher.drop(number)
    assert matcher.match(BATCH) == [(1,), (), (1,)]


def test_an_engine_that_is_mostly_dead_is_left_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resonanz.query.matcher.MOVED", 3)
    matcher = Matcher(patience=0)
    for number in range(20):
        matcher.put(number, parse(f"word{number}"))
    batch = [heard(f"word{number}") for number in range(20)]
    for turn in range(70):  # more than a thousand were replaced after fifty turns
        for number in range(20):
            matcher.put(number, parse(f"word{number} OR turn{turn}"))
        matcher.drop(turn % 20)
        expected = [() if number == turn % 20 else (number,) for number in range(20)]
        assert matcher.match(batch) == expected
        matcher.put(turn % 20, parse(f"word{turn % 20}"))
