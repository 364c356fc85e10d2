"""Criticism on the pages: decided before it is closed, told back to those who said it, hidden only on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.criticism import CriticismEvent, CriticismState
from resonanz.core.ids import CaseId, CriticismId
from resonanz.core.policy import Actor
from resonanz.core.telling import TellingState, of_criticism, of_need
from resonanz.learn.needs import Wanted
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


@pytest.fixture
def changed(accepted, company, browse, cases) -> CriticismId:
    """Return a criticism of two people, because of which something changed."""
    client = browse("otto")
    client.post(f"/cases/{cases[1]}/criticism", {"action": "join", "criticism": accepted})
    client.post(f"/criticism/{accepted}/change", {"change": "Der Preis ist gesenkt."})
    return accepted


def tell(browse, company, number: CriticismId, text: str) -> None:
    """Let anna write what people are told, otto approve it, and the worker hand it out."""
    browse("anna").post(f"/criticism/{number}/telling/draft", {"text_de": text})
    browse("otto").post(f"/criticism/{number}/telling/approve", {"text_de": text})
    for _ in range(4):
        company.house.telling_rounds.tick()
        company.house.clock.sleep(3_600)


def test_each_person_who_said_it_is_told_once_in_their_case(changed, company, browse, cases):
    for _ in range(2):
        tell(browse, company, changed, "Hallo {name}, der Preis ist gesenkt.")
    answers = models.Reply.objects.values_list("case_id", "text", "state")
    assert sorted(answers) == [
        (cases[0], "Hallo Person 4, der Preis ist gesenkt.", "approved"),
        (cases[1], "Hallo Person 10, der Preis ist gesenkt.", "approved"),
    ]


def test_when_everybody_was_told_the_round_is_over_and_its_history_says_so(changed, company, browse):
    tell(browse, company, changed, "Der Preis ist gesenkt.")
    models.Reply.objects.update(state="sent", sent_at=NOW)
    for _ in range(2):
        company.house.telling_rounds.tick()
    (telling,) = company.house.tellings.of(of_criticism(changed))
    assert (telling.state, company.house.criticism_book.events(changed)[-1].action) == (TellingState.FINISHED, "tell")


def test_who_heard_the_same_of_a_need_is_not_told_it_again(changed, company, browse, cases):
    house, otto = company.house, Actor(id=company.people["otto"], is_administrator=True)
    said = house.telling_desk.said(of_criticism(changed))
    need = house.need_desk.write(otto, Wanted(title="Lower price", department=company.departments["service"]))
    house.need_desk.say(otto, need.id, [said[0].mention], belongs=True)
    house.need_desk.finish(otto, need.id, "Done.")
    texts = {"de": "Der Preis ist gesenkt."}
    house.telling_desk.approve(otto, house.telling_desk.draft(otto, of_need(need.id), texts).id, texts)
    house.telling_rounds.tick()
    house.clock.sleep(3_600)
    tell(browse, company, changed, "Der Preis ist gesenkt.")
    (once,) = house.tellings.people(of_need(need.id))
    lines = {one.mention: one.reply for one in house.tellings.people(of_criticism(changed))}
    assert (models.Reply.objects.count(), lines[said[0].mention]) == (2, once.reply)


def test_nobody_is_told_of_what_is_only_accepted(accepted, browse):
    answer = browse("otto", "en").post(f"/criticism/{accepted}/telling/draft", {"text_de": "Hallo"}, follow=True)
    assert "There is nothing to tell yet" in answer.content.decode()


def test_nothing_is_decided_anew_while_people_are_told(changed, company, browse):
    tell(browse, company, changed, "Der Preis ist gesenkt.")
    browse("otto").post(f"/criticism/{changed}/reopen", {"reason": "Neue Zahlen."})
    assert of(company, changed).state is CriticismState.CHANGED


def test_a_member_of_another_department_tells_nobody(changed, company, browse):
    browse("max").post(f"/criticism/{changed}/telling/draft", {"text_de": "Hallo"})
    assert company.house.tellings.of(of_criticism(changed)) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_of_telling_stands_in_both_languages(changed, company, browse, language):
    tell(browse, company, changed, "Hallo {name}")
    answer = browse("otto", language).get(f"/criticism/{changed}/telling")
    assert answer.status_code == 200
    assert "Person 10" in answer.content.decode()


def test_who_was_erased_is_told_nothing(changed, company, browse):
    first = company.house.telling_desk.said(of_criticism(changed))[0]
    company.house.forgetting.forget([first.mention], reason="asked_for")
    assert first.mention not in {one.mention for one in company.house.telling_desk.said(of_criticism(changed))}


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
    assert len(company.house.telling_desk.said(of_criticism(accepted))) == len(cases) > 2
    assert [_asked(client, path) for path in ("/criticism", f"/criticism/{accepted}")] == few


def _asked(client, path) -> int:
    client.get(path)  # what is kept for a few seconds is asked for here
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)
