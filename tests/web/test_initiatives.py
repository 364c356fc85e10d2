"""Initiatives on the pages: noted as an idea, started only when nothing is missing, sealed until they are over."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from resonanz.core.forecast import Guess
from resonanz.core.initiative import Direction, InitiativeState, Kill, Outcome, Plan
from resonanz.learn.initiatives import Wanted
from resonanz.learn.planning import metric
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.models import User
from tests.learn.worlds import World, lived
from tests.web.company import NOW

PAGES = ["/initiatives", "/initiatives?view=ideas", "/initiatives?view=register&q=answer&kind=answering&year=2026",
         "/initiatives?view=register&year=99999", "/initiatives/new", "/initiatives/1", "/initiatives/1/edit",
         "/initiatives/1/outlook", "/initiatives/forecasts",
         "/learnings", "/learnings?q=nothing"]  # fmt: skip
TODAY = NOW.date()
PLAN = Plan(
    hypothesis="If we answer within an hour, fewer complain again.",
    by_file=True,
    direction=Direction.UP,
    hope=0.1,
    starts_on=TODAY + timedelta(days=1),
    ends_on=TODAY + timedelta(days=28),
    hours=40,
    money=Decimal(2000),
    kill=Kill(metric=metric("volume"), beyond=Direction.UP, bound=10_000),
)


def who(company, name):
    return actor_of(User.objects.get(pk=company.people[name]))


def series(effect: float) -> str:
    """Return a file with 92 days before the start and 28 after it."""
    daily = lived(World(level=80, controls=2), 120, 3, effect=effect, since=92)
    shift = PLAN.starts_on - daily.days[92]
    rows = [",".join(["timestamp", "value", *daily.controls])]
    for place, day in enumerate(daily.days):
        values = [daily.values[place], *(np.round(one[place], 3) for one in daily.controls.values())]
        rows.append(",".join([(day + shift).isoformat(), *map(str, values)]))
    return "\n".join(rows)


@pytest.fixture
def idea(company):
    """Return an idea of lena's, whose sponsor is otto; the plan is there, nothing is signed or forecast."""
    wanted = Wanted(
        title="Answer within an hour",
        department=company.departments["service"],
        sponsor=company.people["otto"],
        plan=PLAN,
    )
    made = company.house.initiative_desk.note(who(company, "lena"), wanted)
    return company.house.initiative_desk.hand_in(who(company, "lena"), made.id, series(0.5))


@pytest.fixture
def ready(company, idea):
    """Return it with the sponsor's signature and three forecasts."""
    house = company.house
    house.initiative_desk.back(who(company, "otto"), idea.id, idea.changed_at)
    for name, chance in (("lena", 0.62), ("max", 0.53), ("anna", 0.17)):
        house.forecast_desk.seal(who(company, name), idea.id, Guess(chance, -0.05, 0.6))
    return house.initiatives.load(idea.id)


@pytest.fixture
def judged(company, ready):
    """Return it judged."""
    house = company.house
    house.initiative_desk.start(who(company, "lena"), ready.id)
    house.clock.sleep(timedelta(days=30).total_seconds())
    house.initiative_keeper.tick(house.initiative_keeper.judge)
    return house.initiatives.load(ready.id)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages(ready, browse, path, language):
    answer = browse("lena", language).get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert " style=" not in text
    assert "<script>" not in text


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", ["/initiatives?view=register", "/initiatives/1"])
def test_a_verdict_stands_in_both_languages(judged, browse, path, language):
    answer = browse("rita", language).get(path)
    assert answer.status_code == 200
    assert ("Treffer" if language == "de" else "hit") in answer.content.decode()


def test_an_idea_needs_a_title_alone(company, browse):
    form = {"title": "Try it", "sort": "other", "department": company.departments["service"], "direction": "up",
            "kill_beyond": "up"}  # fmt: skip
    answer = browse("max").post("/initiatives/new", form)
    assert answer.status_code == 302, answer.content.decode()
    assert company.house.initiatives.load(1).state is InitiativeState.IDEA


