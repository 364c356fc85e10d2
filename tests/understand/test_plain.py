"""Any string becomes words, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.understand.plain import ANALYSED, HANDLE, LINK, plain, plain_text
from tests.understand.making import mention


def test_links_and_names_stand_as_signs() -> None:
    found = plain("@anna schau: https://example.com/a?b=c und www.example.com")
    assert found.tokens == (HANDLE, "schau", ":", LINK, "und", LINK)


def test_links_and_names_are_counted() -> None:
    found = plain("@anna @otto #los https://example.com")
    assert (found.handles, found.tags, found.links) == (2, 1, 1)


def test_a_mail_address_is_no_handle() -> None:
    assert plain("write to me@example.com").handles == 0


def test_a_tag_is_cut_at_its_capitals() -> None:
    assert plain("#ThanksForNothing").tokens == ("thanks", "for", "nothing")


def test_typographic_apostrophes_are_straight() -> None:
    assert plain("don’t").tokens == ("don't",)


def test_escaped_signs_are_read() -> None:
    assert "'" in plain("it&apos;s").tokens[0]


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert plain("scho\u0308n").tokens == plain("schön").tokens


def test_emoticons_and_emoji_are_tokens() -> None:
    assert plain("gut :-) 😡😡 <3").tokens == ("gut", ":-)", "😡", "😡", "<3")


def test_shouting_is_counted_unless_all_is_capitals() -> None:
    assert (plain("das ist NICHT gut so").shouted, plain("ALLES IST GUT").shouted) == (1, 0)


def test_a_title_is_read_first() -> None:
    assert plain_text(mention("Text", title="Titel")).tokens == ("titel", "\n", "text")


def test_a_megabyte_costs_what_a_long_post_costs() -> None:
    assert len(plain("gut " * 250_000).text) == ANALYSED


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\x01\x02\x03", "\ud83d", "\u200b", "'" * 50, ":" * 5_000, "@" * 5_000, "#" * 5_000]
)
def test_odd_texts_are_cut_into_words(text: str) -> None:
    assert plain(text).words == 0


@given(st.text(alphabet=st.characters()))
def test_tokens_are_never_empty(text: str) -> None:
    assert all(plain(text).tokens)
