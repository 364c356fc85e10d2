"""What the first-run guide makes of its answers: departments, standing queries, routes and sources to begin with.

Everything made here is ordinary: it can be changed or removed like what somebody made by hand. Repeating a step adds
what is missing and leaves what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.connect.contract import Connector, Form, Setting
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.ids import DepartmentId, QueryId, RouteId, SourceId
from resonanz.core.policy import Actor
from resonanz.core.source import Source
from resonanz.core.understood import Priority
from resonanz.store.relational.editing import company, departments, queries, routes, sources
from resonanz.store.relational.selectors import people, rules
from resonanz.web import words


@dataclass(frozen=True, slots=True)
class Beginning:
    """Declare one route that the guide proposes."""

    name: str
    department: str
    """Slug; where it was not chosen, the fallback's."""
    kinds: tuple[str, ...] = ()
    text: str = ""
    priority: Priority = Priority.NORMAL
    opens_case: bool = True


ROUTES: Final = (
    Beginning(
        "Law and data protection",
        "legal",
        text="Anwalt* OR Klage OR verklagen OR Abmahnung OR Datenschutz OR DSGVO OR lawyer OR lawsuit OR sue OR GDPR",
        priority=Priority.HIGH,
    ),
    Beginning(
        "Work with us",
        "human_resources",
        text="Bewerbung* OR Stellenanzeige* OR Ausbildung OR Praktikum OR Arbeitgeber OR vacanc* OR internship",
    ),
    Beginning(
        "Delivery",
        "operations",
        kinds=("question", "problem", "criticism", "request"),
        text="Liefer* OR Paket* OR Versand OR Sendung* OR deliver* OR parcel* OR shipping OR shipment*",
    ),
    Beginning("Problems", "customer_service", kinds=("problem",), priority=Priority.HIGH),
    Beginning(
        "Prices and offers",
        "sales",
        kinds=("question", "request"),
        text="Preis* OR Angebot* OR Rabatt* OR kaufen OR price* OR quote OR discount* OR buy",
    ),
    Beginning("Questions", "customer_service", kinds=("question",)),
    Beginning("Wishes", "product", kinds=("request",)),
    Beginning("Criticism", "communications", kinds=("criticism",)),
    Beginning("Praise", "communications", kinds=("praise",), priority=Priority.LOW, opens_case=False),
)
FALLBACK: Final = "customer_service"
ASKED: Final = frozenset({Form.URL, Form.TEXT, Form.LIST})
WISHED: Final = ("search", "quer", "word", "hashtag", "actor")
"""Parts of the names of settings that say what to listen for; the others are fine points."""


def begin_departments(actor: Actor, slugs: Iterable[str], careful: Iterable[str], at: datetime) -> None:
    """Make the proposed departments that are not there yet; `careful` ones ask a second person."""
    there = {row.slug for row in rules.departments()}
    second = set(careful)
    for slug in slugs:
        if _slug(slug) in there:
            continue
        named = words.word(slug, "department")
        made = Department(id=DepartmentId(0), slug=_slug(slug), name=named, four_eyes=slug in second)
        departments.create_department(actor, made, at)


def _slug(code: str) -> str:
    return code.replace("_", "-")


def begin_competitors(actor: Actor, names: Iterable[str], at: datetime) -> None:
    """Name competitors, each with a query that hears of it."""
    there = {one.name.casefold() for one in people.competitors()}
    for name in dict.fromkeys(names):
        if name.casefold() not in there:
            heard = _ensure_query(
                actor, StandingQuery(id=QueryId(0), name=name, text=phrases([name]), about="competitor"), at
            )
            company.add_competitor(actor, name, at, query=heard)


def begin_queries(actor: Actor, name: str, brands: Sequence[str], topics: Iterable[str], at: datetime) -> QueryId:
    """Make the query for the own brand and one for each topic; return the brand's."""
    handles = [one.account for one in people.accounts()]
    text = phrases([*brands, *handles])
    own = _ensure_query(actor, StandingQuery(id=QueryId(0), name=name, text=text, about="own"), at)
    for topic in topics:
        _ensure_query(actor, StandingQuery(id=QueryId(0), name=topic, text=phrases([topic]), about="topic"), at)
    return own


def phrases(texts: Iterable[str]) -> str:
    """Return a query for any of these texts as they stand."""
    cleaned = [" ".join(text.replace('"', " ").split()) for text in texts]
    return " OR ".join(f'"{text}"' for text in dict.fromkeys(cleaned) if text)


