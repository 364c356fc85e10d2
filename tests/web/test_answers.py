"""The answers library on the pages: written, confirmed, offered in a case, used, restored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.ids import AnswerId
from resonanz.core.ready_answers import Standing
from resonanz.store.relational import models
from tests.web.company import NOW

PAGES = ["/answers", "/answers?view=retired", "/answers?q=Paket&standing=confirmed", "/answers/new", "/answers/1",
         "/answers/1/edit", "/answers/placeholders"]  # fmt: skip


@pytest.fixture
def written(company, browse) -> AnswerId:
    """Return an answer about parcels that lena, who leads the service, wrote."""
    form = {
        "title": "Wo ein Paket ist",
        "department": company.departments["service"],
        "asked": "Wo bleibt mein Paket?\nWann kommt meine Lieferung an?",
        "german": "Hallo {name}, wir sehen nach. Die Nummer Ihres Anliegens ist {case}.",
        "english": "Hello {name}, we will look.",
        "owner": company.people["lena"],
    }
    answer = browse("lena").post("/answers/new", form)
    assert answer.status_code == 302, answer.content.decode()
    return company.house.answer_library.offered()[0].id


def of(company, answer):
    return company.house.answer_library.load(answer)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages(written, browse, path, language):
    answer = browse("admin", language).get(path)
    assert answer.status_code == 200
    assert " style=" not in answer.content.decode()


def test_a_case_is_offered_what_fits_with_its_places_filled(written, browse):
    text = browse("max").get("/cases/1/offers").content.decode()
    assert "Hallo Person 0, wir sehen nach. Die Nummer Ihres Anliegens ist 1." in text


def test_a_reply_remembers_what_it_was_written_with(written, browse, company):
    browse("max").post("/cases/1/draft", {"text": "Hallo!", "answer": [str(written), "nonsense"]})
    use = models.AnswerUsage.objects.get()
    assert (use.answer_id, use.reply.text) == (written, "Hallo!")


def test_an_answer_that_was_used_knows_what_it_answered(written, browse, company):
    browse("max").post("/cases/1/draft", {"text": "Hallo!", "answer": str(written)})
    assert company.house.answer_library.examples([written]) == {written: ["mastodon:social.example/0"]}


def test_a_placeholder_that_nothing_fills_is_refused(company, browse):
    form = {"title": "A", "department": company.departments["service"], "german": "Hallo {vorname}"}
    answer = browse("lena", "en").post("/answers/new", form)
    assert answer.status_code == 400
    assert "The placeholder {vorname} is not known." in answer.content.decode()


def test_a_confirmation_holds_until_its_day(written, browse, company):
    until = (NOW + timedelta(days=30)).date()
    browse("lena").post(f"/answers/{written}/confirm", {"until": until.isoformat(), "seen": "1"})
    found = of(company, written)
    assert [found.standing(until), found.standing(until + timedelta(days=1))] == [Standing.CONFIRMED, Standing.OVERDUE]


def test_changing_the_words_takes_the_confirmation_away(written, browse, company):
    browse("lena").post(f"/answers/{written}/confirm", {"seen": "1"})
    form = {"title": "Paket", "department": company.departments["service"], "german": "Neu.", "seen": "1"}
    browse("max").post(f"/answers/{written}/edit", form)
    assert (of(company, written).version, of(company, written).standing(NOW.date())) == (2, Standing.UNCONFIRMED)


def test_who_read_an_older_version_is_told(written, browse, company):
    form = {"title": "Paket", "department": company.departments["service"], "german": "Neu.", "seen": "1"}
    browse("max").post(f"/answers/{written}/edit", form)
    answer = browse("lena", "en").post(f"/answers/{written}/confirm", {"seen": "1"}, follow=True)
    assert "Somebody else changed this answer meanwhile." in answer.content.decode()


def test_a_member_confirms_no_answer_of_another(written, browse, company):
    browse("max").post(f"/answers/{written}/confirm", {"seen": "1"})
    assert of(company, written).confirmed_at is None


def test_earlier_words_come_back_as_a_new_version(written, browse, company):
    form = {"title": "Paket", "department": company.departments["service"], "german": "Neu.", "seen": "1"}
    browse("max").post(f"/answers/{written}/edit", form)
    browse("max").post(f"/answers/{written}/restore", {"version": "1"})
    assert (of(company, written).title, of(company, written).version) == ("Wo ein Paket ist", 3)


def test_what_is_retired_is_offered_no_longer(written, browse):
    browse("max").post(f"/answers/{written}/retire")
    assert "wir sehen nach" not in browse("max").get("/cases/1/offers").content.decode()


def test_a_placeholder_of_our_own_is_filled_in_the_language_of_the_text(written, browse, company):
    browse("lena").post("/answers/placeholders", {"name": "phone", "german": "0800 1", "english": "+49 800 1"})
    form = {"title": "Paket", "department": company.departments["service"], "german": "Paket: {phone}", "seen": "1"}
    browse("max").post(f"/answers/{written}/edit", form)
    assert "Paket: 0800 1" in browse("max").get("/cases/1/offers").content.decode()


def test_a_placeholder_in_use_stays(written, browse, company):
    browse("lena").post("/answers/placeholders", {"name": "phone", "german": "0800 1", "english": "+49 800 1"})
    form = {"title": "Paket", "department": company.departments["service"], "german": "{phone}", "seen": "1"}
    browse("max").post(f"/answers/{written}/edit", form)
    browse("lena").post("/answers/placeholders", {"drop": "phone"})
    assert [one.name for one in company.house.answer_library.own_places()] == ["phone"]


@pytest.mark.parametrize("wanted", [("/answers?q=PAKET", True), ("/answers?q=Rechnung", False)])
def test_the_library_is_searched_in_any_case(written, browse, wanted):
    path, found = wanted
    assert ("Wo ein Paket ist" in browse("rita").get(path).content.decode()) is found
