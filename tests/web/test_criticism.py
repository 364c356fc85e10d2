"""Criticism on the pages: decided before it is closed, told back to those who said it, hidden only on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.criticism import CriticismEvent, CriticismState
from resonanz.core.ids import CaseId, CriticismId
from resonanz.store.relational import models
from tests.web.company import NOW

PAGES = ["/criticism", *(f"/criticism?view={one}" for one in ("open", "accepted", "deferred", "hidden", "nonsense")),
         "/criticism/1", "/criticism?department=1"]  # fmt: skip


@pytest.fixture
def cases(company) -> list[CaseId]:
    """Return the cases of criticism, which the legal department owns."""
    return [CaseId(number) for number in models.Case.objects.filter(kind="criticism").values_list("pk", flat=True)]


@pytest.fixture
def accepted(company, browse, cases) -> CriticismId:
    """Return a criticism that otto accepted, and owns."""
    form = {"action": "accept", "owner": company.people["otto"], "title": "Der Preis", "reason": "Stimmt."}
    assert browse("otto").post(f"/cases/{cases[0]}/criticism", form).status_code == 302
    return company.house.criticism_book.of_case(cases[0]).id


def of(company, number):
    return company.house.criticism_book.load(number)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages(accepted, browse, path, language):
    answer = browse("admin", language).get(path)
    assert answer.status_code == 200
    assert " style=" not in answer.content.decode()


def test_closing_a_case_of_criticism_asks_for_a_decision(company, browse, cases):
    text = browse("otto", "en").post(f"/cases/{cases[0]}/close", follow=True).content.decode()
    assert "This criticism is not decided yet." in text
    assert company.house.casebook.load(cases[0]).state is not CaseState.CLOSED


def test_what_is_decided_can_be_closed(accepted, company, browse, cases):
    browse("otto").post(f"/cases/{cases[0]}/close")
    assert company.house.casebook.load(cases[0]).state is CaseState.CLOSED


def test_what_nobody_decided_is_listed_with_its_age(browse, cases):
    text = browse("rita", "en").get("/criticism").content.decode()
    assert [f'href="/cases/{one}"' in text for one in cases] == [True] * len(cases)


def test_rejecting_without_a_reason_is_refused(company, browse, cases):
    browse("otto").post(f"/cases/{cases[0]}/criticism", {"action": "reject"})
    assert company.house.criticism_book.of_case(cases[0]) is None


def test_the_case_tells_of_its_decision(accepted, browse, cases):
    text = browse("rita", "en").get(f"/cases/{cases[0]}").content.decode()
    assert "Stimmt." in text
    assert "accepted the criticism" in text


def test_what_is_deferred_comes_back_on_its_day(company, browse, cases):
    day = (NOW + timedelta(days=3)).date().isoformat()
    browse("otto").post(f"/cases/{cases[0]}/criticism", {"action": "defer", "until": day})
    desk, found = company.house.criticism_desk, company.house.criticism_book.of_case(cases[0])
    assert (desk.tick(), found.state) == (0, CriticismState.DEFERRED)
    company.house.clock.sleep(3 * 86_400)
    assert (desk.tick(), of(company, found.id).state) == (1, CriticismState.OPEN)


def test_each_person_who_said_it_gets_one_draft_in_their_case(accepted, company, browse, cases):
    client = browse("otto")
    client.post(f"/cases/{cases[1]}/criticism", {"action": "join", "criticism": accepted})
    client.post(f"/criticism/{accepted}/change", {"change": "Der Preis ist gesenkt."})
    mentions = [one.heard.mention.id for one in company.house.criticism_desk.people(accepted)]
    form = {"german": "Hallo {name}, der Preis ist gesenkt.", "mention": mentions}
    for _ in range(2):
        client.post(f"/criticism/{accepted}/tell", form)
    assert sorted(models.Reply.objects.values_list("case_id", flat=True)) == sorted(cases[:2])


def test_a_draft_calls_its_reader_by_name_and_waits_for_approval(accepted, company, browse, cases):
    client = browse("otto")
    mentions = [one.heard.mention.id for one in company.house.criticism_desk.people(accepted)]
    client.post(f"/criticism/{accepted}/tell", {"german": "Hallo {name}, danke.", "mention": mentions})
    reply = models.Reply.objects.get()
    assert (reply.text, reply.state) == ("Hallo Person 4, danke.", "draft")


def test_nobody_is_told_before_it_is_decided_again(accepted, company, browse):
    client = browse("otto", "en")
    client.post(f"/criticism/{accepted}/reopen", {"reason": "Neue Zahlen."})
    answer = client.post(f"/criticism/{accepted}/tell", {"german": "Hallo", "mention": ["mastodon:x"]})
    assert answer.status_code == 400
    assert "It is not decided yet, or deferred." in answer.content.decode()


def test_who_was_erased_is_told_nothing(accepted, company):
    said = company.house.criticism_desk.people(accepted)[0].heard.mention
    company.house.forgetting.forget([said.id], reason="asked_for")
    assert company.house.criticism_desk.people(accepted) == []


def test_what_we_hid_stands_in_the_ledger_with_its_reason(company, browse, cases):
    event = CaseEvent(case=cases[0], at=NOW, action="mention_hide", actor=company.people["otto"], detail="an insult")
    company.house.casebook.note(event)
    assert "an insult" in browse("rita").get("/criticism?view=hidden").content.decode()


def test_a_member_of_another_department_decides_nothing(company, browse, cases):
    browse("max").post(f"/cases/{cases[0]}/criticism", {"action": "reject", "reason": "no"})
    assert company.house.criticism_book.of_case(cases[0]) is None


def test_a_case_that_criticises_something_else_is_undecided_again(accepted, company, browse, cases):
    client = browse("otto")
    client.post(f"/cases/{cases[1]}/criticism", {"action": "join", "criticism": accepted})
    client.post(f"/criticism/{accepted}/part", {"case": cases[1]})
    assert company.house.criticism_book.of_case(cases[1]) is None


def test_the_pages_ask_as_often_for_many_cases_as_for_one(accepted, company, browse, cases):
    client = browse("otto")
    few = [_asked(client, path) for path in ("/criticism", f"/criticism/{accepted}")]
    for case in cases[1:]:
        company.house.criticism_book.put_case(
            case, CriticismEvent(criticism=accepted, at=NOW, action="add_case", actor=None), belongs=True
        )
    assert len(company.house.criticism_desk.people(accepted)) == len(cases) > 2
    assert [_asked(client, path) for path in ("/criticism", f"/criticism/{accepted}")] == few


def _asked(client, path) -> int:
    client.get(path)  # what is kept for a few seconds is asked for here
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)
