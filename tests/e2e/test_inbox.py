"""A morning at the inbox by keyboard alone, and the five minutes of a department that comes once a week."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resonanz.core.case import CaseState
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Priority
from resonanz.store.relational import models
from resonanz.store.relational.selectors import cases
from resonanz.store.relational.views import CaseFilter

pytestmark = pytest.mark.e2e


@pytest.fixture
def service(company):
    """Return the numbers of the customer service's cases, as its inbox shows them."""
    rows = cases.inbox(CaseFilter(departments=(company.departments["service"],)), order=cases.Order.URGENT)
    return [row.id for row in rows.items]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def done(page, words):
    """Wait until the page has said something, and see that the focus stands in the list."""
    expect(page.locator("#toasts")).to_contain_text(words)
    assert page.evaluate("document.activeElement.matches('[data-row][data-current]')"), f"lost the focus after: {words}"
    page.evaluate("document.querySelectorAll('#toasts .toast').forEach((toast) => toast.remove())")


def current(page) -> int:
    return int(page.locator("[data-row][data-current]").get_attribute("data-id"))


def test_a_morning_by_keyboard_alone(browse, sign_in, company, service, picture):
    page = browse("de")
    sign_in(page, "max")
    press(page, "g", "i")
    page.wait_for_url("**/inbox")
    triaged = triage(page)
    taken_back = close_and_take_back(page, picture)
    answered, noted = answer_and_note(page, picture)
    handed, last = give_away(page, picture)
    load, events = company.house.casebook.load, company.house.casebook.events
    assert load(triaged[0]).owner == company.people["max"]
    assert (load(triaged[1]).priority, load(triaged[2]).kind) == (Priority.URGENT, "praise")
    assert {load(case).state for case in taken_back} == {CaseState.NEW}
    assert [one.state for one in company.house.replies.of_case(answered)] == [ReplyState.APPROVED]
    assert events(noted)[-1].detail == "Rückruf am Montag"
    assert load(handed).department == company.departments["legal"]
    assert events(last)[-1].detail == "Erledigt sich von selbst"
    assert models.Case.objects.exclude(snoozed_until=None).count() == 1
    press(page, "Enter")
    page.wait_for_url("**/cases/*")


def triage(page):
    """Take one, make one urgent, say what one is; return their numbers."""
    press(page, "j")
    found = [current(page)]
    press(page, "a")
    done(page, "1 Fall gehört Ihnen.")
    press(page, "j")
    found.append(current(page))
    press(page, "p", "1")
    done(page, "Die Priorität von 1 Fall ist geändert.")
    press(page, "j")
    found.append(current(page))
    press(page, "l", "5")
    done(page, "Die Art von 1 Fall ist geändert.")
    return found


def close_and_take_back(page, picture):
    """Choose three with x and shift-x, close them, take it back; return their numbers."""
    press(page, "j", "x", "j", "j", "X")
    expect(page.locator("[data-chosen]")).to_have_text("3 ausgewählt")
    picture(page, "inbox-chosen")
    closed = [int(box.get_attribute("value")) for box in page.locator("[data-pick]:checked").all()]
    press(page, "e")
    done(page, "3 Fälle sind geschlossen.")
    press(page, "u")
    done(page, "3 Fälle sind wieder, wie sie waren.")
    return closed


def answer_and_note(page, picture):
    """Answer one within the list, write a note into the next; return their numbers."""
    answered = current(page)
    press(page, "r")
    expect(page.locator("#quick-text")).to_be_focused()
    page.keyboard.type("Guten Tag, wir sehen sofort nach.")
    picture(page, "inbox-answer")
    press(page, "Control+Enter")
    done(page, "Die Antwort ist freigegeben")
    press(page, "j")
    noted = current(page)
    press(page, "n")
    page.keyboard.type("Rückruf am Montag")
    press(page, "Control+Enter")
    done(page, "Die Notiz steht in 1 Fall.")
    return answered, noted


def give_away(page, picture):
    """Put one out of sight, hand one over, close one with a reason; return the numbers of the last two."""
    press(page, "j", "s", "1")
    done(page, "1 Fall ist zurückgestellt.")
    handed = current(page)
    press(page, "h")
    page.keyboard.type("Recht")
    press(page, "Tab")
    page.keyboard.type("Hier droht jemand mit einer Klage.")
    picture(page, "inbox-hand-over")
    press(page, "Control+Enter")
    done(page, "1 Fall ist übergeben.")
    last = current(page)
    press(page, "E")
    page.keyboard.type("Erledigt sich von selbst")
    press(page, "Control+Enter")
    done(page, "1 Fall ist geschlossen.")
    return handed, last


def test_the_sheet_and_the_palette_know_the_same_commands(browse, sign_in, company, picture):
    page = browse("de")
    sign_in(page, "max")
    page.goto("/inbox")
    press(page, "j", "?")
    sheet = page.locator("#keys dd").all_text_contents()
    picture(page, "inbox-sheet")
    press(page, "Escape", "Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    offered = " ".join(page.locator("#palette [role=option]").all_text_contents())
    for words in ("Mir zuweisen", "Schließen", "Übergeben", "Zurückstellen", "Hier antworten", "Notiz für Kollegen"):
        assert words in sheet
        assert words in offered
    page.keyboard.type("Mir zuweisen")
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("1 Fall gehört Ihnen.")


def test_five_minutes_a_week(browse, sign_in, company, picture):
    page = browse("en")
    sign_in(page, "anna")
    press(page, "g", "i")
    page.wait_for_url("**/inbox")
    expect(page.locator("[data-row]").first).to_contain_text("Frechheit")
    press(page, "j", "r")
    expect(page.locator(".said-before")).to_contain_text("Frechheit")
    page.keyboard.type("Wir prüfen das und melden uns.")
    press(page, "Control+Enter")
    done(page, "The answer waits for approval.")
    expect(page.locator("#inbox-views")).to_contain_text("Waiting for approval 1")
    press(page, "p", "1")
    done(page, "1 case has another priority.")
    picture(page, "inbox-weekly")


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone"), ("de", "phone")])
def test_nobody_is_hindered_with_every_sheet_open(browse, sign_in, company, picture, language, size):
    page = browse(language, size)
    sign_in(page, "max")
    page.goto("/inbox/service")
    page.locator("[data-pick-all]").first.dispatch_event("click")
    picture(page, f"inbox-{language}-{size}")
    for sheet in ("f", "h", "p", "s"):
        page.locator(f'summary[data-key="{sheet}"]').click()
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        picture(page, f"inbox-{language}-{size}-{sheet}")
        press(page, "Escape")
    page.locator("[data-row] .main").first.click(position={"x": 3, "y": 3})
    page.locator("[data-quick]").click()
    expect(page.locator("#quick-text")).to_be_visible()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    picture(page, f"inbox-{language}-{size}-answer")
