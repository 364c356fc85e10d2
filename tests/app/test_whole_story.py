"""Four weeks of a company: a need is tried for twice, a flop teaches a hit, and forty people hear what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.test import Client

from resonanz.app import config, trying, wiring
from resonanz.app.house import House
from resonanz.app.jobs import Jobs
from resonanz.app.logging import log
from resonanz.app.works import WORKS
from resonanz.core.clock import FixedClock
from resonanz.core.department import Department
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, InitiativeId, NeedId, UserId
from resonanz.core.initiative import InitiativeState
from resonanz.core.mention import Author, MentionType
from resonanz.core.policy import SYSTEM, Role
from resonanz.core.reply import ReplyState
from resonanz.core.search import Filter
from resonanz.core.telling import of_need
from resonanz.store.memory import MemoryArchive
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing import company, tokens
from resonanz.store.relational.editing.departments import create_department, set_role
from resonanz.store.relational.editing.people import Person, change_password, create_person
from tests.app.test_needs_story import CHANNELS, TEXTS, Recorder
from tests.making import NOON, heard

pytestmark = pytest.mark.slow

JSON = "application/json"
PASSWORD = "korrekt-pferd-batterie"
HISTORY, WEEKS = 98, 14
"""Days before the story begins, and days that each try runs."""
LEVEL = 50
"""People a day who ask for an offer, and people a day who talk of something else."""


@dataclass
class Colleague:
    """Be somebody with a token and a browser."""

    id: UserId
    api: Client
    browser: Client

    def ask(self, method: str, path: str, body: object = None, *, code: int = 200) -> Any:
        send = getattr(self.api, method)
        answer = send(f"/api/v1/{path}", body, content_type=JSON) if body is not None else send(f"/api/v1/{path}")
        assert answer.status_code == code, answer.content
        return answer.json() if answer.content else None

    def page(self, path: str) -> str:
        answer = self.browser.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 200, path
        return answer.content.decode()


@dataclass
class Firm:
    """Hold the company, its people and what the market says."""

    house: House
    channels: Recorder
    product: DepartmentId
    people: dict[str, Colleague]

    def live(self, days: int, *, more: float = 0.0) -> None:
        """Let days pass, the last one whole; `more` is what the offer brings on each."""
        begin, chance = self.today(), np.random.default_rng(days + int(more * 100))
        for number in range(days):
            self.house.archive.keep(_day(begin + timedelta(days=number), chance, more))
        self.house.clock.sleep(days * 86_400)

    def today(self) -> date:
        return self.house.clock.now().date()


@pytest.fixture
def firm(db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """Return a company of bicycles with a history of three months, and forty people who ask for a rack."""
    house = wiring.settle(
        wiring.build(config.settings(), archive=MemoryArchive(), clock=FixedClock(NOON - timedelta(days=HISTORY)))
    )
    channels = Recorder()
    house.__dict__["channels"] = channels
    monkeypatch.setattr(wiring, "_house", house)
    company.name_company(SYSTEM, "Nordwind AG", NOON)
    rooms = {
        name: create_department(
            SYSTEM, Department(id=DepartmentId(0), slug=name, name=name.title(), four_eyes=name == "product"), NOON
        ).id
        for name in ("product", "sales")
    }
    people = {
        "ada": _person("ada", Role.MEMBER, rooms["product"]),
        "lea": _person("lea", Role.LEAD, rooms["product"]),
        "max": _person("max", Role.MEMBER, rooms["product"]),
        "sam": _person("sam", Role.LEAD, rooms["sales"]),
        "chief": _person("chief", None, None),
    }
    made = Firm(house, channels, rooms["product"], people)
    made.live(HISTORY)
    house.archive.keep([_asking(number) for number in range(40)])
    return made


def _person(name: str, role: Role | None, room: DepartmentId | None) -> Colleague:
    number, _ = create_person(SYSTEM, Person(username=name, is_administrator=role is None), NOON)
    user = UserId(number)
    change_password(SYSTEM, user, PASSWORD, NOON)
    if role is not None and room is not None:
        set_role(SYSTEM, user, room, role, NOON)
    _, token = tokens.make_token(actor_of(models.User.objects.get(pk=number)), "tests", NOON)
    browser = Client()
    browser.force_login(models.User.objects.get(pk=number))
    return Colleague(user, Client(headers={"Authorization": f"Bearer {token}"}), browser)


def _asking(number: int) -> Heard:
    channel = CHANNELS[number]
    return heard(
        f"{number}-0",
        channel=channel,
        kind="request",
        type=MentionType.MESSAGE if channel == "email" else MentionType.POST,
        text=f"Please build a bigger rack, says number {number}",
        author=Author(id=f"a{number}", name=f"Person {number}"),
        published_at=NOON - timedelta(days=number % 30, hours=1),
        topics=("rack",),
    )


def _day(day: date, chance: np.random.Generator, more: float) -> list[Heard]:
    """Return what a day brings: a rhythm of the week, chance, and talk that no offer touches."""
    week = 1 - 0.3 * (day.weekday() >= 5)
    said = (("An offer for a cargo bike, please", LEVEL * week * (1 + more)), ("Rain again in Leipzig", LEVEL * week))
    noon = NOON + (day - NOON.date()) * 1
    return [
        heard(f"{text[:4].strip()}-{day}-{number}", text=text, published_at=noon, author=Author(id=f"{day}{number}"))
        for text, mean in said
        for number in range(int(chance.poisson(mean)))
    ]


# --- the story, a step each -------------------------------------------------------------------------------------------


def test_four_weeks_from_a_need_to_a_told_answer(firm: Firm) -> None:
    need = _a_need_grows(firm)
    first = _try_for_it(firm, "A newsletter about racks", chances=(0.9, 0.8, 0.85), more=0.0)
    assert _verdict(firm, first) == "flop"
    firm.people["ada"].ask("put", f"initiatives/{first}/learning", {"text": "Nobody who wants a rack reads mail."})

    second = _idea(firm, "A newsletter about racks, on the shop's page")
    assert "different" in second["missing"]
    assert "A newsletter about racks" in firm.people["ada"].page(f"/initiatives/{second['id']}")
    hit = _try_for_it(
        firm, "A rack to try in the shop", chances=(0.3, 0.2, 0.25), more=0.5, different="People see it, not read it."
    )
    assert _verdict(firm, hit) == "hit"
    firm.people["ada"].ask("put", f"initiatives/{hit}/learning", {"text": "Who carries it once buys it."})

    _done_and_told(firm, need)
    _the_report_says_all_of_it(firm)
    _the_pages_say_all_of_it(firm, need, first, hit)


def _a_need_grows(firm: Firm) -> int:
    ada, lea = firm.people["ada"], firm.people["lea"]
    firm.house.topic_desk.begin(SYSTEM, "Rack")
    need = int(ada.ask("post", "needs", {"title": "A bigger rack", "department": firm.product})["id"])
    ada.ask("post", f"needs/{need}/signposts", {"how": "topic", "value": "rack"}, code=204)
    firm.house.evidence_keeper.tick()
    assert (found := ada.ask("get", f"needs/{need}"))["people"] == 40, found
    ada.ask("put", f"needs/{need}/owner", {"department": firm.product, "owner": lea.id})
    ada.ask("post", f"needs/{need}/move", {"action": "consider"})
    return need


def _plan(firm: Firm, different: str) -> dict[str, object]:
    start = firm.today() + timedelta(days=1)
    offers = {"name": "volume", "about": "offer"}
    return {
        "hypothesis": "Who hears of a bigger rack asks for an offer.", "metric": offers,
        "controls": {"rain": {"name": "volume", "about": "rain"}}, "direction": "up", "hope": 0.2,
        "starts_on": str(start), "ends_on": str(start + timedelta(days=WEEKS - 1)), "hours": 20, "money": "1500",
        "kill": {"metric": offers, "beyond": "down", "bound": 5}, "different": different,
    }  # fmt: skip


def _idea(firm: Firm, title: str, different: str = "") -> Any:
    lea, sam = firm.people["lea"], firm.people["sam"]
    wanted = {
        "title": title, "department": firm.product, "sort": "campaign", "owner": lea.id, "sponsor": sam.id,
        "plan": _plan(firm, different),
    }  # fmt: skip
    return firm.people["ada"].ask("post", "initiatives", wanted)


def _try_for_it(firm: Firm, title: str, *, chances: tuple[float, ...], more: float, different: str = "") -> int:
    """Play one try from the idea to the day after its end; nothing starts before everything is there."""
    idea = _idea(firm, title, different)
    number = int(idea["id"])
    assert idea["missing"] == ["backing", "forecasts"]
    firm.people["lea"].ask("post", f"initiatives/{number}/start", {}, code=422)
    firm.people["sam"].ask("post", f"initiatives/{number}/back", {"changed_at": idea["changed_at"]})
    for name, chance in zip(("ada", "max", "sam"), chances, strict=True):
        guess = {"initiative": number, "probability": chance, "low": -0.05, "high": 0.4}
        firm.people[name].ask("post", "forecasts", guess)
    firm.people["lea"].ask("post", f"initiatives/{number}/start", {})
    sealed = firm.people["chief"].ask("get", f"forecasts/{number}")
    assert (sealed["number"], sealed["mine"], sealed["opened"]) == (3, None, None)
    firm.live(1)
    firm.live(WEEKS, more=more)
    return number


def _verdict(firm: Firm, number: int) -> str:
    trying.look_at_initiatives(firm.house)
    firm.house.initiative_keeper.judge(InitiativeId(number))
    assert firm.house.initiatives.load(InitiativeId(number)).state is InitiativeState.JUDGED
    opened = firm.people["chief"].ask("get", f"forecasts/{number}")["opened"]
    assert len(opened) == 3
    return str(firm.people["ada"].ask("get", f"initiatives/{number}/verdict")["outcome"])


def _done_and_told(firm: Firm, need: int) -> None:
    ada, lea = firm.people["ada"], firm.people["lea"]
    lea.ask("post", f"needs/{need}/move", {"action": "finish", "reason": "The rack carries 35 kg now."})
    ada.ask("put", f"needs/{need}/telling", {"texts": TEXTS})
    lea.ask("post", f"needs/{need}/telling/approve", {"texts": TEXTS})
    for _ in range(120):
        firm.house.telling_rounds.tick()
        for one in firm.house.tellings.people(of_need(NeedId(need))):
            if one.reply and firm.house.replies.load(one.reply).state is ReplyState.SUBMITTED:
                lea.ask("post", f"replies/{one.reply}/approve", {"text": firm.house.replies.load(one.reply).text})
        firm.house.outbox.run()
        firm.house.clock.sleep(150)
    told = Counter(id_ for id_, said in firm.channels.standing.items() for _ in said)
    assert (len(told), set(told.values())) == (40, {1})
    assert Counter(id_.partition(":")[0] for id_ in told) == {"mastodon": 20, "email": 12, "bluesky": 8}
    assert ada.ask("get", f"needs/{need}")["state"] == "told_back"


def _the_report_says_all_of_it(firm: Firm) -> None:
    chief = firm.people["chief"]
    asked = {"first": str(NOON.date()), "last": str(firm.today()), "lang": "de"}
    report = chief.ask("post", "reports", asked, code=202)
    Jobs(firm.house, WORKS, Event(), log("tests")).run_all("tests")
    assert chief.ask("get", report["look_at"].removeprefix("/api/v1/"))["made"]
    lines = {line["name"]: line for line in chief.ask("get", f"reports/{report['id']}")["lines"]}
    assert (lines["told_back_rate"]["now"]["numerator"], lines["told_back_rate"]["now"]["denominator"]) == (40, 40)
    assert lines["learning_rate"]["now"]["numerator"] == 2
    begin = NOON.astimezone(zone := ZoneInfo(firm.house.settings.time_zone)).date()
    scanned = (one.mention.published_at for batch in firm.house.archive.scan(Filter()) for one in batch)
    assert lines["volume"]["now"]["value"] == sum(at.astimezone(zone).date() >= begin for at in scanned)
    written = chief.api.get(f"/api/v1/reports/{report['id']}/file?form=html").content.decode()
    assert "Nordwind AG" in written


def _the_pages_say_all_of_it(firm: Firm, need: int, flop: int, hit: int) -> None:
    ada = firm.people["ada"]
    assert "told back" in ada.page(f"/needs/{need}").lower()
    assert "Nobody who wants a rack reads mail." in ada.page(f"/initiatives/{flop}")
    assert "Who carries it once buys it." in ada.page(f"/initiatives/{hit}")
    register = ada.page("/initiatives?view=register")
    assert "A newsletter about racks" in register
    assert "A rack to try in the shop" in register
