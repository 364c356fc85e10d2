"""What every keeper of sweeps promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.case import Case, CaseEvent, CaseState
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, UserId
from resonanz.core.ports import Casebook, Sweeps
from resonanz.core.sweep import Doing, Sweep, SweepId, Wish
from resonanz.core.understood import Priority
from tests.store.contracts.making import NOON


class SweepsContract:
    """Test what it promises; a subclass gives `sweeps`, the `casebook` it changes, `cases` in there and a `person`."""

    @pytest.fixture
    def sweeps(self) -> Sweeps:
        """Return where sweeps are kept."""
        raise NotImplementedError

    @pytest.fixture
    def sweep(self, sweeps: Sweeps, person: UserId) -> Sweep:
        """Return a sweep that has begun."""
        wish = Wish(doing=Doing.PRIORITISE, priority=Priority.HIGH)
        return sweeps.begin(Sweep(id=SweepId(0), actor=person, at=NOON, wish=wish, asked=3))

    def test_a_sweep_is_read_as_it_was_begun(self, sweeps: Sweeps, sweep: Sweep) -> None:
        assert sweeps.load(sweep.id) == sweep
        assert (sweep.asked, sweep.done, sweep.ended_at) == (3, 0, None)

    def test_a_sweep_that_is_not_there_is_not_found(self, sweeps: Sweeps) -> None:
        with pytest.raises(NotFound):
            sweeps.load(SweepId(99))

    def test_somebodys_last_sweep_is_found(self, sweeps: Sweeps, sweep: Sweep, person: UserId) -> None:
        later = sweeps.begin(replace(sweep, at=NOON + timedelta(minutes=1)))
        assert sweeps.newest(person) == later

    def test_a_change_and_what_it_was_before_are_one(
        self, sweeps: Sweeps, sweep: Sweep, casebook: Casebook, cases: list[CaseId]
    ) -> None:
        before = self._raise(sweeps, sweep, casebook, cases[0])
        assert casebook.load(cases[0]).priority is Priority.HIGH
        (done,) = sweeps.swept(sweep.id, after=CaseId(0), limit=9)
        assert (done.case, done.before) == (cases[0], {"priority": before.priority.value})
        assert sweeps.load(sweep.id).done == 1

    def test_a_change_that_is_refused_leaves_no_trace(
        self, sweeps: Sweeps, sweep: Sweep, casebook: Casebook, cases: list[CaseId]
    ) -> None:
        before = casebook.load(cases[0])
        stale = replace(before, state=CaseState.ANSWERED)
        with pytest.raises(Conflict):
            sweeps.change(sweep.id, stale, replace(stale, priority=Priority.HIGH), _event(before))
        assert list(sweeps.swept(sweep.id, after=CaseId(0), limit=9)) == []
        assert casebook.load(cases[0]) == before

    def test_what_could_not_be_done_is_told_with_the_reason(
        self, sweeps: Sweeps, sweep: Sweep, cases: list[CaseId]
    ) -> None:
        for _ in range(2):
            sweeps.refuse(sweep.id, cases[1], "It is closed.")
        assert list(sweeps.refusals(sweep.id)) == [(cases[1], "It is closed.")]
        assert sweeps.load(sweep.id).refused == 1

    def test_it_is_known_how_far_a_sweep_has_come(
        self, sweeps: Sweeps, sweep: Sweep, casebook: Casebook, cases: list[CaseId]
    ) -> None:
        assert sweeps.reached(sweep.id) == 0
        self._raise(sweeps, sweep, casebook, cases[0])
        sweeps.refuse(sweep.id, cases[1], "It is closed.")
        assert sweeps.reached(sweep.id) == cases[1]

    def test_an_end_is_noted_once(self, sweeps: Sweeps, sweep: Sweep) -> None:
        sweeps.end(sweep.id, NOON)
        sweeps.end(sweep.id, NOON + timedelta(hours=1))
        assert sweeps.load(sweep.id).ended_at == NOON

    def test_what_was_done_is_read_in_pieces(
        self, sweeps: Sweeps, sweep: Sweep, casebook: Casebook, cases: list[CaseId]
    ) -> None:
        for case in cases:
            self._raise(sweeps, sweep, casebook, case)
        first = sweeps.swept(sweep.id, after=CaseId(0), limit=2)
        rest = sweeps.swept(sweep.id, after=first[-1].case, limit=2)
        assert [one.case for one in (*first, *rest)] == sorted(cases)

    def test_what_is_taken_back_is_done_no_more(
        self, sweeps: Sweeps, sweep: Sweep, casebook: Casebook, cases: list[CaseId]
    ) -> None:
        before = self._raise(sweeps, sweep, casebook, cases[0])
        sweeps.end(sweep.id, NOON)
        now = casebook.load(cases[0])
        sweeps.take_back(sweep.id, now, replace(now, priority=before.priority), _event(before))
        sweeps.end_undoing(sweep.id, NOON)
        assert casebook.load(cases[0]).priority is before.priority
        assert list(sweeps.swept(sweep.id, after=CaseId(0), limit=9)) == []
        assert (sweeps.load(sweep.id).undone_at, sweeps.load(sweep.id).restored) == (NOON, 1)

    @staticmethod
    def _raise(sweeps: Sweeps, sweep: Sweep, casebook: Casebook, case: CaseId) -> Case:
        before = casebook.load(case)
        sweeps.change(sweep.id, before, replace(before, priority=Priority.HIGH), _event(before))
        return before


def _event(case: Case) -> CaseEvent:
    return CaseEvent(case=case.id, at=NOON, action="prioritise", actor=None)
