from __future__ import annotations

import string
import time
from datetime import UTC, datetime, timedelta

import pytest

from resonanz.query.language import parse
from resonanz.query.mistakes import MISTAKES, QueryError
from resonanz.query.tree import And, Exact, Key, Named, Near, Not, Number, Or, Phrase, Since, Within, Word


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("late", Word("late")),
        ("a b", And((Word("a"), Word("b")))),
        ("a AND (b AND c)", And((Word("a"), Word("b"), Word("c")))),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("NOT a NEAR/3 b", Not(Near(Word("a"), Word("b"), 3))),
        ("a NEAR/2 b NEAR c", Near(Near(Word("a"), Word("b"), 2), Word("c"), 4)),
        ("a NEAR/7f b", Near(Word("a"), Word("b"), 7, ordered=True)),
        ("a /2 b", Near(Word("a"), Word("b"), 2)),
        ("-a", Not(Word("a"))),
        ('"a b"~3', Phrase("a b", 3)),
        ('""a b""', Phrase("a b", verbatim=True)),
        (r'"say \"hi\""', Phrase('say "hi"')),
        ("“a b”", Phrase("a b")),
        ("`C++`", Exact("C++")),
        ('!"The Who"', Exact("The Who")),
        ("rawtitle:`x`", Within(Exact("x"), "title")),
        ("raw:(a OR b)", Or((Exact("a"), Exact("b")))),
        ("ingress:a", Within(Word("a"), "lead")),
        ("from:max", Key("author", "max")),
        ("intent:complaint", Key("kind", "criticism")),
        ("site:https://www.Example.com/", Key("site", "example.com")),
        ("channel:(rss OR -x)", Or((Key("channel", "rss"), Not(Key("channel", "x"))))),
        ("rating:[1 TO *]", Number("rating", 1.0, None)),
        ("seen:>=now-2h", Since("seen", timedelta(hours=2))),
        ("seen:>2026-03-01T10:00+01:00", Since("seen", datetime(2026, 3, 1, 9, 1, tzinfo=UTC))),
        ('query:"Our rivals"', Named("Our rivals")),
        ("hashtag:bahn @db", And((Word("#bahn"), Word("@db")))),
        ("a <<< why >>> b", And((Word("a"), Word("b")))),
        ("https://a.de/x:1", Word("https://a.de/x:1")),
    ],
)
def test_a_text_is_read_as_its_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "column", "end"),
    [
        ("", "empty", 1, 2),
        ("a (b", "bracket_open", 3, 4),
        ("a) b", "bracket_extra", 2, 3),
        ("a ()", "bracket_empty", 3, 5),
        ("OR a", "operator_left", 1, 3),
        ("a AND", "operator_right", 3, 6),
        ("a OR OR b", "operator_right", 3, 5),
        ("a NEAR/3", "operator_right", 3, 9),
        ("a | b", "operator_unknown", 3, 4),
        ("followers>10", "operator_unknown", 1, 13),
        ('a "b', "quote_open", 3, 4),
        ('a "b”', "quote_curly", 3, 4),
        ("`a", "exact_open", 1, 2),
        ("a <<< b", "comment_open", 3, 6),
        ("a >>>", "comment_extra", 3, 6),
        ('""', "phrase_empty", 1, 3),
        ("a !!!", "nothing_to_find", 3, 6),
        ("a *", "wildcard_alone", 3, 4),
        ('"a *"', "wildcard_alone", 1, 6),
        ("a*b*c*d*e*f*g*h*i*j*k*", "wildcard_many", 1, 23),
        ("日*本", "wildcard_ideograph", 1, 4),
        ("a NEAR/0 b", "distance", 3, 9),
        ("a NEAR/x b", "distance", 3, 9),
        ('"a b"~0', "slop", 6, 8),
        ("a NEAR lang:de", "near_operand", 8, 15),
        ("(NOT a) NEAR (NOT b)", "near_not", 2, 20),
        ("atleast/0:a", "count", 1, 11),
        ("atleast/2:(a b)", "count_operand", 11, 16),
        ("foo:bar", "field_unknown", 1, 5),
        ("a title:", "value_missing", 3, 9),
        ("title: a", "value_missing", 1, 7),
        ("title:NOT a", "value_missing", 1, 7),
        ("lang:", "value_missing", 1, 6),
        ("kind:blue", "value_unknown", 1, 10),
        ("lang:deutsch", "value_shape", 1, 13),
        ("rating:good", "value_shape", 1, 12),
        ("published:yesterday", "value_shape", 1, 20),
        ("published:2026-02-30", "value_shape", 1, 21),
        ("rating:[1 2]", "range_shape", 1, 10),
        ("rating:[3 TO 2]", "range_backwards", 1, 16),
        ("!a*", "exact_wildcard", 2, 4),
        ("lang:(de NEAR en)", "key_group", 10, 14),
        ("stem:fr(a)", "stem_lang", 1, 8),
    ],
)
def test_a_mistake_is_blamed_on_its_exact_place(text: str, code: str, column: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, error.line, error.column, error.end) == (code, 1, column, end)


def test_a_mistake_on_a_later_line_is_found_there() -> None:
    with pytest.raises(QueryError) as caught:
        parse("late OR\n  (delivery")
    assert (caught.value.line, caught.value.column) == (2, 3)


@pytest.mark.parametrize("code", sorted(MISTAKES))
def test_both_languages_say_the_same_things_of_a_mistake(code: str) -> None:
    def named(texts: tuple[str, str]) -> set[str | None]:
        return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    english, german = MISTAKES[code]
    assert named(english) == named(german)
    assert english != german


def test_an_error_can_be_read_in_german() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a AND")
    assert str(caught.value.localised("de")).startswith("Nach `AND` steht nichts.")


def seconds(text: str) -> float:
    begun = time.process_time()
    parse(text)
    return time.process_time() - begun


def test_twenty_thousand_terms_cost_no_square() -> None:
    assert (
        min(seconds(" OR ".join(f"word{number}" for number in range(20_000))) for _ in range(3)) < 20
    )  # a square would take minutes


def test_two_thousand_phrases_cost_no_square() -> None:
    assert min(seconds(" OR ".join(f'"über {number}"' for number in range(2_000))) for _ in range(5)) < 5


def test_one_term_too_many_is_refused() -> None:
    with pytest.raises(QueryError, match=r"more than 20000 terms"):
        parse(" ".join(["a"] * 20_001))


def test_two_hundred_brackets_are_read() -> None:
    text = "a"
    for number in range(200):
        text = f"b {'AND' if number % 2 else 'OR'} ({text})"
    tree = parse(text)
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    "text",
    ["(" * 500 + "a" + ")" * 500, "NOT " * 500 + "a", "a " + "NEAR b " * 500, "title:" * 500 + "a", "-" * 500 + "a"],
    ids=["brackets", "exclusions", "nears", "fields", "minuses"],
)
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.code == "too_deep"


def test_too_long_a_query_is_refused_unread() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a " * 600_000)
    assert caught.value.code == "too_long"


def test_a_near_that_spreads_too_far_is_refused() -> None:
    wide = "(" + " AND ".join(f"w{number}" for number in range(40)) + ")"
    with pytest.raises(QueryError) as caught:
        parse(f"{wide} NEAR {wide}")
    assert caught.value.code == "near_wide"
