"""The inbox: views and their counts, doing things to many cases at once, taking them back, keeping views."""

from __future__ import annotations

import re
import threading

import pytest

from resonanz.app import sweeping
from resonanz.app.jobs import Jobs
from resonanz.app.logging import log
from resonanz.app.works import WORKS
from resonanz.core.case import CaseState
from resonanz.core.understood import Priority
from resonanz.respond.sweeps import SweepDesk
from resonanz.store.relational import models
from resonanz.store.relational.selectors import cases
from resonanz.store.relational.text import from_json
from resonanz.store.relational.views import CaseFilter

INBOX = {"referer": "http://testserver/inbox/service"}


@pytest.fixture
def service(company):
    """Return the numbers of the customer service's cases, as its inbox shows them."""
    rows = cases.inbox(CaseFilter(departments=(company.departments["service"],)), order=cases.Order.URGENT)
    return [row.id for row in rows.items]


def sweep(client, doing, chosen, **more):
    return client.post(f"/sweeps/{doing}", {"case": chosen, **more}, headers=INBOX)


def said(answer) -> str:
    """Return the messages that the next page would show."""
    return " ".join(str(message) for message in answer.wsgi_request._messages)


def counts(client, path="/inbox/service"):
    """Return what stands beside each view."""
    text = client.get(path).content.decode()
    views = re.search(r'id="inbox-views".*?</ul>', text, re.DOTALL).group()
    found = re.findall(r'data-command="[^"]*: ([^"]*)"[^>]*>[^<]*<span class="count">([\d.,]+)</span>', views)
    return {name: int(number.replace(",", "").replace(".", "")) for name, number in found}


def test_chosen_cases_are_closed_together(browse, company, service):
    answer = sweep(browse("max", "en"), "close", service[:3])
    assert answer.headers["Location"] == "/inbox/service"
    assert "3 cases are closed." in said(answer)
    assert [company.house.casebook.load(case).state for case in service[:3]] == [CaseState.CLOSED] * 3
    assert company.house.casebook.load(service[3]).state is CaseState.NEW


def test_a_reason_stands_in_each_history(browse, company, service):
    sweep(browse("max"), "close", service[:2], closing="Spam")
    assert [company.house.casebook.events(case)[-1].detail for case in service[:2]] == ["Spam", "Spam"]


def test_the_whole_view_means_what_the_view_shows(browse, company, service):
    client = browse("max", "en")
    sweep(client, "prioritise", service[:2], priority="urgent")
    sweep(client, "close", [], all="yes", slug="service", question="view=waiting&priority=urgent")
    states = [company.house.casebook.load(case).state for case in service]
    assert states == [CaseState.CLOSED] * 2 + [CaseState.NEW] * (len(service) - 2)


def test_what_was_done_is_taken_back(browse, company, service):
    client = browse("max", "en")
    sweep(client, "prioritise", service[:3], priority="urgent")
    number = models.Sweep.objects.get().pk
    assert f"/sweeps/{number}/undo" in client.get("/inbox/service").content.decode()
    assert "3 cases are as they were." in said(client.post(f"/sweeps/{number}/undo", headers=INBOX))
    assert {company.house.casebook.load(case).priority for case in service} == {Priority.NORMAL}
    assert f"/sweeps/{number}/undo" not in client.get("/inbox/service").content.decode()


def test_taking_back_says_which_cases_somebody_changed_since(browse, company, service):
    client = browse("max", "en")
    sweep(client, "close", service[:3])
    browse("lena").post(f"/cases/{service[1]}/reopen")
    answer = client.post(f"/sweeps/{models.Sweep.objects.get().pk}/undo", headers=INBOX)
    assert f"#{service[1]}" in said(answer)
    assert "2 cases are as they were." in said(answer)


def test_what_a_request_left_undone_is_done_by_a_job(browse, company, service, monkeypatch):
    cut_in_the_middle(browse, service, monkeypatch)
    client = browse("max", "en")
    assert "data-running" in client.get("/inbox/service").content.decode()
    company.house.clock.sleep(sweeping.CUT_AFTER.total_seconds())
    Jobs(company.house, WORKS, threading.Event(), log("tests")).run_all("tests")
    assert [company.house.casebook.load(case).state for case in sorted(service)[:4]] == [CaseState.CLOSED] * 4
    assert "4 cases are closed." in client.get("/inbox/service").content.decode()


def test_a_sweep_that_nobody_goes_on_with_is_taken_back(browse, company, service, monkeypatch):
    cut_in_the_middle(browse, service, monkeypatch)
    models.Job.objects.filter(name="sweep").update(state=models.Job.FAILED)
    client = browse("max", "en")
    assert "This did not end." in client.get("/inbox/service").content.decode()
    answer = client.post(f"/sweeps/{models.Sweep.objects.get().pk}/undo", headers=INBOX)
    assert "2 cases are as they were." in said(answer)


