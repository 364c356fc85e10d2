"""What came of answers: the example of docs/reference/reactions.md by hand, and what must not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, ReplyId
from resonanz.core.mention import Author, MentionType
from resonanz.core.reaction import WINDOW, Figures, Reaction, Sent, figures, reactions
from resonanz.core.understood import Label, Voice
from tests.making import heard

SENT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
ANSWER = MentionId("mastodon:our-1")


def said(native: str, *, kind: str, feels: str, days: float = -0.5, who: str = "ada", to: str | None = None) -> Heard:
    """Return a word in the thread, so many days after the answer."""
    at = SENT + timedelta(days=days)
    return heard(
        native, kind=kind, sentiment=Label(feels, 0.9), published_at=at, seen_at=at, author=Author(id=who),
        thread=MentionId("mastodon:t"), reply_to=None if to is None else MentionId(to),
    )  # fmt: skip


def sent(number: int = 1, *, to: str = "mastodon:q", at: datetime = SENT) -> Sent:
    return Sent(reply=ReplyId(number), at=at, id=MentionId(f"mastodon:our-{number}"), to=MentionId(to))


def one(thread: list[Heard], now: datetime = LATER) -> Reaction:
    (found,) = reactions([sent()], thread, now)
    return found


ASKED = said("q", kind="question", feels="negative")
NEXT_DAY = said("a", kind="other", feels="neutral", days=1)


def test_the_example_of_the_reference_comes_out_as_by_hand() -> None:
    first = [ASKED, said("a", kind="praise", feels="positive", days=1, to=ANSWER)]
    second = [
        said("q", kind="problem", feels="negative"),
        said("a", kind="problem", feels="negative", days=2, to="mastodon:q"),
    ]
    third = [said("q", kind="question", feels="neutral")]
    fourth = [
        said("q", kind="praise", feels="neutral"),
        said("a", kind="other", feels="neutral", days=3, to=ANSWER),
    ]
    counted = figures(one(thread) for thread in (first, second, third, fourth))
    assert counted == Figures(settled=4, pending=0, asked=3, stopped=2, came_back=3, directly=2, better=1, worse=0)
    assert counted.shares["stopped"].interval == pytest.approx((0.208, 0.939), abs=5e-4)


def test_an_answer_whose_time_is_not_over_is_in_no_share() -> None:
    counted = figures([one([ASKED, said("a", kind="praise", feels="positive", days=1)], SENT + timedelta(days=2))])
    assert (counted.settled, counted.pending, counted.came_back) == (0, 1, 0)


def test_the_time_is_over_after_the_window() -> None:
    assert [one([ASKED], SENT + WINDOW + timedelta(seconds=n)).settled for n in (-1, 0)] == [False, True]


@pytest.mark.parametrize(
    "other",
    [
        said("a", kind="question", feels="negative", days=1, who="bob"),
        said("a", kind="question", feels="negative", days=-0.1),
        said("a", kind="question", feels="negative", days=15),
        replace(ASKED, mention=replace(NEXT_DAY.mention, type=MentionType.NOTICE)),
        replace(NEXT_DAY, understood=replace(NEXT_DAY.understood, voice=Voice.OWN)),
    ],
    ids=["somebody else", "before the answer", "after the window", "a notice of the channel", "our own voice"],
)  # fmt: skip
def test_what_is_not_the_askers_word_after_the_answer_is_no_coming_back(other: Heard) -> None:
    assert not one([ASKED, other]).came_back


def test_who_else_spoke_is_counted_once_a_person() -> None:
    crowd = [
        said(f"a{n}", kind="other", feels="neutral", days=n, who=who) for n, who in enumerate(["bob", "bob", "eve"], 1)
    ]
    assert one([ASKED, *crowd]).others == 2


def test_our_next_answer_to_the_same_person_takes_over() -> None:
    again = said("a", kind="question", feels="neutral", days=3)
    answers = [sent(1), sent(2, to="mastodon:a", at=SENT + timedelta(days=4))]
    thanks = said("b", kind="praise", feels="positive", days=5)
    first, second = reactions(answers, [ASKED, again, thanks], SENT + timedelta(days=6))
    assert (first.settled, first.asked_again, first.after) == (True, True, "neutral")
    assert (second.settled, second.asked_again, second.after) == (False, False, "positive")


def test_an_answer_to_what_was_erased_tells_nothing() -> None:
    assert reactions([sent()], [], LATER) == []


def test_an_answer_to_somebody_unknown_tells_nothing() -> None:
    nobody = replace(ASKED, mention=replace(ASKED.mention, author=Author()))
    assert reactions([sent()], [nobody], LATER) == []


@given(st.permutations(range(6)))
def test_the_order_in_which_a_thread_is_read_does_not_matter(order: list[int]) -> None:
    thread = [
        ASKED,
        *(said(f"a{n}", kind="other", feels="neutral", days=n, who="ada" if n % 2 else "bob") for n in range(1, 6)),
    ]
    assert one([thread[place] for place in order]) == one(thread)


@given(st.lists(st.sampled_from([-0.3, 0.5, 3, 13.9, 14.5]), max_size=6), st.floats(0.1, 30))
def test_shares_are_never_more_than_they_are_of(days: list[float], age: float) -> None:
    thread = [ASKED, *(said(f"a{n}", kind="question", feels="positive", days=day) for n, day in enumerate(days))]
    counted = figures([one(thread, SENT + timedelta(days=age))])
    assert all(0 <= share.hits <= share.of for share in counted.shares.values())