def test_the_form_keeps_a_whole_plan(company, browse):
    form = {
        "title": "Try it", "sort": "product", "department": company.departments["service"], "direction": "down",
        "owner": company.people["max"], "sponsor": company.people["lena"], "hypothesis": "It helps.",
        "metric": "share", "about": "Nordwind", "part": "kind:problem", "hope": "12.5",
        "controls": "App: app\nPrice: preis",
        "starts_on": "2026-12-01", "ends_on": "2026-12-24", "hours": "10", "money": "99.50", "currency": "chf",
        "kill_metric": "volume", "kill_about": "Nordwind", "kill_beyond": "down", "kill_bound": "3", "kill_days": "2",
    }  # fmt: skip
    browse("max").post("/initiatives/new", form)
    plan = company.house.initiatives.load(1).plan
    assert plan.metric == metric("share", about="Nordwind", part="kind:problem")
    assert plan.controls == {
        "App": metric("share", about="app", part="kind:problem"),
        "Price": metric("share", about="preis", part="kind:problem"),
    }
    assert (plan.hope, plan.money, plan.currency, plan.days) == (0.125, Decimal("99.50"), "CHF", 24)
    assert plan.kill == Kill(metric=metric("volume", about="Nordwind"), beyond=Direction.DOWN, bound=3, days=2)


