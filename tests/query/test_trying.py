"""Trying a query on a sample: what it finds, where, and what it only just misses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from resonanz.query.evaluate import matches, spans
from resonanz.query.language import parse
from resonanz.query.reading import Reading
from resonanz.query.trying import Tried, try_out
from tests.query.heards import heard

TEXTS = ("late parcel", "late", "late parcel, thank you", "nothing here", "parcel")


def tried(query: str, texts: tuple[str, ...] = TEXTS, **wanted: int) -> Tried:
    return try_out(parse(query), [Reading(heard(text)) for text in texts], **wanted)


def test_what_is_found_is_counted_beyond_what_is_shown():
    found = tried("late", show=2)
    assert (found.looked_at, found.number, len(found.shown)) == (5, 3, 2)


def test_places_of_what_is_found_are_shown():
    assert tried("late parcel").shown[0].hits == (("text", 0, 4), ("text", 5, 11))


def test_what_lacks_one_part_is_nearly_found():
    assert [(one.heard.mention.text, str(one.part), one.hits) for one in tried("late parcel").nearly] == [
        ("late", "parcel", (("text", 0, 4),)),
        ("parcel", "late", (("text", 0, 6),)),
    ]


def test_what_is_excluded_by_one_word_is_nearly_found_and_the_word_is_shown():
    (missed,) = tried("late parcel -thank", ("late parcel, thank you",)).nearly
    assert (str(missed.part), missed.hits[-1]) == ("NOT thank", ("text", 13, 18))


def test_what_has_nothing_that_is_wanted_is_not_nearly_found():
    assert tried("late -parcel -thank", ("parcel", "thank")).nearly == ()


def test_alternatives_miss_nothing_nearly():
    assert tried("late OR parcel").nearly == ()


@given(
    st.lists(st.text(st.sampled_from("ab "), max_size=8), max_size=6),
    st.sampled_from(["a", "a b", "a OR b", "a -b", "a NEAR/2 b", "-a", '"a b" OR aa']),
)
def test_trying_finds_what_the_reference_finds(texts, query):
    mentions = [heard(text) for text in texts]
    found = try_out(parse(query), [Reading(one) for one in mentions])
    assert [one.heard for one in found.shown] == [one for one in mentions if matches(parse(query), one)]
    assert [list(one.hits) for one in found.shown] == [spans(parse(query), one.heard) for one in found.shown]
