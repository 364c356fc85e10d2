"""One WordPress site: where its interface answers, who we are on it, and what its refusals mean.

It is asked under `/?rest_route=` first, which needs no rules for addresses in the web server; where a cache or a guard
answers that with a page, under `/wp-json/`.

The one thing a reader would get wrong: a status alone says little. WordPress answers 400, 401, 403 and 409 for quite
different reasons and names them in a `code`; without one the answer is not WordPress's own but some guard's before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from resonanz.connect.answers import error_for
from resonanz.connect.contract import Answer, CredentialsRejected, Env, Json, PayloadChanged, SourceTrouble
from resonanz.connect.payload import Wild
from resonanz.connectors.wordpress.settings import Wishes

NAMESPACE: Final = "/wp/v2"
_EXPLAINED: Final = (400, 401, 403, 404, 409, 410, 429, 500)
"""Statuses whose body may hold a code."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Hold why WordPress did not do what was asked."""

    code: str
    """Empty where it is not WordPress that answers."""
    sentence: str
    """In the site's own words and language."""
    trouble: SourceTrouble
    """What it means where nobody knows better."""


@dataclass(frozen=True, slots=True)
class Account:
    """Say who we are on a site."""

    id: str
    name: str
    moderates: bool


class Site:
    """Call one site; every failure leaves as one of our errors or as a `Refusal`."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        self.base = wishes.base
        self.name = wishes.name
        self.host = urlsplit(wishes.base).netloc
        self.has_account = bool(wishes.authorization)
        self.count: Callable[[], None] = _uncounted
        """Called before each request."""
        self._headers = {"Authorization": wishes.authorization} if wishes.authorization else {}
        self._env = env
        self._by_query: bool | None = None
        """Whether it answers under `?rest_route=`, as every site does on which nothing stands before WordPress."""
        self._me: Account | None = None

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Answer | Refusal:
        """Fetch what is under `path` of the interface."""
        if self._by_query is not None:
            return self._judged(self._get(path, params or {}, by_query=self._by_query))
        first = self._get(path, params or {}, by_query=True)
        if _is_wordpress(first):
            self._by_query = True
            return self._judged(first)
        second = self._get(path, params or {}, by_query=False)
        if _is_wordpress(second):
            self._by_query = False
            return self._judged(second)
        return self._judged(first)

    def fetch(self, path: str, params: Mapping[str, str | int] | None = None) -> Answer:
        """Fetch what must be given; raise what a refusal means."""
        answer = self.get(path, params)
        if isinstance(answer, Refusal):
            raise answer.trouble
        return answer

    def post(self, path: str, body: dict[str, Json]) -> Answer | Refusal:
        """Send JSON to `path` of the interface, once."""
        if self._by_query is None:
            self.get("/types/post")  # what is sent must not be sent twice to find out where
        self.count()
        address = self._address(path, by_query=bool(self._by_query))
        answer = self._env.http.post(address, json=body, headers=self._headers, accept=(200, 201, *_EXPLAINED))
        return self._judged(answer)

    def me(self) -> Account | None:
        """Return our account, None where there is none; raise CredentialsRejected."""
        if self.has_account and self._me is None:
            params = {"context": "edit", "_fields": "id,name,capabilities"}
            said = Wild(self.fetch("/users/me", params).json(), "me")
            abilities = said.find("capabilities")
            self._me = Account(
                id=said["id"].identity(),
                name=said.find("name").line_or_none() or "",
                moderates=abilities.is_object and abilities.find("moderate_comments").raw is True,
            )
        return self._me

    @property
    def my_id(self) -> str | None:
        """Return our account's id as far as it is known, without asking."""
        return self._me.id if self._me else None

    @property
    def moderates(self) -> bool:
        """Tell whether our account was found to be allowed to moderate."""
        return self._me is not None and self._me.moderates

    def _get(self, path: str, params: Mapping[str, str | int], *, by_query: bool) -> Answer:
        self.count()
        given = {"rest_route": NAMESPACE + path, **params} if by_query else params
        address = f"{self.base}/" if by_query else self._address(path, by_query=False)
        return self._env.http.get(address, params=given, headers=self._headers, accept=(200, *_EXPLAINED))

    def _address(self, path: str, *, by_query: bool) -> str:
        return f"{self.base}/?rest_route={NAMESPACE}{path}" if by_query else f"{self.base}/wp-json{NAMESPACE}{path}"

    def _judged(self, answer: Answer) -> Answer | Refusal:
        if answer.status in (200, 201):
            return answer
        code, sentence = _said(answer)
        if answer.status == 401 and code:
            return Refusal(code, sentence, CredentialsRejected(self._not_signed_in()))
        trouble = error_for(answer.status, answer.headers, host=self.host, now=self._env.clock.now())
        return Refusal(code, sentence, trouble)

    def _not_signed_in(self) -> str:
        if not self.has_account:
            return f"{self.host} shows this only to an account: enter a user name and an application password."
        return (
            f"{self.host} does not accept the user name and application password. They may be wrong or revoked, "
            "the site may not use https, or its web server drops the header Authorization."
        )


def _is_wordpress(answer: Answer) -> bool:
    """Tell whether WordPress's interface said this, rather than a page of the site or of its server."""
    if answer.status != 200:
        return bool(_said(answer)[0]) or answer.status in (401, 429, 500)
    try:
        answer.json()
    except PayloadChanged:
        return False
    return True


def _said(answer: Answer) -> tuple[str, str]:
    try:
        body = answer.json()
    except PayloadChanged:
        return "", ""
    if not isinstance(body, dict) or not isinstance(body.get("code"), str):
        return "", ""
    message = Wild(body).find("message")
    return str(body["code"])[:100], (message.line_or_none() or "") if isinstance(message.raw, str) else ""


def _uncounted() -> None:
    """Count nothing."""
