"""Whom a feeling is for: us, a product of ours, or a competitor."""

from __future__ import annotations

import pytest

from resonanz.core.ids import QueryId
from resonanz.core.understood import RULE
from resonanz.understand.plain import Plain, handles_in, plain, plain_text
from resonanz.understand.target import Entity, Targets
from tests.making import mention
from tests.understand.targets.sentences import DE, EN, labelled

OWN = Entity(QueryId(1), "own", (("hansebau",), ("hanse", "bau"), ("hansebau_hilft",)))
THEM = Entity(QueryId(2), "competitor", (("nordwerk*",),))
PRODUCT = Entity(QueryId(3), "product", (("hanse", "phone"),))
SIGNS = {"positive": "+", "neutral": "0", "negative": "-"}


def felt(text: str, lang: str = "en") -> dict[str, str]:
    """Return the sign of each target of a text."""
    targets = Targets([OWN, THEM, PRODUCT])
    return {one.about: SIGNS[one.feels.value] for one in targets.of(plain(text), lang)}


@pytest.mark.parametrize(("lang", "sentences", "least"), [("de", DE, 0.85), ("en", EN, 0.85)])
def test_sentences_that_were_never_looked_at_are_mostly_right(lang: str, sentences: str, least: float) -> None:
    right = asked = 0
    for us, them, text in labelled(sentences)[1::2]:
        found = felt(text, lang)
        if " " not in us + them:
            asked += 2
            right += (found.get("own"), found.get("competitor")) == (us, them)
            right += found.get("own") == us or found.get("competitor") == them
    assert right / asked >= least


def test_unlike_turns_the_feeling_round() -> None:
    assert felt("Hansebau is great, unlike Nordwerk") == {"own": "+", "competitor": "-"}


def test_one_name_alone_says_no_more_than_the_text() -> None:
    assert felt("Hansebau is great") == {}


def test_one_name_that_something_else_is_better_than_says_more() -> None:
    assert felt("This is so much better than Nordwerk") == {"competitor": "-"}


def test_a_name_may_be_several_words_or_a_stem() -> None:
    assert felt("Hanse Bau is wonderful, unlike Nordwerks") == {"own": "+", "competitor": "-"}


def test_a_product_is_told_from_the_company() -> None:
    assert felt("The Hanse Phone is terrible but Hansebau is lovely") == {"own": "+", "product": "-"}


def test_an_at_name_is_a_name() -> None:
    said = mention(text="@hansebau_hilft you are great, unlike @nordwerk.example")
    found = Targets([OWN, THEM]).of(plain_text(said), "en", handles_in(said))
    assert {one.about: SIGNS[one.feels.value] for one in found} == {"own": "+", "competitor": "-"}


def test_what_is_found_is_only_suspected() -> None:
    found = Targets([OWN, THEM]).of(plain("Hansebau is great, unlike Nordwerk"), "en")
    assert all(one.feels.suspected and one.feels.origin == RULE for one in found)


def test_a_language_without_words_for_it_is_left_alone() -> None:
    assert felt("Hansebau is great, unlike Nordwerk", "fr") == {}


def test_a_list_of_everybody_compares_nothing() -> None:
    many = [Entity(QueryId(n), "competitor", ((f"firm{chr(97 + n)}",),)) for n in range(9)]
    assert Targets(many).of(plain(" ".join(f"firm{chr(97 + n)}" for n in range(9))), "en") == ()


@pytest.mark.parametrize("text", ["", "Nordwerk", "Hansebau Nordwerk", "than Nordwerk", ", , Hansebau , Nordwerk ,"])
def test_scraps_of_text_break_nothing(text: str) -> None:
    assert set(felt(text)) <= {"own", "competitor"}


def test_no_entities_find_nothing() -> None:
    assert Targets().of(Plain(), "de") == ()
