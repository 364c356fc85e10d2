"""What every keeper of outgoing messages promises, and every reader of what happened in cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from resonanz.core.case import CaseEvent
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, UserId
from resonanz.core.notice import GATHERED, Message, Notice, Rhythm, TargetId, Wishes
from resonanz.core.ports import Casebook
from resonanz.core.ports.notices import CaseNews, MessageBook
from tests.store.contracts.making import NOON

LATER = NOON + GATHERED


class MessageBookContract:
    """Test what keeps messages; a subclass gives `book`, `person`, who has a mail address, `tell` and `wish`."""

    Tell = Callable[..., None]
    """Tells a notice, made of the event and what else is said, to `person`."""
    Wish = Callable[[Wishes], None]
    """Stores what `person` wishes, at NOON."""

    @pytest.fixture
    def waiting(self, book: MessageBook, tell: Tell) -> Message:
        """Return a message with one line that may go."""
        tell("overdue_now")
        (message,) = book.due(LATER)
        return message

    def test_what_comes_for_one_receiver_waits_as_one_message(self, book: MessageBook, tell: Tell) -> None:
        tell("overdue_now", subject="case:1")
        tell("overdue_now", subject="case:2")
        assert book.due(LATER - timedelta(seconds=1)) == []
        (message,) = book.due(LATER)
        begun = book.begin(message, LATER)
        assert begun is not None
        assert {line.subject for line in begun.lines} == {"case:1", "case:2"}

    def test_a_message_is_begun_once(self, book: MessageBook, waiting: Message) -> None:
        begun = book.begin(waiting, LATER)
        assert begun is not None
        assert (begun.tries, begun.key) == (1, waiting.key)
        assert (book.begin(waiting, LATER), book.due(LATER)) == (None, [])

    def test_what_is_settled_is_settled_once(self, book: MessageBook, waiting: Message) -> None:
        begun = book.begin(waiting, LATER)
        assert begun is not None
        book.settle(begun, "confirm", wait_until=LATER)
        with pytest.raises(Conflict):
            book.settle(begun, "confirm", wait_until=LATER)
        assert book.due(LATER + timedelta(days=1)) == []

    def test_what_is_postponed_waits_until_then_and_keeps_its_key(self, book: MessageBook, waiting: Message) -> None:
        begun = book.begin(waiting, LATER)
        assert begun is not None
        again = LATER + timedelta(minutes=5)
        book.settle(begun, "postpone", wait_until=again)
        assert book.due(again - timedelta(seconds=1)) == []
        assert [(one.key, one.tries) for one in book.due(again)] == [(waiting.key, 1)]

    def test_what_was_cut_while_it_was_handed_over_is_not_sent_again(self, book: MessageBook, waiting: Message) -> None:
        begun = book.begin(waiting, LATER)
        assert begun is not None
        assert [book.recover(before=LATER), book.recover(before=LATER + timedelta(seconds=1))] == [0, 1]
        assert book.due(LATER + timedelta(days=1)) == []

    def test_who_said_nothing_has_the_usual_wishes(self, book: MessageBook, person: UserId, wish: Wish) -> None:
        assert book.wishes(person) == Wishes()
        wish(Wishes(quiet_from=60, quiet_until=120))
        assert book.wishes(person).quiet_until == 120

    def test_a_digest_is_asked_for_once_a_moment(self, book: MessageBook, person: UserId, wish: Wish) -> None:
        wish(Wishes(digest=Rhythm.DAILY, digest_at=0))
        next_day = NOON + timedelta(days=1)
        assert book.digests(NOON) == []
        assert [book.digests(next_day), book.digests(next_day)] == [[person], []]

    def test_one_digest_waits_at_most(self, book: MessageBook, person: UserId) -> None:
        for _ in range(2):
            book.queue_digest(person, NOON)
        assert [(one.digest, one.person) for one in book.due(NOON)] == [(True, person)]

    def test_an_unknown_service_has_no_address(self, book: MessageBook) -> None:
        with pytest.raises(NotFound):
            book.address(TargetId(10**6))

    def test_what_is_over_goes_and_what_waits_stays(self, book: MessageBook, waiting: Message, tell: Tell) -> None:
        begun = book.begin(waiting, LATER)
        assert begun is not None
        book.settle(begun, "confirm", wait_until=LATER)
        tell("overdue_now", subject="case:2")
        book.expire(before=NOON + timedelta(days=1))
        assert [one.key != waiting.key for one in book.due(NOON + timedelta(days=1))] == [True]


class CaseNewsContract:
    """Test what reads the cases' log; a subclass gives `news`, the `casebook` it reads, and a `case` that is in it."""

    def note(self, casebook: Casebook, case: CaseId, action: str, at: datetime = NOON) -> None:
        """Let the system do something in a case."""
        casebook.note(CaseEvent(case=case, at=at, action=action, actor=None))

    def actions(self, news: CaseNews) -> list[str]:
        """Return what happened after the mark."""
        return [line.action for line in news.after_mark(limit=10)]

    def test_what_was_there_before_anybody_asked_is_not_told(self, news: CaseNews, case: CaseId) -> None:
        assert self.actions(news) == []

    def test_what_came_since_is_told_oldest_first_with_whose_case_it_is(
        self, news: CaseNews, casebook: Casebook, case: CaseId
    ) -> None:
        self.actions(news)
        for action in ("wait", "resume"):
            self.note(casebook, case, action)
        lines = news.after_mark(limit=10)
        assert [line.action for line in lines] == ["wait", "resume"]
        assert {(line.case, line.department) for line in lines} == {(case, casebook.load(case).department)}

    def test_a_mark_is_never_moved_back(self, news: CaseNews, casebook: Casebook, case: CaseId) -> None:
        self.actions(news)
        for _ in range(300):  # far more than what is read again because of late commits
            self.note(casebook, case, "wait")
        newest = max(line.number for line in news.after_mark(limit=300))
        for number in (newest, newest - 250):
            news.move(number)
        self.note(casebook, case, "resume")
        left = self.actions(news)
        assert (left[-1], len(left) < 250) == ("resume", True)


def notice(event: str, to: UserId, *, subject: str = "case:1") -> Notice:
    """Return something that happened at NOON."""
    return Notice(at=NOON, event=event, subject=subject, to=(to,))
