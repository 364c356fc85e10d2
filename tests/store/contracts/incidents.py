"""What every IncidentBook promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, DepartmentId, IncidentId, SurgeId, UserId
from resonanz.core.incident import Finding, Incident, IncidentEvent, IncidentState
from resonanz.core.ports import IncidentBook
from resonanz.core.surge import Gravity
from tests.store.contracts.making import NOON


class IncidentBookContract:
    """Hold for every IncidentBook.

    `incidents` is an empty one whose checklist for serious incidents is Call, Write; `person`, `department`, `surge`
    and `case` exist.
    """

    @pytest.fixture
    def draft(self, person: UserId, department: DepartmentId) -> Incident:
        return Incident(
            id=IncidentId(0), title="Locked displays", gravity=Gravity.SERIOUS, state=IncidentState.OPEN,
            department=department, owner=person, surge=None, series="query:1", since=NOON, declared_by=person,
            declared_at=NOON, changed_at=NOON,
        )  # fmt: skip

    @pytest.fixture
    def made(self, incidents: IncidentBook, draft: Incident) -> Incident:
        return incidents.add(draft, _event(IncidentId(0), "declared"))

    def test_an_incident_gets_an_id_and_comes_back(
        self, incidents: IncidentBook, draft: Incident, made: Incident
    ) -> None:
        assert made == replace(draft, id=made.id)
        assert incidents.load(made.id) == made
        assert incidents.alive() == [made]

    def test_its_timeline_begins_with_the_declaration(self, incidents: IncidentBook, made: Incident) -> None:
        incidents.note(_event(made.id, "note", "We know."))
        assert incidents.timeline(made.id) == [_event(made.id, "declared"), _event(made.id, "note", "We know.")]

    def test_a_surge_has_one_incident(self, incidents: IncidentBook, draft: Incident, surge: SurgeId) -> None:
        incidents.add(replace(draft, surge=surge), _event(IncidentId(0), "declared"))
        with pytest.raises(Conflict):
            incidents.add(replace(draft, surge=surge), _event(IncidentId(0), "declared"))

    def test_every_value_changes_and_findings_stay(
        self, incidents: IncidentBook, made: Incident, person: UserId
    ) -> None:
        after = replace(
            made, title="Locks", gravity=Gravity.CRITICAL, state=IncidentState.CLOSED, owner=None, since=NOON,
            changed_at=NOON + timedelta(hours=1), closed_at=NOON + timedelta(hours=1), statement="We look.",
            statement_by=person, statement_approved_by=person, review="An update.",
        )  # fmt: skip
        found = Finding(incident=made.id, text="Try updates on one bike first.", at=NOON, by=person)
        incidents.change(made, after, _event(made.id, "close"), [found])
        assert incidents.load(made.id) == after
        assert (incidents.findings(made.id), incidents.findings(), incidents.alive()) == ([found], [found], [])

    def test_who_comes_second_is_told(self, incidents: IncidentBook, made: Incident) -> None:
        incidents.change(made, replace(made, owner=None), _event(made.id, "own"))
        with pytest.raises(Conflict):
            incidents.change(made, replace(made, title="Other"), _event(made.id, "note"))

    @pytest.mark.parametrize("asked", ["load", "note", "gather", "put_case"])
    def test_an_unknown_incident_is_not_found(self, incidents: IncidentBook, asked: str, case: CaseId) -> None:
        none = IncidentId(99)
        with pytest.raises(NotFound):
            {
                "load": lambda: incidents.load(none),
                "note": lambda: incidents.note(_event(none, "note")),
                "gather": lambda: incidents.gather(none, [case], NOON),
                "put_case": lambda: incidents.put_case(none, case, NOON, belongs=True),
            }[asked]()

    def test_cases_come_once(self, incidents: IncidentBook, made: Incident, case: CaseId) -> None:
        assert incidents.gather(made.id, [case, case, CaseId(999_999)], NOON) == [case]
        assert incidents.gather(made.id, [case], NOON) == []
        assert incidents.cases(made.id) == [case]

    def test_a_case_that_a_person_took_out_stays_out(
        self, incidents: IncidentBook, made: Incident, case: CaseId
    ) -> None:
        incidents.gather(made.id, [case], NOON)
        assert [incidents.put_case(made.id, case, NOON, belongs=False) for _ in range(2)] == [True, False]
        assert incidents.gather(made.id, [case], NOON) == []
        assert incidents.cases(made.id) == []
        assert incidents.put_case(made.id, case, NOON, belongs=True)
        assert incidents.cases(made.id) == [case]

    def test_a_case_that_is_not_there_cannot_belong(self, incidents: IncidentBook, made: Incident) -> None:
        with pytest.raises(NotFound):
            incidents.put_case(made.id, CaseId(999_999), NOON, belongs=True)

    def test_a_checklist_grows_without_repeating_itself(self, incidents: IncidentBook, made: Incident) -> None:
        incidents.extend_checklist(made.id, incidents.template(Gravity.SERIOUS))
        incidents.extend_checklist(made.id, ["Write", "Publish"])
        assert [step.text for step in incidents.checklist(made.id)] == ["Call", "Write", "Publish"]

    def test_a_step_is_ticked_by_one_and_once(self, incidents: IncidentBook, made: Incident, person: UserId) -> None:
        incidents.extend_checklist(made.id, ["Call"])
        (step,) = incidents.checklist(made.id)
        assert [incidents.tick(made.id, step.number, person, NOON) for _ in range(2)] == [True, False]
        assert incidents.checklist(made.id) == [replace(step, done_at=NOON, done_by=person)]
        assert incidents.tick(made.id, step.number, None, NOON)
        assert incidents.checklist(made.id) == [step]

    def test_a_step_of_another_list_is_not_found(self, incidents: IncidentBook, made: Incident) -> None:
        with pytest.raises(NotFound):
            incidents.tick(made.id, 99, None, NOON)

    def test_what_nobody_wrote_has_no_steps(self, incidents: IncidentBook) -> None:
        assert incidents.template(Gravity.CRITICAL) == []


def _event(incident: IncidentId, action: str, detail: str = "") -> IncidentEvent:
    return IncidentEvent(incident=incident, at=NOON, action=action, actor=None, detail=detail)
