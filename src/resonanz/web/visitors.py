"""Who asks beside Django: the reader of an event stream by the session's cookie, a collector of metrics by its token.

Called in threads that Django does not know: every way out closes the thread's database connections.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest, QueryDict

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import CaseId, UserId
from resonanz.core.policy import Action, Actor, allowed, require
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing.tokens import holder_of
from resonanz.store.relational.repositories.surges import SURGES
from resonanz.store.relational.selectors import together
from resonanz.store.relational.selectors.notices import newest_notice
from resonanz.store.relational.watch import stamp
from resonanz.web.asking import asked
from resonanz.web.desks import now
from resonanz.web.events import Meets

SESSION: Final = settings.SESSION_COOKIE_NAME
_store = import_module(settings.SESSION_ENGINE).SessionStore


@contextmanager
def _own_connections() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()


def _actor(session: str) -> Actor:
    request = HttpRequest()
    request.session = _store(session or None)
    return actor_of(get_user(request))


def listening(session: str, query: str) -> Meets:
    """Return what a stream is asked for; raise NotAllowed for strangers, InputRejected for what cannot be read."""
    with _own_connections():
        require(_actor(session), Action.READ)
        given = QueryDict(query)
        if given.get("only") in {"surges", "notices"}:
            return lambda _batch: []
        return house().questions.meeting(asked(given, now()).filter)


def at_case(session: str, query: str) -> tuple[CaseId, UserId, str]:
    """Return which case somebody looks at, who they are and their name; raise NotAllowed, InputRejected or NotFound."""
    with _own_connections():
        own = _actor(session)
        require(own, Action.READ)
        number = QueryDict(query).get("case", "")
        if own.id is None or not (number.isascii() and number.isdigit()) or len(number) > 18:
            raise InputRejected("This is no number.", place="case")
        return house().casebook.load(CaseId(int(number))).id, own.id, own.name


def places(cases: Sequence[CaseId]) -> Mapping[CaseId, int]:
    """Return how far the threads of cases have come."""
    with _own_connections():
        return together.places(cases)


def surges_stamp() -> int:
    """Return a number that moves whenever a surge begins, grows or ends."""
    with _own_connections():
        return stamp(SURGES)


def notices_stamp() -> int:
    """Return a number that moves whenever somebody is told something."""
    with _own_connections():
        return newest_notice()


def is_signed_in(session: str) -> bool:
    """Tell whether a session still belongs to somebody who may read."""
    with _own_connections():
        return allowed(_actor(session), Action.READ)


def may_measure(client: str, authorization: str) -> bool:
    """Tell whether metrics may be told: to this machine itself, or to the holder of a token."""
    if client and _is_loopback(client):
        return True
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token:
        return False
    with _own_connections():
        try:
            return allowed(holder_of(token.strip(), now()), Action.READ)
        except NotAllowed:
            return False


def _is_loopback(client: str) -> bool:
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