def test_a_sweep_that_came_to_its_end_leaves_no_job(browse, service):
    sweep(browse("max"), "close", service[:2])
    assert not models.Job.objects.filter(name="sweep").exists()


def cut_in_the_middle(browse, service, monkeypatch):
    """Close four cases in a request that dies at the third."""
    do, dies_at = SweepDesk._do, sorted(service)[2]

    def until(self, desks, actor, case, wish):
        if case >= dies_at:
            raise MemoryError
        do(self, desks, actor, case, wish)

    with monkeypatch.context() as patch:
        patch.setattr(SweepDesk, "_do", until)
        with pytest.raises(MemoryError):
            sweep(browse("max"), "close", sorted(service)[:4])


def test_nobody_is_offered_to_take_back_what_another_did(browse, service):
    sweep(browse("max"), "close", service[:1])
    assert "/undo" not in browse("lena").get("/inbox/service").content.decode()


def test_without_a_case_one_is_asked_to_choose(browse):
    assert "Es ist kein Fall ausgewählt." in said(sweep(browse("max", "de"), "close", []))


def test_what_cannot_be_done_is_told_with_the_reason(browse, company, service):
    legal = cases.inbox(CaseFilter(departments=(company.departments["legal"],))).items[0].id
    answer = sweep(browse("max", "en"), "close", [service[0], legal])
    assert "1 case is closed." in said(answer)
    assert "1 case stays as it is:" in said(answer)
    assert company.house.casebook.load(legal).state is CaseState.NEW


@pytest.mark.parametrize(
    "given",
    [
        {"case": "9" * 30},
        {"case": "x"},
        {"case": "-1"},
        {"case": "1", "owner": "9" * 30},
        {"case": "1", "department": "²"},
        {"all": "yes", "slug": "nowhere"},
    ],
)
@pytest.mark.parametrize("doing", ["assign", "hand_over", "close"])
def test_nonsense_is_the_senders_mistake(browse, company, given, doing):
    answer = browse("max").post(f"/sweeps/{doing}", {"handing": "x", **given}, headers=INBOX)
    assert answer.status_code in {302, 303}


def test_many_cases_are_a_job_with_progress(browse, company, service, monkeypatch):
    monkeypatch.setattr("resonanz.app.sweeping.AT_ONCE", 3)
    client = browse("max", "en")
    sweep(client, "close", [], all="yes", slug="service", question="view=alive")
    assert company.house.casebook.load(service[0]).state is CaseState.NEW
    assert "data-running" in client.get("/inbox/service").content.decode()
    run_jobs(company.house)
    assert {company.house.casebook.load(case).state for case in service} == {CaseState.CLOSED}
    assert f"{len(service)} cases are closed." in client.get("/inbox/service").content.decode()


def test_a_killed_job_goes_on_where_it_was(browse, company, service, monkeypatch):
    monkeypatch.setattr("resonanz.app.sweeping.AT_ONCE", 3)
    monkeypatch.setattr("resonanz.app.sweeping.PIECE", 2)
    sweep(browse("max"), "take", [], all="yes", slug="service", question="view=alive")
    with pytest.raises(KeyboardInterrupt):
        run_work(company.house, dies_after=2)
    run_work(company.house)
    assert {company.house.casebook.load(case).owner for case in service} == {company.people["max"]}
    takes = [event.action for case in service for event in company.house.casebook.events(case)].count("take")
    assert (takes, models.Sweep.objects.get().done) == (len(service), len(service))


def test_many_cases_are_taken_back_by_a_job(browse, company, service, monkeypatch):
    monkeypatch.setattr("resonanz.app.sweeping.AT_ONCE", 3)
    client = browse("max", "en")
    sweep(client, "close", [], all="yes", slug="service", question="view=alive")
    run_jobs(company.house)
    client.post(f"/sweeps/{models.Sweep.objects.get().pk}/undo", headers=INBOX)
    run_jobs(company.house)
    assert {company.house.casebook.load(case).state for case in service} == {CaseState.NEW}
    assert models.Sweep.objects.get().restored == len(service)


class Dying:
    """Be a job's progress that kills its process."""

    def __init__(self, left):
        self.left = left

    def say(self, *_said, **_more):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def run_work(house, dies_after=0):

    sweeping.work(house, from_json(models.Job.objects.get(name="sweep").arguments), Dying(dies_after))


def run_jobs(house):
    """Do whatever is due, as the worker's child does."""

    Jobs(house, WORKS, threading.Event(), log("tests")).run_all("tests")


def test_a_note_is_written_from_the_list(browse, company, service):
    sweep(browse("max"), "note", service[:2], text="Rückruf am Montag")
    assert [company.house.casebook.events(case)[-1].detail for case in service[:2]] == ["Rückruf am Montag"] * 2


def test_a_note_from_the_list_calls_colleagues_too(browse, company, service):
    sweep(browse("max"), "note", service[:2], text="@anna bitte ansehen")
    told = models.PersonalNotice.objects.filter(person=company.people["anna"], event="mention_colleague")
    assert sorted(told.values_list("subject", flat=True)) == sorted(f"case:{case}" for case in service[:2])


