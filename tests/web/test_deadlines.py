"""What is due: in the inbox, in a case, and where working time and rules are decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.store.relational import models
from resonanz.web import due

OFFICE = {
    "own": "on",
    "zone": "Europe/Berlin",
    "mon": "09:00-12:00, 13:00-17:00",
    "country": "DE",
    "state": "BY",
    "closed": "2026-12-24",
    "adopt": "on",
}


@pytest.fixture
def service(company):
    """Return the slug of a department that has cases, their deadlines worked out."""
    company.house.deadlines.tick()
    number = models.Case.objects.filter(alive=1).values_list("department", flat=True).first()
    return models.Department.objects.get(pk=number).slug


def calendar_of(slug: str) -> str:
    return f"/departments/{slug}/calendar"


def a_case() -> int:
    return models.Case.objects.filter(alive=1).values_list("pk", flat=True).first()


def test_an_inbox_says_what_is_left(admin, service):
    assert 'class="due ' in admin.get("/inbox").content.decode()


def test_an_inbox_shows_what_is_overdue(company, admin, service):
    company.house.clock.sleep(timedelta(days=30).total_seconds())
    company.house.deadlines.tick()
    page = admin.get("/inbox?due=overdue&order=due").content.decode()
    assert "overdue by" in page


def test_an_inbox_without_anything_overdue_is_empty(company, admin, service):
    models.Case.objects.update(due_state="running")
    assert "data-row>" not in admin.get("/inbox?due=overdue").content.decode()


def test_today_ends_where_the_readers_day_does(company):
    assert due.conditions("today")["due_before"] > company.house.clock.now()


@pytest.mark.parametrize(("language", "said"), [("en", "business time from"), ("de", "Geschäftszeit ab")])
def test_a_case_explains_its_deadlines(browse, service, language, said):
    assert said in browse("admin", language).get(f"/cases/{a_case()}").content.decode()


def test_waiting_for_the_author_pauses_a_case(company, admin, service):
    case = a_case()
    admin.post(f"/cases/{case}/wait")
    found = company.house.deadlines.of(company.house.casebook.load(case))
    assert {one.state.value for one in found if one.is_open} == {"paused"}
    assert "No longer wait" in admin.get(f"/cases/{case}").content.decode()


def test_a_department_has_the_companys_working_time_at_first(admin, service):
    page = admin.get(calendar_of(service)).content.decode()
    assert "has the working time of the company" in page
    assert 'value="09:00-17:00"' in page


def test_a_department_gets_its_own_working_time(company, admin, service):
    assert admin.post(calendar_of(service), OFFICE).status_code == 302
    written, own = company.house.deadlines.written_calendar(models.Department.objects.get(slug=service).pk)
    assert (own, written["hours"]) == (True, {"mon": ["09:00-12:00", "13:00-17:00"]})


def test_a_department_can_take_the_companys_working_time_again(company, admin, service):
    admin.post(calendar_of(service), OFFICE)
    admin.post(calendar_of(service), {**OFFICE, "own": ""})
    assert company.house.deadlines.written_calendar(models.Department.objects.get(slug=service).pk)[1] is False


def test_the_next_holidays_are_shown_before_they_are_kept(company, admin, service):
    page = admin.post(calendar_of(service), {**OFFICE, "preview": "1"}).content.decode()
    assert "24 Dec 2026" in page
    assert "Christmas" in page
    assert company.house.deadline_book.newest() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"mon": "9 to 5"}, "mon"), ({"state": "Bayern"}, "state"), ({"closed": "soon"}, "closed")],
)
def test_working_time_that_cannot_be_is_refused_at_its_field(admin, service, wrong, field):
    refused = admin.post(calendar_of(service), {**OFFICE, **wrong})
    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == [field]


def test_what_is_refused_is_said_in_german_too(browse, service):
    refused = browse("admin", "de").post(calendar_of(service), {**OFFICE, "mon": "12:00-13:00, 09:00-10:00"})
    assert "überschneiden sich oder stehen nicht in der Reihenfolge" in refused.content.decode()


def test_the_rules_are_shown_to_everybody(browse, service):
    assert browse("rita", "de").get("/deadlines").status_code == 200


def test_rules_are_changed_and_versioned(company, admin, service):
    form = rules_form(admin) | {"rule-0-first_answer": "2 h"}
    assert admin.post("/deadlines", form).status_code == 302
    document = company.house.deadlines.rules().document
    assert document["rules"][0]["first_answer"] == "2 h"
    assert [one.number for one in company.house.deadline_book.versions()] == [1, 2]


def test_keeping_the_rules_as_they_are_changes_nothing_of_them(company, admin, service):
    before = company.house.deadlines.rules().document
    assert admin.post("/deadlines", rules_form(admin)).status_code == 302
    after = company.house.deadlines.rules().document
    assert (after["rules"], after["windows"]) == (before["rules"], before["windows"])


def test_a_time_that_is_none_is_refused_at_its_card(admin, service):
    refused = admin.post("/deadlines", rules_form(admin) | {"rule-1-first_answer": "2 days"})
    assert refused.status_code == 400
    assert "first_answer" in refused.context["cards"][1].errors


def test_nobody_but_administrators_changes_the_rules(company, browse, service):
    browse("lena", "en").post("/deadlines", rules_form(browse("lena", "en")))
    assert company.house.deadline_book.newest() == 0


def test_a_lead_changes_the_working_time_of_the_own_department_only(company, browse, service):
    lead = browse("lena", "en")
    for slug in ("service", "legal"):
        lead.post(calendar_of(slug), OFFICE)
    own = {slug: company.house.deadlines.written_calendar(number)[1] for slug, number in company.departments.items()}
    assert (own["service"], own["legal"]) == (True, False)


def rules_form(browser) -> dict[str, object]:
    """Return what the page of the rules would send as it is."""
    context = browser.get("/deadlines").context
    sent: dict[str, object] = {
        "rule-TOTAL_FORMS": context["cards"].total_form_count(),
        "rule-INITIAL_FORMS": context["cards"].initial_form_count(),
    }
    for bound in (*(one for card in context["cards"] for one in card), *context["choices"]):
        value = bound.value()
        if value not in (None, False):
            sent[bound.html_name] = value
    return sent
