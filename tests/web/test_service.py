"""What is served beside Django: events for the signed-in, metrics for this machine, files, health."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from starlette.testclient import TestClient

from resonanz.core.errors import NotAllowed, StoreUnavailable
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing import tokens
from resonanz.store.relational.models import User
from resonanz.web import visitors
from resonanz.web.asgi import make_application
from tests.web.company import PASSWORD, mention_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(company) -> str:
    client = Client()
    client.login(username="max", password=PASSWORD)
    return client.cookies[visitors.SESSION].value


@pytest.fixture
def served(house):
    return TestClient(make_application(), base_url="http://localhost", client=("127.0.0.1", 5000))


def test_a_stream_is_for_the_signed_in(served, company):
    assert served.get("/events").status_code == 401


def test_a_stream_asks_as_the_page_does(session, company):
    wanted = visitors.listening(session, "kind=praise&q=brilliant")
    assert wanted(company.heard[:3]) == [company.heard[1]]


def test_a_stream_that_asks_nonsense_is_refused(served, session):
    assert served.get("/events?kind=x", headers={"cookie": f"{visitors.SESSION}={session}"}).status_code == 400


def test_somebody_shut_out_is_not_signed_in_any_more(session, company):
    assert visitors.is_signed_in(session)
    User.objects.filter(username="max").update(is_active=False)
    assert not visitors.is_signed_in(session)


def test_a_session_that_is_none_listens_to_nothing(company):
    with pytest.raises(NotAllowed):
        visitors.listening("x" * 32, "")


def test_metrics_are_told_to_this_machine(served, company):
    text = served.get("/metrics").text
    assert 'resonanz_cases_waiting{department="service"}' in text
    assert mention_id(0) not in text


def test_metrics_are_told_to_no_stranger_behind_a_proxy(served, company):
    assert served.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403


def test_metrics_are_told_to_the_holder_of_a_token(served, company):
    user = User.objects.get(username="max")
    _number, token = tokens.make_token(actor_of(user), "prometheus", company.house.clock.now())
    headers = {"x-forwarded-for": "203.0.113.9", "authorization": f"Bearer {token}"}
    assert served.get("/metrics", headers=headers).status_code == 200


def test_a_process_that_lives_says_so_without_a_store(served):
    assert served.get("/healthz").text == "ok"


def test_a_process_is_ready_when_its_stores_answer(served):
    assert served.get("/readyz").status_code == 200


def test_a_process_whose_archive_is_away_is_not_ready(served, house, monkeypatch):
    def away():
        raise StoreUnavailable("The archive cannot be reached.")

    monkeypatch.setattr(house.archive, "head", away)
    answer = served.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "The archive cannot be reached.")


def test_files_are_served_with_their_type_and_nothing_else(served):
    found = served.get("/static/mark.svg")
    assert (found.status_code, found.headers["content-type"]) == (200, "image/svg+xml")
    assert served.get("/static/../settings.py").status_code == 404


def test_pages_are_served_with_a_policy_that_runs_no_inline_script(served, company):
    answer = served.get("/accounts/login/")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_the_quick_search_finds_across_everything(company):
    client = Client()
    client.login(username="admin", password=PASSWORD)
    kinds = {one["kind"] for one in json.loads(client.get("/search/quick?q=Nordwind").content)["results"]}
    assert len(kinds) >= 3
