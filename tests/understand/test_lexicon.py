"""The word lists are well formed: nothing twice, nothing dangling, a reason for each surprise."""

from __future__ import annotations

from collections import Counter

import pytest

from resonanz.understand.lexicon import Lexicon, Listing, Role, lexicon, listing

LISTS = ("de", "en", "signs")


@pytest.mark.parametrize("name", LISTS)
def test_no_entry_has_two_weights(name: str) -> None:
    entries = Counter(entry for text in listing(name).weights.values() for entry in text.split())
    assert [entry for entry, many in entries.items() if many > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_no_entry_begins_or_ends_with_words_of_any_kind(name: str) -> None:
    found = listing(name)
    entries = [entry for text in (*found.weights.values(), *found.roles.values()) for entry in text.split()]
    assert [entry for entry in entries if entry.startswith("*_") or entry.endswith("_*")] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_section_is_a_role(name: str) -> None:
    assert {key.upper() for key in listing(name).roles} <= {role.name for role in Role}


@pytest.mark.parametrize("name", LISTS)
def test_weights_stay_within_bounds(name: str) -> None:
    assert all(-3 <= float(key) <= 3 for key in listing(name).weights)


@pytest.mark.parametrize("name", LISTS)
def test_every_reason_is_about_an_entry(name: str) -> None:
    found = listing(name)
    entries = {entry for text in (*found.weights.values(), *found.roles.values()) for entry in text.split()}
    assert set(found.reasons) - entries == set()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_language_has_about_two_thousand_words_that_feel(lang: str) -> None:
    assert sum(len(text.split()) for text in listing(lang).weights.values()) > 1_700


def weight(lists: Listing, token: str) -> float:
    word = Lexicon([lists])[token]
    return word.weight if word else 0.0


def test_a_word_written_out_wins_over_a_stem() -> None:
    assert weight(Listing(weights={"2": "gut*", "0": "gutschein"}), "gutschein") == 0


def test_a_longer_stem_wins_over_a_shorter_one() -> None:
    assert weight(Listing(weights={"2": "gut*", "0": "gutach*"}), "gutachten") == 0


def test_an_inflected_word_is_found() -> None:
    assert weight(Listing(weights={"2": "schön~"}, inflections="e es er"), "schönes") == 2


def test_the_end_of_a_compound_is_found() -> None:
    assert weight(Listing(weights={"-2": "*chaos"}), "baustellenchaos") == -2


def test_drawn_out_letters_are_found() -> None:
    assert weight(Listing(weights={"2": "good"}), "gooooood") == 2


def test_memory_for_tokens_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resonanz.understand.lexicon.REMEMBERED", 10)
    words = Lexicon([Listing(weights={"2": "gut"})])
    for number in range(100):
        words[f"w{number}"]
    assert len(words) <= 10


def test_tokens_are_found_again_after_forgetting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resonanz.understand.lexicon.REMEMBERED", 1)
    words = Lexicon([Listing(weights={"2": "gut"})])
    assert [bool(words[token]) for token in ("gut", "x", "gut")] == [True, False, True]


def test_every_language_knows_the_signs() -> None:
    assert all(lexicon(lang)["😡"] for lang in ("", "de", "en"))
