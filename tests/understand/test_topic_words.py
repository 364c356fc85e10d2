"""The words of a topic."""

from __future__ import annotations

from resonanz.understand.plain import plain
from resonanz.understand.topic_words import Spoken, telling_words


def spoken(*texts: str, lang: str = "en", author: str = "") -> list[Spoken]:
    """Return texts, each by an author of its own unless one is named."""
    return [Spoken(plain(text), lang, author or f"{text}") for text in texts]


HERE = spoken("the Akku is empty", "my Akku dies", "what an Akku this is", lang="de")
ELSEWHERE = spoken(
    "the train is late", "my dog is here", "what a day this is", "the end is near", "this is it", lang="de"
)


def test_the_word_that_only_they_use_comes_first_and_keeps_its_capital() -> None:
    assert telling_words(HERE, [*HERE, *ELSEWHERE])[0] == "Akku"


def test_what_everybody_says_is_no_word_of_theirs() -> None:
    assert "is" not in telling_words(HERE, [*HERE, *ELSEWHERE])
    assert "the" not in telling_words(HERE, [*HERE, *ELSEWHERE])


def test_what_one_person_repeats_is_left_out() -> None:
    mine = spoken("Xanthippe again", "Xanthippe once more", "Xanthippe still", author="one")
    assert "Xanthippe" not in telling_words([*mine, *HERE], [*mine, *HERE, *ELSEWHERE])


def test_texts_of_another_language_are_not_compared_with() -> None:
    english = spoken("the cat", "the dog", lang="en")
    here = spoken("die Tür klemmt", "die Tür quietscht", lang="de")
    rest = spoken("die Sonne scheint", "die Katze schläft", "die Uhr tickt", lang="de")
    assert telling_words(here, [*here, *rest, *english * 20]) == ("Tür",)
