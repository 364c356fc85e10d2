"""Initiatives in a browser: nothing hinders anybody, and one is planned, backed, forecast and started by its people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from resonanz.app.demo.staff import employ
from resonanz.app.demo.tries import try_something
from resonanz.core.department import Department
from resonanz.core.ids import DepartmentId
from resonanz.core.initiative import InitiativeState
from resonanz.core.policy import SYSTEM
from resonanz.store.relational.editing.departments import create_department
from tests.e2e.test_surges import violations

pytestmark = pytest.mark.e2e


@pytest.fixture
def tried(company):
    """Let the example's initiatives have been tried; return their ids: a flop, a hit, one that runs."""
    for slug, name in (("customer_service", "Customer service"), ("communications", "Communications")):
        create_department(SYSTEM, Department(id=DepartmentId(0), slug=slug, name=name), company.house.clock.now())
    return try_something(employ(company.house))


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_nothing_hinders_anybody(browse, sign_in, picture, tried, language, size):
    page = browse(language, size)
    sign_in(page, "lena")
    flop, hit, running = tried
    found = {}
    for name, path in (
        ("list", "/initiatives"),
        ("register", "/initiatives?view=register"),
        ("new", "/initiatives/new"),
        ("flop", f"/initiatives/{flop}"),
        ("hit", f"/initiatives/{hit}"),
        ("running", f"/initiatives/{running}"),
        ("forecasts", "/initiatives/forecasts"),
        ("learnings", "/learnings"),
    ):
        page.goto(path)
        picture(page, f"initiative-{name}-{language}-{size}")
        found[name] = violations(page)
    assert {name: one for name, one in found.items() if one} == {}


def test_an_idea_is_planned_backed_forecast_and_started(browse, sign_in, company, picture):
    windows = {name: browse("en") for name in ("lena", "otto", "max", "anna")}
    for name, window in windows.items():
        sign_in(window, name)
    lena, otto = windows["lena"], windows["otto"]
    _plan(lena, company)
    address = lena.url
    number = int(address.rsplit("/", 1)[1])
    expect(lena.locator("#outlook-title + div")).to_contain_text("history here", timeout=60_000)
    picture(lena, "initiative-idea")
    for name, chance in (("lena", "60"), ("max", "50"), ("anna", "20")):
        window = windows[name]
        window.goto(address)
        window.get_by_label("Probability that it works").fill(chance)
        window.get_by_label("The change is at least").fill("-5")
        window.get_by_label("The change is at most").fill("30")
        window.get_by_role("button", name="Seal my forecast").click()
        expect(window.locator(".toast")).to_contain_text("Sealed.")
    otto.goto(address)
    otto.get_by_label("I back this initiative").check()
    picture(otto, "initiative-sign")
    otto.get_by_role("button", name="Sign", exact=True).click()
    lena.reload()
    lena.get_by_role("button", name="Start it").click()
    expect(lena.locator(".toast")).to_contain_text("Started.")

    assert company.house.initiatives.load(number).state is InitiativeState.RUNNING


def _plan(page, company) -> None:
    today = company.house.clock.now().date()
    page.goto("/initiatives")
    page.keyboard.press("d")
    page.wait_for_url("**/initiatives/new")
    page.get_by_label("What is tried, in a few words").fill("Answer within an hour")
    page.locator("#id_hypothesis").fill("Fewer complain again.")
    page.locator("#id_metric").select_option("volume")
    page.locator("#id_hope").fill("10")
    page.locator("#id_starts_on").fill((today + timedelta(days=1)).isoformat())
    page.locator("#id_ends_on").fill((today + timedelta(days=28)).isoformat())
    page.locator("#id_hours").fill("40")
    page.locator("#id_money").fill("0")
    page.locator("#id_sponsor").select_option(label="Otto")
    page.locator("#id_kill_metric").select_option("volume")
    page.locator("#id_kill_bound").fill("500")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".toast")).to_contain_text("Noted.")