def test_an_answer_is_given_from_the_list(browse, company, service):
    client = browse("max")
    assert "<textarea" in client.get(f"/quick/{service[0]}").content.decode()
    answer = client.post(f"/quick/{service[0]}", {"text": "Wir sehen nach.", "then": "send"}, headers=INBOX)
    assert answer.headers["Location"] == "/inbox/service"
    (reply,) = company.house.replies.of_case(service[0])
    assert (reply.text, reply.state.value) == ("Wir sehen nach.", "approved")


def test_an_answer_from_the_list_shows_what_is_new_before_it_is_sent(browse, company, service):
    client = browse("max")
    place = re.search(r'name="place" value="(\d+)"', client.get(f"/quick/{service[0]}").content.decode())[1]
    colleague = {"text": "Ist unterwegs.", "then": "send", "place": place}
    client.post(f"/quick/{service[0]}", colleague, headers=INBOX)
    answer = client.post(f"/quick/{service[0]}", {**colleague, "text": "Wir sehen nach."}, headers=INBOX)
    assert answer.headers["Location"] == f"/cases/{service[0]}?since={place}#news"
    assert [one.state.value for one in company.house.replies.of_case(service[0])] == ["approved", "draft"]


def test_an_answer_from_the_list_waits_for_the_second_person(browse, company):
    legal = cases.inbox(CaseFilter(departments=(company.departments["legal"],))).items[0].id
    client = browse("anna", "en")
    client.post(f"/quick/{legal}", {"text": "Wir prüfen das.", "then": "send"}, headers=INBOX)
    assert company.house.replies.of_case(legal)[0].state.value == "submitted"
    assert counts(client, "/inbox/legal")["Waiting for approval"] == 1


def test_whoever_only_reads_is_offered_nothing_to_do(browse):
    text = browse("rita").get("/inbox/service").content.decode()
    assert 'id="sweep"' not in text
    assert "data-pick" not in text


def test_each_view_is_counted_as_it_is_shown(browse, company, service):
    client = browse("max", "en")
    sweep(client, "take", service[:2])
    sweep(client, "close", service[2:3])
    found = counts(client)
    for name, view in (("Waiting for us", "waiting"), ("Mine", "mine"), ("Taken by nobody", "unowned")):
        shown = client.get(f"/inbox/service?view={view}").content.decode().count("<tr data-row")
        assert found[name] == shown
    assert (found["Mine"], found["Waiting for us"]) == (2, len(service) - 1)


def test_views_are_counted_under_the_same_conditions_as_the_list(browse, service):
    client = browse("max", "en")
    sweep(client, "prioritise", service[:2], priority="urgent")
    assert counts(client, "/inbox/service?priority=urgent")["Waiting for us"] == 2


def test_columns_are_shown_as_wished(browse, company):
    text = browse("max", "en").get("/inbox/service?cols=changed&cols=kind").content.decode()
    heads = re.findall(r'<th scope="col">([^<]+)</th>', text)
    assert heads == ["Case", "Kind", "Last change"]


def test_a_view_is_kept_with_conditions_order_and_columns(browse, company):
    client = browse("max", "en")
    question = "view=mine&priority=urgent&order=changed&cols=due"
    answer = client.post("/views/keep", {"name": "My urgent ones", "slug": "service", "question": question})
    assert answer.headers["Location"] == "/inbox/service?view=mine&priority=urgent&order=changed&cols=due"
    assert counts(client)["My urgent ones"] == 0
    assert "My urgent ones" not in browse("lena").get("/inbox/service").content.decode()


def test_a_shared_view_is_seen_by_the_department_alone(browse, company):
    shared = {"name": "Urgent", "question": "priority=urgent", "share": company.departments["service"]}
    browse("max").post("/views/keep", shared)
    assert "Urgent" in counts(browse("lena", "en"))
    assert "Urgent" not in counts(browse("anna", "en"))


def test_a_view_is_not_shared_with_strangers_departments(browse, company):
    browse("max").post("/views/keep", {"name": "Urgent", "question": "", "share": company.departments["legal"]})
    assert not models.InboxView.objects.exists()


def test_a_view_is_given_up_by_its_owner(browse, company):
    client = browse("max")
    client.post("/views/keep", {"name": "Urgent", "question": "priority=urgent"})
    number = models.InboxView.objects.get().pk
    browse("anna").post(f"/views/{number}/drop")
    assert models.InboxView.objects.exists()
    client.post(f"/views/{number}/drop")
    assert not models.InboxView.objects.exists()


def test_an_inbox_asks_the_same_number_of_questions_however_long_it_is(
    browse, company, service, django_assert_max_num_queries
):
    client = browse("max")
    models.Case.objects.update(due_state="running", due_kind="first_answer", due_at=company.house.clock.now())
    client.get("/inbox/service")
    with django_assert_max_num_queries(24) as few:
        client.get("/inbox/service?q=Austria")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/inbox/service")
