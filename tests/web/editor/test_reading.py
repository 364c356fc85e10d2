"""What the editor says of a text: colours and places in the browser's units, mistakes, hints, words."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from resonanz.query.language import parse
from resonanz.web.editor.reading import Read, Units, quoted, straightened, without

pytestmark = pytest.mark.usefixtures("company")


def test_a_mistake_has_its_place_and_remedy_in_the_readers_language():
    with translation.override("de"):
        (problem,) = Read('paket AND "zu').problems
    assert (problem.kind, problem.line, problem.column) == ("mistake", 1, 11)
    assert "Anführungszeichen" in problem.message
    assert problem.remedy


def test_a_name_that_no_query_has_is_a_mistake_at_the_name():
    mistake = Read('late AND query:"Nobody"').mistake
    assert mistake is not None
    assert mistake.at == (9, 23)


def test_a_query_that_is_there_can_be_named():
    assert Read('query:"Nordwind"').mistake is None


def test_lines_that_end_as_browsers_send_them_do_not_shift_places():
    mistake = Read("late\r\nAND (").mistake
    assert mistake is not None
    assert (mistake.line, mistake.column, mistake.at) == (2, 5, (9, 10))


def test_places_are_counted_as_browsers_count():
    read = Read("👍🏽 AND (")
    assert read.mistake is not None
    assert (read.mistake.at, read.mistake.units) == ((7, 8), (9, 10))
    assert [mark[:3] for mark in read.marks] == [(5, 8, "operator"), (9, 10, "bracket mistake")]


def test_a_hint_stops_nothing():
    read = Read("late and early")
    assert [one.kind for one in read.problems] == ["hint"]
    assert read.mistake is None
    assert read.canonical


def test_nothing_written_is_no_mistake():
    assert Read("  ").problems == ()


def test_a_query_is_told_in_words():
    with translation.override("en"):
        told = Read("late NEAR/5 parcel").told
    assert told is not None
    assert told.words == "at most 5 words apart:"
    assert len(told.parts) == 2


def test_brackets_as_deep_as_they_may_be_are_told():
    told = Read("(a NEAR/2 " * 150 + "b" + ")" * 150).told
    levels = 0
    while told is not None and told.parts:
        told, levels = told.parts[-1], levels + 1
    assert levels == 12


def test_a_long_query_is_not_told():
    assert Read(" OR ".join(f"w{number}" for number in range(500))).told is None


@given(st.text())
def test_units_are_those_of_utf_16(text):
    units = Units(text)
    for at in range(len(text) + 1):
        assert units(at) == len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(st.characters(categories=("L", "N")) | st.sampled_from(' "\\()'), min_size=1).map(str.strip))
@example("OR")
@example("NEAR")
def test_a_word_is_quoted_so_that_it_is_read_as_one(word):
    if any(char.isalnum() for char in word):
        assert len(parse(f"x NOT {quoted(word)}").children) == 2


@pytest.mark.parametrize(
    ("text", "excluding"),
    [("late", "late NOT spam"), ("late OR early", "(late OR early) NOT spam"), ("late early", "late early NOT spam")],
)
def test_a_word_is_excluded_from_all_alternatives(text, excluding):
    assert without(Read(text), "spam") == excluding


def test_every_line_ends_in_one_way():
    assert straightened("a\r\nb\rc\n") == "a\nb\nc\n"
