"""An API over real tables and an archive in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType

import pytest
from django.db import connection
from django.test import Client

from resonanz.app import wiring
from resonanz.app.config import settings
from resonanz.app.house import House
from resonanz.app.wiring import build, settle
from resonanz.core.clock import FixedClock
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.ids import DepartmentId, QueryId, RouteId, UserId
from resonanz.core.policy import SYSTEM, Role
from resonanz.store.memory import MemoryArchive
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing import tokens
from resonanz.store.relational.editing.departments import create_department, set_role
from resonanz.store.relational.editing.people import Person, create_person
from resonanz.store.relational.editing.queries import create_query
from resonanz.store.relational.editing.routes import create_route
from tests.making import NOON

Ask = Callable[..., object]


@pytest.fixture
def counting_from_one(db: None) -> None:
    """Let numbers begin at 1 in each test: PostgreSQL goes on counting where a test that was rolled back had ended."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences"
            " WHERE schemaname = current_schema() AND sequencename LIKE 'relational%'"
        )


@pytest.fixture
def home(counting_from_one: None) -> Iterator[House]:
    """Return a house with two departments, a query and two routes."""
    before = wiring._house
    made = settle(build(settings(), archive=MemoryArchive(), clock=FixedClock(NOON)))
    made.__dict__["connectors"] = MappingProxyType({})
    service = create_department(
        SYSTEM, Department(id=DepartmentId(0), slug="customer_service", name="Customer service"), NOON
    )
    create_department(SYSTEM, Department(id=DepartmentId(0), slug="legal", name="Legal", four_eyes=True), NOON)
    create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Parcels", text="parcel OR paket"), NOON)
    for name, kinds, opens in (("Questions", ("question",), True), ("Everything else", (), False)):
        create_route(
            SYSTEM,
            Route(id=RouteId(0), position=0, name=name, department=service.id, kinds=kinds, opens_case=opens),
            NOON,
        )
    yield made
    wiring._house = before


@pytest.fixture
def service(home: House) -> DepartmentId:
    """Return the customer service's id."""
    return next(one.id for one in home.rulebook.departments() if one.slug == "customer_service")


@pytest.fixture
def legal(home: House) -> DepartmentId:
    """Return the legal department's id."""
    return next(one.id for one in home.rulebook.departments() if one.slug == "legal")


@pytest.fixture
def client_of(home: House) -> Callable[..., Client]:
    """Return what makes a client with a person's token: an administrator, or somebody with roles."""

    def made(name: str, *, administrator: bool = False, roles: dict[DepartmentId, Role] | None = None) -> Client:
        user, _ = create_person(SYSTEM, Person(username=name, is_administrator=administrator), NOON)
        for department, role in (roles or {}).items():
            set_role(SYSTEM, UserId(user), department, role, NOON)
        holder = actor_of(models.User.objects.get(pk=user))
        if not administrator and not roles:
            return Client()
        _, token = tokens.make_token(holder, "tests", NOON)
        return Client(headers={"Authorization": f"Bearer {token}"})

    return made


@pytest.fixture
def chief(client_of: Callable[..., Client]) -> Client:
    """Return an administrator's client."""
    return client_of("chief", administrator=True)


def record(native_id: str = "1", text: str = "Where is my parcel?", **values: object) -> dict[str, object]:
    """Return a mention to hand in."""
    return {
        "channel": "mastodon",
        "native_id": native_id,
        "text": text,
        "published_at": NOON.isoformat(),
        "author": {"handle": "ada"},
        **values,
    }


def hand_in(client: Client, *records: dict[str, object]):
    """Hand mentions in over the API."""
    body = {"source": "tests", "mentions": list(records)}
    return client.post("/api/v1/mentions", body, content_type="application/json")
