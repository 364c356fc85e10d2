"""Answering with the library by keyboard, deciding criticism before it is closed, and what both pages look like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resonanz.core.criticism import Decision
from resonanz.core.ids import CaseId, DepartmentId
from resonanz.core.policy import Actor
from resonanz.core.reaction import Reaction
from resonanz.core.reply import ReplyState
from resonanz.respond.ready_answers import Wording
from resonanz.store.relational import models
from resonanz.store.relational.repositories.reactions import StoredReactions

pytestmark = pytest.mark.e2e

GERMAN = "Hallo {name}, wir haben nachgesehen. Ihr Anliegen hat die Nummer {case}."


def write(company) -> int:
    """Have lena, who leads the service, write and confirm an answer about parcels; return its number."""
    lena = Actor(id=company.people["lena"], is_administrator=True)
    desk = company.house.answer_desk
    said = Wording(
        title="Wo mein Paket ist", asked="Wo bleibt mein Paket?\nSeit Tagen keine Nachricht", german=GERMAN,
        english="Hello {name}, we had a look.", department=DepartmentId(company.departments["service"]),
    )  # fmt: skip
    made = desk.write(lena, said)
    desk.confirm(lena, made.id)
    return int(made.id)


def violations(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    found = [f"{one['id']} at {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
    return [*found, *(["wider than the window"] if wide else [])]


def test_one_key_puts_an_answer_of_the_library_into_the_composer(browse, sign_in, company, picture):
    number, page = write(company), browse("de")
    sign_in(page, "max")
    case = asked_about_a_parcel()
    page.goto(f"/cases/{case}")
    expect(page.locator("[data-inserts]").first).to_be_visible()
    picture(page, "offers-de")
    page.keyboard.press("1")
    expect(page.locator("#id_text")).to_have_value(
        "Hallo Person 0, wir haben nachgesehen. Ihr Anliegen hat die Nummer 1."
    )
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").first).to_be_visible()
    assert models.AnswerUsage.objects.get().answer_id == number


def test_criticism_is_decided_by_keyboard_before_its_case_is_closed(browse, sign_in, company, picture):
    case = models.Case.objects.filter(kind="criticism").first()
    page = browse("de")
    sign_in(page, "otto")
    page.goto(f"/cases/{case.pk}")
    page.keyboard.press("e")
    expect(page.locator(".toast").first).to_contain_text("noch nicht entschieden")
    page.keyboard.press("y")
    page.fill("#case-reason", "Der Preis bleibt, weil die Teile teurer sind.")
    picture(page, "criticism-case-de")
    page.get_by_role("button", name="Ablehnen").click()
    expect(page.locator("#criticism + p")).to_contain_text("abgelehnt")
    page.keyboard.press("e")
    expect(page.locator(".pill.closed").first).to_be_visible()


def asked_about_a_parcel() -> int:
    """Return the case in which somebody asks where their parcel is."""
    return int(models.Case.objects.get(thread="mastodon:social.example/0").pk)


def something_of_everything(company) -> tuple[int, int, int]:
    """Make an answer that helped and a criticism that changed something; return both numbers, and a case's."""
    answer, case = write(company), asked_about_a_parcel()
    otto = Actor(id=company.people["otto"], is_administrator=True)
    desk, house = company.house.criticism_desk, company.house
    cases = [CaseId(pk) for pk in models.Case.objects.filter(kind="criticism").values_list("pk", flat=True)]
    made = desk.decide(otto, cases[0], Decision(action="accept", owner=otto.id, title="Der Preis", reason="Stimmt."))
    desk.join(otto, cases[1], made.id)
    desk.change(otto, made.id, "Seit März gibt es das Licht einzeln.")
    now = house.clock.now()
    row = models.Reply.objects.create(
        key="k", case_id=case, reply_to="mastodon:social.example/0", text="Hallo", author_id=company.people["max"],
        needs_four_eyes=False, created_at=now, sent_at=now - timedelta(days=20), state=ReplyState.SENT.value,
    )  # fmt: skip
    found = Reaction(
        reply=row.pk, settled=True, asked=True, came_back=True, directly=True, before="negative", after="positive",
        asked_again=False, others=0,
    )  # fmt: skip
    StoredReactions().keep(CaseId(case), [found], now)
    models.AnswerUsage.objects.create(answer_id=answer, version=1, reply=row, at=now, by_id=company.people["max"])
    return answer, int(made.id), case


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pages_hinder_nobody(browse, sign_in, company, picture, language, size):
    answer, criticism, case = something_of_everything(company)
    page = browse(language, size)
    sign_in(page)
    pages = {
        "answers": "/answers", "answer": f"/answers/{answer}", "answer-edit": f"/answers/{answer}/edit",
        "placeholders": "/answers/placeholders", "proposals": "/answers/proposals", "criticisms": "/criticism",
        "criticism": f"/criticism/{criticism}", "criticism-telling": f"/criticism/{criticism}/telling",
        "reactions": "/reactions", "offers": f"/cases/{case}",
    }  # fmt: skip
    troubles = {}
    for name, path in pages.items():
        page.goto(path)
        if name == "offers":
            expect(page.locator("[data-inserts]").first).to_be_visible()
        picture(page, f"{name}-{language}-{size}")
        troubles[name] = violations(page)
    assert troubles == {name: [] for name in pages}
