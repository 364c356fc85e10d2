"""What every topic book promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId
from resonanz.core.ports import TopicBook
from resonanz.core.search import Mark
from resonanz.core.topic import Example, Growth, Member, Topic, TopicEvent, TopicKey, TopicState, TopicWork, Trend
from tests.store.contracts.making import NOON

LATE, PRICE = TopicKey("late"), TopicKey("price")
ONE, TWO = MentionId("mastodon:1"), MentionId("mastodon:2")


def event(key: TopicKey = LATE, action: str = "named", **fields: object) -> TopicEvent:
    """Return a line of a topic's history."""
    return TopicEvent(topic=key, at=NOON, action=action, **fields)  # type: ignore[arg-type]


def begin(book: TopicBook, key: TopicKey = LATE, state: TopicState = TopicState.NAMED) -> Topic:
    """Add a topic."""
    topic = Topic(key=key, name=key.title(), state=state)
    book.add(topic, event(key))
    return topic


class TopicBookContract:
    """Test what a topic book promises; a subclass gives `book`."""

    @pytest.fixture
    def book(self) -> TopicBook:
        """Return an empty book."""
        raise NotImplementedError

    def test_what_is_added_comes_back(self, book: TopicBook) -> None:
        topic = Topic(
            key=LATE,
            name="Späte Lieferung",
            state=TopicState.PROPOSED,
            words=("spät", "Paket"),
            growth=Growth(trend=Trend.GROWING, people=9, usual=2.5, low=1.5, high=6.0),
        )
        book.add(topic, event(action="proposed"))
        assert book.all() == [topic]
        assert book.load(LATE) == topic

    def test_a_key_is_given_once(self, book: TopicBook) -> None:
        begin(book)
        with pytest.raises(Conflict):
            begin(book)

    def test_an_unknown_topic_is_not_found(self, book: TopicBook) -> None:
        with pytest.raises(NotFound):
            book.load(LATE)

    def test_a_change_keeps_the_key_and_the_history(self, book: TopicBook) -> None:
        topic = begin(book)
        book.change(topic, replace(topic, name="Delay"), event(action="renamed", actor="Ada"))
        assert book.load(LATE).name == "Delay"
        assert [(one.action, one.actor) for one in book.events(LATE)] == [("renamed", "Ada"), ("named", "")]

    def test_a_merger_leaves_a_signpost(self, book: TopicBook) -> None:
        topic = begin(book)
        begin(book, PRICE)
        merged = replace(topic, state=TopicState.MERGED, into=PRICE)
        book.change(topic, merged, event(action="merged", other=PRICE))
        assert book.load(LATE).into == PRICE
        assert book.events(LATE)[0].other == PRICE

    def test_what_was_changed_meanwhile_is_a_conflict(self, book: TopicBook) -> None:
        topic = begin(book)
        book.change(topic, replace(topic, name="Delay"), event(action="renamed"))
        with pytest.raises(Conflict):
            book.change(topic, replace(topic, state=TopicState.HIDDEN), event(action="hidden"))

    def test_words_and_growth_do_not_stand_in_a_persons_way(self, book: TopicBook) -> None:
        topic = begin(book)
        book.describe({LATE: ("late",)}, {LATE: Growth(trend=Trend.NEW, people=7)})
        book.change(topic, replace(topic, name="Delay"), event(action="renamed"))
        assert book.load(LATE) == replace(
            topic, name="Delay", words=("late",), growth=Growth(trend=Trend.NEW, people=7)
        )

    def test_only_proposals_are_dropped(self, book: TopicBook) -> None:
        begin(book)
        begin(book, PRICE, TopicState.PROPOSED)
        book.drop([LATE, PRICE])
        assert [topic.key for topic in book.all()] == [LATE]

    def test_of_one_mention_and_topic_the_last_word_stays(self, book: TopicBook) -> None:
        begin(book)
        begin(book, PRICE)
        book.teach([Example(LATE, ONE), Example(PRICE, ONE)])
        book.teach([Example(LATE, ONE, fits=False)])
        assert set(book.examples()) == {Example(LATE, ONE, fits=False), Example(PRICE, ONE)}

    def test_examples_can_be_taken_back(self, book: TopicBook) -> None:
        begin(book)
        book.teach([Example(LATE, ONE), Example(LATE, TWO)])
        book.unteach(LATE, [ONE])
        assert book.examples() == [Example(LATE, TWO)]

    def test_members_are_replaced_together(self, book: TopicBook) -> None:
        begin(book, state=TopicState.PROPOSED)
        book.regroup([Member(LATE, ONE)], until=5)
        book.regroup([Member(LATE, TWO)], until=9)
        assert book.members() == [Member(LATE, TWO)]
        assert book.work().looked_until == 9

    def test_the_work_goes_on_where_it_was(self, book: TopicBook) -> None:
        work = TopicWork(
            taught="4", learned_at=NOON, looked_until=7, looked_at=NOON, reached=Mark(NOON, 3), given=False
        )
        book.keep_work(work)
        assert book.work() == work

    def test_what_was_learned_stays_while_the_work_goes_on(self, book: TopicBook) -> None:
        book.keep_learned(b"\x00weights", TopicWork(taught="1"))
        book.keep_work(TopicWork(taught="1", reached=Mark(NOON, 3)))
        assert book.learned() == b"\x00weights"

    def test_nothing_learned_is_none(self, book: TopicBook) -> None:
        assert book.learned() is None
        assert book.work() == TopicWork()

    def test_teaching_changes_both_stamps_and_learning_one(self, book: TopicBook) -> None:
        begin(book)
        taught, stamp = book.taught(), book.stamp()
        book.teach([Example(LATE, ONE)])
        assert book.taught() != taught
        assert book.stamp() != stamp
        taught, stamp = book.taught(), book.stamp()
        book.keep_learned(b"", TopicWork())
        assert book.taught() == taught
        assert book.stamp() != stamp

    def test_describing_and_grouping_teach_nothing(self, book: TopicBook) -> None:
        begin(book, state=TopicState.PROPOSED)
        stamp = book.stamp()
        book.describe({LATE: ("late",)}, {})
        book.regroup([Member(LATE, ONE)], until=1)
        assert book.stamp() == stamp

    def test_what_was_erased_is_no_example_and_no_member(self, book: TopicBook) -> None:
        begin(book)
        book.teach([Example(LATE, ONE), Example(LATE, TWO)])
        book.regroup([Member(LATE, ONE)], until=1)
        assert book.forget([ONE]) == 2
        assert book.examples() == [Example(LATE, TWO)]
        assert book.members() == []