def _ensure_query(actor: Actor, query: StandingQuery, at: datetime) -> QueryId:
    for row in rules.queries():
        if row.name.casefold() == query.name.casefold():
            return row.id
    return queries.create_query(actor, query, at).id


def begin_routes(actor: Actor, own: QueryId, at: datetime) -> int:
    """Make the proposed routes and a catch-all, unless there is a rule already; return how many were made."""
    rooms = {row.slug: row.id for row in rules.departments()}
    if rules.routes() or not rooms:
        return 0
    fallback = rooms.get(_slug(FALLBACK), next(iter(rooms.values())))
    named = _names()
    for beginning in ROUTES:
        room = rooms.get(_slug(beginning.department), fallback)
        routes.create_route(actor, _route(beginning, named[beginning.name], room, own), at)
    everything = Route(
        id=RouteId(0),
        position=0,
        name=_("Everything else"),
        department=fallback,
        priority=Priority.LOW,
        opens_case=False,
    )
    routes.create_route(actor, everything, at)
    return len(ROUTES) + 1


def _names() -> Mapping[str, str]:
    return {
        "Law and data protection": _("Law and data protection"),
        "Work with us": _("Work with us"),
        "Delivery": _("Delivery"),
        "Problems": _("Problems"),
        "Prices and offers": _("Prices and offers"),
        "Questions": _("Questions"),
        "Wishes": _("Wishes"),
        "Criticism": _("Criticism"),
        "Praise": _("Praise"),
    }


def _route(beginning: Beginning, name: str, room: DepartmentId, own: QueryId) -> Route:
    return Route(
        id=RouteId(0),
        position=0,
        name=name,
        department=room,
        priority=beginning.priority,
        opens_case=beginning.opens_case,
        queries=(own,),
        kinds=beginning.kinds,
        text=beginning.text,
    )


# --- sources that need no credential ---------------------------------------------------------------------------------


def open_connectors() -> list[Connector]:
    """Return the connectors that listen without credentials, by title; not those that are only sent something."""
    found = [
        one
        for one in house().connectors.values()
        if not one.needs_credentials and not one.receives and one.name not in {"file", "demo"}
    ]
    return sorted(found, key=lambda one: one.title)


def asked_settings(connector: Connector) -> list[Setting]:
    """Return the settings that the guide asks for: what must be there, and what to listen for; no fine points."""
    return [one for one in connector.settings if _is_asked(one)]


def _is_asked(setting: Setting) -> bool:
    if setting.required:
        return setting.form in ASKED
    return setting.form is Form.LIST and any(part in setting.name for part in WISHED)


def proposed(setting: Setting, brands: Sequence[str]) -> str:
    """Return what the guide proposes for a setting: words to search, hashtags, the example's server."""
    if setting.form is Form.LIST and "hashtag" in setting.name:
        return "\n".join("".join(brand.split()).lower() for brand in brands)
    if setting.form is Form.LIST and any(part in setting.name for part in WISHED[:3]):
        return "\n".join(brands)
    if setting.name == "base_url":  # a server for everybody; an example feed would be somebody's
        return setting.example
    return "" if isinstance(setting.default, list | tuple) else str(setting.default or "")


def goes_at_once(connector: Connector, brands: Sequence[str]) -> bool:
    """Tell whether a connector can begin with nothing but what is proposed."""
    return all(proposed(one, brands) for one in asked_settings(connector) if one.required)


def begin_source(actor: Actor, connector: Connector, settings: Mapping[str, object], at: datetime) -> None:
    """Make a source of a connector, unless one with the same settings is there."""
    rows = house().sources.all()
    whole = {one.name: one.default for one in connector.settings if one.form is not Form.SECRET} | dict(settings)
    if any(row.connector == connector.name and _same(row.settings, whole) for row in rows):
        return
    names = {row.name for row in rows}
    name = next(one for one in _free(connector.title) if one not in names)
    made = Source(
        id=SourceId(0),
        name=name,
        connector=connector.name,
        settings=whole,
        interval=connector.default_interval,
        streams=connector.streams,
    )
    sources.create_source(actor, made, at)


def _same(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    return all(before.get(name) == value for name, value in after.items())


def _free(title: str) -> Iterable[str]:
    yield title
    number = 2
    while True:
        yield f"{title} {number}"
        number += 1
