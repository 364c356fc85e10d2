"""What counts as evidence of a need, and how it comes together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.clock import FixedClock
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


class Counting(MemoryArchive):
    """Count how often it is looked through."""

    scans = 0

    def scan(self, *args, **values):
        self.scans += 1
        return super().scan(*args, **values)


class CountingBook(MemoryNeedBook):
    """Count how often all is counted anew."""

    recounts = 0

    def recount(self, now):
        self.recounts += 1
        super().recount(now)


def test_while_nothing_is_heard_hardly_anything_is_asked(room: Room) -> None:
    archive, book = Counting(), CountingBook(MemoryTellingBook())
    keeper = EvidenceKeeper(archive=archive, needs=book, likeness=Similar(), clock=room.clock)
    need = book.add(room.need, NeedEvent(need=NeedId(0), at=NOON, action="written", actor=None))
    archive.keep([said(number, topics=("rack",)) for number in range(3)])
    book.put_signpost(Signpost(need=need.id, how=How.TOPIC, value="rack"))
    keeper.tick()
    archive.scans = book.recounts = 0
    for _ in range(120):  # an hour of them
        room.clock.sleep(30)
        keeper.tick()
    assert archive.scans <= 4
    assert book.recounts <= 12


def test_needs_are_compared_with_what_was_said_lately_read_once(room: Room) -> None:
    archive = Counting()
    keeper = EvidenceKeeper(archive=archive, needs=room.needs, likeness=Similar(), clock=room.clock)
    archive.keep([said(number) for number in range(9)])
    for number, one in enumerate(archive.following(0)[:4]):
        need = room.needs.add(room.need, NeedEvent(need=NeedId(number), at=NOON, action="written", actor=None))
        room.needs.put([evidence_of(one, need.id, How.HAND)])
    keeper.tick()
    assert archive.scans == 1


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
