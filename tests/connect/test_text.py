"""Text that was cleaned can be stored, sent and shown, whatever it was before."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.connect import text as cleaning
from resonanz.connect.text import clean, clean_line, clean_text
from resonanz.core.mention import MAX_TEXT

ANYTHING = st.text(st.characters(categories=None), max_size=300)  # type: ignore[arg-type]


@given(ANYTHING)
def test_cleaned_text_can_be_encoded_and_holds_no_control(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert not any(unicodedata.category(character) == "Cc" and character not in "\t\n" for character in cleaned)


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(ANYTHING)
def test_cleaned_text_has_one_unicode_form(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean_text(text))


@given(ANYTHING, st.integers(1, 40))
def test_cleaned_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(clean_text(text, limit=limit)) <= limit


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("gru\u0308n", "grün"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("\ufeffa", "\ufeffa"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_what_cannot_be_kept_goes_and_the_rest_stays(said: str, kept: str) -> None:
    assert clean_text(said) == kept


def test_ten_megabytes_are_cut_and_said_to_be() -> None:
    cleaned = clean("ä" * 10_000_000)
    assert (len(cleaned.text), cleaned.cut) == (MAX_TEXT, True)


def test_nothing_but_emoji_is_cut_between_two_of_them() -> None:
    assert clean_text("👩‍👧" * 50, limit=10) == "👩‍👧" * 3


def test_text_at_its_limit_is_not_cut() -> None:
    assert not clean("ä" * MAX_TEXT).cut


def test_a_million_combining_marks_are_bounded() -> None:
    assert len(clean_text("a" + "\u0300\u0316" * 500_000)) == 30


def test_every_mark_that_can_be_reordered_is_known() -> None:
    marks = [code for code in range(0x110000) if unicodedata.combining(chr(code))]
    assert [hex(code) for code in marks if not cleaning._MARK_POSSIBLE(chr(code))] == []


def test_a_line_has_no_line_breaks() -> None:
    assert clean_line("  Ada\n\t Lovelace\u2028 ") == "Ada Lovelace"
