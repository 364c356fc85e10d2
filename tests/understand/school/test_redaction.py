"""What leaves the house holds nobody's name, as far as a name shows itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.understand.teaching.redaction import redacted


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@ada und @bob@social.example: hilfe", "[handle] und [handle]: hilfe"),
        ("schreib an ada.l@example.org!", "schreib an [address]!"),
        ("siehe https://x.example/ada?a=1 bitte", "siehe [link] bitte"),
        ("siehe shop.example.com/ada bitte", "siehe [link] bitte"),
        ("Auftrag 4711-23, Tel. +49 30 123456", "Auftrag [number], Tel. [number]"),
        ("Frau Dr. Anna Müller half mir", "Frau Dr. [name] half mir"),
        ("Mr. Smith was rude", "Mr. [name] was rude"),
        ("Wo bleibt es? Viele Grüße, Anna Müller", "Wo bleibt es? Viele Grüße, [name]"),
        ("Where is it? Regards, Ada", "Where is it? Regards, [name]"),
        ("my name is Ada Lovelace and I wait", "my name is [name] and I wait"),
        ("I spoke with Ada Lovelace today", "I spoke with [name] today"),
        ("danke5@ada", "danke[number][handle]"),
        ("the seller u/ada_l lied", "the seller [handle] lied"),
    ],
)
def test_what_tells_whose_words_they_are_is_taken_out(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize("text", ["Die App stürzt ab", "The delivery was late.", "Warum ist der Preis so hoch?"])
def test_plain_words_stay(text: str) -> None:
    assert redacted(text) == text


@given(st.text(max_size=300))
def test_no_digit_and_no_at_name_is_left_of_any_text(text: str) -> None:
    left = redacted(text)
    assert not re.search(r"\d", left)
    assert not re.search(r"@\w", left)
