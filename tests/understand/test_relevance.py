"""News, adverts and job offers are told apart from a person who speaks."""

from __future__ import annotations

import pytest

from resonanz.core.mention import MentionType
from resonanz.understand.pipeline import Pipeline, judging_steps
from tests.understand.making import mention


def exit_of(text: str, form: MentionType = MentionType.POST) -> str:
    pipeline = Pipeline(judging_steps())
    pipeline.understand([mention(text, type=form)])
    (taken,) = pipeline.exits
    return taken


@pytest.mark.parametrize(
    "text",
    [
        "Wir suchen ab sofort Verstärkung (m/w/d) in Vollzeit. Jetzt bewerben! https://example.com",
        "We're hiring! Join our team as an engineer, full-time. Apply now: https://example.com",
    ],
)
def test_a_job_offer_is_told(text: str) -> None:
    assert exit_of(text) == "job_offer"


@pytest.mark.parametrize(
    "text",
    [
        "Nur heute: 20 % Rabatt auf alles! Jetzt bestellen und Gutschein sichern: https://example.com",
        "Flash sale! Use code SPRING for free shipping. Shop now: https://example.com",
    ],
)
def test_an_advert_is_told(text: str) -> None:
    assert exit_of(text) == "advert"


@pytest.mark.parametrize(
    "text",
    [
        "Umsatz im ersten Quartal gestiegen: Vorstand bestätigt Prognose, Aktie legt zu https://example.com",
        "Police: two injured after warehouse fire, investigation continues, officials said https://example.com",
    ],
)
def test_a_headline_is_told(text: str) -> None:
    assert exit_of(text) == "news"


def test_an_article_is_news_whatever_its_words() -> None:
    assert exit_of("Ich bin so traurig!", MentionType.ARTICLE) == "news"


@pytest.mark.parametrize(
    "text",
    [
        "Mein Gutschein geht nicht, was soll ich tun?",
        "I applied for a job with you and never got an answer",
        "Laut Angaben der Polizei war ich schuld, das ist doch Unsinn!",
        "Can I use two coupons for one order?",
    ],
)
def test_a_person_who_uses_such_words_is_heard(text: str) -> None:
    assert exit_of(text) == "judged"
