"""Rules read German and English as a person would, and say that they only suspect it."""

from __future__ import annotations

import pytest

from resonanz.core.understood import SUSPECTED_BELOW, Understood
from resonanz.understand.lexicon import lexicon
from resonanz.understand.pipeline import Pipeline, judging_steps
from resonanz.understand.plain import plain
from resonanz.understand.reading import read
from resonanz.understand.sentiment import feeling
from tests.understand.making import mention
from tests.understand.sentences import KIND, SENTIMENT


def understood(text: str) -> Understood:
    (heard,) = Pipeline(judging_steps()).understand([mention(text)])
    return heard.understood


def feels(text: str, lang: str) -> float:
    words = plain(text)
    return feeling(words, read(words, lexicon(lang)))


@pytest.mark.parametrize(("lang", "text", "expected"), SENTIMENT)
def test_sentiment_is_what_a_reader_would_say(lang: str, text: str, expected: str) -> None:
    found = understood(text)
    assert (found.lang.value, found.sentiment.value) == (lang, expected)


@pytest.mark.parametrize(("lang", "text", "expected"), KIND)
def test_kind_is_what_a_reader_would_say(lang: str, text: str, expected: str) -> None:
    assert understood(text).kind.value == expected


@pytest.mark.parametrize(
    "text", ["Das ist die größte Frechheit aller Zeiten!!! 😡", "I love love love it 😍😍😍", "Why?"]
)
def test_rules_alone_only_suspect(text: str) -> None:
    found = understood(text)
    assert max(found.sentiment.confidence, found.kind.confidence) < SUSPECTED_BELOW


@pytest.mark.parametrize(
    ("lang", "weaker", "stronger"),
    [
        ("de", "Das ist gut.", "Das ist sehr gut."),
        ("de", "Das ist ziemlich schlecht.", "Das ist schlecht."),
        ("de", "Das ist schlecht.", "Das ist schlecht!!!"),
        ("en", "This is good.", "This is really good."),
        ("en", "This is bad.", "This is BAD."),
        ("en", "This is good.", "This is gooood 😍"),
    ],
)
def test_emphasis_strengthens(lang: str, weaker: str, stronger: str) -> None:
    assert abs(feels(weaker, lang)) < abs(feels(stronger, lang))


@pytest.mark.parametrize(
    ("lang", "text"), [("de", "Die Idee war schön, aber die Lösung ist mies."), ("en", "Nice try but bad.")]
)
def test_what_stands_after_but_counts_more(lang: str, text: str) -> None:
    assert feels(text, lang) < 0


@pytest.mark.parametrize(("lang", "text"), [("de", "Danke im Voraus!"), ("en", "Thanks in advance!")])
def test_thanks_in_advance_are_no_praise(lang: str, text: str) -> None:
    assert feels(text, lang) == 0


def test_a_greeting_is_no_affection() -> None:
    assert feels("Liebe Nachbarn, heute ist Dienstag.", "de") == 0


def test_a_wish_is_not_happiness() -> None:
    assert understood("Es wäre toll, wenn das endlich möglich wäre.").kind.value == "request"


def test_tags_are_read_as_words() -> None:
    assert feels("Warteschleife #furchtbar", "de") < 0


def test_emoji_speak_in_every_language() -> None:
    assert understood("😡😡😡").sentiment.value == "negative"


def test_other_languages_are_not_judged_by_our_words() -> None:
    found = understood("Gestern was alles in orde met de bestelling en de winkel was open.")
    assert (found.lang.value, found.sentiment.value) == ("nl", "neutral")
