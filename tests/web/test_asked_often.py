"""What many people ask and the library does not answer is proposed, written by one click, or put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from resonanz.core.mention import Author
from resonanz.core.understood import Kind, Sentiment
from resonanz.store.relational import models
from tests.making import mention
from tests.web.company import NOW, PASSWORD, found_company, hear, routed

ASKED = (
    "Wo bleibt mein Ersatzakku, ich warte seit Wochen?",
    "Wann kommt endlich mein Ersatzakku?",
    "Ersatzakku bestellt, wo bleibt mein Ersatzakku?",
    "Wisst ihr, wo mein Ersatzakku bleibt?",
    "Wann kommt der Ersatzakku, wo bleibt er?",
)
OTHER = ("Habt ihr am Samstag in Leipzig geöffnet?", "Passt der Kindersitz auf das alte Modell?")


def asks(company, texts, *, author=None):
    """Have people ask, each a person of their own unless told otherwise."""
    begun = len(company.heard)
    said = []
    for number, text in enumerate(texts, begun):
        one = mention(
            f"q{number}", text, published_at=NOW - timedelta(hours=number), seen_at=NOW,
            author=Author(id=author or f"q{number}", handle=f"q{number}"),
        )  # fmt: skip
        said.append(routed(company, one, "de", Kind.QUESTION, Sentiment.NEUTRAL))
    hear(company, said)


@pytest.fixture
def quiet(house):
    """Return a company of which nothing has been said."""
    return found_company(house, mentions=0)


def titles() -> list[tuple[str, int]]:
    return list(models.AnswerProposal.objects.filter(state="open").values_list("words", "people"))


def test_what_enough_people_ask_is_proposed_with_their_words(quiet):
    asks(quiet, [*ASKED, *OTHER])
    assert quiet.house.asked_often.look(people=5) == 1
    ((words, people),) = titles()
    assert "Ersatzakku" in words
    assert people == 5


def test_one_who_asks_often_is_one(quiet):
    asks(quiet, ASKED, author="ada")
    assert quiet.house.asked_often.look(people=5) == 0


def test_looking_again_proposes_nothing_twice(quiet):
    asks(quiet, ASKED)
    for _ in range(2):
        quiet.house.asked_often.look(people=5)
    assert len(titles()) == 1


def test_one_click_writes_the_answer_with_its_examples(quiet, company_browser):
    asks(quiet, ASKED)
    quiet.house.asked_often.look(people=5)
    number = models.AnswerProposal.objects.get().pk
    answer = company_browser("lena").post(f"/answers/proposals/{number}/write")
    made = quiet.house.answer_library.offered()[0]
    assert answer.headers["Location"] == f"/answers/{made.id}/edit"
    assert made.confirmed_at is None
    assert len(quiet.house.answer_library.examples([made.id], each=9)[made.id]) == 5


def test_what_has_an_answer_is_proposed_no_longer(quiet, company_browser):
    asks(quiet, ASKED)
    quiet.house.asked_often.look(people=5)
    company_browser("lena").post(f"/answers/proposals/{models.AnswerProposal.objects.get().pk}/write")
    assert quiet.house.asked_often.look(people=5) == 0


def test_what_was_put_aside_stays_aside(quiet, company_browser):
    asks(quiet, ASKED)
    quiet.house.asked_often.look(people=5)
    company_browser("lena").post(f"/answers/proposals/{models.AnswerProposal.objects.get().pk}/dismiss")
    assert (quiet.house.asked_often.look(people=5), models.KnownAnswer.objects.count()) == (0, 0)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_shows_who_asks(quiet, company_browser, language):
    asks(quiet, ASKED)
    quiet.house.asked_often.look(people=5)
    assert ASKED[0] in company_browser("rita", language).get("/answers/proposals").content.decode()


@pytest.fixture
def company_browser(quiet):
    """Return what opens a browser at the quiet company."""

    def open_browser(name: str, language: str = "de") -> Client:
        client = Client(headers={"accept-language": language})
        assert client.login(username=name, password=PASSWORD)
        return client

    return open_browser
