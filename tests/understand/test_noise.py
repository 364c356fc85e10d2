"""Noise: what a name means besides what was meant."""

from __future__ import annotations

from resonanz.query.language import parse
from resonanz.understand.noise import Word, noise
from tests.making import heard

OURS = [heard(str(number), text=f"Meine Bahn war wieder zu spät, Zug {number}") for number in range(30)]
SWIMMING = [heard(f"s{number}", text="Auf der zweiten Bahn im Schwimmbad geschwommen") for number in range(12)]
ELSEWHERE = [heard(f"e{number}", text="Meine Lieferung war wieder zu spät, sehr schade") for number in range(200)]


def words() -> list[Word]:
    """Return the words beside `bahn`."""
    return noise(parse("bahn"), [*OURS, *SWIMMING], ELSEWHERE)


def test_the_other_meaning_of_a_name_shows() -> None:
    assert {"Schwimmbad", "geschwommen", "Zug", "zweiten"} == {one.word for one in words()}


def test_a_word_says_how_many_have_it_here_and_elsewhere() -> None:
    found = next(one for one in words() if one.word == "Schwimmbad")
    assert (found.hits, round(found.share, 2), found.elsewhere) == (12, 0.29, 0.0)


def test_the_words_that_are_asked_for_are_no_news() -> None:
    assert "Bahn" not in {one.word for one in words()}


def test_nothing_stands_out_where_there_is_nothing_to_compare() -> None:
    assert noise(parse("bahn"), [], ELSEWHERE) == []
    assert noise(parse("bahn"), OURS[:1], []) == []
