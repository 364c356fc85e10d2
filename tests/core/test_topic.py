"""Keys of topics."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.topic import LONGEST_KEY, TopicKey, free_key, key_for


def test_a_key_is_what_can_be_written_in_a_query_without_quotes() -> None:
    assert key_for("Späte Lieferung & Größen") == "spaete-lieferung-groessen"


def test_a_name_without_a_letter_that_can_be_kept_still_has_a_key() -> None:
    assert key_for("配送") == "topic"


def test_a_key_that_is_or_was_taken_is_not_given_again() -> None:
    taken = frozenset({TopicKey("late"), TopicKey("late-2")})
    assert free_key("Late", taken) == "late-3"


@given(st.text())
def test_any_name_has_a_short_plain_key(name: str) -> None:
    key = key_for(name)
    assert 0 < len(key) <= LONGEST_KEY
    assert all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in key)
