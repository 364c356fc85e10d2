"""A person at the pages, with a real browser: the guide, a triage by keyboard alone, an answer, the languages, axe."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from resonanz.core.case import CaseState
from resonanz.core.ids import MentionId
from resonanz.core.reply import ReplyState
from resonanz.store.relational.editing import people
from resonanz.store.relational.selectors import people as stored_people
from resonanz.store.relational.selectors import rules
from tests.web.company import PASSWORD, hear, mention_id

pytestmark = pytest.mark.e2e

PAGES = {
    "today": "/", "live": "/live", "live-mistake": "/live?q=(Nordwind", "mention": f"/mention?id={mention_id(0)}",
    "inbox": "/inbox", "case": "/cases/1", "sources": "/sources", "source": "/sources/1", "source-add": "/sources/add",
    "source-new": "/sources/add/mastodon", "queries": "/queries", "query": "/queries/1", "routes": "/routes",
    "route": "/routes/1", "departments": "/departments", "department": "/departments/service", "people": "/people",
    "person": "/people/2", "me": "/me", "settings": "/settings", "audit": "/record", "erasures": "/record/erasures",
    "search": "/search?q=Nordwind", "guide-company": "/guide/company", "guide-accounts": "/guide/accounts",
    "guide-departments": "/guide/departments", "guide-listening": "/guide/listening", "guide-done": "/guide/done",
    "nowhere": "/nowhere", "second-factor": "/accounts/2fa/", "sign-out": "/accounts/logout/",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("de", "desktop", "light"), ("en", "desktop", "dark"), ("de", "phone", "dark"), ("en", "phone", "light")],
)
def test_no_page_hinders_anybody(browse, sign_in, company, picture, language, size, scheme):
    page = browse(language, size, scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda trouble: said.append(str(trouble)))
    page.goto("/accounts/login/")
    found = _violations(page, "sign-in")
    picture(page, f"{language}-{size}-{scheme}-sign-in")
    sign_in(page)
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_load_state("load")
        found += _violations(page, name)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than the window")
        picture(page, f"{language}-{size}-{scheme}-{name}")
    assert found == []
    assert [line for line in said if "404 (Not Found)" not in line] == []


def _violations(page, name: str) -> list[str]:
    return [f"{name}: {one['id']} at {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]


def test_the_guide_leads_from_nothing_to_listening(browse, sign_in, house, picture):
    people.add_administrator("admin", PASSWORD)
    page = browse("de")
    sign_in(page)
    page.locator(".notice").get_by_role("link", name="Einrichtung beginnen").click()
    page.get_by_label("Wie heißt Ihr Unternehmen?").fill("Nordwind AG")
    _go_on(page)
    page.get_by_label("Kanal 1").select_option("mastodon")
    page.get_by_label("Konto 1").fill("@nordwind@social.example")
    _go_on(page)
    page.get_by_label("Wettbewerber, einer je Zeile").fill("Südwind\nWestwind")
    _go_on(page)
    _go_on(page)
    picture(page, "guide-listening-filled")
    page.get_by_label("Themen, die Ihnen wichtig sind").fill("Lastenrad")
    for name in ("Bluesky", "Mastodon"):
        page.get_by_role("checkbox", name=name).uncheck()
    _go_on(page)
    expect(page.get_by_role("heading", name="Bereit", level=1)).to_be_visible()
    picture(page, "guide-done-filled")
    assert stored_people.company().ready
    assert {row.name for row in rules.queries()} == {"Nordwind AG", "Südwind", "Westwind", "Lastenrad"}
    assert rules.routes()[-1].route.name == "Alles andere"
    assert [source.connector for source in house.sources.all()] == ["hackernews"]


def _go_on(page) -> None:
    page.get_by_role("button", name="Sichern und weiter").click()
    page.wait_for_load_state("load")


def test_a_triage_by_keyboard_alone(browse, sign_in, company, picture):
    page = browse("de")
    sign_in(page, "max")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/live")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row][data-current]")).to_have_attribute("data-id", mention_id(1))
    page.keyboard.press("3")
    expect(page.locator(f'[data-id="{mention_id(1)}"] .chip.problem.person')).to_be_visible()
    page.keyboard.press("-")
    expect(page.locator(f'[data-id="{mention_id(1)}"] .chip.negative.person')).to_be_visible()
    picture(page, "triage-corrected")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/inbox")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".toast")).to_contain_text("1 Fall gehört Ihnen.")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/cases/*")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Das nächste")
    picture(page, "triage-keys")
    understood = company.house.archive.find([mention_id(1)])[mention_id(1)].understood
    assert (understood.kind.value, understood.sentiment.value) == ("problem", "negative")


def test_an_answer_is_written_and_sent_on_its_way(browse, sign_in, company, picture):
    page = browse("de")
    sign_in(page, "max")
    page.goto("/inbox")
    page.locator("tbody [data-row] a").first.click()
    page.wait_for_url("**/cases/*")
    page.keyboard.press("t")
    expect(page.locator(".toast")).to_contain_text("Der Fall gehört Ihnen.")
    page.keyboard.press("r")
    page.keyboard.type("Guten Tag 👩‍👩‍👧, wir sehen sofort nach.")
    expect(page.locator("#draft-count")).to_have_text("35 / 500")
    picture(page, "answer-written")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reply .pill")).to_have_text("freigegeben, wird gesendet")
    picture(page, "answer-approved")
    case = int(page.url.rsplit("/", 1)[1].partition("#")[0])
    (reply,) = company.house.replies.of_case(case)
    assert (reply.state, company.house.casebook.load(case).state) == (ReplyState.APPROVED, CaseState.OPEN)


def test_what_is_said_appears_without_a_reload(browse, sign_in, company):
    page = browse("de")
    sign_in(page, "rita")
    page.goto("/live?kind=question")
    expect(page.locator("[data-state]")).to_have_attribute("data-is", "open")
    heard = company.heard[0]
    name = MentionId("mastodon:social.example/just-now")
    at = company.house.clock.now()
    mention = replace(heard.mention, id=name, thread=name, text="Wo ist mein Nordwind-Rad?", published_at=at)
    hear(company, [replace(heard, mention=mention, seq=0)])
    expect(page.locator("[data-rows] > :first-child")).to_contain_text("Wo ist mein Nordwind-Rad?")


def test_the_language_changes_and_stays(browse, sign_in, company):
    page = browse("de")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Heute")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.goto("/inbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")


def test_the_palette_goes_anywhere(browse, sign_in, company, picture):
    page = browse("en")
    sign_in(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("Südwind")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Südwind")
    picture(page, "palette")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queries/*")


def test_a_bar_of_a_chart_opens_its_mentions(browse, sign_in, company):
    page = browse("en")
    sign_in(page)
    page.wait_for_selector("[data-chart=by-sentiment] canvas")
    page.locator("#by-sentiment-title").scroll_into_view_if_needed()
    box = page.locator("[data-chart=by-sentiment] canvas").bounding_box()
    for step in range(4, 96, 2):
        page.mouse.click(box["x"] + box["width"] * step / 100, box["y"] + box["height"] * 0.84)
        with contextlib.suppress(PlaywrightTimeout):
            page.wait_for_url("**/live?*since=*", timeout=300)
            break
    assert "/live?since=" in page.url


def test_a_query_shows_while_it_is_written_what_it_finds_and_where_it_is_wrong(browse, sign_in, company, picture):
    page = browse("de")
    sign_in(page)
    page.goto("/queries/new")
    page.get_by_label("Abfrage", exact=True).fill("Paket")
    expect(page.locator("#preview")).to_contain_text("5 der letzten 30")
    page.get_by_label("Abfrage", exact=True).fill("Paket AND (")
    expect(page.locator("#query-problems")).to_contain_text("Klammer")
    picture(page, "query-mistake")
