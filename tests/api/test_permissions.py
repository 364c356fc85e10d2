"""Who may ask what: each operation of the description with each role, and none of them forgotten."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum

import pytest
from django.db import transaction
from django.test import Client

from resonanz.api.root import api
from resonanz.app.house import House
from resonanz.core.assigning import Absence
from resonanz.core.case import CaseEvent
from resonanz.core.criticism import Decision
from resonanz.core.ids import AbsenceId, CaseId, DepartmentId, InquiryId, MentionId, ReplyId, SourceId, UserId
from resonanz.core.incident import Incident, IncidentEvent, IncidentState
from resonanz.core.initiative import INITIATIVE, Direction, Initiative, InitiativeEvent, Kill, Plan, Sort
from resonanz.core.inquiry import Inquiry
from resonanz.core.metric import Metric
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.ports import Progress, Watched
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.report import Report
from resonanz.core.source import Source
from resonanz.core.surge import Gravity
from resonanz.core.telling import Told, of_criticism, of_need
from resonanz.learn.needs import Wanted
from resonanz.measure.reporting.gathering import Ask
from resonanz.respond.ready_answers import Wording
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing import webhooks
from resonanz.store.relational.editing.absences import add_absence
from resonanz.store.relational.editing.dashboards import create_dashboard
from resonanz.store.relational.editing.departments import set_role
from resonanz.store.relational.editing.people import Person, create_person
from resonanz.store.relational.editing.reports import keep_report
from resonanz.store.relational.editing.sources import create_source
from tests.api.conftest import hand_in, record
from tests.api.meant import meant
from tests.making import NOON
from tests.store.contracts.surges import RISE

ClientOf = Callable[..., Client]


class Asker(IntEnum):
    """Be everybody who may ask, from nobody to everybody."""

    ANONYMOUS = 0
    READER = 1
    MEMBER = 2
    LEAD = 3
    ADMINISTRATOR = 4


READER, MEMBER, LEAD, ADMINISTRATOR = list(Asker)[1:]

# operation -> who at least may do it, and what is sent
PERMITTED: dict[str, tuple[Asker, object]] = {
    "GET /mentions": (READER, None),
    "POST /mentions": (LEAD, {"source": "tests", "mentions": [record("2")]}),
    "GET /mentions/{mention}": (READER, None),
    "PATCH /mentions/{mention}": (MEMBER, {"kind": "praise"}),
    "DELETE /mentions/{mention}": (ADMINISTRATOR, None),
    "GET /topics": (READER, None),
    "POST /topics": (LEAD, {"name": "Other"}),
    "GET /topics/{topic}": (READER, None),
    "GET /topics/{topic}/events": (READER, None),
    "PUT /topics/{topic}/name": (LEAD, {"name": "Delay"}),
    "POST /topics/{topic}/hide": (LEAD, None),
    "POST /topics/{topic}/show": (LEAD, None),
    "POST /topics/{topic}/merge": (LEAD, {"into": "price"}),
    "POST /topics/{topic}/split": (LEAD, {"name": "Slow", "mentions": ["mastodon:1"]}),
    "POST /topics/{topic}/examples": (MEMBER, {"mention": "mastodon:1"}),
    "GET /notices": (READER, None),
    "POST /notices/read": (READER, {}),
    "GET /notices/unanswered": (READER, None),
    "GET /departments/{department}/ladder": (READER, None),
    "PUT /departments/{department}/ladder": (LEAD, {"steps": [{"whom": "lead", "minutes": 0}]}),
    "DELETE /departments/{department}/ladder": (LEAD, None),
    "GET /cases": (READER, None),
    "POST /cases/bulk": (MEMBER, {"doing": "take", "where": {}}),
    "GET /cases/bulk/{bulk}": (ADMINISTRATOR, None),
    "POST /cases/bulk/{bulk}/undo": (ADMINISTRATOR, None),
    "GET /cases/{case}": (READER, None),
    "GET /cases/{case}/events": (READER, None),
    "GET /cases/{case}/deadlines": (READER, None),
    "POST /cases/{case}/take": (MEMBER, None),
    "POST /cases/{case}/assign": (MEMBER, {"owner": None}),
    "POST /cases/{case}/priority": (MEMBER, {"priority": "high"}),
    "POST /cases/{case}/close": (MEMBER, {"reason": "done"}),
    "POST /cases/{case}/reopen": (MEMBER, None),
    "POST /cases/{case}/hand-over": (MEMBER, {"department": 2, "reason": "theirs"}),
    "POST /cases/{case}/notes": (MEMBER, {"text": "hm"}),
    "GET /cases/{case}/typed": (READER, None),
    "PUT /cases/{case}/typed": (MEMBER, {"text": "Hel"}),
    "GET /cases/{case}/presence": (READER, None),
    "GET /cases/{case}/news": (READER, None),
    "POST /cases/{case}/snooze": (MEMBER, {}),
    "POST /cases/{case}/wake": (MEMBER, None),
    "POST /cases/{case}/merge": (MEMBER, {"into": 2}),
    "POST /cases/{case}/unmerge": (MEMBER, None),
    "POST /cases/{case}/split": (MEMBER, {"mentions": ["mastodon:1"]}),
    "GET /cases/{case}/inquiries": (READER, None),
    "POST /cases/{case}/inquiries": (MEMBER, {"department": 2, "text": "May we?"}),
    "GET /inquiries": (READER, None),
    "POST /inquiries/{inquiry}/answer": (MEMBER, {"text": "Yes."}),
    "POST /inquiries/{inquiry}/withdraw": (MEMBER, None),
    "GET /absences": (READER, None),
    "POST /absences": (ADMINISTRATOR, {"person": 1, "first": "2026-03-02", "last": "2026-03-03"}),
    "DELETE /absences/{absence}": (LEAD, None),
    "GET /departments/{department}/dispatching": (READER, None),
    "PUT /departments/{department}/dispatching": (LEAD, {"way": "load"}),
    "POST /moderation/approve": (MEMBER, {"case": 1, "mention": "mastodon:1"}),
    "POST /moderation/hide": (MEMBER, {"case": 1, "mention": "mastodon:1", "reason": "an insult"}),
    "GET /dashboards": (READER, None),
    "POST /dashboards": (READER, {"name": "Mine"}),
    "GET /dashboards/{dashboard}": (READER, None),
    "PUT /dashboards/{dashboard}": (ADMINISTRATOR, {"name": "Ours", "tiles": [{"metric": "volume"}]}),
    "DELETE /dashboards/{dashboard}": (ADMINISTRATOR, None),
    "GET /dashboards/{dashboard}/figures": (READER, None),
    "GET /exports": (MEMBER, None),
    "POST /exports": (MEMBER, {"what": "mentions"}),
    "GET /exports/{export}": (MEMBER, None),
    "GET /exports/{export}/file": (MEMBER, None),
    "DELETE /exports/{export}": (MEMBER, None),
    "GET /exports/mentions": (MEMBER, None),
    "GET /exports/metrics": (MEMBER, None),
    "GET /exports/{table}": (MEMBER, None),
    "GET /reports": (READER, None),
    "POST /reports": (MEMBER, {"first": "2026-02-01", "last": "2026-02-28"}),
    "GET /reports/{report}": (READER, None),
    "GET /reports/{report}/work": (READER, None),
    "GET /reports/{report}/file": (MEMBER, None),
    "GET /webhooks": (ADMINISTRATOR, None),
    "POST /webhooks": (ADMINISTRATOR, {"name": "New", "url": "https://a.example", "events": ["case.opened"]}),
    "GET /webhooks/{webhook}": (ADMINISTRATOR, None),
    "PUT /webhooks/{webhook}": (ADMINISTRATOR, {"name": "B", "url": "https://a.example", "events": ["reply.sent"]}),
    "DELETE /webhooks/{webhook}": (ADMINISTRATOR, None),
    "POST /webhooks/{webhook}/secret": (ADMINISTRATOR, None),
    "DELETE /webhooks/{webhook}/secret": (ADMINISTRATOR, None),
    "POST /webhooks/{webhook}/test": (ADMINISTRATOR, None),
    "GET /webhooks/{webhook}/deliveries": (ADMINISTRATOR, None),
    "POST /webhooks/{webhook}/deliveries/{delivery}/again": (ADMINISTRATOR, None),
    "GET /replies": (READER, None),
    "POST /replies": (MEMBER, {"case": 1, "text": "Hello"}),
    "GET /replies/{reply}": (READER, None),
    "PATCH /replies/{reply}": (MEMBER, {"text": "Hello!"}),
    "POST /replies/{reply}/submit": (MEMBER, None),
    "POST /replies/{reply}/approve": (MEMBER, {}),
    "POST /replies/{reply}/retry": (MEMBER, None),
    "POST /replies/{reply}/discard": (MEMBER, None),
    "GET /sources": (READER, None),
    "POST /sources": (ADMINISTRATOR, {"name": "New", "connector": "rss"}),
    "GET /sources/{source}": (READER, None),
    "PUT /sources/{source}": (ADMINISTRATOR, {"name": "Other", "connector": "rss"}),
    "DELETE /sources/{source}": (ADMINISTRATOR, None),
    "POST /sources/{source}/look": (MEMBER, None),
    "GET /queries": (READER, None),
    "POST /queries": (LEAD, {"name": "New", "text": "shoe"}),
    "POST /queries/check": (READER, {"text": "shoe"}),
    "POST /queries/estimate": (READER, {"text": "shoe"}),
    "POST /queries/noise": (READER, {"text": "shoe"}),
    "POST /queries/import": (READER, {"dialect": "x", "text": "shoe"}),
    "GET /queries/{query}": (READER, None),
    "PUT /queries/{query}": (LEAD, {"name": "Parcels", "text": "shoe"}),
    "DELETE /queries/{query}": (LEAD, None),
    "GET /queries/{query}/use": (READER, None),
    "GET /queries/{query}/versions": (READER, None),
    "POST /queries/{query}/versions/{version}/restore": (LEAD, None),
    "GET /queries/{query}/rerun": (READER, None),
    "POST /queries/{query}/rerun": (LEAD, {}),
    "GET /surges": (READER, None),
    "GET /surges/budget": (READER, None),
    "PUT /surges/budget": (ADMINISTRATOR, {"per_week": 0.5}),
    "GET /surges/{surge}": (READER, None),
    "GET /surges/{surge}/differences": (READER, None),
    "GET /incidents": (READER, None),
    "POST /incidents": (LEAD, {"title": "Locks", "gravity": 2, "department": 1}),
    "GET /incidents/{incident}": (READER, None),
    "GET /incidents/{incident}/events": (READER, None),
    "POST /incidents/{incident}/notes": (MEMBER, {"text": "hm"}),
    "POST /incidents/{incident}/move": (MEMBER, {"action": "watch"}),
    "POST /incidents/{incident}/gravity": (LEAD, {"gravity": 3}),
    "POST /incidents/{incident}/owner": (MEMBER, {"owner": None}),
    "PUT /incidents/{incident}/statement": (MEMBER, {"text": "We look."}),
    "POST /incidents/{incident}/statement/approve": (MEMBER, {"text": "We look into it."}),
    "POST /incidents/{incident}/cases": (MEMBER, {"case": 1}),
    "DELETE /incidents/{incident}/cases/{case}": (MEMBER, None),
    "POST /incidents/{incident}/cases/{case}/draft": (MEMBER, None),
    "PUT /incidents/{incident}/checklist/{step}": (MEMBER, None),
    "DELETE /incidents/{incident}/checklist/{step}": (MEMBER, None),
    "POST /incidents/{incident}/close": (LEAD, {"review": "An update."}),
    "GET /metrics": (READER, None),
    "GET /metrics/{name}": (READER, None),
    "GET /metrics/tops": (READER, None),
    "GET /goals": (READER, None),
    "POST /goals": (LEAD, {"title": "Calmer", "metric": "problem_share", "target": 0.1, "due_on": "2027-01-01"}),
    "GET /goals/{goal}": (READER, None),
    "DELETE /goals/{goal}": (LEAD, None),
    "GET /annotations": (READER, None),
    "POST /annotations": (MEMBER, {"day": "2026-03-02", "text": "The app was new."}),
    "DELETE /annotations/{annotation}": (LEAD, None),
    "GET /charters": (READER, None),
    "GET /charters/{kind}/{key}": (READER, None),
    "PUT /charters/{kind}/{key}": (LEAD, {"goal": "Nobody waits a day."}),
    "GET /places": (READER, None),
    "POST /places/{place}/try": (LEAD, {"owner": 1, "ends_on": "2027-01-01"}),
    "POST /places/{place}/hide": (LEAD, None),
    "POST /places/{place}/show": (LEAD, None),
    "GET /ear": (READER, None),
    "GET /needs": (READER, None),
    "POST /needs": (MEMBER, {"title": "A rack", "department": 1}),
    "GET /needs/figures": (READER, None),
    "GET /needs/{need}": (READER, None),
    "PUT /needs/{need}": (MEMBER, {"title": "A bigger rack"}),
    "GET /needs/{need}/events": (READER, None),
    "PUT /needs/{need}/owner": (MEMBER, {"department": 1}),
    "POST /needs/{need}/move": (LEAD, {"action": "reopen", "reason": "more"}),
    "GET /needs/{need}/evidence": (READER, None),
    "POST /needs/{need}/evidence": (MEMBER, {"mentions": ["mastodon:1"]}),
    "GET /needs/{need}/signposts": (READER, None),
    "POST /needs/{need}/signposts": (MEMBER, {"how": "query", "value": "1"}),
    "DELETE /needs/{need}/signposts/{how}/{value}": (MEMBER, None),
    "POST /needs/{need}/merge": (LEAD, {"into": 2}),
    "POST /needs/{need}/split": (MEMBER, {"title": "Part", "mentions": ["mastodon:1"]}),
    "GET /needs/{number}/telling": (READER, None),
    "PUT /needs/{number}/telling": (MEMBER, {"texts": {"en": "It is there."}}),
    "POST /needs/{number}/telling/preview": (READER, {"texts": {"en": "It is there."}}),
    "POST /needs/{number}/telling/approve": (LEAD, {"texts": {"en": "It is here."}}),
    "POST /needs/{number}/telling/move": (MEMBER, {"action": "stop"}),
    "GET /needs/{number}/people": (READER, None),
    "DELETE /needs/{number}/people/{person}": (MEMBER, None),
    "GET /answers": (READER, None),
    "POST /answers": (MEMBER, {"title": "Parcels", "department": 1, "english": "We look."}),
    "GET /answers/fitting/{case}": (READER, None),
    "GET /answers/{answer}": (READER, None),
    "PUT /answers/{answer}": (MEMBER, {"title": "Parcels", "department": 1, "english": "We look."}),
    "POST /answers/{answer}/confirm": (LEAD, {}),
    "POST /answers/{answer}/retire": (MEMBER, None),
    "POST /answers/{answer}/bring-back": (MEMBER, None),
    "POST /answers/{answer}/uses": (MEMBER, {"reply": 1}),
    "GET /answers/{answer}/versions": (READER, None),
    "POST /answers/{answer}/versions/{version}/restore": (MEMBER, None),
    "GET /criticism": (READER, None),
    "POST /criticism": (MEMBER, {"case": 1, "action": "reject", "reason": "No."}),
    "GET /criticism/hidden": (READER, None),
    "GET /criticism/{criticism}": (READER, None),
    "GET /criticism/{criticism}/events": (READER, None),
    "POST /criticism/{criticism}/decide": (MEMBER, {"action": "reject", "reason": "No."}),
    "POST /criticism/{criticism}/change": (MEMBER, {"change": "Cheaper."}),
    "POST /criticism/{criticism}/reopen": (MEMBER, {"reason": "New facts."}),
    "POST /criticism/{criticism}/cases": (MEMBER, {"case": 1}),
    "DELETE /criticism/{criticism}/cases/{case}": (MEMBER, None),
    "GET /criticism/{number}/telling": (READER, None),
    "PUT /criticism/{number}/telling": (MEMBER, {"texts": {"en": "It is there."}}),
    "POST /criticism/{number}/telling/preview": (READER, {"texts": {"en": "It is there."}}),
    "POST /criticism/{number}/telling/approve": (LEAD, {"texts": {"en": "It is here."}}),
    "POST /criticism/{number}/telling/move": (MEMBER, {"action": "stop"}),
    "GET /criticism/{number}/people": (READER, None),
    "DELETE /criticism/{number}/people/{person}": (MEMBER, None),
    "GET /reactions": (READER, None),
    "GET /initiatives": (READER, None),
    "POST /initiatives": (MEMBER, {"title": "Try it", "department": 1}),
    "GET /initiatives/{initiative}": (READER, None),
    "PUT /initiatives/{initiative}": (MEMBER, {"title": "Try it so", "department": 1}),
    "GET /initiatives/{initiative}/events": (READER, None),
    "GET /initiatives/{initiative}/outlook": (READER, None),
    "PUT /initiatives/{initiative}/series": (MEMBER, {"csv": "timestamp,value\n2026-03-01,3"}),
    "POST /initiatives/{initiative}/back": (ADMINISTRATOR, {"changed_at": NOON.isoformat()}),
    "POST /initiatives/{initiative}/start": (MEMBER, None),
    "POST /initiatives/{initiative}/stop": (MEMBER, {"reason": "no"}),
    "GET /initiatives/{initiative}/verdict": (READER, None),
    "PUT /initiatives/{initiative}/learning": (MEMBER, {"text": "Much."}),
    "POST /forecasts": (MEMBER, {"initiative": 1, "probability": 0.6, "low": -0.1, "high": 0.3}),
    "GET /forecasts/calibration": (READER, None),
    "GET /forecasts/{initiative}": (READER, None),
    "GET /departments": (READER, None),
    "POST /departments": (ADMINISTRATOR, {"name": "New"}),
    "GET /departments/{department}/calendar": (READER, None),
    "PUT /departments/{department}/calendar": (LEAD, {"zone": "UTC", "hours": "always"}),
    "GET /departments/{department}": (READER, None),
    "PUT /departments/{department}": (LEAD, {"name": "Service", "slug": "customer_service"}),
    "DELETE /departments/{department}": (ADMINISTRATOR, None),
    "GET /routes": (READER, None),
    "POST /routes": (LEAD, {"name": "New", "department": 1, "text": "shoe"}),
    "POST /routes/order": (LEAD, {"order": [2, 1]}),
    "POST /routes/try": (LEAD, {"name": "New", "department": 1}),
    "GET /routes/{route}": (READER, None),
    "PUT /routes/{route}": (LEAD, {"name": "Questions", "department": 1, "kinds": ["question"]}),
    "DELETE /routes/{route}": (LEAD, None),
}


@pytest.fixture
def ids(home: House, chief: Client, service: DepartmentId) -> dict[str, object]:
    """Return one of everything, in the customer service."""
    hand_in(chief, record())
    home.follower.catch_up()
    (case,) = home.casebook.cases_of(["mastodon:1"]).values()
    source = create_source(SYSTEM, Source(id=SourceId(0), name="News", connector="rss"), NOON)
    return {
        "mention": "mastodon:1",
        **surging(home, service),
        **tried(home, service),
        **talked_about(home),
        **reported(home),
        **arranged(),
        "table": "needs",
        "export": 1,
        **told(home),
        **meant(home),
        **needed(home, service),
        "case": case.id,
        "bulk": swept(chief, case.id),
        "reply": drafted(home, case.id).id,
        **answered(home, service, case.id),
        **asked(home, service, case.id),
        "source": source.id,
        "query": home.rulebook.queries()[0].id,
        "version": 1,
        "name": "net_sentiment_a",
        "department": service,
        "route": home.rulebook.routes()[0].id,
    }


def swept(chief: Client, case: CaseId) -> int:
    """Return something that the administrator did to many cases."""
    done = {"doing": "prioritise", "priority": "high", "cases": [case]}
    return int(chief.post("/api/v1/cases/bulk", done, content_type="application/json").json()["id"])


def surging(home: House, service: DepartmentId) -> dict[str, object]:
    """Return a surge, and an incident of its own with a statement and a step."""
    (surge,) = home.surges.keep(Watched(progress=Progress(), surges=[RISE]))
    author, _ = create_person(SYSTEM, Person(username="author"), NOON)
    incident = home.incidents.add(
        Incident(
            id=0, title="Locks", gravity=Gravity.SERIOUS, state=IncidentState.OPEN, department=service, owner=None,
            surge=None, series="", since=NOON, declared_by=UserId(1), declared_at=NOON, changed_at=NOON,
            statement="We look into it.", statement_by=UserId(author),
        ),
        IncidentEvent(incident=0, at=NOON, action="declared", actor=UserId(1)),
    )  # fmt: skip
    home.incidents.extend_checklist(incident.id, ["Call"])
    return {"surge": surge.id, "incident": incident.id, "step": home.incidents.checklist(incident.id)[0].number}


def tried(home: House, service: DepartmentId) -> dict[str, object]:
    """Return an idea whose sponsor is the administrator, ready to be forecast."""
    sponsor = models.User.objects.get(username="chief").pk
    owner, _ = create_person(SYSTEM, Person(username="tester"), NOON)
    plan = Plan(
        hypothesis="It helps.", by_file=True, hope=0.1, starts_on=NOON.date(), ends_on=NOON.date(), hours=3,
        money=Decimal(0), kill=Kill(metric=Metric(name="volume"), beyond=Direction.UP, bound=9.0),
    )  # fmt: skip
    idea = home.initiatives.add(
        Initiative(
            id=0, title="Try it", sort=Sort.OTHER, department=service, owner=UserId(owner), state=INITIATIVE.start,
            plan=plan, sponsor=UserId(sponsor), backed_at=None, created_by=UserId(owner), created_at=NOON,
            changed_at=NOON,
        ),
        InitiativeEvent(initiative=0, at=NOON, action="noted", actor=UserId(owner)),
    )  # fmt: skip
    noted = InitiativeEvent(initiative=idea.id, at=home.clock.now(), action="series", actor=None)
    home.initiatives.change(idea, idea, noted, series="timestamp,value\n2026-03-01,2")
    return {"initiative": idea.id}


def reported(home: House) -> dict[str, object]:
    """Return a report in the archive."""
    day = NOON.date()
    content = home.gatherer.gather(Ask(template="management", first=day, last=day, zone="UTC"))
    return {"report": keep_report(SYSTEM, Report(lang="en", content=content), NOON).id}


def arranged() -> dict[str, object]:
    """Return a dashboard of the administrator's that everybody sees."""
    chief = actor_of(models.User.objects.get(username="chief"))
    return {"dashboard": create_dashboard(chief, "Ours", NOON, shared=True).id}


