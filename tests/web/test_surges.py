"""Surges and incidents on the pages: told while they last, worked on together, closed with what they taught."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.incident import IncidentState
from resonanz.core.policy import SYSTEM
from resonanz.core.ports import Progress, Watched
from resonanz.core.surge import Gravity, Surge
from resonanz.store.relational.editing.surges import write_checklist
from tests.web.company import NOW

PAGES = ["/surges", "/surges/1", "/surges/now", "/incidents", "/incidents?view=closed", "/incidents/new",
         "/incidents/new?surge=1", "/incidents/1", "/incidents/checklists", "/"]  # fmt: skip

REFUSED = 303
"""Back to where one came from, with a message."""


@pytest.fixture
def surge(company) -> Surge:
    """Return a surge of everything said about the company, which lasts."""
    began = NOW - timedelta(hours=3)
    rise = Surge(
        id=-1, series=f"query:{company.query}", also=("kind:problem",), started_at=began, peak_at=began, severity=2.0,
        expected=1.0, observed=12.0, voices=60, mentions=80, negative=48, reach=1_234_567,
    )  # fmt: skip
    hours = {(NOW - timedelta(hours=back)).replace(minute=0): {rise.series: 3} for back in range(200)}
    return company.house.surges.keep(Watched(progress=Progress(), surges=[rise], hours=hours))[0]


@pytest.fixture
def declared(surge, company, browse):
    """Return the number of an incident that lena, who leads the service, declared for the surge."""
    write_checklist(SYSTEM, Gravity.SERIOUS, ["Call the workshop", "Stop the update"], NOW)
    service = company.departments["service"]
    form = {"title": "Locked displays", "gravity": "2", "department": service}
    answer = browse("lena").post(f"/incidents/new?surge={surge.id}", form)
    assert answer.status_code == 302, answer.content.decode()
    return company.house.incidents.alive()[0].id


def do(client, incident, action, **form):
    return client.post(f"/incidents/{incident}/{action}", form)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages(declared, browse, path, language):
    answer = browse("admin", language).get(path)
    assert answer.status_code == 200
    assert " style=" not in answer.content.decode()


def test_today_tells_of_a_surge_that_lasts(surge, browse):
    text = browse("rita", "en").get("/").content.decode()
    assert "Surge: Nordwind" in text
    assert "60 people speak," in text


def test_a_surge_that_is_over_is_told_quietly(surge, company, browse):
    company.house.surges.keep(Watched(progress=Progress(), surges=[replace(surge, ended_at=NOW)]))
    text = browse("rita", "en").get("/").content.decode()
    assert "A surge is over:" in text
    assert "notice problem" not in text


def test_a_surge_says_what_is_different(surge, browse):
    text = browse("rita", "en").get(f"/surges/{surge.id}").content.decode()
    assert "Words that are different" in text
    assert "Person 0" in text


def test_the_alarm_budget_is_set_by_an_administrator(company, browse):
    assert browse("lena").post("/surges", {"budget": "0.5"}).status_code == REFUSED
    assert browse("admin").post("/surges", {"budget": "0.5"}).status_code == 302
    assert company.house.surges.budget() == 0.5


@pytest.mark.parametrize("budget", ["0", "-1", "nan", "1000", "much"])
def test_a_budget_that_is_none_is_refused(company, browse, budget):
    assert browse("admin").post("/surges", {"budget": budget}).status_code == 400
    assert company.house.surges.budget() == 1.0


def test_an_incident_has_the_cases_of_its_surge_and_its_checklist(declared, browse):
    text = browse("max", "en").get(f"/incidents/{declared}").content.decode()
    assert "Wo bleibt mein Paket?" in text
    assert "Call the workshop" in text


def test_a_member_works_on_it_but_does_not_close_it(declared, browse, company):
    max_ = browse("max")
    step = company.house.incidents.checklist(declared)[0].number
    assert do(max_, declared, "tick", step=step).status_code == 302
    assert do(max_, declared, "note", text="The workshop is called.").status_code == 302
    assert do(max_, declared, "close", review="Nothing.").status_code == REFUSED
    assert company.house.incidents.checklist(declared)[0].done_by == company.people["max"]


def test_a_reader_only_reads(declared, browse):
    rita = browse("rita", "en")
    text = rita.get(f"/incidents/{declared}").content.decode()
    assert "Add to the timeline" not in text
    assert do(rita, declared, "note", text="Hm").status_code == REFUSED


def test_a_statement_needs_another_person_and_becomes_a_draft(declared, browse, company):
    lena, max_ = browse("lena", "en"), browse("max", "en")
    assert do(max_, declared, "statement", statement="We look into it.").status_code == 302
    assert do(max_, declared, "approve", seen="We look into it.").status_code == REFUSED
    case = company.house.incidents.cases(declared)[0]
    assert do(max_, declared, "draft", case=case).status_code == REFUSED
    assert do(lena, declared, "approve", seen="We look into it.").status_code == 302
    assert do(max_, declared, "draft", case=case).headers["Location"] == f"/cases/{case}"
    assert [reply.text for reply in company.house.replies.of_case(case)] == ["We look into it."]


def test_a_statement_that_was_changed_since_is_not_approved(declared, browse):
    do(browse("max"), declared, "statement", statement="First.")
    do(browse("max"), declared, "statement", statement="Second.")
    assert do(browse("lena"), declared, "approve", seen="First.").status_code == REFUSED


def test_a_case_taken_out_stays_out(declared, browse, company):
    first, *others = company.house.incidents.cases(declared)
    do(browse("max"), declared, "remove-case", case=first)
    company.house.gathering.gather(company.house.incidents.load(declared))
    assert company.house.incidents.cases(declared) == others


def test_closing_needs_a_review_and_keeps_what_it_taught(declared, browse, company):
    lena = browse("lena", "en")
    assert do(lena, declared, "close", review=" ").status_code == 400
    assert (
        do(lena, declared, "close", review="An update.", findings="Test on one bike.\n\nWarn first.").status_code == 302
    )
    assert company.house.incidents.load(declared).state is IncidentState.CLOSED
    assert [one.text for one in company.house.incidents.findings()] == ["Test on one bike.", "Warn first."]
    assert "Test on one bike." in lena.get(f"/incidents/{declared}").content.decode()


def test_what_was_typed_is_kept_when_it_is_refused(declared, browse):
    answer = do(browse("max", "en"), declared, "add-case", case="4711x")
    assert answer.status_code == 400
    assert "4711x" in answer.content.decode()


def test_a_checklist_is_written_by_a_lead(company, browse):
    form = {"gravity": "3", "steps": "Call everybody\n\n  Call everybody  \nBreathe"}
    assert browse("max").post("/incidents/checklists", form).status_code == REFUSED
    assert browse("lena").post("/incidents/checklists", form).status_code == 302
    assert company.house.incidents.template(Gravity.CRITICAL) == ["Call everybody", "Breathe"]


def test_an_incident_of_another_department_is_declared_by_its_leads(company, browse):
    form = {"title": "Fine print", "gravity": "1", "department": company.departments["legal"], "series": ""}
    assert browse("lena").post("/incidents/new", form).status_code == 400
    assert browse("otto").post("/incidents/new", form).status_code == 302


def test_a_case_that_was_erased_leaves_no_word_in_an_incident(declared, company, browse):
    ids = [heard.mention.id for heard in company.heard]
    company.house.forgetting.forget(ids, reason="asked for by or for its author")
    text = browse("max").get(f"/incidents/{declared}").content.decode()
    assert "Wo bleibt mein Paket?" not in text
