"""The work on topics: taught, given back, proposed and kept; and what people do with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest

from resonanz.core.clock import FixedClock
from resonanz.core.errors import InputRejected, NotAllowed, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, UserId
from resonanz.core.mention import Author
from resonanz.core.policy import Actor, Role
from resonanz.core.search import Filter
from resonanz.core.topic import Topic, TopicKey, TopicState, Trend
from resonanz.core.understood import Voice
from resonanz.store.memory import MemoryArchive, MemoryAudit, MemoryTopicBook
from resonanz.understand.plain import plain_text
from resonanz.understand.topic_desk import TopicDesk
from resonanz.understand.topic_judge import TopicJudge
from resonanz.understand.topic_keeping import LOOKED_FOR, TopicKeeper
from tests.making import NOON, heard

LEAD = Actor(id=UserId(1), name="Ada", roles={DepartmentId(1): Role.LEAD})
MEMBER = Actor(id=UserId(2), name="Bob", roles={DepartmentId(1): Role.MEMBER})
READER = Actor(id=UserId(3), roles={DepartmentId(1): Role.READER})
LETTERS = list("abcdefghijklmnopqrstuvwxyz")
BATTERY = "the battery drains too fast"
INVOICE = "my invoice shows a wrong amount"


@dataclass
class Office:
    """Hold everything around topics, in memory."""

    archive: MemoryArchive = field(default_factory=MemoryArchive)
    book: MemoryTopicBook = field(default_factory=MemoryTopicBook)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    said: int = 0

    def __post_init__(self) -> None:
        self.keeper = TopicKeeper(archive=self.archive, book=self.book, clock=self.clock)
        self.desk = TopicDesk(archive=self.archive, book=self.book, audit=self.audit, clock=self.clock)

    def hear(self, text: str, many: int, *, days_ago: float = 1, author: str = "", **values: object) -> list[MentionId]:
        """Take in texts that share some words, each by an author of its own unless one is named."""
        draw = np.random.default_rng(self.said)
        batch: list[Heard] = []
        for _ in range(many):
            self.said += 1
            words = (
                f"{text} {''.join(draw.choice(LETTERS, 7))}"
                if text
                else " ".join("".join(draw.choice(LETTERS, 7)) for _ in range(5))
            )
            by = Author(handle=author or f"person{self.said}")
            at = self.clock.now() - timedelta(days=days_ago)
            batch.append(heard(str(self.said), text=words, author=by, published_at=at, **values))
        self.archive.keep(batch)
        return [one.mention.id for one in batch]

    def proposals(self) -> list[Topic]:
        """Return what is proposed now."""
        return [topic for topic in self.book.all() if topic.state is TopicState.PROPOSED]

    def carrying(self, key: str) -> set[MentionId]:
        """Return the mentions that carry a key."""
        return {one.mention.id for one in self.archive.page(Filter(topics=(key,)), limit=1_000).items}


@pytest.fixture
def office() -> Office:
    """Return an office that has heard a lot of nothing in particular."""
    office = Office()
    office.hear("", 150)
    office.hear("", 10, days_ago=34)
    office.hear("", 10, days_ago=12)
    return office


class TestProposing:
    def test_what_several_people_say_is_proposed_with_its_words(self, office: Office) -> None:
        office.hear(BATTERY, 12)
        office.keeper.keep()
        (proposal,) = office.proposals()
        assert "battery" in proposal.words

    def test_what_one_person_repeats_is_not(self, office: Office) -> None:
        office.hear(BATTERY, 12, author="loud")
        office.keeper.keep()
        assert office.proposals() == []

    def test_a_later_look_keeps_a_proposal_under_its_key(self, office: Office) -> None:
        office.hear(BATTERY, 12)
        office.keeper.keep()
        (before,) = office.proposals()
        office.hear(INVOICE, 12)
        office.hear(BATTERY, 4)
        office.keeper.keep()
        assert before.key in {topic.key for topic in office.proposals()}
        assert len(office.proposals()) == 2
        members = [one for one in office.book.members() if one.topic == before.key]
        assert len(members) == 16

    def test_a_proposal_ends_when_nobody_speaks_of_it_any_more(self, office: Office) -> None:
        office.hear(BATTERY, 12)
        office.keeper.keep()
        office.clock.sleep(60 * 24 * 3600)
        office.hear("", 150)
        office.keeper.keep()
        assert office.proposals() == []

    def test_what_began_this_week_is_new(self, office: Office) -> None:
        office.hear(BATTERY, 12)
        office.keeper.keep()
        assert office.proposals()[0].growth.trend is Trend.NEW

    def test_news_and_our_own_voice_are_not_proposed(self, office: Office) -> None:
        office.hear(BATTERY, 12, voice=Voice.OWN)
        office.keeper.keep()
        assert office.proposals() == []


class TestNaming:
    def test_naming_a_proposal_gives_its_mentions_the_topic_at_once(self, office: Office) -> None:
        said = office.hear(BATTERY, 12)
        office.keeper.keep()
        (proposal,) = office.proposals()
        topic = office.desk.name(LEAD, proposal.key, "Battery life")
        assert (topic.key, topic.name, topic.state) == (proposal.key, "Battery life", TopicState.NAMED)
        assert office.carrying(topic.key) == set(said)

    def test_older_and_new_mentions_get_it_too(self, office: Office) -> None:
        said = office.hear(BATTERY, 12)
        topic = office.desk.begin(LEAD, "Battery", said[:6])
        office.keeper.keep()
        assert office.carrying(topic.key) == set(said)
        judge = TopicJudge(office.book)
        judge.refresh()
        new = heard("new", text="honestly, the battery drains so fast")
        assert judge.given([new.mention.id], [plain_text(new.mention)]) == [(topic.key,)]

    def test_what_has_a_topic_is_not_proposed_again(self, office: Office) -> None:
        said = office.hear(BATTERY, 12)
        office.desk.begin(LEAD, "Battery", said)
        office.keeper.keep()
        assert office.proposals() == []

    def test_what_was_hidden_is_not_proposed_again(self, office: Office) -> None:
        office.hear(BATTERY, 12)
        office.keeper.keep()
        office.desk.hide(LEAD, office.proposals()[0].key)
        office.hear(BATTERY, 12)
        office.keeper.keep()
        assert office.proposals() == []

    def test_a_hidden_topic_is_carried_by_nothing(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery", office.hear(BATTERY, 12))
        office.keeper.keep()
        office.desk.hide(LEAD, topic.key)
        office.keeper.keep()
        assert office.carrying(topic.key) == set()

    def test_renaming_keeps_the_key(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery", office.hear(BATTERY, 12))
        assert office.desk.name(LEAD, topic.key, "Power").key == topic.key
        assert [event.action for event in office.book.events(topic.key)] == ["renamed", "named"]

    def test_a_name_is_given_once(self, office: Office) -> None:
        office.desk.begin(LEAD, "Battery")
        with pytest.raises(InputRejected, match="already"):
            office.desk.begin(LEAD, "battery")

    def test_examples_must_have_been_heard(self, office: Office) -> None:
        with pytest.raises(NotFound):
            office.desk.begin(LEAD, "Battery", [MentionId("mastodon:never")])


class TestMergingAndSplitting:
    def test_a_merged_topics_key_still_finds_its_mentions_and_new_ones(self, office: Office) -> None:
        battery = office.desk.begin(LEAD, "Battery", said := office.hear(BATTERY, 12))
        power = office.desk.begin(LEAD, "Power", office.hear("no power after a night", 12))
        office.keeper.keep()
        office.desk.merge(LEAD, battery.key, power.key)
        later = office.hear(BATTERY, 3)
        office.keeper.keep()
        assert office.carrying(battery.key) >= {*said}
        judge = TopicJudge(office.book)
        judge.refresh()
        found = office.archive.find(later)
        given = judge.given(later, [plain_text(found[one].mention) for one in later])
        assert given == [(power.key, battery.key)] * 3

    def test_a_merger_can_be_taken_back(self, office: Office) -> None:
        battery = office.desk.begin(LEAD, "Battery", said := office.hear(BATTERY, 12))
        power = office.desk.begin(LEAD, "Power", office.hear("no power after a night", 12))
        office.desk.merge(LEAD, battery.key, power.key)
        office.desk.show(LEAD, battery.key)
        office.keeper.keep()
        assert office.carrying(battery.key) == set(said)
        assert office.carrying(power.key).isdisjoint(said)

    def test_the_history_of_both_tells_of_it(self, office: Office) -> None:
        one, other = office.desk.begin(LEAD, "One"), office.desk.begin(LEAD, "Other")
        office.desk.merge(LEAD, one.key, other.key)
        assert office.book.events(one.key)[0].other == other.key
        assert office.book.events(other.key)[0].other == one.key

    def test_a_topic_does_not_go_into_itself_by_any_way(self, office: Office) -> None:
        one, other = office.desk.begin(LEAD, "One"), office.desk.begin(LEAD, "Other")
        office.desk.merge(LEAD, one.key, other.key)
        with pytest.raises(InputRejected):
            office.desk.merge(LEAD, other.key, one.key)

    def test_a_proposal_can_go_into_a_topic(self, office: Office) -> None:
        said = office.hear(BATTERY, 12)
        office.keeper.keep()
        power = office.desk.begin(LEAD, "Power")
        office.desk.merge(LEAD, office.proposals()[0].key, power.key)
        assert office.carrying(power.key) == set(said)
        assert office.proposals() == []

    def test_a_split_takes_what_holds_the_words(self, office: Office) -> None:
        stays = office.hear(f"{BATTERY} overnight", 12)
        goes = office.hear(f"{BATTERY} while charging", 12)
        topic = office.desk.begin(LEAD, "Battery", [*stays, *goes])
        new = office.desk.split(LEAD, topic.key, "Charging", words="charging")
        office.keeper.keep()
        assert office.carrying(new.key) == set(goes)
        assert office.carrying(topic.key) == set(stays)

    def test_a_split_that_takes_nothing_is_refused(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery", office.hear(BATTERY, 12))
        with pytest.raises(InputRejected):
            office.desk.split(LEAD, topic.key, "Charging", words="charging")
        assert [one.name for one in office.book.all()] == ["Battery"]


class TestSaying:
    def test_what_a_person_takes_out_stays_out(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery", said := office.hear(BATTERY, 12))
        office.desk.say(MEMBER, topic.key, said[0], fits=False)
        office.keeper.keep()
        assert office.carrying(topic.key) == set(said[1:])

    def test_what_a_person_puts_in_is_in_at_once(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery")
        (one,) = office.hear("", 1)
        office.desk.say(MEMBER, topic.key, one, fits=True)
        assert office.carrying(topic.key) == {one}

    def test_a_reader_says_nothing_and_a_member_names_nothing(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery")
        (one,) = office.hear("", 1)
        with pytest.raises(NotAllowed):
            office.desk.say(READER, topic.key, one, fits=True)
        with pytest.raises(NotAllowed):
            office.desk.begin(MEMBER, "Other")

    def test_every_step_stands_in_the_audit_trail(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery")
        office.desk.hide(LEAD, topic.key)
        assert [entry.action for entry in office.audit.entries] == ["topic_name", "topic_hide"]


class TestWorking:
    def test_there_is_nothing_to_do_until_something_changes(self, office: Office) -> None:
        office.keeper.keep()
        assert not office.keeper.due()
        office.desk.begin(LEAD, "Battery")
        assert office.keeper.due()

    def test_after_a_while_it_looks_again(self, office: Office) -> None:
        office.keeper.keep()
        office.clock.sleep(LOOKED_FOR.total_seconds())
        assert office.keeper.due()

    def test_an_interrupted_pass_over_older_mentions_goes_on(self, office: Office) -> None:
        said = office.hear(BATTERY, 12, days_ago=9)
        topic = office.desk.begin(LEAD, "Battery", said[:6])
        office.hear("", 600)

        def interrupt(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            office.keeper.keep(interrupt)
        assert office.carrying(topic.key) == set(said[:6])
        assert office.keeper.due()
        office.keeper.keep()
        assert office.carrying(topic.key) == set(said)

    def test_a_named_topic_is_tested_against_its_own_past(self, office: Office) -> None:
        for day in range(8, 35):
            office.hear(BATTERY, 1, days_ago=day)
        topic = office.desk.begin(LEAD, "Battery", office.hear(BATTERY, 30, days_ago=2))
        office.keeper.keep()
        growth = office.book.load(topic.key).growth
        assert growth.trend is Trend.GROWING
        assert growth.people == 30

    def test_its_words_are_told(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Power", office.hear(BATTERY, 12))
        office.keeper.keep()
        assert "battery" in office.book.load(topic.key).words

    def test_what_was_erased_teaches_nothing_any_more(self, office: Office) -> None:
        topic = office.desk.begin(LEAD, "Battery", said := office.hear(BATTERY, 4))
        office.archive.forget(said)
        office.book.forget(said)
        office.keeper.keep()
        assert office.book.learned() is None
        assert office.book.load(topic.key) == replace(topic)


def test_an_unknown_key_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.desk.hide(LEAD, TopicKey("nothing"))