def test_the_form_shows_a_plan_as_it_was_kept(ready, browse, company):
    before = company.house.initiatives.load(ready.id)
    page = browse("lena", "en").get("/initiatives/1/edit")
    form = page.context["form"]
    given = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    browse("lena", "en").post("/initiatives/1/edit", given)
    after = company.house.initiatives.load(ready.id)
    assert (after.plan, after.backed_at) == (before.plan, before.backed_at)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("about", "(", "bracket"),
        ("ends_on", "2020-01-01", "before the start"),
        ("controls", "no colon", "Write it as"),
        ("kill_bound", "", "Say when it will be stopped"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(company, browse, field, value, told):
    form = {"title": "Try it", "sort": "other", "department": company.departments["service"], "direction": "up",
            "metric": "volume", "starts_on": "2026-12-01", "ends_on": "2026-12-24", "kill_metric": "volume",
            "kill_beyond": "up", "kill_bound": "9", "kill_days": "3"} | {field: value}  # fmt: skip
    answer = browse("max", "en").post("/initiatives/new", form)
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_its_page_says_what_is_missing(idea, browse):
    text = browse("lena", "en").get("/initiatives/1").content.decode()
    assert "signature that it may fail" in text
    assert "forecasts by three people at least" in text
    assert "the hypothesis" not in text
    assert "/do/start" not in text


def test_starting_too_early_is_refused_in_words(idea, browse, company):
    answer = browse("lena", "en").post("/initiatives/1/do/start")
    assert answer.status_code == 400
    assert "It cannot be started yet." in answer.content.decode()
    assert company.house.initiatives.load(1).state is InitiativeState.IDEA


def test_only_the_sponsor_is_asked_to_sign(idea, browse):
    assert 'name="agree"' in browse("otto").get("/initiatives/1").content.decode()
    assert 'name="agree"' not in browse("admin").get("/initiatives/1").content.decode()


def test_the_sponsor_signs_what_was_read(idea, browse, company):
    sponsor = browse("otto")
    page = sponsor.get("/initiatives/1").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    sponsor.post("/initiatives/1/do/back", {"seen": seen, "agree": "yes"})
    assert company.house.initiatives.load(1).backed_at == NOW


def test_a_complete_one_is_started(ready, browse, company):
    assert ready.state is InitiativeState.READY
    browse("lena").post("/initiatives/1/do/start")
    assert company.house.initiatives.load(1).state is InitiativeState.RUNNING


@pytest.mark.parametrize("name", ["admin", "rita", "otto", "lena"])
@pytest.mark.parametrize(
    "path", ["/initiatives/1", "/initiatives", "/initiatives/forecasts", "/initiatives/1/edit", "/record"]
)
def test_nobody_sees_anothers_forecast_before_the_end(ready, browse, name, path):
    text = browse(name, "en").get(path).content.decode()
    assert "53.0" not in text
    assert "17.0" not in text


def test_ones_own_forecast_is_shown_to_oneself(ready, browse):
    assert "Yours: 53.0" in browse("max", "en").get("/initiatives/1").content.decode()


def test_what_the_page_had_shown_is_kept_with_the_forecast(idea, browse):
    browser = browse("max", "en")
    hidden = dict(re.findall(r'name="(about|shown_at|smallest)" value="([^"]+)"', "".join(
        browser.get(path).content.decode() for path in ("/initiatives/1", "/initiatives/1/outlook"))))  # fmt: skip
    said = {"probability": "40", "low": "-5", "high": "20"}
    browser.post("/initiatives/1/do/forecast", hidden | said)
    assert "You were shown that nothing smaller than" in browser.get("/initiatives/1").content.decode()
    old = hidden | said | {"about": "0" * 16}
    assert browser.post("/initiatives/1/do/forecast", old, headers={"HX-Request": "true"}).status_code == 409


def test_the_end_opens_the_forecasts_without_names(judged, browse):
    text = browse("rita", "en").get("/initiatives/1").content.decode()
    panel = text.split('id="forecasts"')[1].split("</section>")[0]
    assert "53.0" in panel
    assert not [name for name in ("Lena", "Max", "Anna") if name in panel]


def test_a_verdict_shows_its_counterfactual_and_what_would_change_it(judged, browse):
    text = browse("rita", "en").get("/initiatives/1").content.decode()
    assert judged.outcome is Outcome.HIT
    assert 'data-chart="verdict-1"' in text
    assert "What would change it" in text
    assert "What this assumes" in text


def test_calibration_is_of_the_company_and_of_no_person(judged, browse):
    text = browse("rita", "en").get("/initiatives/forecasts").content.decode()
    table = text.split('id="groups"')[1].split("</section>")[0]
    assert "The whole company" in table
    assert "Kundendienst" not in table  # two people alone forecast there


def test_a_learning_that_names_a_colleague_is_asked_about(judged, browse, company):
    client = browse("lena", "en")
    answer = client.post("/initiatives/1/do/teach", {"taught": "Max was too slow."})
    assert answer.status_code == 400
    assert "This names Max." in answer.content.decode()
    client.post("/initiatives/1/do/teach", {"taught": "Max was too slow.", "on_purpose": "yes"})
    assert company.house.initiatives.load(1).taught == "Max was too slow."


def test_the_register_is_searched(judged, browse):
    reader = browse("rita", "en")
    assert "Answer within an hour" in reader.get("/initiatives?view=register&outcome=hit&q=ANSWER").content.decode()
    assert "Answer within an hour" not in reader.get("/initiatives?view=register&outcome=flop").content.decode()


def test_an_idea_like_an_earlier_try_has_to_say_what_is_different(judged, browse, company):
    later = replace(PLAN, starts_on=TODAY + timedelta(days=60), ends_on=TODAY + timedelta(days=80))
    wanted = Wanted(title="Answer within one hour", department=company.departments["service"], plan=later)
    made = company.house.initiative_desk.note(who(company, "lena"), wanted)
    text = browse("lena", "en").get(f"/initiatives/{made.id}").content.decode()
    assert "Earlier tries that are like it" in text
    assert "what is different from the earlier tries" in text


def test_markup_in_a_title_stays_text(company, browse):
    wanted = Wanted(title="<script>alert(1)</script>", department=company.departments["service"])
    made = company.house.initiative_desk.note(who(company, "lena"), wanted)
    for path in ("/initiatives?view=ideas", f"/initiatives/{made.id}", f"/initiatives/{made.id}/edit"):
        assert "<script>alert" not in browse("rita" if "edit" not in path else "lena").get(path).content.decode()


def test_another_department_changes_nothing(idea, browse, company):
    answer = browse("otto").post("/initiatives/1/do/stop", {"reason": "no"})
    assert answer.status_code == 303
    assert company.house.initiatives.load(1).state is InitiativeState.IDEA
