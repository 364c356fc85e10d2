"""No list asks more of the database because it holds more: pages with a session, the API with a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from resonanz.core.initiative import Direction, Kill, Plan
from resonanz.core.metric import Metric
from resonanz.core.policy import SYSTEM
from resonanz.core.reply import ReplyState
from resonanz.core.report import Content
from resonanz.core.webhook import Event
from resonanz.learn.needs import Wanted
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing import tokens
from resonanz.store.relational.selectors.reports import packed
from tests.web.company import NOW, Company, mention_id

PAGES = (
    "/answers", "/answers/proposals", "/answers/1", "/criticism", "/criticism?view=accepted", "/reactions", "/notices",
    "/unanswered", "/needs", "/needs/1", "/initiatives", "/initiatives/forecasts", "/learnings", "/seriousness",
    "/goals", "/measures", "/places", "/reports", "/dashboards", "/incidents", "/surges", "/webhooks",
)  # fmt: skip
NOUNS = (
    "answers", "answers/1/versions", "criticism", "criticism/hidden", "reactions", "notices", "notices/unanswered",
    "needs", "needs/figures", "initiatives", "forecasts/calibration", "charters", "goals", "metrics", "places",
    "reports", "dashboards", "incidents", "surges", "webhooks",
)  # fmt: skip
PLAN = Plan(
    hypothesis="More come.", metric=Metric(name="volume"), hope=0.1, hours=40, money=Decimal(2000),
    starts_on=NOW.date() - timedelta(days=9), ends_on=NOW.date() + timedelta(days=9),
    kill=Kill(metric=Metric(name="volume"), beyond=Direction.UP, bound=1e6),
)  # fmt: skip


REPORT = Content(
    template="market", company="Nordwind AG", since=NOW - timedelta(days=7), until=NOW, zone="UTC", made_at=NOW, seq=1,
    version="1",
)  # fmt: skip


class Growing:
    """Add to a company one more of everything that is listed, each of another person and department."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._people = list(company.people.values())
        self._rooms = list(company.departments.values())
        self._cases = list(models.Case.objects.order_by("pk"))
        self._number = 0

    def grow(self, times: int) -> None:
        for _ in range(times):
            self._answering()
            self._needing()
            self._trying()
            self._measuring()
            self._surging()
            self._number += 1

    @property
    def _who(self) -> int:
        return self._people[self._number % len(self._people)]

    @property
    def _backing(self) -> int:
        return self._people[(self._number + 1) % len(self._people)]

    @property
    def _room(self) -> int:
        return self._rooms[self._number % len(self._rooms)]

    def _answering(self) -> None:
        number, who, room = self._number, self._who, self._room
        case = self._cases[number]
        answer = models.KnownAnswer.objects.create(
            department_id=room, title=f"Answer {number}", german="Hallo", english="Hello", owner_id=who,
            confirm_by=NOW.date() + timedelta(days=9), confirmed_at=NOW, confirmed_by_id=who, changed_at=NOW,
        )  # fmt: skip
        first = models.KnownAnswer.objects.order_by("pk")[0]
        models.AnswerVersion.objects.create(
            answer=first, version=number + 1, title="Answer", asked="", german="", english="", at=NOW, by_id=who
        )
        models.AnswerExample.objects.create(answer=first, mention=mention_id(number))
        proposal = models.AnswerProposal.objects.create(
            words=f"Where {number}", lang="de", department_id=room, people=9, found_at=NOW
        )
        models.AnswerAsked.objects.create(proposal=proposal, mention=mention_id(number))
        criticism = models.Criticism.objects.create(
            title=f"Price {number}", department_id=room, state="accepted", owner_id=who, reason="True.",
            decided_by_id=who, decided_at=NOW, changed_at=NOW,
        )  # fmt: skip
        models.CriticismCase.objects.create(criticism=criticism, case=case)
        models.CaseEvent.objects.create(
            case=case, at=NOW, action="mention_hide", actor_id=who, mention=mention_id(number), detail="Insult."
        )
        reply = models.Reply.objects.create(
            key=f"key{number}", case=case, reply_to=case.thread, text="Hallo", author_id=who, needs_four_eyes=False,
            created_at=NOW, sent_at=NOW, state=ReplyState.SENT.value,
        )  # fmt: skip
        models.AnswerReaction.objects.create(
            reply=reply, sent_at=NOW, channel=f"channel{number}", department=room, looked_at=NOW, settled=True,
            asked=True, came_back=True, before="negative", after="positive", change=1,
        )  # fmt: skip
        models.AnswerUsage.objects.create(answer=answer, version=1, reply=reply, at=NOW, by_id=who)
        models.PersonalNotice.objects.create(
            person_id=self._company.people["admin"], event="case_assigned", subject=f"case:{case.pk}", department=room,
            at=NOW, key=f"line:{number}",
        )  # fmt: skip

    def _needing(self) -> None:
        wanted = Wanted(title=f"Need {self._number}", department=self._room, owner=self._who)
        need = self._company.house.need_desk.write(SYSTEM, wanted)
        first = models.Need.objects.order_by("pk")[0].pk
        for about in {need.id, first}:
            models.NeedEvidence.objects.create(
                need_id=about, mention=mention_id(self._number), voice=f"#{self._number}", channel="mastodon",
                lang="de", kind="request", said_at=NOW, how="hand", standing="in",
            )  # fmt: skip

    def _trying(self) -> None:
        for state in ("idea", "running", "judged"):
            over = state == "judged"
            row = models.Initiative.objects.create(
                title=f"Try {self._number}", sort="other", department_id=self._room, owner_id=self._who, state=state,
                plan=msgspec.json.encode(PLAN).decode(), metric="volume", starts_on=PLAN.starts_on,
                ends_on=PLAN.ends_on, sponsor_id=self._backing, backed_at=NOW, created_by_id=self._who, created_at=NOW,
                changed_at=NOW, ended_at=NOW if over else None, outcome="flop" if over else "",
                taught="Something." if over else "", taught_by_id=self._who if over else None,
                taught_at=NOW if over else None,
            )  # fmt: skip
            models.Charter.objects.create(
                subject=f"initiative:{row.pk}",
                owner_id=self._who,
                backing_id=self._backing,
                goal="More.",
                changed_at=NOW,
            )

    def _measuring(self) -> None:
        models.Goal.objects.create(
            title=f"Goal {self._number}", metric=msgspec.json.encode(Metric(name="volume")).decode(), target=9.0,
            set_on=NOW.date() - timedelta(days=9), due_on=NOW.date() + timedelta(days=9), owner_id=self._who,
            department_id=self._room,
        )  # fmt: skip
        models.Annotation.objects.create(day=NOW.date(), text=f"Day {self._number}", by_id=self._who, at=NOW)
        for state in ("trying", "hidden"):
            place = models.Place.objects.create(
                kind="site", name=f"{state}{self._number}.example", state=state, first_seen=NOW,
                decided_by_id=self._who, decided_at=NOW,
            )  # fmt: skip
            models.Charter.objects.create(subject=f"place:{place.pk}", owner_id=self._who, changed_at=NOW)
        schedule = models.ReportSchedule.objects.create(
            name=f"Weekly {self._number}", template="market", lang="de", every="week", hour=7, next_at=NOW
        )
        models.StoredReport.objects.create(
            template="market", lang="de", since=NOW - timedelta(days=7), until=NOW, made_at=NOW, content=packed(REPORT),
            schedule=schedule,
        )  # fmt: skip
        models.Dashboard.objects.create(owner_id=self._who, name=f"Board {self._number}", shared=True)

    def _surging(self) -> None:
        surge = models.Surge.objects.create(
            series=f"query:{self._company.query}", started_at=NOW, peak_at=NOW, severity=2.0, expected=1.0,
            observed=9.0,
        )  # fmt: skip
        incident = models.Incident.objects.create(
            title=f"Outage {self._number}", gravity=2, department_id=self._room, owner_id=self._who, surge=surge,
            since=NOW, declared_by_id=self._who, declared_at=NOW, changed_at=NOW,
        )  # fmt: skip
        models.IncidentCase.objects.create(incident=incident, case=self._cases[self._number], added_at=NOW)
        models.WebhookSubscription.objects.create(
            name=f"Hook {self._number}",
            url="https://hooks.example",
            events=Event.MENTION_HEARD.value,
            sealed=b"",
            created_at=NOW,
        )


@pytest.fixture
def growing(company: Company) -> Growing:
    return Growing(company)


def asked(client: Client, path: str) -> list[str]:
    client.get(path)  # what is kept for a few seconds is asked for here
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content[-500:]
    return [one["sql"] for one in found]


def compare(client: Client, path: str, growing: Growing) -> None:
    growing.grow(2)
    few = asked(client, path)
    growing.grow(7)
    many = asked(client, path)
    assert len(many) <= len(few), "\n".join(sorted(many))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_for_many_as_for_few(admin: Client, growing: Growing, path: str) -> None:
    compare(admin, path, growing)


@pytest.mark.parametrize("noun", NOUNS)
def test_the_api_asks_as_often_for_many_as_for_few(bearer: Callable[[], Client], growing: Growing, noun: str) -> None:
    compare(bearer(), f"/api/v1/{noun}", growing)


@pytest.fixture
def bearer(company: Company) -> Callable[[], Client]:
    """Return what makes a client with an administrator's token."""

    def made() -> Client:
        holder = actor_of(models.User.objects.get(pk=company.people["admin"]))
        _, token = tokens.make_token(holder, "tests", NOW)
        return Client(headers={"Authorization": f"Bearer {token}"})

    return made
