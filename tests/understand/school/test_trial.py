"""A candidate runs only if it is measurably better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.ids import MentionId
from resonanz.core.teaching import Drawn, Lesson
from resonanz.core.understood import Label
from resonanz.understand.teaching.trial import Reason, compare
from tests.understand.making import NOON

VALUES = ("a", "b", "c")


def lessons(truth: list[str], *, before: list[str] | None = None, drawn: Drawn = Drawn.CHANCE) -> list[Lesson]:
    return [
        Lesson(
            task="kind",
            mention=MentionId(f"m:{number}"),
            revision=0,
            value=value,
            at=NOON,
            drawn=drawn,
            before=Label(before[number], 0.5) if before else None,
        )
        for number, value in enumerate(truth)
    ]


def guesses(truth: np.ndarray, right: float, chance: np.random.Generator) -> list[str]:
    """Return answers of which a share is right, the others drawn by lot."""
    wrong = chance.random(len(truth)) >= right
    return [VALUES[one] for one in np.where(wrong, chance.integers(0, 3, len(truth)), truth)]


def simulated(number: int, before: float, after: float, many: int = 120, tries: int = 1) -> bool:
    chance = np.random.default_rng(number)
    truth = chance.integers(0, 3, many)
    said = [VALUES[one] for one in truth]
    return compare(lessons(said), guesses(truth, before, chance), guesses(truth, after, chance), tries=tries).is_better


def test_what_is_no_better_is_let_run_once_in_twenty_times_at_most() -> None:
    assert sum(simulated(number, 0.5, 0.5) for number in range(400)) <= 0.05 * 400


def test_what_is_tried_ten_times_is_let_run_once_in_twenty_times_at_most_over_all_tries() -> None:
    lucky = sum(
        any(simulated(1_000 * number + turn, 0.5, 0.5, tries=turn) for turn in range(1, 11)) for number in range(100)
    )
    assert lucky <= 0.1 * 100  # five by the promise, ten by the luck of a hundred draws


def test_what_is_much_better_is_let_run() -> None:
    assert sum(simulated(number, 0.3, 0.8) for number in range(50)) >= 49


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)), min_size=1, max_size=80))
def test_the_same_answers_are_never_better(pairs: list[tuple[str, str]]) -> None:
    answers = [said for _, said in pairs]
    assert not compare(lessons([true for true, _ in pairs]), answers, answers).is_better


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES), st.sampled_from(VALUES)), min_size=30, max_size=90
    )
)
def test_what_is_less_often_right_and_worse_on_average_never_runs(rows: list[tuple[str, str, str]]) -> None:
    truth, first, second = (list(column) for column in zip(*rows, strict=True))
    verdict = compare(lessons(truth), first, second)
    back = compare(lessons(truth), second, first)
    assert not (verdict.is_better and back.is_better)
    assert not (verdict.is_better and verdict.macro_f1.value <= 0)


def test_fewer_than_thirty_labels_decide_nothing() -> None:
    truth = ["a", "b"] * 14
    assert compare(lessons(truth), ["c"] * 28, truth).reason is Reason.TOO_FEW


def test_labels_that_only_say_what_was_wrong_decide_nothing() -> None:
    truth, wrong = ["a", "b"] * 40, ["c"] * 80
    assert compare(lessons(truth, before=wrong, drawn=Drawn.FOUND), wrong, truth).reason is Reason.ONE_SIDED


def test_a_hundred_labels_drawn_by_lot_are_judged_on_alone() -> None:
    by_lot = lessons(["a", "b"] * 50)
    found = lessons(["a"] * 500, drawn=Drawn.FOUND)
    verdict = compare([*by_lot, *found], ["a"] * 600, ["a", "b"] * 50 + ["b"] * 500)
    assert (verdict.judged_on, verdict.by_chance, verdict.is_better) == (100, True, True)


@pytest.mark.parametrize("tries", [1, 5, 50])
def test_each_try_has_to_show_more(tries: int) -> None:
    truth = ["a", "b"] * 60
    before = ["a"] * 120
    after = ["a", "b", "a", "a"] * 30
    lower = compare(lessons(truth), before, after, tries=tries).macro_f1.low
    assert lower > compare(lessons(truth), before, after, tries=tries + 1).macro_f1.low
