"""Measures and seriousness with a real browser: reached by keyboard alone, and axe has nothing to say about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from resonanz.core.charter import AnswerPromise, Charter, Subject
from resonanz.core.goal import Goal
from resonanz.core.metric import Metric
from resonanz.core.place import EVERYWHERE, Crowd, Place, PlaceKind, PlaceWeek
from resonanz.core.policy import SYSTEM
from resonanz.measure.places import monday
from resonanz.store.relational import models
from resonanz.store.relational.editing import seriousness
from resonanz.store.relational.repositories.places import StoredPlaceBook

pytestmark = pytest.mark.e2e

PATHS = (
    "/measures", "/measures/net_sentiment_a?segment=kind&period=7d", "/measures/first_answer_time", "/goals",
    "/seriousness", "/charters/channel/mastodon", "/ear", "/places",
)  # fmt: skip


@pytest.fixture
def meant(company):
    """Return a company with a charter that lacks something, a goal, a note and a new place."""
    now = company.house.clock.now()
    crowd = Crowd()
    for number in range(9):
        crowd.see(f"a{number}", b"tests")
    week = monday(now.date())
    site = Place(PlaceKind.SITE, "forum.example")
    StoredPlaceBook().keep(1, {PlaceWeek(site, week): crowd, PlaceWeek(EVERYWHERE, week): crowd}, now)
    charter = Charter(
        subject=Subject.read("channel:mastodon"),
        owner=company.people["max"],
        goal="Nobody waits half a day.",
        hours_a_week=2,
        promise=AnswerPromise(240, 0.9),
        handle_minutes=20,
        review_on=now.date() - timedelta(days=12),
    )
    seriousness.write_charter(SYSTEM, charter, now)
    goal = Goal(
        id=0,
        title="Fewer problems",
        metric=Metric(name="problem_share"),
        target=0.1,
        start_value=0.3,
        window=28,
        set_on=now.date() - timedelta(days=20),
        due_on=now.date() + timedelta(days=40),
    )
    seriousness.set_goal(SYSTEM, goal, now)
    seriousness.add_note(SYSTEM, now.date(), "A new version of the app", now)
    return company


def test_what_is_lacking_is_reached_by_keys_alone(meant, browse, sign_in):
    page = browse("en")
    sign_in(page, "lena")
    page.keyboard.press("g")
    page.keyboard.press("z")
    page.wait_for_url("**/seriousness")
    page.keyboard.press("b")
    page.wait_for_url("**/places")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/places/{models.Place.objects.get(name='forum.example').pk}")


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_axe_finds_nothing_and_no_page_is_too_wide(meant, browse, sign_in, picture, language, size):
    page = browse(language, size)
    sign_in(page)
    paths = [*PATHS, f"/places/{models.Place.objects.get(name='forum.example').pk}"]
    for path in paths:
        page.goto(path)
        picture(page, f"measures-{paths.index(path)}-{language}-{size}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
