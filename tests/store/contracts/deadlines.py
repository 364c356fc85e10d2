"""What everything that keeps deadlines promises; `casebook` and `book` look at the same cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import FixedClock
from resonanz.core.ids import CaseId, DepartmentId
from resonanz.core.ports import Casebook, DeadlineBook, Opening, Stale
from resonanz.core.understood import Priority
from resonanz.respond.deadlines import DeadlineKeeper
from tests.making import NOON, heard

RULES = {"calendar": {"zone": "UTC", "hours": "always"}, "rules": [{"first_answer": "1 h"}]}
HOUR = timedelta(hours=1)


class DeadlineBookContract:
    """Versions, what is stale, what has passed, and writing once."""

    def test_there_are_no_rules_at_first(self, book: DeadlineBook) -> None:
        assert (book.versions(), book.newest()) == ([], 0)

    def test_the_first_rules_were_always_valid(self, book: DeadlineBook) -> None:
        book.add(RULES, at=NOON, by=None, adopt=False)
        assert [one.valid_from for one in book.versions()] == [None]

    def test_later_rules_are_valid_from_then_on(self, book: DeadlineBook) -> None:
        for later in range(2):
            book.add({**RULES, "hand_over": "restart"}, at=NOON + later * HOUR, by=None, adopt=False)
        newest = book.versions()[-1]
        assert (newest.valid_from, newest.document["hand_over"]) == (NOON + HOUR, "restart")
        assert newest.number == book.newest()

    def test_a_new_case_is_stale(self, casebook: Casebook, book: DeadlineBook) -> None:
        case = opened(casebook)
        assert [one.case for one in book.stale(limit=9)] == [case.id]

    def test_what_is_written_is_no_longer_stale(self, casebook: Casebook, book: DeadlineBook) -> None:
        opened(casebook)
        (one,) = book.stale(limit=9)
        assert book.write(one, ()) is True
        assert book.stale(limit=9) == []

    def test_an_event_makes_a_case_stale_again(self, casebook: Casebook, book: DeadlineBook) -> None:
        case = written(casebook, book)
        casebook.note(CaseEvent(case=case.id, at=NOON, action="wait", actor=None))
        assert [one.case for one in book.stale(limit=9)] == [case.id]

    def test_a_change_makes_a_case_stale_again(self, casebook: Casebook, book: DeadlineBook) -> None:
        case = written(casebook, book)
        event = CaseEvent(case=case.id, at=NOON, action="prioritise", actor=None)
        casebook.change(case, replace(case, priority=Priority.URGENT), event)
        assert [one.case for one in book.stale(limit=9)] == [case.id]

    def test_a_change_tells_what_deadlines_ask_for(self, casebook: Casebook) -> None:
        case = opened(casebook)
        event = CaseEvent(case=case.id, at=NOON, action="prioritise", actor=None)
        casebook.change(case, replace(case, priority=Priority.URGENT), event)
        first, last = casebook.events(case.id)
        assert (first.department, first.priority, first.kind) == (case.department, Priority.NORMAL, "question")
        assert (last.department, last.priority, last.kind) == (None, Priority.URGENT, "")

    def test_what_went_on_meanwhile_is_not_written(self, casebook: Casebook, book: DeadlineBook) -> None:
        case = opened(casebook)
        (one,) = book.stale(limit=9)
        casebook.note(CaseEvent(case=case.id, at=NOON, action="wait", actor=None))
        assert book.write(one, ()) is False
        assert [each.case for each in book.stale(limit=9)] == [case.id]

    def test_what_was_running_passes_by_time_alone(self, casebook: Casebook, book: DeadlineBook) -> None:
        case = opened(casebook)
        keeper(casebook, book).tick()
        assert book.passed(NOON + HOUR, limit=9) == []
        assert [one.case for one in book.passed(NOON + 1.01 * HOUR, limit=9)] == [case.id]

    def test_what_passed_is_written_once(self, casebook: Casebook, book: DeadlineBook) -> None:
        opened(casebook)
        working = keeper(casebook, book)
        working.tick()
        keeper(casebook, book, NOON + 2 * HOUR).tick()
        assert book.passed(NOON + 3 * HOUR, limit=9) == []

    def test_open_cases_adopt_rules_by_and_by(self, casebook: Casebook, book: DeadlineBook) -> None:
        cases = [opened(casebook, str(number)) for number in range(3)]
        book.add(RULES, at=NOON, by=None, adopt=False)
        number = book.add(RULES, at=NOON + HOUR, by=None, adopt=True)
        assert [book.adopt(at=NOON + HOUR, limit=2) for _ in range(3)] == [2, 1, 0]
        told = [casebook.events(case.id)[-1] for case in cases]
        assert {(one.action, one.detail) for one in told} == {("adopt_rules", str(number))}

    def test_old_cases_keep_their_rules_unless_asked(self, casebook: Casebook, book: DeadlineBook) -> None:
        opened(casebook)
        book.add(RULES, at=NOON, by=None, adopt=False)
        book.add(RULES, at=NOON + HOUR, by=None, adopt=False)
        assert book.adopt(at=NOON + HOUR, limit=9) == 0


def opened(casebook: Casebook, number: str = "1", *, department: int = 1) -> Case:
    """Return a case that was opened at noon."""
    said = heard(number, seen_at=NOON)
    opening = Opening(
        mention=said.mention,
        understood=said.understood,
        department=DepartmentId(department),
        priority=Priority.NORMAL,
        route="",
    )
    (case,) = casebook.take_in([opening], [], follower="test", seq=1, at=NOON)
    return casebook.load(CaseId(case))


def keeper(casebook: Casebook, book: DeadlineBook, now: datetime = NOON) -> DeadlineKeeper:
    """Return what works deadlines out, at noon unless told otherwise; an hour is given for the first answer."""
    if not book.newest():
        book.add(RULES, at=NOON, by=None, adopt=False)
    return DeadlineKeeper(casebook=casebook, book=book, clock=FixedClock(now), zone="UTC")


def written(casebook: Casebook, book: DeadlineBook) -> Case:
    """Return a case whose deadlines are worked out."""
    case = opened(casebook)
    keeper(casebook, book).tick()
    assert book.stale(limit=9) == list[Stale]()
    return case
