"""One service that speaks XRPC: questions, orders, and the session they need.

The one thing a reader would get wrong: logging in is rationed (300 a day and account), and a source is opened for
every look. So sessions outlive a connection: they are kept in memory with the HTTP client that they were made with,
are renewed once when they have expired, and are written nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from resonanz.connect.contract import (
    AccessDenied,
    Answer,
    CredentialsRejected,
    Env,
    Http,
    Json,
    Misconfigured,
    PayloadChanged,
)
from resonanz.connect.payload import Wild
from resonanz.connectors.bluesky.settings import POSTS

_EXPIRED: Final = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_ACCEPTED: Final = (200, 400, 401)


class Refused(Misconfigured):
    """Say that a service does not do what it was asked; `name` is the protocol's word for why."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"The server says: {message or name or 'no'}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Session:
    """Hold what a login gave."""

    did: str
    handle: str
    access: str
    refresh: str

    def __repr__(self) -> str:
        return f"Session({self.handle})"


_KEPT: Final[MutableMapping[Http, dict[str, Session]]] = WeakKeyDictionary()


class Service:
    """Ask and order, as an account or as nobody; `asked` counts the requests."""

    def __init__(self, base: str, env: Env, *, identifier: str = "", password: str = "") -> None:
        self.base = base
        self.has_account = bool(identifier)
        self.asked = 0
        self._env = env
        self._identifier = identifier
        self._password = password
        self._sessions = _KEPT.setdefault(env.http, {})
        self._name = sha256(f"{base}\n{identifier}\n{password}".encode()).hexdigest()

    @property
    def session(self) -> Session | None:
        """Return the session that is there, without asking for one."""
        return self._sessions.get(self._name)

    def sign_in(self) -> Session | None:
        """Return a session, made when there is none; None without an account."""
        if not self.has_account:
            return None
        return self.session or self._made()

    def query(self, method: str, params: Sequence[tuple[str, str | int]] = ()) -> Json:
        """Return what a question is answered; raise Refused or what the failure means."""
        url = self._url(method) + (f"?{urlencode(params)}" if params else "")
        return self._exchange(lambda headers: self._env.http.get(url, headers=headers, accept=_ACCEPTED))

    def order(self, method: str, body: Json) -> Json:
        """Return what an order is answered; raise Refused or what the failure means."""
        url = self._url(method)
        return self._exchange(lambda headers: self._env.http.post(url, json=body, headers=headers, accept=_ACCEPTED))

    def record(self, repo: str, key: str) -> Json | None:
        """Return a post as it lies in a repository, None when it is not there."""
        try:
            return self.query("com.atproto.repo.getRecord", (("repo", repo), ("collection", POSTS), ("rkey", key)))
        except Refused as refusal:
            if refusal.name in ("RecordNotFound", "InvalidRequest"):
                return None
            raise

    def health(self) -> str:
        """Return the version that a service says it runs."""
        self.asked += 1
        said = Wild(self._env.http.get(f"{self.base}/xrpc/_health").json(), "health")
        return said.find("version").line_or_none() or "?"

    def _exchange(self, call: Callable[[Mapping[str, str]], Answer]) -> Json:
        self.asked += 1
        answer = call(_bearer(self.sign_in()))
        session = self.session
        if session is not None and answer.status != 200 and _refusal(answer).name in _EXPIRED:
            self.asked += 1
            answer = call(_bearer(self._renewed(session)))
        if answer.status == 200:
            return answer.json()
        refusal = _refusal(answer)
        if answer.status == 401 or refusal.name in _EXPIRED:
            if not self.has_account:
                raise AccessDenied("Bluesky asks for an own account here: enter one with an app password.")
            raise CredentialsRejected("Bluesky does not accept the credentials: enter a new app password.")
        raise refusal

    def _made(self) -> Session:
        self.asked += 1
        body: Json = {"identifier": self._identifier, "password": self._password}
        answer = self._env.http.post(self._url("com.atproto.server.createSession"), json=body, accept=_ACCEPTED)
        if answer.status != 200:
            # The server's own words stay out: they answer to a password.
            raise CredentialsRejected("Bluesky does not accept account and app password: enter new ones.")
        return self._kept(answer)

    def _renewed(self, session: Session) -> Session:
        self._sessions.pop(self._name, None)
        self.asked += 1
        headers = {"Authorization": f"Bearer {session.refresh}"}
        url = self._url("com.atproto.server.refreshSession")
        answer = self._env.http.post(url, headers=headers, accept=_ACCEPTED)
        return self._kept(answer) if answer.status == 200 else self._made()

    def _kept(self, answer: Answer) -> Session:
        said = Wild(answer.json(), "session")
        session = Session(
            did=said["did"].identity(),
            handle=said.find("handle").line_or_none() or self._identifier,
            access=said["accessJwt"].text(),
            refresh=said["refreshJwt"].text(),
        )
        self._sessions[self._name] = session
        return session

    def _url(self, method: str) -> str:
        return f"{self.base}/xrpc/{method}"


def _bearer(session: Session | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {session.access}"} if session else {}


def _refusal(answer: Answer) -> Refused:
    """Return why a service refused, in the protocol's own form."""
    try:
        said = Wild(answer.json(), "refusal")
        return Refused(said.find("error").line_or_none() or "", said.find("message").line_or_none() or "")
    except PayloadChanged:
        return Refused("", f"status {answer.status}")


__all__ = ["Refused", "Service", "Session"]
