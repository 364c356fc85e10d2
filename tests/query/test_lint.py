from __future__ import annotations

import string

import pytest

from resonanz.query.language import parse
from resonanz.query.lint import HINTS, lint


@pytest.mark.parametrize(
    ("query", "code", "column"),
    [
        ("NOT a", "only_exclusions", 1),
        ("*bahn", "leading_wildcard", 1),
        ("xx a*", "short_prefix", 4),
        ("bahn OR Bahn", "covered", 9),
        ("bahn* OR Bahnhof", "covered", 10),
        ("a “b c”", "curly_quote", 3),
        ("a NEAR/50 b", "wide_near", 1),
        ("a OR b c", "space_beside_or", 8),
        ("a b c d e", "space_in_list", 1),
        ("lang:de lang:en", "one_value", 9),
        ("late and early", "small_operator", 6),
        ("spät ODER früh", "small_operator", 6),
        ("why?", "question_mark", 1),
        ("AT&T", "punctuation", 1),
        ("a NOT a", "contradiction", 3),
        ('a raw:"!!"', "exact_punctuation", 7),
    ],
)
def test_what_is_probably_not_meant_is_hinted_at(query: str, code: str, column: int) -> None:
    assert [(hint.code, hint.column) for hint in lint(parse(query), query)] == [(code, column)]


@pytest.mark.parametrize(
    "query",
    [
        "late delivery",
        "(a b) OR c",
        "late AND delivery OR x",
        "a -b",
        "e-mail",
        "Hallo!",
        "https://a.de/x?y",
        "@a.b.c",
        "lang:de",
        "bahn* OR züge",
    ],
)
def test_a_sound_query_gives_no_hint(query: str) -> None:
    assert lint(parse(query), query) == []


@pytest.mark.parametrize("code", sorted(HINTS))
def test_both_languages_say_the_same_things_of_a_hint(code: str) -> None:
    def named(texts: tuple[str, str]) -> set[str | None]:
        return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    english, german = HINTS[code]
    assert named(english) == named(german)
    assert english != german
