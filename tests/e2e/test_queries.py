"""A person who writes queries, with a real browser: mistakes, proposals, what is found, versions, an import."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resonanz.app import rerun
from resonanz.app.progress import Progress
from resonanz.core.department import StandingQuery
from resonanz.core.ids import MentionId, QueryId
from resonanz.core.policy import SYSTEM
from resonanz.store.relational import models
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.selectors import queries as selector
from tests.web.company import hear

pytestmark = pytest.mark.e2e

STATES = {
    "mistake": ("paket AND (", ".problems .mistake"),
    "hint": ("paket and post", ".problems .hint"),
    "good": ('(paket OR "neue Räder") NEAR/5 Nordwind -app lang:de', "#preview .nearly"),
    "proposed": ("Nordwind ch", ".proposals [role=option]"),
}
"""What the editor shows -> what is written, and what is there as soon as it shows it."""


@pytest.fixture
def writing(browse, sign_in, company):
    """Return what opens the editor of a new query."""

    def open_editor(language: str = "de", size: str = "desktop", path: str = "/queries/new"):
        page = browse(language, size)
        sign_in(page)
        page.goto(path)
        return page

    return open_editor


def _field(page):
    return page.locator("#id_text")


def test_a_mistake_is_shown_at_its_place_with_its_remedy(writing, picture):
    page = writing()
    _field(page).press_sequentially('paket AND "zu spät')
    problem = page.locator(".problems .mistake")
    expect(problem).to_contain_text("Zeile 1, Spalte 11:")
    expect(problem.locator(".remedy")).not_to_be_empty()
    expect(page.locator(".paint .mistake")).to_have_text('"')
    expect(_field(page)).to_have_attribute("aria-invalid", "true")
    picture(page, "query-mistake-place")
    problem.get_by_role("button").click()
    assert _field(page).evaluate("field => [field.selectionStart, field.selectionEnd]") == [10, 11]
    page.keyboard.press("End")
    page.keyboard.type('"')
    expect(page.locator(".verdict")).to_contain_text("kann gefragt werden")
    expect(page.locator(".paint .mistake")).to_have_count(0)


def test_what_is_painted_is_what_is_written(writing):
    page = writing("en")
    text = '(paket OR 👍🏽 "später") <<< note >>> -lang:de\nNEAR/3 x'
    _field(page).fill(text)
    expect(page.locator(".paint .comment")).to_have_text("<<< note >>>")
    assert page.locator(".paint").evaluate("paint => paint.textContent") == text + "\u200b"
    boxes = [page.locator(one).bounding_box() for one in (".paint", "#id_text")]
    assert boxes[0] == boxes[1]


def test_brackets_are_matched_at_the_caret(writing):
    page = writing("en")
    _field(page).fill("(a OR (b c))")
    expect(page.locator(".paint .bracket")).to_have_count(4)
    page.keyboard.press("End")
    expect(page.locator(".paint .pair")).to_have_text(["(", ")"])


def test_a_field_and_its_value_are_proposed_and_taken_by_keyboard(writing, picture):
    page = writing()
    _field(page).press_sequentially("paket -lan")
    expect(page.locator(".proposals [role=option]")).to_have_count(1)
    picture(page, "query-proposals")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".proposals [role=option]").first).to_contain_text("lang:de")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(_field(page)).to_have_value("paket -lang:de ")
    expect(_field(page)).to_be_focused()


def test_tab_leaves_the_editor_while_nothing_is_chosen(writing):
    page = writing()
    _field(page).press_sequentially("chan")
    expect(page.get_by_role("listbox", name="Vorschläge")).to_be_visible()
    page.keyboard.press("Tab")
    expect(_field(page)).to_have_value("chan")
    expect(_field(page)).not_to_be_focused()


def test_what_is_found_is_shown_with_its_places_and_what_is_nearly_found_with_its_reason(writing, picture):
    page = writing()
    _field(page).fill("Nordwind paket -nachricht")
    expect(page.locator("#preview .found")).to_contain_text("0 der letzten 30")
    expect(page.locator("#preview .nearly .lacks").first).to_contain_text("ausgeschlossen wegen")
    _field(page).fill("Nordwind paket")
    expect(page.locator("#preview .hits mark").first).to_have_text("Paket")
    expect(page.locator("#preview .found")).to_contain_text("5 der letzten 30")
    picture(page, "query-preview")


def test_what_is_not_meant_is_excluded_by_a_click(writing, company, picture):
    hear_of_wind(company)
    page = writing()
    _field(page).fill("Nordwind OR wetter")
    expect(page.locator("#query-weighed")).to_contain_text("Erwähnungen am Tag")
    picture(page, "query-noise")
    page.locator("[data-excludes]").filter(has_text="Küste").click()
    expect(_field(page)).to_have_value("(Nordwind OR wetter) NOT Küste")
    expect(page.locator("#preview .found")).to_contain_text("30 der letzten 110")
    page.keyboard.press("Control+z")
    expect(_field(page)).to_have_value("Nordwind OR wetter")


def hear_of_wind(company) -> None:
    """Hear twenty mentions of another north wind, and sixty of something else."""
    more = []
    for number in range(80):
        heard = company.heard[number % 30]
        name = MentionId(f"mastodon:social.example/wind-{number}")
        text = (
            f"Kräftiger Nordwind an der Küste, Böen bis {number}" if number < 20 else f"Frische Brötchen, Tag {number}"
        )
        more.append(replace(heard, mention=replace(heard.mention, id=name, thread=name, text=text), seq=0))
    hear(company, more)


def test_old_mentions_are_asked_again_while_one_watches(writing, company, picture):
    page = writing(path=f"/queries/{company.query}")
    page.get_by_role("button", name="Erneut fragen").click()
    expect(page.locator("#rerun progress")).to_be_visible()
    rerun.work(
        company.house,
        {"query": int(company.query)},
        Progress(lambda **_said: None, company.house.clock, threading.Event()),
    )
    models.Job.objects.update(state="done")
    expect(page.locator("#rerun")).to_contain_text("wurde an 30 alte Erwähnungen gestellt")
    picture(page, "query-rerun")


def test_a_query_is_told_in_words(writing):
    page = writing()
    _field(page).fill("paket NEAR/5 (spät OR verspätet)")
    page.get_by_text("Was sie fragt, in Worten").click()
    expect(page.locator(".told")).to_contain_text("höchstens 5 Wörter voneinander entfernt")


def test_an_old_version_is_asked_again(writing, company, picture):
    wanted = StandingQuery(id=QueryId(0), name="Paket", text='paket OR "mein paket"')
    made = editing.create_query(SYSTEM, wanted, company.house.clock.now())
    later = StandingQuery(id=made.id, name="Paket", text="paket OR sendung")
    editing.update_query(SYSTEM, later, company.house.clock.now())
    page = writing(path=f"/queries/{made.id}")
    expect(page.locator(".difference del").first).to_contain_text("mein")
    expect(page.locator(".difference ins").first).to_contain_text("sendung")
    picture(page, "query-versions")
    page.get_by_role("button", name="Diesen Text wieder fragen (Fassung 1)").click()
    page.wait_for_load_state("load")
    expect(_field(page)).to_have_value('paket OR "mein paket"')
    assert selector.query_row_of(made.id).version == 3


def test_a_query_of_another_suite_comes_into_the_editor_with_a_report(writing, picture):
    page = writing(path="/queries/import")
    page.get_by_label("Geschrieben für").select_option("brandwatch")
    page.get_by_label("Abfrage dort").fill('(title:"Deutsche Bahn" OR at_mentions:DB_Bahn) NEAR/5 late* AND country:de')
    page.get_by_role("button", name="Übertragen").click()
    expect(page.locator(".problems")).to_contain_text("country:de")
    picture(page, "query-import")
    page.get_by_role("button", name="In den Editor übernehmen").click()
    page.wait_for_load_state("load")
    expect(_field(page)).to_have_value('(title:"Deutsche Bahn" OR @DB_Bahn) NEAR/5 late*')
    expect(page.locator(".paint .operator").first).to_have_text("OR")


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_the_editor_hinders_nobody_while_it_is_used(writing, picture, language, size):
    page = writing(language, size)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda trouble: said.append(str(trouble)))
    for name, (text, waited_for) in STATES.items():
        _field(page).fill("")
        _field(page).press_sequentially(text)
        expect(page.locator(waited_for).first).to_be_visible()
        expect(page.locator("#preview .htmx-request")).to_have_count(0)
        picture(page, f"query-{language}-{size}-{name}")
        found = [f"{one['id']} at {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
        assert found == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert said == []


@pytest.mark.parametrize(("language", "size"), [("de", "phone"), ("en", "desktop")])
def test_the_pages_around_a_query_hinder_nobody(writing, company, picture, language, size):
    later = StandingQuery(id=company.query, name="Nordwind", text='Nordwind OR "nordwind ag"')
    editing.update_query(SYSTEM, later, company.house.clock.now())
    page = writing(language, size, f"/queries/{company.query}")
    expect(page.locator("#query-weighed p").first).to_be_visible()
    for path in ("", "/versions"):
        page.goto(f"/queries/{company.query}{path}")
        expect(page.locator("#preview .found" if not path else ".difference").first).to_be_visible()
        picture(page, f"query-around-{language}-{size}{path.replace('/', '-')}")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.goto("/queries/import")
    assert Axe().run(page).response["violations"] == []
