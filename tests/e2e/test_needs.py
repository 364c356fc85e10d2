"""Needs with a real browser: evidence put in and decided by keyboard alone, and pages that axe finds nothing in."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from resonanz.core.need import Standing
from resonanz.core.policy import SYSTEM, Actor
from resonanz.core.telling import of_need
from resonanz.learn.needs import Wanted
from tests.web.company import mention_id

pytestmark = pytest.mark.e2e

TEXTS = {"de": "Hallo {name}, wir liefern jetzt nach Österreich.", "en": "Hello {name}, we ship to Austria now."}


@pytest.fixture
def asked(company):
    """Return a need of the service with three people who ask and what is similar to them."""
    home = company.house
    wanted = Wanted(title="Ship to Austria", asked="Why not to Graz?", department=company.departments["service"])
    made = home.need_desk.write(SYSTEM, wanted)
    home.need_desk.say(SYSTEM, made.id, [mention_id(number) for number in (3, 9, 15)], belongs=True)
    home.evidence_keeper.tick()
    return made


def inside(company, need, standing=Standing.IN) -> set[str]:
    return {one.mention for one in company.house.needs.evidence(need.id, standing)}


def test_two_keys_put_a_mention_into_a_need(company, asked, browse, sign_in):
    page = browse("en")
    sign_in(page, "max")
    page.goto("/live")
    page.keyboard.press("j")
    page.keyboard.press("f")
    with page.expect_response(lambda answer: "/needs/say" in answer.url):
        page.keyboard.press("1")
    assert mention_id(0) in inside(company, asked)


def test_one_key_takes_a_proposal_in(company, asked, browse, sign_in):
    page = browse("en")
    sign_in(page, "max")
    page.goto(f"/needs/{asked.id}")
    before = inside(company, asked)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("y")
    assert len(inside(company, asked) - before) == 1


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_axe_finds_nothing_and_no_page_is_too_wide(company, asked, browse, sign_in, picture, language, size):
    home = company.house
    home.need_desk.finish(SYSTEM, asked.id, "From May on.")
    teller = Actor(id=company.people["admin"], is_administrator=True)
    telling = home.telling_desk.draft(teller, of_need(asked.id), TEXTS)
    page = browse(language, size)
    sign_in(page)
    _look_at(page, picture, f"{language}-{size}", {"need-text": f"/needs/{asked.id}/telling"})
    home.telling_desk.approve(teller, telling.id, TEXTS)
    home.telling_rounds.tick()
    pages = {
        "needs": "/needs",
        "need": f"/needs/{asked.id}",
        "need-new": "/needs/new",
        "need-mentions": f"/needs/{asked.id}/mentions",
        "need-telling": f"/needs/{asked.id}/telling",
        "overview": "/",
    }
    _look_at(page, picture, f"{language}-{size}", pages)


def _look_at(page, picture, name, pages) -> None:
    for what, path in pages.items():
        page.goto(path)
        page.evaluate(
            "for (const one of document.querySelectorAll('main details:not(.below-chart details)')) one.open = true"
        )
        picture(page, f"{what}-{name}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
