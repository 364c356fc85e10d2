"""Topics with a real browser: a mention put in by keyboard alone, and pages that axe has nothing to say about."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from resonanz.core.policy import SYSTEM
from resonanz.core.topic import Member, Topic, TopicEvent, TopicKey, TopicState
from tests.web.company import mention_id

pytestmark = pytest.mark.e2e


@pytest.fixture
def talked(company):
    """Return a company with a topic, a merged one and a proposal."""
    desk, book = company.house.topic_desk, company.house.topics
    crashes = desk.begin(SYSTEM, "App crashes", [mention_id(2), mention_id(8)])
    desk.say(SYSTEM, crashes.key, mention_id(5), fits=False)
    desk.merge(SYSTEM, desk.begin(SYSTEM, "Payment").key, crashes.key)
    proposal = Topic(key=TopicKey("lights"), name="lights", state=TopicState.PROPOSED, words=("lights", "bike"))
    book.add(proposal, TopicEvent(topic=proposal.key, at=company.house.clock.now(), action="proposed"))
    book.regroup([Member(proposal.key, mention_id(1))], until=1)
    return company


def test_two_keys_put_a_mention_into_a_topic(talked, browse, sign_in):
    page = browse("en")
    sign_in(page, "max")
    page.goto("/live")
    page.keyboard.press("j")
    page.keyboard.press("b")
    page.keyboard.press("1")
    page.wait_for_selector(f'[data-id="{mention_id(0)}"] .topic')


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_axe_finds_nothing_and_no_page_is_too_wide(talked, browse, sign_in, picture, language, size):
    page = browse(language, size)
    sign_in(page)
    for name, path in (("topics", "/topics"), ("topic", "/topics/app-crashes")):
        page.goto(path)
        page.evaluate(
            "for (const one of document.querySelectorAll('main details:not(.below-chart details)')) one.open = true"
        )
        picture(page, f"{name}-{language}-{size}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
