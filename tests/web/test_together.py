"""Working together at the pages: drafts, what is new before a send, questions to departments, absences."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.case import CaseState
from resonanz.core.reply import ReplyState
from resonanz.store.relational.selectors import together
from tests.web.company import hear, replace
from tests.web.test_cases import first_in, said


@pytest.fixture
def case(company):
    return first_in(company, "service")


def typing(client, case, text, number=0):
    return client.post(f"/cases/{case}/typed", {"text": text, "number": number})


def spoken_on(company, case):
    """Let the author of a case say something more."""
    root = company.house.archive.find([company.house.casebook.load(case).thread]).popitem()[1]
    at = company.house.clock.now()
    more = replace(
        root.mention, id="mastodon:social.example/more", text="Hallo? Ist da jemand?", reply_to=root.mention.id,
        published_at=at, seen_at=at,
    )  # fmt: skip
    hear(company, [replace(root, mention=more)])


def test_what_was_typed_is_there_when_the_page_is_opened_again(browse, case):
    assert typing(browse("max"), case, "Wir sehen nach.").json() == {"number": 1}
    assert "Wir sehen nach.</textarea>" in browse("max").get(f"/cases/{case}").content.decode()


def test_what_was_typed_into_an_answer_is_there_until_it_is_handed_in(browse, company, case):
    client = browse("lena")
    client.post(f"/cases/{case}/draft", {"text": "Wir sehen nach."})
    (reply,) = company.house.replies.of_case(case)
    client.post(f"/cases/{case}/typed", {"text": "Wir sehen heute nach.", "number": 0, "reply": reply.id})
    assert "Wir sehen heute nach.</textarea>" in client.get(f"/cases/{case}").content.decode()
    assert "Wir sehen heute nach." not in browse("max").get(f"/cases/{case}").content.decode()
    client.post(f"/replies/{reply.id}/edit", {"text": "Wir sehen morgen nach.", "seen": "Wir sehen nach."})
    assert "Wir sehen heute nach." not in client.get(f"/cases/{case}").content.decode()


def test_nobody_reads_what_a_colleague_types_but_sees_that_they_do(browse, case):
    typing(browse("max"), case, "Ein Geheimnis.")
    text = browse("lena").get(f"/cases/{case}").content.decode()
    assert "Ein Geheimnis." not in text
    assert "Max hat" in text


def test_a_second_window_gets_what_stands_instead_of_overwriting_it(browse, case):
    client = browse("max")
    typing(client, case, "Erstes Fenster")
    answer = typing(client, case, "Zweites Fenster")
    assert (answer.status_code, answer.json()["text"], answer.json()["number"]) == (409, "Erstes Fenster", 1)


def test_nobody_types_in_a_case_of_another_department(browse, company, case):
    typing(browse("anna"), case, "Von Anna")
    assert company.house.drafts.of_case(case) == []


def test_an_answer_is_stopped_with_what_is_new_and_waits_as_a_draft(browse, company, case):
    client = browse("max")
    spoken_on(company, case)
    answer = client.post(f"/cases/{case}/draft", {"text": "Wir sehen nach.", "then": "approve", "place": 0})
    assert answer.headers["Location"] == f"/cases/{case}?since=0#news"
    assert "Hallo? Ist da jemand?" in client.get(f"/cases/{case}?since=0").content.decode()
    (reply,) = company.house.replies.of_case(case)
    assert reply.state is ReplyState.DRAFT


def test_whoever_has_seen_what_is_new_sends(browse, company, case):
    spoken_on(company, case)
    browse("max").post(f"/cases/{case}/draft", {"text": "Wir sehen nach.", "then": "approve", "place": 1})
    (reply,) = company.house.replies.of_case(case)
    assert reply.state is ReplyState.APPROVED


@pytest.mark.parametrize("since", ["-1", "x", "9" * 40, "2"])
def test_a_place_that_makes_no_sense_shows_nothing_new(browse, case, since):
    assert 'id="news"' not in browse("max").get(f"/cases/{case}?since={since}").content.decode()


def test_a_question_stands_in_the_list_of_whoever_is_asked(browse, company, case):
    browse("max").post(
        f"/cases/{case}/together/ask", {"department": company.departments["legal"], "text": "Dürfen wir?"}
    )
    assert "Dürfen wir?" in browse("anna").get("/asked").content.decode()
    assert "Dürfen wir?" not in browse("lena").get("/asked").content.decode()


def test_the_asked_department_answers_inside_the_case(browse, company, case):
    max_ = browse("max")
    max_.post(f"/cases/{case}/together/ask", {"department": company.departments["legal"], "text": "Dürfen wir?"})
    (row,) = together.inquiries_of(case)
    browse("lena").post(f"/inquiries/{row.inquiry.id}/tell", {"text": "Ich bin nicht gefragt."})
    browse("anna").post(f"/inquiries/{row.inquiry.id}/tell", {"text": "Ja, gern."})
    text = max_.get(f"/cases/{case}").content.decode()
    assert "Ja, gern." in text
    assert "Ich bin nicht gefragt." not in text


def test_a_case_that_is_put_off_is_back_when_asked_for(browse, company, case):
    client = browse("max")
    client.post(f"/cases/{case}/together/snooze", {"until": "tomorrow"})
    assert company.house.casebook.load(case).snoozed_until is not None
    assert f'"/cases/{case}"' not in client.get("/inbox/service?view=waiting").content.decode()
    client.post(f"/cases/{case}/together/wake")
    assert f"/cases/{case}" in client.get("/inbox/service?view=waiting").content.decode()


@pytest.mark.parametrize("until", ["", "gestern", "2020-01-01T08:00"])
def test_a_moment_that_cannot_be_is_refused_in_words(browse, company, case, until):
    answer = browse("max").post(f"/cases/{case}/together/snooze", {"until": until})
    assert said(answer)
    assert company.house.casebook.load(case).snoozed_until is None


def test_a_merged_case_leads_to_the_one_that_goes_on_and_can_be_taken_back(browse, company, case):
    client, other = browse("max"), first_in(company, "service")
    target = next(one for one in range(1, 30) if one != other and is_of_service(company, one))
    client.post(f"/cases/{other}/together/merge", {"into": target})
    assert f"/cases/{target}" in client.get(f"/cases/{other}").content.decode()
    client.post(f"/cases/{other}/together/unmerge")
    assert company.house.casebook.load(other).state is CaseState.OPEN


def is_of_service(company, number):
    return company.house.casebook.load(number).department == company.departments["service"]


def test_a_substitute_sees_the_cases_of_whoever_is_away_as_their_own(browse, company, case):
    browse("max").post(f"/cases/{case}/take")
    today = company.house.dispatcher.today()
    browse("max").post(
        "/absences",
        {"person": company.people["max"], "first": today, "last": today, "substitute": company.people["lena"]},
    )
    assert f'/cases/{case}"' in browse("lena").get("/inbox?view=mine").content.decode()
    assert "Lena vertritt." in browse("lena").get(f"/cases/{case}").content.decode()


def test_a_case_whose_owner_is_away_without_anybody_is_shown_as_unowned(browse, company, case):
    browse("max").post(f"/cases/{case}/take")
    assert f'/cases/{case}"' not in browse("lena").get("/inbox?view=unowned").content.decode()
    today = company.house.dispatcher.today()
    browse("max").post("/absences", {"person": company.people["max"], "first": today, "last": today})
    assert f'/cases/{case}"' in browse("lena").get("/inbox?view=unowned").content.decode()


def test_nobody_says_of_a_stranger_that_they_are_away(browse, company):
    today = company.house.dispatcher.today()
    browse("max").post("/absences", {"person": company.people["otto"], "first": today, "last": today})
    assert together.absences(today) == ()


def test_an_absence_that_ends_before_it_begins_is_refused_at_the_form(browse, company):
    today = company.house.dispatcher.today()
    answer = browse("max").post(
        "/absences", {"person": company.people["max"], "first": today, "last": today - timedelta(days=1)}
    )
    assert answer.status_code == 400
    assert "Der letzte Tag liegt vor dem ersten." in answer.content.decode()


def test_a_lead_says_how_new_cases_are_given_out(browse, company):
    browse("max").post("/departments/service/dispatching", {"way": "load"})
    assert together.way_of(company.departments["service"]).value == "hand"
    browse("lena").post("/departments/service/dispatching", {"way": "rotation"})
    assert together.way_of(company.departments["service"]).value == "rotation"


def test_a_note_tells_whoever_it_names(browse, company, case):
    answer = browse("max", "en").post(f"/cases/{case}/note", {"text": "@lena please look"})
    assert "told to whoever it names" in said(answer)


def test_what_a_colleague_asks_is_shown_as_text(browse, company, case):
    browse("max").post(
        f"/cases/{case}/together/ask", {"department": company.departments["legal"], "text": "<script>alert(1)</script>"}
    )
    assert "<script>alert(1)" not in browse("anna").get(f"/cases/{case}").content.decode()
