"""The live page, one mention, its correction; sources and their settings."""

from __future__ import annotations

import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from resonanz.core.source import Health, SourceHealth
from tests.web.company import PASSWORD, found_company, mention_id


def labels(company, number=0):
    return company.house.archive.find([mention_id(number)])[mention_id(number)].understood


# --- live ------------------------------------------------------------------------------------------------------------


def test_a_filter_shows_what_fits_alone(admin):
    text = admin.get("/live?kind=praise").content.decode()
    assert "brilliant" in text
    assert "stürzt" not in text


def test_a_mistake_in_a_query_is_said_at_its_field_in_the_readers_language(browse):
    text = browse("admin", "de").get("/live?q=(Nordwind").content.decode()
    assert "Diese Klammer wird nie geschlossen." in text
    assert 'id="q_error"' in text


@pytest.mark.parametrize("path", ["/live"])
def test_pages_follow_each_other_without_gap_or_double(house, path, monkeypatch):
    made = found_company(house, mentions=60)
    client = Client()
    client.login(username="admin", password=PASSWORD)
    first = client.get(path).content.decode()
    following = html.unescape(first.split('rel="next" href="')[1].split('"')[0])
    second = client.get(following).content.decode()
    shown = [mention_id(number) for number in range(60)]
    assert [f'data-id="{name}"' in first for name in shown] == [True] * 50 + [False] * 10
    assert [f'data-id="{name}"' in second for name in shown] == [False] * 50 + [True] * 10
    assert len(made.heard) == 60


def test_the_stream_asks_for_cards_of_the_mentions_it_names(admin):
    text = admin.get(f"/live/cards?id={mention_id(1)}&id={mention_id(0)}&id=gone").content.decode()
    assert text.index(mention_id(0)) < text.index(mention_id(1))


def test_a_suspected_value_is_marked_and_says_why(admin):
    text = admin.get(f"/live/cards?id={mention_id(3)}").content.decode()
    assert 'class="chip request suspected"' in text
    assert "found by rules, suspected" in text


def test_a_mention_says_which_rule_decided(admin):
    assert "The rule “Fragen” was the first that held." in admin.get(f"/mention?id={mention_id(0)}").content.decode()


# --- correcting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "value"), [("kind", "praise"), ("sentiment", "positive"), ("relevant", "no")])
def test_one_request_corrects_one_value_and_answers_with_the_card(browse, company, field, value):
    answer = browse("max").post("/mention/label", {"id": mention_id(0), field: value}, headers={"hx-request": "true"})
    label = getattr(labels(company), field)
    assert (label.value, label.by_person) == (value, True)
    assert f'data-id="{mention_id(0)}"' in answer.content.decode()


def test_naming_a_department_opens_a_case_there(browse, company):
    assert company.house.casebook.cases_of([mention_id(5)]) == {}
    browse("max").post("/mention/label", {"id": mention_id(5), "department": company.departments["legal"]})
    assert company.house.casebook.cases_of([mention_id(5)])[mention_id(5)].department == company.departments["legal"]


def test_a_correction_that_cannot_be_is_said_in_words(browse):
    answer = browse("max").post("/mention/label", {"id": mention_id(0), "kind": "x"}, headers={"hx-request": "true"})
    assert answer.status_code == 400
    assert "X-Sentence" in answer.headers


def test_erasing_an_author_reaches_archive_case_and_payload(browse, company):
    browse("admin").post("/mention/erase-author", {"id": mention_id(0)})
    assert company.house.archive.find([mention_id(0)]) == {}
    assert company.house.payloads.of(mention_id(0)) == []


def test_the_trail_of_an_erasure_names_no_author(admin, company):
    admin.post("/mention/erase-author", {"id": mention_id(0)})
    text = admin.get("/record?action=author_erase").content.decode()
    assert "channel:mastodon" in text
    assert "person0" not in text


def test_the_trail_says_in_words_what_was_done(admin, company):
    admin.post("/mention/erase-author", {"id": mention_id(0)})
    assert "hat einen Verfasser gelöscht" in admin.get("/record", headers={"accept-language": "de"}).content.decode()


# --- sources ---------------------------------------------------------------------------------------------------------


def test_a_source_that_needs_a_person_says_the_sentence_in_the_readers_language(browse, company):
    trouble = SourceHealth(state=Health.NEEDS_OPERATOR, sentence="The setting “Access token” is missing.")
    company.house.sources.report(company.source, trouble)
    german = browse("admin", "de")
    for path in ("/", "/sources", f"/sources/{company.source}"):
        assert "Die Einstellung „Access token“ fehlt." in german.get(path).content.decode()


def test_a_skip_is_told_in_words_and_counted(browse, company):
    text = browse("admin", "de").get(f"/sources/{company.source}").content.decode()
    assert "jemand gab weiter, was ein anderer schrieb" in text


def test_looking_now_is_a_wish_that_a_member_may_have(browse, company):
    company.house.sources.wanted()
    browse("max").post(f"/sources/{company.source}/look")
    assert company.house.sources.wanted() == [company.source]


def test_a_secret_is_written_and_never_shown(admin, company):
    entered = {
        "name": "Neu",
        "base_url": "https://other.example",
        "access_token": "streng-geheim",
        "timeline": "none",
        "interval": "5",
    }
    answer = admin.post("/sources/add/mastodon", entered)
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert company.house.secrets.read(number) == {"access_token": "streng-geheim"}
    for path in (f"/sources/{number}", f"/sources/{number}/edit", "/record"):
        assert "streng-geheim" not in admin.get(path).content.decode()


def test_a_secret_left_empty_stays(admin, company):
    company.house.secrets.write(company.source, {"access_token": "alt"})
    entered = {
        "name": "Neu",
        "base_url": "https://other.example",
        "access_token": "",
        "timeline": "none",
        "interval": "5",
    }
    admin.post(f"/sources/{company.source}/edit", entered)
    assert company.house.secrets.read(company.source) == {"access_token": "alt"}
    assert company.house.sources.load(company.source).name == "Neu"


def test_a_name_that_is_taken_is_said_at_the_name(admin, company):
    entered = {"name": "Mastodon öffentlich", "base_url": "https://other.example", "timeline": "none", "interval": "5"}
    answer = admin.post("/sources/add/mastodon", entered)
    assert answer.status_code == 400
    assert "id_name_errors" in answer.content.decode()


def test_a_paused_source_does_not_listen(admin, company):
    admin.post(f"/sources/{company.source}/switch", {"on": "no"})
    assert not company.house.sources.load(company.source).enabled


def test_feeds_come_from_an_opml_file(admin, company):
    opml = b'<opml version="2.0"><body><outline text="A" type="rss" xmlUrl="https://a.example/feed"/></body></opml>'
    admin.post("/sources/opml", {"opml": SimpleUploadedFile("feeds.opml", opml)})
    assert any(one.connector == "rss" for one in company.house.sources.all())


def test_a_chart_carries_its_numbers_as_data_and_as_a_table(admin):
    text = admin.get("/").content.decode()
    assert '<script id="by-sentiment" type="application/json">' in text
    assert "/live?since=" in text


def test_the_number_behind_a_bar_is_the_number_of_its_mentions(admin):
    text = admin.get("/").content.decode()
    spec = json.loads(text.split('<script id="by-kind" type="application/json">')[1].split("</script>")[0])
    for series in spec["series"]:
        for value, link in zip(series["values"], series["links"], strict=True):
            if value:
                assert admin.get(link).content.decode().count("data-row ") == value
