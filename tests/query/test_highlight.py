"""What an editor colours: the lexer's own pieces, whatever state a query is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.query.highlight import overlaid, place, stretches
from resonanz.query.mistakes import position


def painted(text: str) -> list[tuple[str, str]]:
    return [(one.paint.value, text[one.start : one.end]) for one in stretches(text)]


def test_each_piece_is_coloured_as_what_it_is():
    assert painted('late NEAR/5 (title:"the parcel" OR `DB`) <<< why >>> -lang:de') == [
        ("word", "late"), ("operator", "NEAR/5"), ("bracket", "("), ("field", "title:"), ("phrase", '"the parcel"'),
        ("operator", "OR"), ("exact", "`DB`"), ("bracket", ")"), ("comment", "<<< why >>>"), ("operator", "-"),
        ("field", "lang:"), ("value", "de"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("lang:(de OR en)", ["de", "en"]),
        ("rating:[1 TO 2] late", ["[1 TO 2]"]),
        ('source:"New York" late', ['"New York"']),
        ("reach:>1000", [">1000"]),
        ("(lang:(de OR (en)) OR late)", ["de", "en"]),
    ],
)
def test_what_stands_behind_a_field_is_its_value(text, values):
    assert [written for paint, written in painted(text) if paint == "value"] == values


def test_brackets_know_their_partners():
    found = {one.start: one.partner for one in stretches("(a (b) ") if one.paint.value == "bracket"}
    assert found == {0: None, 3: 5, 5: 3}


@pytest.mark.parametrize(
    "text", ['"late AND x', "foo:bar AND x", "NEAR/500 AND x", "| AND x", ">>> AND x", 'lang:"de AND x']
)
def test_what_follows_a_mistake_is_coloured_too(text):
    assert painted(text)[-2:] == [("operator", "AND"), ("word", "x")]


def test_a_comment_that_never_ends_is_a_comment():
    assert painted("late <<< and so on") == [("word", "late"), ("comment", "<<< and so on")]


@given(st.text(st.sampled_from('ab "“(`)<>[]:~*-!/ \nANDORlangqueryNEAR/5'), max_size=60) | st.text(max_size=40))
def test_stretches_ascend_and_never_overlap(text):
    end = 0
    for one in stretches(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@given(st.text(st.sampled_from("ab \n"), min_size=1), st.data())
def test_a_place_is_found_again_from_its_line_and_column(text, data):
    at = data.draw(st.integers(0, len(text) - 1))
    where = position(text, (at, at + 1))
    assert place(text, where.line, where.column) == at


def test_a_mistake_lies_over_what_is_coloured():
    laid = list(overlaid(stretches("ab (c"), [((1, 4), "wrong")]))
    assert laid == [
        ((0, 1), ["word"], None), ((1, 2), ["word", "wrong"], None), ((2, 3), ["wrong"], None),
        ((3, 4), ["bracket", "wrong"], None), ((4, 5), ["word"], None),
    ]  # fmt: skip
