"""What counts as evidence of a need, and how it comes together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.clock import FixedClock
from resonanz.core.counted import by_segment, by_time, of_segment
from resonanz.core.heard import Heard
from resonanz.core.ids import NeedId
from resonanz.core.mention import Author, MentionType
from resonanz.core.need import How, Need, NeedEvent, Signpost, Standing, people_in
from resonanz.core.search import Change
from resonanz.core.understood import Label, Voice
from resonanz.learn.evidence import EvidenceKeeper, evidence_of, is_voice
from resonanz.store.memory import MemoryArchive, MemoryNeedBook, MemoryTellingBook
from resonanz.understand.similar import Similar
from tests.making import NOON, heard


class Room:
    """Hold a need with what gathers its evidence."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.archive = MemoryArchive()
        self.needs = MemoryNeedBook(MemoryTellingBook())
        self.need = self.needs.add(
            Need(id=NeedId(0), title="A rack", created_at=NOON, changed_at=NOON),
            NeedEvent(need=NeedId(0), at=NOON, action="written", actor=None),
        )
        self.keeper = EvidenceKeeper(archive=self.archive, needs=self.needs, likeness=Similar(), clock=self.clock)

    def inside(self, standing: Standing = Standing.IN) -> set[str]:
        return {one.mention.partition(":")[2] for one in self.needs.evidence(self.need.id, standing)}


@pytest.fixture
def room() -> Room:
    return Room()


def said(number: object, text: str = "A bigger rack, please", **values: object) -> Heard:
    author = values.pop("author", Author(id=f"a{number}"))
    return heard(str(number), kind="request", text=text, author=author, **values)


@pytest.mark.parametrize(
    "one",
    [
        said(1, author=Author(id="us", is_own=True)),
        said(1, voice=Voice.OWN),
        said(1, type=MentionType.NOTICE),
        said(1, relevant=Label("no", 0.9)),
    ],
)
def test_what_is_no_voice_of_the_market_is_no_evidence(one: Heard) -> None:
    assert not is_voice(one)


def test_a_topic_brings_what_lies_in_the_archive_and_what_comes(room: Room) -> None:
    room.archive.keep([said(1, topics=("rack",), published_at=NOON - timedelta(days=300)), said(2)])
    room.needs.put_signpost(Signpost(need=room.need.id, how=How.TOPIC, value="rack"))
    room.keeper.tick()
    assert room.inside() == {"1"}
    room.archive.keep([said(3, topics=("rack",))])
    room.clock.sleep(120)
    room.keeper.tick()
    assert room.inside() == {"1", "3"}


def test_a_topic_that_is_learned_late_brings_old_mentions_within_a_day(room: Room) -> None:
    room.archive.keep([said(1, published_at=NOON - timedelta(days=300))])
    room.needs.put_signpost(Signpost(need=room.need.id, how=How.TOPIC, value="rack"))
    room.keeper.tick()
    room.archive.relabel([Change(id=said(1).mention.id, labels={"topics": ("rack",)})])
    room.clock.sleep(86_400)
    room.keeper.tick()
    assert room.inside() == {"1"}


def test_looking_again_finds_nothing_new(room: Room) -> None:
    room.archive.keep([said(1, topics=("rack",))])
    room.needs.put_signpost(Signpost(need=room.need.id, how=How.TOPIC, value="rack"))
    assert room.keeper.tick() == 1
    room.clock.sleep(86_400)
    assert room.keeper.tick() == 0


def test_what_is_similar_is_proposed_and_what_is_not_is_not(room: Room) -> None:
    room.archive.keep(
        [
            said(1, "I wish the rack of this bike were bigger"),
            said(2, "Could you build a bigger rack for the bike?"),
            said(3, "Please build a bigger rack for this bike"),
            said(4, "When will my parcel arrive?"),
        ]
    )
    room.needs.put(
        [evidence_of(one, room.need.id, How.HAND) for one in room.archive.following(0) if one.mention.id[-1] in "12"]
    )
    room.keeper.tick()
    assert room.inside(Standing.PROPOSED) == {"3"}


def test_what_was_refused_is_not_proposed_again(room: Room) -> None:
    room.archive.keep([said(1), said(2)])
    one, two = (evidence_of(each, room.need.id, How.HAND) for each in room.archive.following(0))
    room.needs.put([one])
    room.keeper.tick()
    assert room.inside(Standing.PROPOSED) == {"2"}
    room.needs.put([evidence_of(said(2), room.need.id, How.HAND, standing=Standing.OUT)])
    room.archive.keep([said(3, "something else entirely, about tyres")])
    room.clock.sleep(3_600)
    room.keeper.tick()
    assert two.mention.endswith("2")
    assert room.inside(Standing.PROPOSED) == set()


def test_people_are_counted_not_posts() -> None:
    need = NeedId(1)
    heards = [
        said(1, author=Author(id="ada")),
        said(2, author=Author(id="ada"), published_at=NOON - timedelta(days=1)),
        said(3, author=Author(handle="@Bob")),
        said(4, author=Author(handle="bob"), lang=Label("de", 0.9)),
        said(5, author=Author()),
        said(6, author=Author()),
        said(7, channel="email", author=Author(id="ada")),
    ]
    evidence = [evidence_of(one, need, How.HAND) for one in heards]
    assert people_in(evidence) == 5
    assert by_segment(evidence, "channel") == [("mastodon", 4), ("email", 1)]
    assert by_segment(evidence, "lang") == [("und", 5), ("de", 1)]
    assert by_time(evidence, [NOON - timedelta(days=1), NOON], NOON + timedelta(days=1)) == [1, 5]
    assert [one.mention for one in of_segment(evidence, {"lang": "de"})] == ["mastodon:4"]