def told(home: House) -> dict[str, object]:
    """Return a webhook, and something that it was told."""
    wanted = webhooks.Wanted(name="Desk", url="https://desk.example", events=["case.opened"])
    made, _secret = webhooks.create_webhook(SYSTEM, home.webhook_book, wanted, NOON)
    webhooks.try_webhook(SYSTEM, made.id, NOON)
    (delivery,) = home.webhook_book.due(NOON)
    return {"webhook": made.id, "delivery": delivery.id}


def needed(home: House, service: DepartmentId) -> dict[str, object]:
    """Return a need that is done, with a round of telling that did not begin."""
    desk = home.need_desk
    made = desk.write(SYSTEM, Wanted(title="A rack", department=service))
    desk.say(SYSTEM, made.id, [MentionId("mastodon:1")], belongs=True)
    desk.finish(SYSTEM, made.id, "Built.")
    teller, _ = create_person(SYSTEM, Person(username="teller"), NOON)
    round_ = home.telling_desk.draft(
        Actor(id=UserId(teller), is_administrator=True), of_need(made.id), {"en": "It is here."}
    )
    line = Told(
        about=of_need(made.id), telling=round_.id, person="mastodon:ada", mention=MentionId("mastodon:1"),
        channel="mastodon", lang="en", key="told",
    )  # fmt: skip
    home.tellings.enlist([line])
    return {"need": made.id, "how": "topic", "value": "price", "person": home.tellings.people(of_need(made.id))[0].id}


