"""One server that speaks Mastodon's client API, whatever it is: the calls, its pages, who we are on it.

The one thing a reader would get wrong: hardly anything may be relied on. Servers lack the second version of an
endpoint, answer an empty page although older ones exist, and put any text into their version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import parse_qs, quote, urlsplit

from resonanz.connect.contract import Answer, Env, Json, PayloadChanged
from resonanz.connect.payload import Wild
from resonanz.connectors.mastodon.settings import host_of

Object: TypeAlias = "dict[str, Json]"

ABSENT: Final = (404, 410)
"""What a server answers for something that is not there, or no longer."""

_OLDER: Final = re.compile(r'<([^<>]*)>\s*;[^,<]*\brel="?next"?')


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page, newest first; `older` is the `max_id` of the page below, None where the server names none."""

    entries: tuple[Object, ...]
    older: str | None


class Server:
    """Call one server; every failure leaves as one of our errors."""

    def __init__(self, base: str, token: str, env: Env) -> None:
        self.base = base
        self.host = host_of(base)
        self.has_token = bool(token)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._env = env
        self._me: Object | None = None
        self.known_id: str | None = None
        """What `my_id` found, for those who may not ask."""

    def get(
        self, path: str, params: Mapping[str, str | int] | None = None, *, accept: Sequence[int] = (200,)
    ) -> Answer:
        """Fetch what is under `path`."""
        return self._env.http.get(self.base + path, params=params, headers=self._headers, accept=accept)

    def post(self, path: str, body: Object, *, headers: Mapping[str, str], accept: Sequence[int]) -> Answer:
        """Send JSON to `path`."""
        return self._env.http.post(self.base + path, json=body, headers={**self._headers, **headers}, accept=accept)

    def page(self, path: str, params: Mapping[str, str | int], *, within: str = "") -> Page:
        """Return a page of entries that each have an id; `within` names the list where it is not the whole body."""
        answer = self.get(path, params)
        body = answer.json()
        if within:
            body = object_of(body, path).get(within)
        if not isinstance(body, list):
            raise PayloadChanged("should be a list.", path=within or path)
        entries = tuple(self._entry(one, f"{within or path}[{index}]") for index, one in enumerate(body))
        return Page(entries, older_in(answer.headers.get("link", "")))

    @staticmethod
    def _entry(value: Json, path: str) -> Object:
        entry = object_of(value, path)
        id_of(entry, path)
        return entry

    def status(self, id_: str) -> Object | None:
        """Return a status as it is now, None when the server says that it is not there."""
        answer = self.get(f"/api/v1/statuses/{quote(id_, safe='')}", accept=(200, *ABSENT))
        return None if answer.status in ABSENT else object_of(answer.json(), "status")

    def context(self, id_: str) -> tuple[list[Object], list[Object]] | None:
        """Return what is above a status (root first) and below it; None where the server does not show it."""
        answer = self.get(f"/api/v1/statuses/{quote(id_, safe='')}/context", accept=(200, 401, 403, *ABSENT))
        if answer.status != 200:
            return None
        body = object_of(answer.json(), "context")
        return objects_in(body.get("ancestors")), objects_in(body.get("descendants"))

    def me(self) -> Object | None:
        """Return our own account; None without a token, or where its scope does not allow to ask."""
        if self.has_token and self._me is None:
            answer = self.get("/api/v1/accounts/verify_credentials", accept=(200, 403))
            self._me = object_of(answer.json(), "account") if answer.status == 200 else {}
        return self._me or None

    def my_id(self) -> str | None:
        """Return the id of our own account on this server."""
        me = self.me()
        self.known_id = id_of(me, "account") if me else None
        return self.known_id

    def instance(self) -> Object:
        """Return what the server says of itself, from the second version of the endpoint or the first."""
        answer = self.get("/api/v2/instance", accept=(200, *ABSENT))
        if answer.status != 200:
            answer = self.get("/api/v1/instance")
        return object_of(answer.json(), "instance")


def older_in(link: str) -> str | None:
    """Return the `max_id` that a Link header names for the next page; its address is never followed."""
    found = _OLDER.search(link)
    values = parse_qs(urlsplit(found.group(1)).query).get("max_id") if found else None
    return values[0] if values else None


def object_of(value: Json, path: str) -> Object:
    """Return a JSON object; raise PayloadChanged otherwise."""
    if not isinstance(value, dict):
        raise PayloadChanged("should be an object.", path=path)
    return value


def objects_in(value: Json) -> list[Object]:
    """Return the objects with an id among a list, nothing where there is no list."""
    return [one for one in value if isinstance(one, dict) and one.get("id")] if isinstance(value, list) else []


def id_of(entry: Object, path: str) -> str:
    """Return an id as text; raise PayloadChanged when there is none."""
    return Wild(entry, path)["id"].identity()
