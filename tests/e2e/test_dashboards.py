"""Dashboards with a real browser: arranged by keys alone, clean for axe; files come as they are made."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from resonanz.core.dashboard import Shape, Tile, added
from resonanz.core.ids import QueryId
from resonanz.core.metric import Metric
from resonanz.core.search import Filter
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing.dashboards import arrange, create_dashboard
from resonanz.store.relational.selectors.dashboards import tiles_of

pytestmark = pytest.mark.e2e


@pytest.fixture
def board(company):
    """Return the number of a shared dashboard with numbers, a line, and a measure that needs more than there is."""
    at = company.house.clock.now()
    lena = actor_of(models.User.objects.get(pk=company.people["lena"]))
    number = create_dashboard(lena, "Montagsrunde", at, shared=True).id
    narrow = Filter(queries=(QueryId(company.query),), channels=("mastodon",), kinds=("question",))
    for tile in (
        Tile(metric=Metric(name="volume")),
        Tile(metric=Metric(name="problem_share")),
        Tile(metric=Metric(name="first_answer_time")),
        Tile(metric=Metric(name="volume", filter=narrow), shape=Shape.LINE),
        Tile(metric=Metric(name="share_of_voice")),
    ):
        arrange(lena, number, lambda tiles, tile=tile: added(tiles, tile), at)
    return number


def test_a_tile_travels_as_far_as_somebody_presses_enter(board, browse, sign_in):
    page = browse("en")
    sign_in(page, "lena")
    for key in "g9":
        page.keyboard.press(key)
    page.wait_for_url("**/dashboards")
    page.goto(f"/dashboards/{board}/arrange")
    page.locator("form[action$='/up'] button").nth(2).focus()
    for place in (1, 0):
        page.keyboard.press("Enter")
        page.wait_for_url("**at=up-3")
        page.wait_for_function(
            f"document.activeElement.closest('li') === document.querySelectorAll('.arranging li')[{place}]"
        )
    assert [tile.key for tile in tiles_of(models.Dashboard.objects.get(pk=board))][:3] == [3, 1, 2]


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_axe_finds_nothing_and_no_page_is_too_wide(board, browse, sign_in, picture, language, size):
    page = browse(language, size)
    sign_in(page, "lena")
    for path in (
        "/dashboards",
        f"/dashboards/{board}",
        f"/dashboards/{board}/arrange",
        "/inbox",
        "/live?kind=question",
    ):
        page.goto(path)
        picture(page, f"dashboards-{path.strip('/').replace('/', '-').partition('?')[0]}-{language}-{size}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_mentions_and_charts_are_files(board, browse, sign_in):
    page = browse("en")
    sign_in(page, "lena")
    page.goto("/live")
    with page.expect_download() as mentions:
        page.get_by_role("link", name="CSV").click()
    page.goto(f"/dashboards/{board}")
    with page.expect_download() as chart:
        page.get_by_role("button", name="CSV").click()
    assert mentions.value.path().read_bytes().count(b"\r\n") == 31
    assert chart.value.path().read_text().startswith('"moment","')