def asked(home: House, service: DepartmentId, case: CaseId) -> dict[str, object]:
    """Return a question to the case's own department, so that its people may answer it, and an absence."""
    chief = UserId(models.User.objects.get(username="chief").pk)
    event = CaseEvent(case=case, at=NOON, action="ask", actor=chief, department=service)
    question = Inquiry(id=InquiryId(0), case=case, department=service, asked_by=chief, asked_at=NOON, text="May we?")
    away, _ = create_person(SYSTEM, Person(username="away"), NOON)
    set_role(SYSTEM, away, service, Role.READER, NOON)
    gone = Absence(id=AbsenceId(0), person=away, first=NOON.date(), last=NOON.date())
    return {
        "inquiry": home.inquiries.add(question, event).id,
        "absence": add_absence(SYSTEM, gone, NOON),
    }


def answered(home: House, service: DepartmentId, case: CaseId) -> dict[str, object]:
    """Return an answer of the library, and a criticism that the case belongs to."""
    chief = Actor(id=UserId(1), is_administrator=True)
    written = home.answer_desk.write(chief, Wording(title="Parcels", english="We look.", department=service))
    decided = home.criticism_desk.decide(chief, case, Decision(action="reject", reason="No."))
    home.telling_desk.draft(chief, of_criticism(decided.id), {"en": "It is here."})
    return {"answer": written.id, "criticism": decided.id}


