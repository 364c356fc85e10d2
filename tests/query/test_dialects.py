from __future__ import annotations

import pytest

from resonanz.core.errors import InputRejected
from resonanz.query.dialects import DIALECTS, carry_over
from resonanz.query.dialects.carrying import REASONS
from resonanz.query.language import parse


@pytest.mark.parametrize(
    ("dialect", "theirs", "ours"),
    [
        ("brandwatch", '(title:"DB" OR at_mentions:DB_Bahn) NEAR/5f late*', '(title:"DB" OR @DB_Bahn) ONEAR/5 late*'),
        ("brandwatch", 'raw:"iOS" AND links:apple.com', 'raw:"iOS" AND link:apple.com'),
        ("brandwatch", '"apple pie"~5 NOT site:ads.com', '"apple pie"~5 AND NOT site:ads.com'),
        ("meltwater", "title:bmw and not (ford near leaf)", "title:bmw AND NOT ford NEAR/4 leaf"),
        ("talkwalker", '“BMW” AND NOT domain_url:"x.de" me?t', '"BMW" AND NOT site:x.de AND me?t'),
        ("sprinklr", 'exactMessage:"NASA" ONEAR/4 rocket', 'text:raw:"NASA" ONEAR/4 rocket'),
        ("sprinklr", "authorContaining:space AND followers:>100", "author~:space AND followers:>100"),
        (
            "x",
            'from:nasa (a OR "b c"~2) -has:links lang:en',
            'author:nasa AND (a OR "b c"~2) AND NOT has:link AND lang:en',
        ),
        ("x", "min_faves:10 since:2026-01-01", "likes:>=10 AND published:>=2026-01-01"),
    ],
)
def test_what_can_be_said_is_carried_over_without_a_note(dialect: str, theirs: str, ours: str) -> None:
    carried = carry_over(dialect, theirs)
    assert (carried.query, carried.notes) == (parse(ours), ())


@pytest.mark.parametrize(
    ("theirs", "ours", "effect"),
    [
        ("a AND country:de", "a", "more"),
        ("a OR city:Berlin", "a", "less"),
        ("a AND NOT (b OR city:Berlin)", "a AND NOT b", "more"),
        ("a AND NOT country:(de OR at)", "a", "more"),
        ("country:de", None, "nothing"),
    ],
)
def test_what_is_left_out_is_noted_with_what_that_does(theirs: str, ours: str | None, effect: str) -> None:
    carried = carry_over("brandwatch", theirs)
    assert carried.query == (None if ours is None else parse(ours))
    assert [(note.is_loss, note.effect) for note in carried.notes] == [(True, effect)]


def test_a_note_names_the_place_in_the_text_that_was_given() -> None:
    (note,) = carry_over("brandwatch", "a AND country:de").notes
    assert (note.column, note.end, note.text) == (7, 17, "country:de")


def test_words_side_by_side_become_a_phrase_where_a_suite_means_that() -> None:
    carried = carry_over("brandwatch", "late delivery OR parcel")
    assert carried.query == parse('"late delivery" OR parcel')
    assert [note.code for note in carried.notes] == ["space"]


def test_a_weight_is_left_out_without_changing_what_matches() -> None:
    carried = carry_over("meltwater", "bmw^9 OR ford")
    assert carried.query == parse("bmw OR ford")
    assert [(note.code, note.is_loss) for note in carried.notes] == [("weight", False)]


def test_an_unknown_dialect_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InputRejected, match="brandwatch, meltwater"):
        carry_over("klingon", "a")


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_every_reason_has_words(dialect: str) -> None:
    assert set(DIALECTS[dialect].missing.values()) <= set(REASONS)
