"""Working through an inbox and a case, as a person does it at the pages."""

from __future__ import annotations

import pytest

from resonanz.core.case import CaseState
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Priority
from resonanz.store.relational.selectors import cases
from resonanz.store.relational.views import CaseFilter


def first_in(company, slug):
    """Return the id of the newest case of a department."""
    return cases.inbox(CaseFilter(departments=(company.departments[slug],))).items[0].id


def said(answer) -> str:
    """Return the messages that the next page would show."""
    return " ".join(str(message) for message in answer.wsgi_request._messages)


def test_an_inbox_shows_its_department_alone(browse, company):
    text = browse("max").get("/inbox/legal").content.decode()
    assert "Frechheit" in text
    assert "Wo bleibt mein Paket" not in text


def test_somebodys_inbox_shows_the_departments_they_work_in(browse):
    assert "Frechheit" not in browse("max").get("/inbox").content.decode()


def test_a_view_of_closed_cases_shows_what_was_closed(browse, company):
    case = first_in(company, "service")
    client = browse("max")
    client.post(f"/cases/{case}/close")
    assert f"/cases/{case}" in client.get("/inbox/service?view=closed").content.decode()
    assert f'"/cases/{case}"' not in client.get("/inbox/service").content.decode()


def test_a_case_done_from_the_inbox_leads_back_to_the_inbox(browse, company):
    case = first_in(company, "service")
    answer = browse("max").post(
        f"/cases/{case}/take", headers={"referer": "http://testserver/inbox/service?view=unowned"}
    )
    assert answer.headers["Location"] == "/inbox/service?view=unowned"


def test_a_hand_over_without_a_reason_is_refused_in_the_readers_language(browse, company):
    case = first_in(company, "service")
    answer = browse("max", "de").post(f"/cases/{case}/hand_over", {"department": company.departments["legal"]})
    assert "Eine Übergabe braucht einen Grund." in said(answer)
    assert company.house.casebook.load(case).department == company.departments["service"]


def test_a_hand_over_moves_the_case_and_its_reason(browse, company):
    case = first_in(company, "service")
    client = browse("max")
    client.post(f"/cases/{case}/hand_over", {"department": company.departments["legal"], "reason": "Es geht um Recht."})
    assert company.house.casebook.load(case).department == company.departments["legal"]
    assert "Es geht um Recht." in browse("anna").get(f"/cases/{case}").content.decode()


def test_closing_what_is_closed_is_a_conflict_in_words(browse, company):
    case = first_in(company, "service")
    client = browse("max", "de")
    client.post(f"/cases/{case}/close")
    assert "nicht möglich" in said(client.post(f"/cases/{case}/close"))


def test_the_priority_is_changed(browse, company):
    case = first_in(company, "service")
    browse("max").post(f"/cases/{case}/prioritise", {"priority": "urgent"})
    assert company.house.casebook.load(case).priority is Priority.URGENT


def test_a_case_is_assigned_to_colleagues_alone(browse, company):
    case = first_in(company, "service")
    for other in ("anna", "rita"):  # of another department; who only reads
        browse("max").post(f"/cases/{case}/assign", {"owner": company.people[other]})
        assert company.house.casebook.load(case).owner is None


def test_an_answer_is_approved_and_on_its_way_in_one_step(browse, company):
    case = first_in(company, "service")
    browse("max").post(f"/cases/{case}/draft", {"text": "Wir sehen nach.", "then": "approve"})
    (reply,) = company.house.replies.of_case(case)
    assert (reply.state, reply.text) == (ReplyState.APPROVED, "Wir sehen nach.")


def test_an_answer_of_several_lines_is_approved_as_it_was_read(browse, company):
    case = first_in(company, "service")
    client = browse("max")
    client.post(f"/cases/{case}/draft", {"text": "Guten Tag\r\nwir sehen nach.", "then": ""})
    (reply,) = company.house.replies.of_case(case)
    client.post(f"/replies/{reply.id}/approve", {"seen": "Guten Tag\r\nwir sehen nach."})
    assert company.house.replies.load(reply.id).state is ReplyState.APPROVED


def test_an_answer_that_is_too_long_says_so_at_the_field_and_keeps_the_text(browse, company):
    case = first_in(company, "service")
    answer = browse("max", "de").post(f"/cases/{case}/draft", {"text": "a" * 501, "then": "approve"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Die Antwort hat mehr als 500 Zeichen." in text
    assert "a" * 501 in text


@pytest.fixture
def submitted(browse, company):
    """Return an answer of the legal department that waits for a second person."""
    case = first_in(company, "legal")
    browse("anna").post(f"/cases/{case}/draft", {"text": "Wir prüfen das.", "then": "submit"})
    (reply,) = company.house.replies.of_case(case)
    return reply


def test_four_eyes_refuse_the_writers_own_approval(browse, company, submitted):
    browse("anna").post(f"/replies/{submitted.id}/approve", {"seen": submitted.text})
    assert company.house.replies.load(submitted.id).state is ReplyState.SUBMITTED


def test_four_eyes_are_not_offered_to_the_writer(browse, submitted):
    assert (
        f'/replies/{submitted.id}/approve" data-key'
        not in browse("anna").get(f"/cases/{submitted.case}").content.decode()
    )


def test_the_second_person_approves(browse, company, submitted):
    browse("otto").post(f"/replies/{submitted.id}/approve", {"seen": submitted.text})
    assert company.house.replies.load(submitted.id).state is ReplyState.APPROVED


def test_an_answer_that_was_changed_meanwhile_is_not_approved(browse, company, submitted):
    answer = browse("otto", "de").post(f"/replies/{submitted.id}/approve", {"seen": "Etwas anderes"})
    assert "nachdem Sie sie gelesen haben" in said(answer)


def test_changing_an_answer_takes_its_approval_away(browse, company, submitted):
    client = browse("otto")
    client.post(f"/replies/{submitted.id}/approve", {"seen": submitted.text})
    client.post(f"/replies/{submitted.id}/edit", {"text": "Neu", "seen": submitted.text})
    assert company.house.replies.load(submitted.id).state is ReplyState.DRAFT


def test_a_note_stays_in_the_history(browse, company):
    case = first_in(company, "service")
    client = browse("max")
    client.post(f"/cases/{case}/note", {"text": "Rückruf am Montag"})
    assert "Rückruf am Montag" in client.get(f"/cases/{case}").content.decode()


def test_a_case_shows_the_rule_that_brought_it(browse, company):
    assert "Fragen" in browse("max").get(f"/cases/{first_in(company, 'service')}").content.decode()


def test_a_case_whose_mention_was_erased_still_stands(admin, company):
    case = first_in(company, "service")
    company.house.forgetting.forget(company.house.casebook.mentions(case), reason="taken back at its source")
    text = admin.get(f"/cases/{case}").content.decode()
    assert "The history stays" in text
    assert company.house.casebook.load(case).state is CaseState.NEW