def talked_about(home: House) -> dict[str, object]:
    """Return a topic beside another one."""
    home.topic_desk.begin(SYSTEM, "Price")
    return {"topic": home.topic_desk.begin(SYSTEM, "Late").key}


def drafted(home: House, case: CaseId) -> Reply:
    """Return a draft of the first person's."""
    return home.replies.add(
        Reply(
            id=ReplyId(0), key="key", case=case, reply_to="mastodon:1", text="Hello", state=ReplyState.DRAFT,
            author=UserId(1), approved_by=None, needs_four_eyes=False, created_at=NOON, tries=0, next_try_at=None,
            sent_at=None, sent_id=None, sent_url=None, trouble="",
        )
    )  # fmt: skip


@pytest.fixture
def client_as(client_of: ClientOf, chief: Client, service: DepartmentId) -> Callable[[Asker], Client]:
    """Return what makes a client with a role in the customer service."""

    def made(asker: Asker) -> Client:
        if asker is Asker.ANONYMOUS:
            return Client()
        if asker is Asker.ADMINISTRATOR:
            return chief
        return client_of(asker.name.lower(), roles={service: Role(asker)})

    return made


def ask(client: Client, operation: str, ids: dict[str, object], body: object) -> int:
    """Return the status of an operation; what it did to the tables is undone, so that the next one finds the same."""
    method, _, path = operation.partition(" ")
    sent = {"data": body, "content_type": "application/json"} if body is not None else {}
    with transaction.atomic():
        told_of = ids["need" if path.startswith("/needs") else "criticism"]
        status = getattr(client, method.lower())(f"/api/v1{path.format(**ids, number=told_of)}", **sent).status_code
        transaction.set_rollback(True)
    return int(status)


