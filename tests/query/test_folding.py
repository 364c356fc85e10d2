from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.query.compiled.scan import _LONGEST_FOLD
from resonanz.query.folding import CLASSES, FOLDS, Char, key_of
from resonanz.query.tokens import tokenise, urls


def test_no_character_of_a_word_is_folded_to_more_than_the_scanner_has_room_for() -> None:
    in_words = {Char.WORD, Char.IDEOGRAPH, Char.MARK}
    folds = (FOLDS[char] for char in map(chr, range(sys.maxunicode + 1)) if CLASSES[char] in in_words)
    assert max(map(len, folds)) == _LONGEST_FOLD


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cs"])))
def test_composed_and_decomposed_texts_have_the_same_keys(text: str) -> None:
    assert key_of(unicodedata.normalize("NFC", text)) == key_of(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Hello, World", ["hello", "world"]),
        ("it's AT&T", ["it", "s", "at", "t"]),
        ("x_y 1,5", ["x_y", "1", "5"]),
        ("日本go", ["日", "本", "go"]),
        ("see https://a.de/(x).", ["see", "https://a.de/(x"]),
        ("www. x", ["www", "x"]),
        ("so\u00adft", ["soft"]),
        ("\x00a\ud800b", ["a", "b"]),
    ],
)
def test_a_text_is_cut_into_tokens(text: str, keys: list[str]) -> None:
    assert [token.key for token in tokenise(text)] == keys


def test_web_addresses_are_found_as_written() -> None:
    assert urls("Look: HTTPS://A.de/X, www.b.org! and http://") == ["HTTPS://A.de/X", "www.b.org"]


def test_sentences_are_numbered() -> None:
    text = 'Am 3. Mai kam "er." Dann z. B. sie!\nUnd wir。ende'
    assert [token.sentence for token in tokenise(text)] == [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3]
