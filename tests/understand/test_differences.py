"""What is different is what more people say than before, not what one says often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.ids import mention_id
from resonanz.core.mention import Author
from resonanz.understand.differences import differences, log_odds
from tests.making import heard


def said(text: str, number: int, *, first: int = 0, **values: object) -> list:
    return [
        heard(f"{text[:3]}{first + one}", text=text, author=Author(handle=f"a{first + one}", followers=one), **values)
        for one in range(number)
    ]


BEFORE = said("the bike is nice today", 40)


def test_a_word_that_is_new_comes_first() -> None:
    found = differences(said("the display is locked", 20, first=100), BEFORE)
    assert {one.name for one in found.words[:2]} == {"display", "locked"}
    assert (found.words[0].during, found.words[0].before) == (20, 0)


def test_a_word_that_everybody_always_says_is_no_difference() -> None:
    found = differences(said("the bike is nice today", 20, first=100), BEFORE)
    assert found.words == ()


def test_one_author_who_repeats_a_word_is_one_voice() -> None:
    loud = [heard(f"l{number}", text="scandal", author=Author(handle="loud")) for number in range(50)]
    found = differences([*loud, *said("the display is locked", 5, first=100)], BEFORE)
    assert "scandal" not in {one.name for one in found.words}
    assert found.voices_during == 6


def test_copies_say_nothing_new() -> None:
    copies = said("scandal", 30, first=100, duplicate_of=mention_id("mastodon", "1"))
    assert differences(copies, BEFORE).words == ()


def test_a_channel_and_a_link_are_told() -> None:
    there = said("locked", 20, first=100, channel="bluesky", links=("https://news.example/locked",))
    found = differences(there, BEFORE)
    assert [one.name for one in found.channels] == ["bluesky"]
    assert [one.name for one in found.links] == ["https://news.example/locked"]


def test_who_reaches_most_comes_first() -> None:
    found = differences(said("locked", 5, first=100), BEFORE)
    assert [one.followers for one in found.authors] == [4, 3, 2, 1, 0]


def test_nothing_is_compared_with_nothing() -> None:
    assert differences([], []).words == ()


counts = st.tuples(st.integers(1, 500), st.integers(1, 10_000)).map(lambda pair: (min(pair), max(pair)))


@given(during=counts, before=counts)
def test_less_before_is_as_telling_as_more_now(during: tuple[int, int], before: tuple[int, int]) -> None:
    assert abs(log_odds(during, before) + log_odds(before, during)) < 1e-9
