"""An incident is worked on by its department, told once, and closed only with what it taught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.ids import SurgeId
from resonanz.core.incident import Incident, IncidentState
from resonanz.core.policy import SYSTEM, Role
from resonanz.core.ports import Progress, Watched
from resonanz.core.surge import LEAD, Gravity, Surge
from resonanz.respond.gathering import Gathering
from resonanz.respond.incidents import Declaration, IncidentDesk
from resonanz.store.memory import MemoryIncidentBook, MemoryNotices, MemorySurgeBook
from tests.making import NOON
from tests.respond.conftest import LEGAL, SERVICE, Desk, person, routed

STEPS = {Gravity.SERIOUS: ["Call"], Gravity.CRITICAL: ["Call", "Tell the board"]}
LEADER = person(1, Role.LEAD, SERVICE)
MEMBER = person(2, Role.MEMBER, SERVICE)


@dataclass
class Room:
    """Hold a desk for incidents, and what it stands on."""

    desk: Desk
    incidents: MemoryIncidentBook
    surges: MemorySurgeBook
    notices: MemoryNotices
    work: IncidentDesk
    gathering: Gathering

    def declared(self, **said: object) -> Incident:
        wanted = {"title": "Locks", "gravity": Gravity.SERIOUS, "department": SERVICE, "series": "query:7", **said}
        return self.work.declare(LEADER, Declaration(**wanted))

    def actions(self, incident: Incident) -> list[str]:
        return [event.action for event in self.incidents.timeline(incident.id)]


@pytest.fixture
def room(desk: Desk) -> Room:
    incidents = MemoryIncidentBook(templates=STEPS, cases=range(1, 10))
    surges, notices = MemorySurgeBook(), MemoryNotices()
    work = IncidentDesk(
        incidents=incidents, surges=surges, casebook=desk.casebook, replies=desk.answers, notices=notices,
        audit=desk.audit, clock=desk.clock,
    )  # fmt: skip
    gathering = Gathering(archive=desk.archive, incidents=incidents, casebook=desk.casebook, clock=desk.clock)
    return Room(desk, incidents, surges, notices, work, gathering)


def test_a_declaration_brings_the_checklist_and_is_told(room: Room) -> None:
    made = room.declared()
    assert [step.text for step in room.incidents.checklist(made.id)] == ["Call"]
    assert [(one.event, one.subject, one.urgent) for one in room.notices.told] == [
        ("incident_declared", f"incident:{made.id}", True)
    ]


def test_an_incident_for_a_surge_begins_with_it(room: Room) -> None:
    rise = Surge(id=SurgeId(-1), series="query:7", started_at=NOON, peak_at=NOON, severity=1, expected=1, observed=9)
    (surge,) = room.surges.keep(Watched(progress=Progress(), surges=[rise]))
    made = room.declared(surge=surge.id, series="")
    assert (made.series, made.since) == ("query:7", NOON - LEAD)


@pytest.mark.parametrize(
    "actor", [MEMBER, person(3, Role.LEAD, LEGAL), SYSTEM], ids=["a member", "another lead", "nobody"]
)
def test_only_a_lead_of_the_department_declares(room: Room, actor) -> None:
    with pytest.raises(NotAllowed):
        room.work.declare(actor, Declaration(title="Locks", gravity=Gravity.NOTABLE, department=SERVICE))


@pytest.mark.parametrize("series", ["query:x", "everything", "author:ada", "topic:", "topic:" + "x" * 200])
def test_a_series_that_is_none_is_refused(room: Room, series: str) -> None:
    with pytest.raises(InputRejected):
        room.declared(series=series)


def test_a_graver_incident_has_more_to_do_and_keeps_what_was_done(room: Room) -> None:
    made = room.declared()
    room.work.tick(MEMBER, made.id, room.incidents.checklist(made.id)[0].number, done=True)
    room.work.grade(LEADER, made.id, Gravity.CRITICAL)
    steps = room.incidents.checklist(made.id)
    assert [(step.text, step.done_at is not None) for step in steps] == [("Call", True), ("Tell the board", False)]


def test_everything_that_is_done_stands_in_the_timeline_and_the_audit(room: Room) -> None:
    made = room.declared()
    (step,) = room.incidents.checklist(made.id)
    room.work.note(MEMBER, made.id, "The workshop knows.")
    room.work.tick(MEMBER, made.id, step.number, done=True)
    room.work.tick(MEMBER, made.id, step.number, done=True)
    room.work.tick(MEMBER, made.id, step.number, done=False)
    room.work.own(MEMBER, made.id, MEMBER.id)
    room.work.move(MEMBER, made.id, "watch")
    told = ["note", "tick", "untick", "own", "watch"]
    assert room.actions(made) == ["declared", *told]
    assert [entry.action for entry in room.desk.audit.entries] == [
        "incident_declare",
        *(f"incident_{one}" for one in told),
    ]


def test_the_audit_holds_no_word_of_what_was_written(room: Room) -> None:
    made = room.declared()
    room.work.note(MEMBER, made.id, "The workshop knows.")
    assert "workshop" not in repr(room.desk.audit.entries)


def test_an_author_approves_no_statement_of_their_own(room: Room) -> None:
    made = room.declared()
    room.work.write_statement(LEADER, made.id, "We look into it.")
    with pytest.raises(NotAllowed):
        room.work.approve_statement(LEADER, made.id, "We look into it.")


def test_a_statement_that_changes_is_approved_again(room: Room) -> None:
    made = room.declared()
    room.work.write_statement(MEMBER, made.id, "We look into it.")
    assert room.work.approve_statement(LEADER, made.id, "We look into it.").statement_approved_by == LEADER.id
    assert room.work.write_statement(MEMBER, made.id, "Solved.").statement_approved_by is None


def test_a_statement_is_drafted_only_in_cases_of_the_incident(room: Room) -> None:
    made, case = room.declared(series=""), room.desk.case()
    room.work.write_statement(MEMBER, made.id, "We look into it.")
    with pytest.raises(Conflict):
        room.work.draft_statement(MEMBER, made.id, case.id)
    room.work.approve_statement(LEADER, made.id, "We look into it.")
    with pytest.raises(InputRejected):
        room.work.draft_statement(MEMBER, made.id, case.id)
    room.work.put_case(MEMBER, made.id, case.id, belongs=True)
    reply = room.work.draft_statement(MEMBER, made.id, case.id)
    assert (reply.case, reply.text, reply.approved_by) == (case.id, "We look into it.", None)


def test_cases_come_by_series_and_time(room: Room) -> None:
    late, early = NOON + timedelta(minutes=5), NOON - timedelta(hours=5)
    for number, at, queries in (("1", late, (7,)), ("2", early, (7,)), ("3", late, (8,))):
        room.desk.hear(routed(number, published_at=at, seen_at=at, queries=queries))
    made = room.declared()
    room.desk.clock.sleep(3600)
    assert room.gathering.tick() == 1
    (case,) = room.incidents.cases(made.id)
    assert room.desk.casebook.load(case).thread == "mastodon:1"
    assert room.gathering.tick() == 0


def test_a_case_opened_after_its_mention_was_seen_comes_in_all_the_same(room: Room) -> None:
    made = room.declared()
    room.desk.archive.keep([routed("1", published_at=NOON, seen_at=NOON, queries=(7,))])
    room.desk.clock.sleep(60)
    assert room.gathering.tick() == 0
    room.desk.follower.catch_up()
    assert room.gathering.tick() == 1
    assert len(room.incidents.cases(made.id)) == 1


def test_closing_keeps_each_finding_and_tells(room: Room) -> None:
    made = room.declared()
    after = room.work.close(LEADER, made.id, "An update.", ["Test on one bike.", " ", "Warn first."])
    assert (after.state, after.closed_at, after.review) == (IncidentState.CLOSED, NOON, "An update.")
    assert [one.text for one in room.incidents.findings(made.id)] == ["Test on one bike.", "Warn first."]
    assert room.notices.told[-1].event == "incident_closed"
    assert not room.notices.told[-1].urgent


def test_without_a_review_nothing_is_closed(room: Room) -> None:
    made = room.declared()
    with pytest.raises(InputRejected):
        room.work.close(LEADER, made.id, "  ", [])
    with pytest.raises(InputRejected):
        room.work.move(LEADER, made.id, "close")
    assert room.incidents.load(made.id).is_alive


def test_a_closed_incident_takes_notes_and_nothing_else(room: Room) -> None:
    made = room.declared()
    room.work.close(LEADER, made.id, "An update.", [])
    room.work.note(MEMBER, made.id, "One more parcel.")
    with pytest.raises(Conflict):
        room.work.write_statement(MEMBER, made.id, "Late.")
    with pytest.raises(NotAllowed):
        room.work.move(MEMBER, made.id, "reopen")
    assert room.work.move(LEADER, made.id, "reopen").closed_at is None