def test_every_operation_of_the_description_says_who_may_do_it() -> None:
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }

    assert described == set(PERMITTED)


@pytest.mark.parametrize("operation", PERMITTED)
def test_each_role_may_do_what_it_may_and_no_more(
    ids: dict[str, object], client_as: Callable[[Asker], Client], operation: str
) -> None:
    least, body = PERMITTED[operation]

    statuses = {asker: ask(client_as(asker), operation, ids, body) for asker in Asker}

    refused = {asker for asker, status in statuses.items() if status in (401, 403)}
    assert refused == {asker for asker in Asker if asker < least}, statuses
    assert statuses[Asker.ANONYMOUS] == 401
    assert 401 not in [status for asker, status in statuses.items() if asker]


@pytest.mark.parametrize(
    "operation",
    [name for name, (least, _) in PERMITTED.items() if "{case}" in name or "{reply}" in name if least is MEMBER],
)
def test_a_lead_of_another_department_works_on_none_of_this_ones_cases(
    ids: dict[str, object], client_of: ClientOf, legal: DepartmentId, operation: str
) -> None:
    stranger = client_of("stranger", roles={legal: Role.LEAD})

    assert ask(stranger, operation, ids, PERMITTED[operation][1]) == 403


@pytest.mark.parametrize(
    "operation",
    [
        "PUT /departments/{department}",
        "PUT /departments/{department}/calendar",
        "PUT /departments/{department}/ladder",
        "PUT /routes/{route}",
        "DELETE /routes/{route}",
        "POST /routes",
    ],
)
def test_a_lead_of_another_department_changes_none_of_this_ones_rules(
    ids: dict[str, object], client_of: ClientOf, legal: DepartmentId, service: DepartmentId, operation: str
) -> None:
    stranger = client_of("stranger", roles={legal: Role.LEAD})
    body = PERMITTED[operation][1]

    assert ask(stranger, operation, ids, body and {**body, "department": service}) == 403  # type: ignore[dict-item]


def test_four_eyes_are_two_people_even_for_an_administrator(
    home: House, chief: Client, client_of: ClientOf, ids: dict[str, object], legal: DepartmentId
) -> None:
    chief.post(f"/api/v1/cases/{ids['case']}/hand-over", {"department": legal, "reason": "law"}, "application/json")
    lead = client_of("lead", roles={legal: Role.LEAD})
    address = f"/api/v1/replies/{ids['reply']}/approve"

    assert [client.post(address, {}, "application/json").status_code for client in (chief, lead)] == [403, 200]
