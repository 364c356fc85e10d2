"""An incident, walked from the alarm to the review by two people; what they see hinders nobody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resonanz.core.incident import IncidentState
from resonanz.core.ports import Progress, Watched
from resonanz.core.surge import Gravity, Surge

pytestmark = pytest.mark.e2e

SAID = "Wir sehen uns das an und melden uns bis 18 Uhr."
LEARNED = ["Try updates on one bike first.", "Never on a Monday morning."]


def rise(company) -> Surge:
    """Let a surge of everything said about the company begin."""
    now = company.house.clock.now()
    began = now - timedelta(hours=3)
    found = Surge(
        id=-1, series=f"query:{company.query}", also=("kind:problem",), started_at=began, peak_at=began, severity=2.0,
        expected=1.2, observed=14.0, voices=68, mentions=81, negative=52, reach=123_456,
    )  # fmt: skip
    hour = now.replace(minute=0, second=0, microsecond=0)
    hours = {hour - timedelta(hours=back): {found.series: 14 if back < 4 else 1 + back % 3} for back in range(500)}
    return company.house.surges.keep(Watched(progress=Progress(), surges=[found], hours=hours))[0]


def violations(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    found = [f"{one['id']} at {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
    return [*found, *(["wider than the window"] if wide else [])]


def test_an_incident_from_the_alarm_to_the_review(browse, sign_in, company, picture):
    lena, max_ = browse("en"), browse("de")
    sign_in(lena, "lena")
    sign_in(max_, "max")
    _write_checklist(lena)
    _be_alarmed(lena, company, picture)
    _declare(lena, company.departments["service"])
    number = int(lena.url.rsplit("/", 1)[1])
    max_.goto(lena.url)
    _work(max_)
    lena.reload()
    lena.get_by_role("button", name="Approve the statement").click()
    expect(lena.locator(".toast")).to_contain_text("Approved.")
    max_.reload()
    max_.get_by_role("button", name="Sprachregelung entwerfen").first.click()
    max_.wait_for_url("**/cases/*")
    expect(max_.locator(".reply > .said")).to_have_text(SAID)
    lena.reload()
    picture(lena, "incident-under-way")
    _close(lena)
    picture(lena, "incident-closed")

    incident = company.house.incidents.load(number)
    assert (incident.state, incident.gravity) == (IncidentState.CLOSED, Gravity.SERIOUS)
    assert [one.text for one in company.house.incidents.findings()] == LEARNED


def _write_checklist(page) -> None:
    page.goto("/incidents/checklists")
    page.locator("#id_2_steps").fill("Call the workshop\nStop the update")
    page.locator("section", has=page.locator("#id_2_steps")).get_by_role("button").click()
    expect(page.locator(".toast")).to_be_visible()


def _be_alarmed(page, company, picture) -> None:
    """Wait at an open page until the surge is told there."""
    page.goto("/")
    with page.expect_response(lambda answer: "/events?only=surges" in answer.url):
        page.reload()
    rise(company)
    expect(page.locator("[data-surges] .notice")).to_contain_text("Surge: Nordwind")
    picture(page, "incident-alarm")


def _declare(page, department: int) -> None:
    page.get_by_role("link", name="Surge: Nordwind").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Surge: Nordwind")
    page.keyboard.press("d")
    page.wait_for_url("**/incidents/new?surge=*")
    page.get_by_label("How grave it is").select_option("2")
    page.get_by_label("Which department").select_option(str(department))
    page.get_by_role("button", name="Declare").click()
    page.wait_for_url(re.compile(r"/incidents/\d+$"))


def _work(page) -> None:
    page.get_by_role("button", name=re.compile("Fertig.*Call the workshop")).click()
    expect(page.locator(".toast")).to_contain_text("Erledigt.")
    page.get_by_label("Was einstweilen gesagt wird").fill(SAID)
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.locator(".toast")).to_contain_text("wartet auf die Freigabe")


def _close(page) -> None:
    page.get_by_text("Write the review").click()
    page.get_by_label("What happened, why").fill("An update locked the displays. Going back helped.")
    page.get_by_label("one finding a line").fill("\n".join(LEARNED))
    page.get_by_role("button", name="Close the incident").click()
    expect(page.locator("#review-read + p")).to_contain_text("Going back helped.")


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("de", "desktop", "light"), ("en", "desktop", "dark"), ("de", "phone", "dark"), ("en", "phone", "light")],
)
def test_no_page_of_surges_hinders_anybody(browse, sign_in, company, picture, language, size, scheme):
    number = rise(company).id
    page = browse(language, size, scheme)
    sign_in(page)
    _write_checklist(page)
    page.goto(f"/incidents/new?surge={number}")
    page.locator("form .button.primary").click()
    page.wait_for_url(re.compile(r"/incidents/\d+$"))
    here = page.url
    found = []
    for name, path in {
        "today": "/", "surges": "/surges", "surge": f"/surges/{number}", "incidents": "/incidents", "incident": here,
        "incident-new": "/incidents/new", "checklists": "/incidents/checklists",
    }.items():  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("load")
        found += [f"{name}: {one}" for one in violations(page)]
        picture(page, f"surges-{language}-{size}-{name}")
    assert found == []
