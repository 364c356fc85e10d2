"""Nobody is left unanswered: each step once, somebody always reached, silence as soon as somebody answers.

Named after what users of other desks complain about: nobody escalates what nobody answers, and what was answered is
escalated all the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.escalation import Ladder, Step, Whom
from resonanz.core.ids import CaseId
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.ports.escalation import Standing
from resonanz.store.relational import models
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.editing import people as people_editing
from resonanz.store.relational.selectors import notices as stored
from tests.web.company import NOW

ONE = CaseId(1)


class Desk:
    """Hold a company in which one case is open, and look at it as the worker does."""

    def __init__(self, company) -> None:
        self.house = company.house
        self.people = company.people
        self.service = company.departments["service"]
        # Monday, half past three in Berlin: the first answer is due tomorrow at that time.
        models.Case.objects.exclude(pk=ONE).delete()
        self.set_rules()
        self.look()

    def set_rules(self) -> None:
        models.Case.objects.filter(pk=ONE).update(priority=2, opened_at=NOW)
        models.CaseEvent.objects.filter(case=ONE).update(at=NOW, priority=2)

    def look(self) -> int:
        """Work out deadlines and take steps until nothing changes."""
        total = 0
        for _ in range(4):
            self.house.deadlines.tick()
            total += self.house.escalation.tick()
        return total

    def wait(self, **time) -> int:
        self.house.clock.sleep(timedelta(**time).total_seconds())
        return self.look()

    def told(self, name: str) -> list[str]:
        found = models.PersonalNotice.objects.filter(person=self.people[name]).order_by("pk")
        return list(found.values_list("event", flat=True))

    def steps(self) -> list[str]:
        found = models.CaseEvent.objects.filter(case=ONE, action__startswith="escalate_").order_by("pk")
        return list(found.values_list("action", flat=True))

    def actor(self, name: str) -> Actor:
        return Actor(id=self.people[name], name=name, roles={self.service: Role.LEAD})

    def own(self, name: str) -> None:
        self.house.case_desk.assign(self.actor("lena"), ONE, self.people[name])
        self.look()


@pytest.fixture
def desk(company) -> Desk:
    made = Desk(company)
    models.PersonalNotice.objects.all().delete()
    return made


def test_nothing_is_said_while_there_is_time(desk):
    assert desk.wait(hours=1) == 0
    assert desk.steps() == []


def test_chatwoot_6889_what_nobody_answers_climbs_the_ladder_each_step_once(desk):
    desk.own("max")
    desk.wait(hours=23, minutes=5)
    assert "overdue_soon" in desk.told("max")
    desk.wait(hours=2)
    assert "overdue_now" in desk.told("lena")
    for _ in range(5):
        desk.wait(minutes=10)
    assert desk.steps().count("escalate_owner") == 1
    assert desk.told("lena").count("overdue_now") == 1


def test_zammad_5177_nothing_escalates_after_somebody_answered(desk):
    desk.own("max")
    case = desk.house.casebook.load(ONE)
    answered = replace(case, state=CaseState.ANSWERED)
    event = CaseEvent(case=ONE, at=desk.house.clock.now(), action="answer", actor=desk.people["max"])
    desk.house.casebook.change(case, answered, event)
    desk.look()
    before = desk.steps()
    desk.wait(days=14)
    assert desk.steps() == before


@pytest.mark.parametrize("owner", ["max", None])
def test_nothing_escalates_while_the_case_waits_for_its_author(desk, owner):
    if owner:
        desk.own(owner)
    desk.wait(hours=25)
    before = desk.steps()
    desk.house.case_desk.wait(desk.actor("max"), ONE)
    desk.look()
    desk.wait(days=14)
    assert desk.steps() == before
    desk.house.case_desk.resume(desk.actor("max"), ONE)
    desk.look()
    assert len(desk.steps()) > len(before)


def test_a_case_that_nobody_takes_is_told_to_the_lead_whatever_the_ladder_says(desk):
    editing.set_ladder(SYSTEM, desk.service, Ladder(steps=(Step(Whom.ADMINISTRATORS, 960),)), NOW)
    desk.wait(hours=23)
    desk.wait(hours=2)
    assert desk.told("lena") == ["unowned_case"]


def test_whoever_heard_that_a_case_is_overdue_does_not_hear_that_it_is_unowned(desk):
    desk.wait(hours=25)
    desk.wait(days=3)
    assert {name: desk.told(name) for name in ("lena", "max")} == {"lena": ["overdue_now"], "max": []}


def test_where_the_lead_is_away_the_substitute_is_told(desk):
    models.Absence.objects.create(
        person_id=desk.people["lena"], first=NOW.date(), last=NOW.date() + timedelta(days=9),
        substitute_id=desk.people["anna"],
    )  # fmt: skip
    desk.wait(hours=25)
    assert "overdue_now" in desk.told("anna")
    assert desk.told("lena") == []


def test_where_nobody_is_on_duty_the_administrators_are_told(desk):
    for name in ("lena", "max"):
        models.Absence.objects.create(
            person_id=desk.people[name], first=NOW.date(), last=NOW.date() + timedelta(days=9)
        )
    desk.wait(hours=25)
    assert "overdue_now" in desk.told("admin")


def test_a_department_without_people_escalates_to_the_administrators(desk):
    models.Membership.objects.filter(department=desk.service).delete()
    desk.wait(hours=25)
    assert "overdue_now" in desk.told("admin")


def test_the_case_of_somebody_who_was_shut_out_is_told_to_the_lead(desk):
    desk.own("max")
    desk.wait(hours=23)
    models.PersonalNotice.objects.all().delete()
    people_editing.switch_person(SYSTEM, desk.people["max"], desk.house.clock.now(), on=False)
    desk.wait(hours=2)
    assert desk.told("lena") == ["overdue_now"]
    assert desk.told("max") == []


def test_at_night_nobody_is_told_by_working_time_and_by_elapsed_time_the_mail_waits(desk):
    desk.own("max")
    steps = (Step(Whom.LEAD, 60), Step(Whom.DEPARTMENT, 360, working=False))
    editing.set_ladder(SYSTEM, desk.service, Ladder(steps=steps), NOW)
    desk.wait(hours=24, minutes=30)  # four o'clock on Tuesday: half an hour over
    assert desk.steps() == []
    desk.wait(minutes=30)
    assert desk.steps()[-1] == "escalate_lead"
    desk.wait(hours=6)  # half past ten at night
    assert "escalate_department" in desk.steps()


def test_a_worker_that_was_away_takes_each_step_it_missed_once(desk):
    desk.wait(days=30)
    desk.wait(days=1)
    steps = models.EscalationStep.objects.filter(case=ONE).values_list("mark", flat=True)
    assert len(steps) == len(set(steps))
    assert {"escalate_lead", "escalate_administrators"} <= set(desk.steps())


def test_a_worker_that_dies_after_telling_tells_nobody_twice(desk, monkeypatch):
    monkeypatch.setattr(type(desk.house.escalation_book), "write", lambda *_args, **_more: False)
    desk.wait(hours=25)
    monkeypatch.undo()
    desk.wait(minutes=1)
    assert desk.told("lena").count("overdue_now") == 1
    assert len(desk.steps()) == len(models.EscalationStep.objects.all())


def test_what_changed_while_it_was_looked_at_is_looked_at_again(desk):
    desk.house.clock.sleep(25 * 3600)
    desk.house.deadlines.tick()
    book = desk.house.escalation_book
    (seen,) = book.due(desk.house.clock.now(), limit=5)
    assert isinstance(seen, Standing)
    desk.house.case_desk.take(desk.actor("max"), ONE)
    assert not book.write(seen, [], at=desk.house.clock.now(), next_at=None)


def test_reopening_takes_the_ladder_up_again(desk):
    desk.own("max")
    desk.house.case_desk.close(desk.actor("max"), ONE)
    desk.look()
    desk.wait(days=7)
    assert desk.steps() == []
    desk.house.case_desk.reopen(desk.actor("max"), ONE)
    desk.wait(days=14)
    assert "escalate_lead" in desk.steps()


def test_a_finished_ladder_is_not_looked_at_any_more(desk):
    desk.wait(days=60)
    assert desk.house.escalation_book.due(desk.house.clock.now() + timedelta(days=365), limit=5) == []


# --- pages -----------------------------------------------------------------------------------------------------------


def ladder_form(*steps: tuple[str, str, str, str, str], next_level: str = "") -> dict[str, str]:
    form = {"form-TOTAL_FORMS": str(len(steps)), "form-INITIAL_FORMS": "0", "next_level": next_level}
    for number, step in enumerate(steps):
        names = ("whom", "amount", "unit", "side", "clock")
        form |= {f"form-{number}-{name}": value for name, value in zip(names, step, strict=True)}
    return form


def test_a_lead_changes_the_ladder_of_the_department(browse, desk):
    steps = (
        ("lead", "2", "h", "after", "working"),
        ("owner", "30", "m", "before", "elapsed"),
        ("", "", "m", "after", "working"),
    )
    browse("lena").post("/departments/service/ladder", ladder_form(*steps))
    kept = desk.house.escalation_book.ladder(desk.service)
    assert kept.steps == (Step(Whom.OWNER, -30, working=False), Step(Whom.LEAD, 120))
    browse("lena").post("/departments/service/ladder", {**ladder_form(), "usual": "yes"})
    assert desk.house.escalation_book.ladder(desk.service).changed_at is None


def test_a_member_does_not_change_it(browse, desk):
    browse("max").post("/departments/service/ladder", ladder_form(("lead", "2", "h", "after", "working")))
    assert not models.DepartmentLadder.objects.exists()


def test_a_lead_of_another_department_does_not_change_it(browse, desk):
    browse("otto").post("/departments/service/ladder", ladder_form(("lead", "2", "h", "after", "working")))
    assert not models.DepartmentLadder.objects.exists()


def test_a_ladder_without_steps_is_refused_with_a_sentence(browse, desk):
    answer = browse("lena", "en").post("/departments/service/ladder", ladder_form(), follow=True)
    assert b"A ladder has 1 to 12 steps." in answer.content


def test_the_overview_shows_where_nobody_could_act(browse, desk):
    models.Membership.objects.filter(department=desk.service).delete()
    page = browse("admin", "en").get("/unanswered").content.decode()
    assert "nobody: the administrators are told" in page
    row = next(one for one in stored.waiting(desk.house.clock.now()) if one.department == desk.service)
    assert (row.unowned, row.people) == (1, 0)


def test_the_history_of_the_case_says_whom_it_told(browse, desk):
    desk.wait(hours=25)
    page = browse("max", "en").get("/cases/1").content.decode()
    assert "told the leads that nobody has answered" in page
