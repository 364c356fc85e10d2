"""The example company's departments, queries and routes; only what is not there already is made."""

from __future__ import annotations

from typing import Final

from resonanz.app.demo.story import CONNECTOR, OWN_HANDLE, SOURCES
from resonanz.app.house import House
from resonanz.core.department import DEFAULT_DEPARTMENTS, Department, Route, StandingQuery
from resonanz.core.ids import DepartmentId, QueryId, RouteId, SourceId
from resonanz.core.policy import SYSTEM
from resonanz.core.source import Source
from resonanz.core.understood import Priority

NAME: Final = "Velofjord"
MARK: Final = "Velofjord · "
"""Begins the name of everything of the example that has one, so that nothing else is ever taken away."""

NAMES: Final = {
    "de": (
        "Kundenservice",
        "Produkt",
        "Vertrieb",
        "Personal",
        "Recht",
        "Logistik und Betrieb",
        "Kommunikation",
        "Geschäftsführung",
    ),
    "en": (
        "Customer service",
        "Product",
        "Sales",
        "Human resources",
        "Legal",
        "Logistics and operations",
        "Communications",
        "Management",
    ),
}
QUERIES: Final = (
    ("own", "Velofjord", 'velofjord OR "fjord one" OR "fjord two" OR skerry OR @velofjord'),
    ("competitor", "Radwerk Nord", '"radwerk nord"'),
    ("competitor", "Cargolino", "cargolino"),
    ("topic", "App", 'velofjord AND (app OR update OR display OR wegfahrsperre OR immobiliser OR "error 17")'),
)
# (name by language, department, text, kinds, priority): tried in this order
_TROUBLE: Final = ("problem", "criticism", "question", "request")
ROUTES: Final = (
    (
        {"de": "Recht", "en": "Law"},
        "legal",
        "anwalt OR frist OR gewährleistung OR haftet OR dsgvo OR gdpr OR lawyer",
        (),
        Priority.HIGH,
    ),
    (
        {"de": "Stellen", "en": "Jobs"},
        "human_resources",
        "beworben OR bewerben OR bildet OR job* OR werkstudent* OR hiring",
        (),
        Priority.NORMAL,
    ),
    (
        {"de": "Flotten", "en": "Fleets"},
        "sales",
        "leasing OR fleet OR flotte OR anzuschaffen",
        ("question", "request"),
        Priority.HIGH,
    ),
    (
        {"de": "Presse", "en": "Press"},
        "communications",
        "beitrag OR drehen OR redaktion OR journalist",
        ("question", "request"),
        Priority.HIGH,
    ),
    (
        {"de": "Pakete", "en": "Parcels"},
        "operations",
        "paket OR lieferung OR delivery OR parcel OR ordered",
        _TROUBLE,
        Priority.NORMAL,
    ),
    (
        {"de": "Gesperrte Anzeigen", "en": "Locked displays"},
        "customer_service",
        "gesperrt* OR locked OR display",
        _TROUBLE,
        Priority.URGENT,
    ),
    ({"de": "Wünsche", "en": "Wishes"}, "product", "", ("request",), Priority.LOW),
    (
        {"de": "Fragen und Probleme", "en": "Questions and problems"},
        "customer_service",
        "",
        ("question", "problem"),
        Priority.NORMAL,
    ),
    ({"de": "Kritik", "en": "Criticism"}, "communications", "", ("criticism",), Priority.NORMAL),
)
CATCH_ALL: Final = {"de": "Alles Übrige", "en": "Everything else"}


def found_company(home: House) -> None:
    """Make what the example needs; departments that are there already are used as they are."""
    departments = _departments(home)
    _queries(home)
    _routes(home, departments)
    _sources(home)
    _own_account(home)


def _departments(home: House) -> dict[str, DepartmentId]:
    from resonanz.store.relational.editing.departments import create_department

    there = {one.slug: one.id for one in home.rulebook.departments()}
    for slug, name in zip(DEFAULT_DEPARTMENTS, NAMES[home.settings.language], strict=True):
        if slug not in there:
            wanted = Department(id=DepartmentId(0), slug=slug, name=name, four_eyes=slug in ("legal", "management"))
            there[slug] = create_department(SYSTEM, wanted, home.clock.now()).id
    return there


def _queries(home: House) -> list[QueryId]:
    from resonanz.store.relational.editing.queries import create_query

    there = {one.name: one.id for one in home.rulebook.queries()}
    made = []
    for about, name, text in QUERIES:
        wanted = StandingQuery(id=QueryId(0), name=MARK + name, text=text, about=about)
        made.append(there.get(wanted.name) or create_query(SYSTEM, wanted, home.clock.now()).id)
    return made


def _routes(home: House, departments: dict[str, DepartmentId]) -> None:
    from resonanz.store.relational.editing.routes import create_route

    there = {one.name for one in home.rulebook.routes()}
    rules = [
        Route(
            id=RouteId(0),
            position=0,
            name=MARK + names[home.settings.language],
            department=departments[slug],
            priority=priority,
            kinds=kinds,
            text=text,
        )
        for names, slug, text, kinds, priority in ROUTES
    ]
    rules.append(
        Route(
            id=RouteId(0),
            position=0,
            name=MARK + CATCH_ALL[home.settings.language],
            department=departments["communications"],
            priority=Priority.LOW,
            opens_case=False,
        )
    )
    for rule in rules:
        if rule.name not in there:
            create_route(SYSTEM, rule, home.clock.now())


def _sources(home: House) -> None:
    from resonanz.store.relational.editing.sources import create_source

    there = {one.name for one in home.sources.all()}
    for name in SOURCES.values():
        if name not in there:
            wanted = Source(id=SourceId(0), name=name, connector=CONNECTOR, enabled=False)
            create_source(SYSTEM, wanted, home.clock.now())


def _own_account(home: House) -> None:
    from resonanz.store.relational.editing.company import add_account

    if ("*", OWN_HANDLE) not in home.rulebook.own_accounts():
        add_account(SYSTEM, "*", OWN_HANDLE, home.clock.now())
