"""What every archive promises about estimates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.errors import InputRejected
from resonanz.core.ports import Archive
from resonanz.core.search import Count, Filter
from tests.store.contracts.making import NOON, heard

MANY = 600


class Estimating:
    """Estimate how much there is."""

    @pytest.fixture
    def full(self, archive: Archive) -> Archive:
        """Return an archive in which every third mention is about trains, in two channels."""
        archive.keep(
            [
                heard(
                    number,
                    text="ein Zug" if number % 3 == 0 else "ein Bus",
                    published_at=NOON - timedelta(minutes=number),
                    channel="rss" if number % 2 else "mastodon",
                )
                for number in range(MANY)
            ]
        )
        return archive

    @pytest.mark.parametrize(
        "asked",
        [
            Filter(),
            Filter(channels=("rss",)),
            Filter(query="zug"),
            Filter(query="NOT zug"),
            Filter(query="zug channel:rss"),
            Filter(query="zug", channels=("rss",), since=NOON - timedelta(minutes=100)),
            Filter(query="zug", until=NOON - timedelta(minutes=100)),
            Filter(query="channel:none zug"),
            Filter(query="nothing"),
        ],
        ids=str,
    )
    def test_few_are_counted(self, full: Archive, asked: Filter) -> None:
        volume = full.volume(asked)
        (group,) = full.count(Count(filter=asked))
        assert (volume.number, volume.low, volume.high, volume.exact) == (*[group.number] * 3, True)

    @pytest.mark.parametrize("query", ["zug", "NOT zug", "ein zug channel:rss", "len:<8", "ein NOT zug"])
    def test_what_is_told_of_a_sample_holds_the_truth(self, full: Archive, query: str) -> None:
        asked = Filter(query=query)
        volume = full.volume(asked, looks=100)
        (group,) = full.count(Count(filter=asked))
        assert volume.low <= group.number <= volume.high
        assert volume.low <= volume.number <= volume.high
        assert volume.exact or volume.looked_at <= 100

    def test_the_same_question_has_the_same_answer(self, full: Archive) -> None:
        asked = Filter(query="NOT zug")
        assert full.volume(asked, looks=50) == full.volume(asked, looks=50)

    def test_a_wrong_query_is_refused(self, archive: Archive) -> None:
        with pytest.raises(InputRejected):
            archive.volume(Filter(query="(zug"))
