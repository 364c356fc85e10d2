"""Copies point to the first of them, within a bounded memory."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.mention import Mention
from resonanz.understand.duplicates import Duplicates
from resonanz.understand.plain import plain
from resonanz.understand.sketch import points, resemblance, similarity
from tests.understand.making import mention, mentions

NEWS = "Der Stadtrat hat gestern beschlossen, den alten Markt im kommenden Jahr ganz neu zu gestalten"


def find(duplicates: Duplicates, batch: list[Mention]) -> list[str | None]:
    return list(duplicates.find(batch, [plain(one.text) for one in batch]))


def firsts(*texts: str) -> list[str | None]:
    return find(Duplicates(window=1_000), mentions(*texts))


def test_the_same_words_are_a_copy() -> None:
    assert firsts(NEWS, NEWS) == [None, "mastodon:0"]


def test_a_repost_is_a_copy() -> None:
    assert firsts(NEWS, f"RT @anna: {NEWS} https://example.com/1") == [None, "mastodon:0"]


def test_a_slightly_changed_text_is_a_copy() -> None:
    assert firsts(NEWS, NEWS.replace("gestern ", "") + "!") == [None, "mastodon:0"]


def test_another_text_is_none() -> None:
    assert firsts(NEWS, "Weiß jemand, wann der neue Markt fertig ist und wer das alles bezahlt hat?") == [None, None]


def test_all_copies_point_to_the_first() -> None:
    assert firsts(NEWS, NEWS, NEWS) == [None, "mastodon:0", "mastodon:0"]


def test_a_few_common_words_are_nobodys_copy() -> None:
    assert firsts("Vielen Dank!", "Vielen Dank!") == [None, None]


def test_what_was_erased_has_no_copies_any_more() -> None:
    duplicates = Duplicates(window=1_000)
    first, second, third = mentions(NEWS, NEWS, NEWS)
    find(duplicates, [first])

    duplicates.forget([first.id])

    assert find(duplicates, [second, third]) == [None, second.id]


def test_no_text_of_what_was_erased_is_held() -> None:
    duplicates = Duplicates(window=1_000)
    (first,) = mentions(NEWS)
    find(duplicates, [first])

    duplicates.forget([first.id])

    assert "stadtrat" not in repr(duplicates._firsts)


def test_texts_without_words_are_nobodys_copy() -> None:
    assert firsts("😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀", "", "") == [None] * 4


def test_scripts_without_spaces_are_compared() -> None:
    text = "お店が明日何時に開くか知っている人はいますか教えてください"
    assert firsts(text, text) == [None, "mastodon:0"]


def test_a_mention_heard_again_is_not_its_own_copy() -> None:
    duplicates = Duplicates(window=1_000)
    first = mention(NEWS)
    find(duplicates, [first])
    assert find(duplicates, [first]) == [None]


def test_an_edited_mention_is_not_its_own_copy() -> None:
    duplicates = Duplicates(window=1_000)
    find(duplicates, [mention(NEWS)])
    assert find(duplicates, [mention(NEWS + " (ergänzt)", revision=7)]) == [None]


def test_what_fell_out_of_the_window_is_forgotten() -> None:
    duplicates = Duplicates(window=3)
    others = mentions(
        *(f"Ganz anderer Text Nummer {'abcdefgh'[number] * 9} über {number}{number}{number}" for number in range(8))
    )
    find(duplicates, [mention(NEWS, native_id="first"), *others])
    assert find(duplicates, [mention(NEWS, native_id="late")]) == [None]


def test_what_is_in_the_window_is_remembered() -> None:
    duplicates = Duplicates(window=3)
    find(duplicates, [mention(NEWS, native_id="first"), mention("Ein zweiter, ganz anderer Text über etwas Neues")])
    assert find(duplicates, [mention(NEWS, native_id="late")]) == ["mastodon:first"]


letters = st.text(alphabet="abcd ", max_size=40)


@settings(deadline=None)
@given(letters)
def test_a_text_resembles_itself(text: str) -> None:
    assert (resemblance(points(text), points(text)), similarity(points(text), points(text))) == (
        1.0 if len(text) >= 5 else 0.0,
        1.0 if text else 0.0,
    )


@settings(deadline=None)
@given(letters, letters)
def test_resemblance_is_that_of_the_shingles(one: str, other: str) -> None:
    sets = [{text[at : at + 5] for at in range(len(text) - 4)} for text in (one, other)]
    together = len(sets[0] | sets[1])
    expected = len(sets[0] & sets[1]) / together if together else 0.0
    assert np.isclose(resemblance(points(one), points(other)), expected)


@settings(deadline=None)
@given(letters, letters)
def test_similarity_is_mutual(one: str, other: str) -> None:
    assert similarity(points(one), points(other)) == similarity(points(other), points(one))


@settings(deadline=None)
@given(st.text(alphabet="ab", max_size=150), st.text(alphabet="abc", max_size=150))
def test_similarity_is_that_of_the_longest_common_subsequence(one: str, other: str) -> None:
    best = [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for place, against in enumerate(other):
            row.append(best[place] + 1 if letter == against else max(best[place + 1], row[place]))
        best = row
    assert similarity(points(one), points(other)) == 2 * best[-1] / max(len(one) + len(other), 1)
