"""What every archive promises about the words that are most frequent."""

from __future__ import annotations

import pytest

from resonanz.core.errors import InputRejected
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author
from resonanz.core.ports import Archive
from resonanz.core.search import Filter
from resonanz.core.spoken import Said, Spoken
from tests.store.contracts.making import heard


class Speaking:
    """Tell the most frequent words."""

    @pytest.fixture
    def talked(self, archive: Archive) -> Archive:
        """Return an archive in which three mentions speak of lamps, two of them of their light."""
        archive.keep(
            [
                heard(1, text="Die Lampe ist für das Büro, Lampe!", author=Author(handle="anna")),
                heard(2, text="@anna@social.example the LAMPE and its #Licht", channel="rss"),
                heard(3, text="Lampe, Licht: 2 https://lampe.example", title="Büro"),
                heard(4, text="mail@lampe.example ist nicht da"),
            ]
        )
        return archive

    def test_words_are_counted_in_mentions_without_grammar_numbers_addresses_and_handles(self, talked: Archive) -> None:
        found = talked.words(Filter())
        assert found == Spoken(
            words=(Said("lampe", "Lampe", 3), Said("buero", "Büro", 2), Said("licht", "Licht", 2)), read=4, of=4
        )

    @pytest.mark.parametrize(
        ("under", "read", "words"),
        [
            (Filter(channels=("rss",)), 1, ["lampe", "licht"]),
            (Filter(query="licht"), 2, ["lampe", "licht", "buero"]),
            (Filter(query="channel:rss"), 1, ["lampe", "licht"]),
            (Filter(author="Anna"), 1, ["buero", "lampe"]),
            (Filter(thread=MentionId("mastodon:4")), 1, []),
            (Filter(query="nothing"), 0, []),
        ],
    )
    def test_words_of_what_a_filter_finds(self, talked: Archive, under: Filter, read: int, words: list[str]) -> None:
        found = talked.words(under)
        assert ([each.key for each in found.words], found.read, found.of) == (words, read, read)

    def test_only_the_most_frequent_words(self, talked: Archive) -> None:
        assert [each.key for each in talked.words(Filter(), limit=1).words] == ["lampe"]

    def test_erased_words_are_counted_no_more(self, talked: Archive) -> None:
        talked.forget([MentionId("mastodon:1")])
        found = talked.words(Filter())
        assert (found.read, found.words[0]) == (3, Said("lampe", "Lampe", 2))

    @pytest.mark.parametrize("query", ["", "lampe"])
    def test_of_many_only_so_many_are_read(self, archive: Archive, query: str) -> None:
        archive.keep([heard(number) for number in range(80)])
        found = archive.words(Filter(query=query), looks=20)
        assert (found.read, found.of, found.is_whole) == (20, 80, False)
        assert found.words[:1] == (Said("lampe", "Lampe", 20),)

    def test_a_wrong_question_for_words_is_refused(self, archive: Archive) -> None:
        with pytest.raises(InputRejected):
            archive.words(Filter(query="(lampe"))
