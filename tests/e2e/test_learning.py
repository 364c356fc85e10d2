"""Teaching with a real browser: a session by keyboard alone, and pages that axe has nothing to say about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resonanz.core.teaching import Drawn, Lesson
from resonanz.core.understood import Label
from tests.making import heard
from tests.understand.teaching import examples

pytestmark = pytest.mark.e2e

VALUES = {"delivery": "problem", "billing": "criticism", "praise": "praise"}


@pytest.fixture
def learned(company, house):
    """Return a company in which a model of the kind runs, and makes a few mistakes again."""
    now = house.clock.now()
    for number, example in enumerate(examples()):
        said = heard(f"taught{number}", kind="other", text=example.text, published_at=now - timedelta(hours=number))
        house.archive.keep([said])
        value = "question" if number % 17 == 3 else VALUES[example.label]
        house.lessons.keep(
            [
                Lesson(
                    task="kind",
                    mention=said.mention.id,
                    revision=0,
                    value=value,
                    at=now - timedelta(days=1),
                    before=Label("other", 0.4),
                    lang="en",
                    drawn=Drawn.CHANCE if number % 2 else Drawn.FOUND,
                )
            ]
        )
    house.trainer.learn("kind")
    return company


def test_a_session_needs_the_keyboard_alone(company, house, browse, sign_in):
    page = browse("en")
    sign_in(page)
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/understanding")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_url("**/understanding/sentiment/session")
    first = page.locator("input[name=id]").input_value()
    page.keyboard.press("3")
    expect(page.locator("input[name=id]")).not_to_have_value(first)
    assert [(one.mention, one.value) for one in house.lessons.of("sentiment")] == [(first, "negative")]
    page.keyboard.press("z")
    expect(page.locator("input[name=id]")).to_have_value(first)
    assert house.lessons.of("sentiment") == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_and_no_page_is_too_wide(learned, browse, sign_in, picture, language, size):
    page = browse(language, size)
    sign_in(page)
    for name, path in (
        ("understanding", "/understanding"),
        ("task", "/understanding/kind"),
        ("session", "/understanding/sentiment/session"),
        ("set", "/understanding/sets/new"),
    ):
        page.goto(path)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        picture(page, f"{name}-{language}-{size}")
