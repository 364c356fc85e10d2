"""Every page stands in both languages, says nothing untranslated, and asks the stores a constant number of times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from resonanz.core.ids import MentionId
from resonanz.core.source import Counts
from resonanz.store.relational.editing import people
from tests.web.company import NOW, hear

PAGES = [
    "/", "/live", "/live?q=Nordwind&kind=question&since=7d", "/inbox", "/inbox/service", "/inbox?view=closed",
    "/cases/1",
    "/sources", "/sources/1", "/sources/add", "/sources/add/mastodon", "/sources/1/edit", "/queries", "/queries/1",
    "/queries/new", "/routes", "/routes/1", "/routes/new", "/departments", "/departments/service", "/people",
    "/people/1",
    "/people/new", "/me", "/settings", "/record", "/record/erasures", "/search?q=Nordwind", "/guide/company",
    "/guide/accounts", "/guide/competitors", "/guide/departments", "/guide/listening", "/guide/done", "/accounts/2fa/",
    "/management", "/reports", "/reports/schedules/new", "/exports", "/dashboards",
    "/measures", "/measures/tops", "/measures/volume", "/measures/first_answer_time?segment=department", "/goals",
    "/seriousness", "/charters/channel/mastodon", "/ear", "/places",
    "/accounts/password/change/", "/mention?id=mastodon:social.example/0",
]  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages(browse, path, language):
    answer = browse("admin", language).get(path)
    if answer.status_code == 302:  # what is sensitive asks for the password again
        assert "reauthenticate" in answer.headers["Location"]
        return
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_inline_script_or_style(browse, path):
    text = browse().get(path).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert "<script>" not in text


def test_the_language_that_was_chosen_stays(browse):
    client = browse("admin", "de")
    client.post("/language", {"language": "en", "next": "/live"})
    assert '<html lang="en"' in client.get("/live").content.decode()


def test_a_language_is_not_changed_towards_another_site(browse):
    answer = browse().post("/language", {"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_numbers_and_times_are_local(browse, company):
    company.house.sources.advance(company.source, None, _many(12345), NOW)
    german = browse("admin", "de").get("/sources").content.decode()
    english = browse("admin", "en").get("/sources").content.decode()
    assert "12.364" in german
    assert "12,364" in english


def test_times_are_in_the_readers_zone_with_utc_in_the_title(admin):
    text = admin.get("/mention?id=mastodon:social.example/0").content.decode()
    assert "2026-11-23 14:25:00 UTC" in text  # said at 14:25 UTC, in Berlin an hour later
    assert "15:25" in text


def _many(number: int):
    return Counts(new=number)


@pytest.mark.parametrize("path", ["/", "/live", "/inbox", "/sources", "/queries", "/routes", "/departments", "/people"])
def test_more_rows_ask_no_more_queries(browse, company, path):
    client = browse("admin")
    client.get(path)
    few = _asked(client, path)
    _hear_more(company)
    assert _asked(client, path) <= few


def _asked(client, path) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def _hear_more(company) -> None:
    more = []
    for number, heard in enumerate(company.heard * 2):
        name = MentionId(f"mastodon:social.example/more-{number}")
        mention = replace(heard.mention, id=name, thread=name, published_at=NOW - timedelta(minutes=number))
        more.append(replace(heard, mention=mention, seq=0))
    hear(company, more)


def test_an_unknown_address_says_so_in_words(admin):
    answer = admin.get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_an_empty_house_says_what_to_do(house):
    people.add_administrator("first", "korrekt-pferd-batterie")
    client = Client(headers={"accept-language": "en"})
    client.login(username="first", password="korrekt-pferd-batterie")
    assert "Open the first-run guide" in client.get("/").content.decode()
    assert "Nothing has been heard yet" in client.get("/live").content.decode()
    assert "No source listens yet" in client.get("/sources").content.decode()
