"""Every page has a door, and the policy is the only one who opens it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from resonanz.core.case import CaseState
from resonanz.store.relational.editing import people
from resonanz.web.addresses import PAGES
from tests.web.company import PASSWORD

ARGUMENTS = {
    "query_restore": [1, 1],
    "inbox_of": ["service"],
    "case": [1],
    "draft": [1],
    "case_do": [1, "take"],
    "sweep_do": ["take"],
    "reply_do": [1, "approve"],
    "together": [1, "wake"],
    "inquiry_do": [1, "withdraw"],
    "dispatching_set": ["service"],
    "moderate": [1, "approve"],
    "hook": ["nobody"],
    "source_new": ["mastodon"],
    "department": ["service"],
    "member_set": ["service"],
    "department_remove": ["service"],
    "company_drop": ["account", 1],
    "guide_step": ["company"],
    "understanding_set": ["reason"],
    "understanding_set_remove": ["reason"],
    "understanding_task": ["kind"],
    "understanding_ask": ["kind"],
    "understanding_learn": ["kind"],
    "understanding_run": ["kind"],
    "understanding_session": ["kind"],
    "understanding_answer": ["kind"],
    "topic": ["battery"],
    "topic_do": ["battery", "name"],
    "topic_split": ["battery"],
    "incident_do": [1, "watch"],
    "answer_do": [1, "confirm"],
    "criticism_do": [1, "change"],
    "answer_proposal_do": [1, "dismiss"],
    "need_do": [1, "consider"],
    "need_telling_do": [1, "pause"],
    "criticism_telling_do": [1, "pause"],
    "department_calendar": ["service"],
    "measure": ["volume"],
    "measure_cases": ["attainment"],
    "charter": ["channel", "mastodon"],
    "place_do": [1, "hide"],
    "department_ladder": ["service"],
    "initiative_do": [1, "start"],
    "report_file": [1, "pdf"],
    "dashboard_do": [1, "up"],
    "dashboard_tile": [1, 1],
    "export": ["needs", "csv"],
}
OPEN = {"language", "hook"}


def address(pattern) -> str:
    numbered = [1] if "<int:number>" in str(pattern.pattern) else []
    return reverse(pattern.name, args=ARGUMENTS.get(pattern.name, numbered))


guarded = pytest.mark.parametrize("pattern", [one for one in PAGES if one.name not in OPEN], ids=lambda one: one.name)


@pytest.mark.parametrize("pattern", PAGES, ids=lambda one: one.name)
def test_every_view_has_a_door(pattern):
    assert hasattr(pattern.callback, "needs") or getattr(pattern.callback, "open_to_all", False)


@guarded
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_signing_in(browse, pattern, method):
    answer = getattr(browse(None), method)(address(pattern))
    assert answer.status_code == 405 or answer.headers["Location"].startswith("/accounts/login/")


@guarded
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_without_any_role_sees_no_page(browse, company, pattern, method):
    people.change_password(people.SYSTEM, company.people["stranger"], PASSWORD, company.house.clock.now())
    answer = getattr(browse("stranger"), method)(address(pattern))
    # A form that was refused leads back to the page it came from, with the sentence.
    assert answer.status_code in {403, 405} or (method == "post" and answer.status_code == 303)


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("rita", "/live", 200),
        ("rita", "/sources", 200),
        ("rita", "/sources/add", 403),
        ("rita", "/queries/new", 403),
        ("rita", "/people", 403),
        ("rita", "/settings", 403),
        ("rita", "/record", 403),
        ("rita", "/guide/company", 403),
        ("max", "/queries/new", 403),
        ("max", "/routes/new", 403),
        ("lena", "/queries/new", 200),
        ("lena", "/routes/new", 200),
        ("lena", "/sources/add", 403),
        ("lena", "/people", 403),
        ("admin", "/people", 200),
        ("admin", "/record/erasures", 200),
    ],
)
def test_a_role_opens_what_the_policy_says(browse, name, path, status):
    assert browse(name).get(path).status_code == status


def test_working_on_a_case_needs_a_role_in_its_department(browse, company):
    browse("anna").post("/cases/1/take")
    assert company.house.casebook.load(1).state is CaseState.NEW


def test_a_member_of_the_department_takes_the_case(browse, company):
    browse("max").post("/cases/1/take")
    assert company.house.casebook.load(1).owner == company.people["max"]


def test_a_reader_is_offered_nothing_to_do_with_a_case(browse):
    assert "/cases/1/take" not in browse("rita").get("/cases/1").content.decode()


def test_a_member_corrects_no_mention_of_a_company_that_does_not_let_them(browse, company):
    before = company.house.archive.find([company.heard[0].mention.id])
    browse("rita").post("/mention/label", {"id": company.heard[0].mention.id, "kind": "praise"})
    assert company.house.archive.find([company.heard[0].mention.id]) == before


def test_only_administrators_erase_an_author(browse, company):
    browse("lena").post("/mention/erase-author", {"id": company.heard[0].mention.id})
    assert company.house.archive.find([company.heard[0].mention.id])
