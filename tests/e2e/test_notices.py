"""Notices, wishes and ladders in a browser: no fault that axe finds, in both languages and sizes, and a live bell."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from resonanz.core.ports import Notice
from resonanz.store.relational.repositories import StoredNotices
from tests.e2e.conftest import SIZES

pytestmark = pytest.mark.e2e
PAGES = ("/notices", "/notices/wishes", "/departments/service/ladder", "/unanswered")


def tell(company, number: int, event: str = "overdue_now", **more) -> None:
    told = StoredNotices("Europe/Berlin", mails=True)
    told.tell(Notice(at=timezone.now(), event=event, subject=f"case:{number}", to=(company.people["admin"],), **more))


def violations(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    found = [f"{one['id']} at {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
    return [*found, *(["wider than the window"] if wide else [])]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_of_notices_hinders_anybody(browse, sign_in, company, picture, language, size):
    for number, event in enumerate(("overdue_now", "unowned_case", "approval_asked", "case_assigned"), 1):
        tell(company, number, event, urgent=number == 1, department=company.departments["service"])
    page = browse(language, size)
    sign_in(page)
    found = {}
    for path in PAGES:
        page.goto(path)
        found[path] = violations(page)
        picture(page, f"{path.strip('/').replace('/', '-')}-{language}-{size}")
    assert found == {path: [] for path in PAGES}


def test_the_bell_rings_while_a_page_is_open(browse, sign_in, company):
    page = browse("en")
    sign_in(page)
    page.goto("/departments")
    bell = page.locator("[data-bell]")
    expect(bell).to_be_hidden()
    page.wait_for_timeout(2_000)  # the stream is opened after the page; what came before it is shown by the page itself
    tell(company, 1)
    expect(bell.locator("[data-number]")).to_have_text("1")
