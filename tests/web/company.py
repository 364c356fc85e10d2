"""A small company with something of everything, for tests of pages: written into the real relational store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from resonanz.app.house import House
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId, RouteId, SourceId, UserId
from resonanz.core.mention import Author, Engagement, Mention
from resonanz.core.policy import SYSTEM, Role
from resonanz.core.ports import Payload
from resonanz.core.source import Counts, Gap, Source
from resonanz.core.understood import Kind, Label, Priority, Sentiment, Understood, Voice
from resonanz.respond.cases import CaseFollower
from resonanz.respond.route import Router
from resonanz.store.relational.editing import company, departments, people, queries, routes, sources
from resonanz.store.relational.editing.people import Person

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
PASSWORD = "korrekt-pferd-batterie"
SAID = (
    (
        "Wo bleibt mein Paket? Seit acht Tagen keine Nachricht von der Nordwind AG.",
        "de",
        Kind.QUESTION,
        Sentiment.NEGATIVE,
    ),
    ("The new Nordwind bike lights are brilliant, thank you!", "en", Kind.PRAISE, Sentiment.POSITIVE),
    ("Nordwind, eure App stürzt beim Bezahlen ab. Jedes Mal.", "de", Kind.PROBLEM, Sentiment.NEGATIVE),
    ("Could Nordwind please ship to Austria as well?", "en", Kind.REQUEST, Sentiment.NEUTRAL),
    ("Ich finde den neuen Preis von Nordwind eine Frechheit.", "de", Kind.CRITICISM, Sentiment.NEGATIVE),
    ("Just saw a Nordwind van in Leipzig.", "en", Kind.OTHER, Sentiment.NEUTRAL),
)


@dataclass(slots=True)
class Company:
    """Hold what was made, by name."""

    house: House
    people: dict[str, UserId] = field(default_factory=dict)
    departments: dict[str, DepartmentId] = field(default_factory=dict)
    query: QueryId | None = None
    source: SourceId | None = None
    heard: list[Heard] = field(default_factory=list)


def found_company(house: House, *, mentions: int = 24) -> Company:
    """Make people, departments, rules, sources, mentions and cases."""
    made = Company(house)
    at = house.clock.now()
    company.name_company(SYSTEM, "Nordwind AG", at)
    _make_departments(made, at)
    _make_people(made, at)
    _make_rules(made, at)
    _make_source(made, at)
    hear(made, [_said(made, number, at) for number in range(mentions)])
    return made


def hear(made: Company, batch: Sequence[Heard]) -> None:
    """Keep mentions and bring the cases up to date."""
    house = made.house
    house.archive.keep(batch)
    made.heard += batch
    house.follower.catch_up()


def _make_departments(made: Company, at: datetime) -> None:
    for slug, name, four_eyes in (("service", "Kundendienst", False), ("legal", "Recht", True)):
        room = Department(id=DepartmentId(0), slug=slug, name=name, four_eyes=four_eyes)
        made.departments[slug] = departments.create_department(SYSTEM, room, at).id


def _make_people(made: Company, at: datetime) -> None:
    made.people["admin"] = people.add_administrator("admin", PASSWORD)
    for name, slug, role in (
        ("lena", "service", Role.LEAD),
        ("max", "service", Role.MEMBER),
        ("rita", "service", Role.READER),
        ("anna", "legal", Role.MEMBER),
        ("otto", "legal", Role.LEAD),
    ):
        made.people[name], _ = people.create_person(SYSTEM, Person(username=name, name=name.title()), at)
        people.change_password(SYSTEM, made.people[name], PASSWORD, at)
        departments.set_role(SYSTEM, made.people[name], made.departments[slug], role, at)
    made.people["stranger"], _ = people.create_person(SYSTEM, Person(username="stranger"), at)


def _make_rules(made: Company, at: datetime) -> None:
    query = StandingQuery(id=QueryId(0), name="Nordwind", text="Nordwind")
    made.query = queries.create_query(SYSTEM, query, at).id
    competitor = StandingQuery(id=QueryId(0), name="Südwind", text="Südwind", about="competitor")
    company.add_competitor(SYSTEM, "Südwind", at, query=queries.create_query(SYSTEM, competitor, at).id)
    company.add_account(SYSTEM, "mastodon", "nordwind", at)
    service, legal = made.departments["service"], made.departments["legal"]
    for route in (
        Route(id=RouteId(0), position=0, name="Preise", department=legal, kinds=("criticism",), priority=Priority.HIGH),
        Route(id=RouteId(0), position=0, name="Fragen", department=service, kinds=("question", "problem", "request")),
        Route(id=RouteId(0), position=0, name="Alles andere", department=service, opens_case=False),
    ):
        routes.create_route(SYSTEM, route, at)


def _make_source(made: Company, at: datetime) -> None:
    wanted = Source(
        id=SourceId(0),
        name="Mastodon öffentlich",
        connector="mastodon",
        settings={"base_url": "https://social.example"},
    )
    made.source = sources.create_source(SYSTEM, wanted, at).id
    book = made.house.sources
    for hours, new in ((30, 4), (6, 12), (2, 7)):
        book.advance(made.source, None, Counts(new=new, skipped={"boost": 3}), at - timedelta(hours=hours))
    book.open_gap(Gap(source=made.source, start=at - timedelta(hours=5), end=None, reason="The stream was cut."))
    book.close_gap(made.source, at - timedelta(hours=4))


def mention_id(number: int) -> MentionId:
    """Return the id of the sample mention of that number."""
    return MentionId(f"mastodon:social.example/{number}")


def _said(made: Company, number: int, at: datetime) -> Heard:
    text, lang, kind, sentiment = SAID[number % len(SAID)]
    id_ = mention_id(number)
    mention = Mention(
        id=id_,
        channel="mastodon",
        source="Mastodon öffentlich",
        url=f"https://social.example/@person{number}/{number}",
        published_at=at - timedelta(minutes=37 * number + 5),
        seen_at=at - timedelta(minutes=37 * number),
        author=Author(
            id=f"a{number}", handle=f"person{number}@social.example", name=f"Person {number}", followers=120 + number
        ),
        text=text,
        thread=id_,
        engagement=Engagement(likes=number, replies=0),
    )
    payload = Payload(mention=id_, form="status", body=b'{"content": "raw"}', seen_at=at)
    made.house.payloads.keep(made.source, [payload])
    return routed(made, mention, lang, kind, sentiment)


def routed(made: Company, mention: Mention, lang: str, kind: Kind, sentiment: Sentiment) -> Heard:
    """Return a mention as the pipeline would hand it on, routed by the company's rules."""
    understood = Understood(
        lang=Label(lang, 0.98),
        relevant=Label("yes", 0.9),
        sentiment=Label(sentiment.value, 0.82),
        kind=Label(kind.value, 0.55 if kind is Kind.REQUEST else 0.93),
        voice=Voice.OWN if mention.author.is_own else Voice.MARKET,
        queries=(made.query,),
    )
    return Router(made.house.rulebook.routes()).route([Heard(mention, understood)])[0]


__all__ = ["NOW", "PASSWORD", "CaseFollower", "Company", "found_company", "hear", "mention_id", "replace", "routed"]
