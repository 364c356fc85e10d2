"""The answers library: places are filled once and safely, a confirmation ends on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.errors import InputRejected
from resonanz.core.ids import AnswerId
from resonanz.core.mention import Author
from resonanz.core.ready_answers import (
    LONGEST_VALUE,
    ReadyAnswer,
    Standing,
    calling,
    checked_name,
    fill,
    places,
    refuse_unknown,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANSWER = ReadyAnswer(
    id=AnswerId(1), department=None, title="Parcels", asked="", german="Hallo", english="Hello", owner=None,
    confirm_by=date(2026, 6, 1), changed_at=NOON,
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "standing"),
    [(date(2026, 6, 1), Standing.CONFIRMED), (date(2026, 6, 2), Standing.OVERDUE)],
)
def test_a_confirmation_ends_after_its_day(day: date, standing: Standing) -> None:
    assert replace(ANSWER, confirmed_at=NOON).standing(day) is standing


def test_what_nobody_confirmed_is_not_confirmed_before_its_day_either() -> None:
    assert ANSWER.standing(date(2026, 3, 3)) is Standing.UNCONFIRMED


@pytest.mark.parametrize(("lang", "told"), [("de", ("Hallo", "de")), ("en", ("Hello", "en")), ("fr", ("Hello", "en"))])
def test_a_reader_gets_their_language_or_english(lang: str, told: tuple[str, str]) -> None:
    assert ANSWER.text(lang) == told


def test_a_reader_gets_the_other_language_where_theirs_is_missing() -> None:
    assert replace(ANSWER, english="").text("en") == ("Hallo", "de")


def test_a_place_without_a_value_goes_with_the_space_before_it() -> None:
    filled = fill("Hello {name}, case {case}.", {"name": "", "case": "4"})
    assert (filled.text, filled.missing) == ("Hello, case 4.", ("name",))


def test_what_a_value_contains_is_no_place() -> None:
    assert fill("{name} {case}", {"name": "{case}", "case": "4"}).text == "{case} 4"


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_stranger_never_fills_in_a_line_a_place_or_an_address(name: str, handle: str) -> None:
    called = calling(Author(name=name, handle=handle))
    for value in called.values():
        assert "\n" not in value
        assert not places(value)
        assert len(value) <= LONGEST_VALUE + 1
    assert "://" not in called["name"]
    assert "@" not in called["name"]


@pytest.mark.parametrize("name", ["Ada https://evil.example", "www.evil.example", "evil.example", "Ada @everyone"])
def test_a_name_that_is_an_address_is_not_repeated(name: str) -> None:
    assert calling(Author(name=name))["name"] == ""


@pytest.mark.parametrize("name", ["Dr. Ada Lovelace", "Müller-Lüdenscheidt", "J. R. Hartley", "O'Brien 🚲"])
def test_a_usual_name_is_repeated(name: str) -> None:
    assert calling(Author(name=name))["name"] == name


def test_a_name_cannot_turn_our_text_around() -> None:
    assert calling(Author(name="A\u202eda"))["name"] == "Ada"


def test_an_unknown_place_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputRejected, match="name, handle, case, link, phone"):
        refuse_unknown("Hello {vorname}", ["phone"], place="english")


def test_a_lone_brace_is_no_place() -> None:
    assert places("a } b { c") == ()


@pytest.mark.parametrize("name", ["name", "Phone", "", "1a", "a" * 31, "a-b"])
def test_a_place_of_our_own_has_a_plain_name_that_is_free(name: str) -> None:
    with pytest.raises(InputRejected):
        checked_name(name)
