"""A real server with Mastodon's client API on loopback (snac2), and people on it.

It federates over plain HTTP with any other that is started beside it. It differs from Mastodon itself where a
client may learn something: it closes every connection without announcing it, delivers in steps of three to six
seconds, has no streaming and no API call to delete, gives no Link header, and **the id of a status changes when it
is edited** (the old one still answers), so that only `uri` names a post for good.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.peers.servers.conversation import Post, told_by
from tests.peers.servers.install import Program, install_snac
from tests.peers.servers.machine import PeerFailedError, free_ports, give_to_nobody, run, without_root
from tests.peers.servers.processes import ChildServer

SCOPES = "read write follow push"
CALLBACK = "http://127.0.0.1:1/callback"
"""Where a person is sent back to with the code; nobody listens, the code is read from the address."""

_NO_KEPT_CONNECTION = httpx2.Limits(max_keepalive_connections=0)
"""This server closes each connection unannounced, and a request on a closed one fails about every second time."""


@dataclass(frozen=True)
class MastodonAccount:
    """What somebody needs to act on the server."""

    base_url: str
    username: str
    access_token: str
    password: str
    """For the server's own pages; an application is given `access_token` instead."""

    @property
    def address(self) -> str:
        """Return the name under which other servers know this account, without a leading `@`."""
        return f"{self.username}@{urlsplit(self.base_url).netloc}"


class MastodonServer:
    """A server that lives while the `with` block does.

    port    a fixed one, or None for any that is free.
    logs    directory for the server's log; None keeps it only while the server runs.
    """

    def __init__(self, *, port: int | None = None, logs: Path | None = None) -> None:
        self.port = port or free_ports(1)[0]
        self._logs = logs
        self._running = ExitStack()
        self.client = _new_client(self.base_url)
        """Shared by everybody on the server; it opens a connection for every request."""

    @property
    def base_url(self) -> str:
        """Return the address of the server, such as `http://localhost:41234`."""
        return f"http://localhost:{self.port}"

    def __enter__(self) -> MastodonServer:
        with ExitStack() as starting:
            starting.callback(self.client.close)
            self._home = Path(tempfile.mkdtemp(prefix="resonanz-mastodon-"))
            starting.callback(shutil.rmtree, self._home, ignore_errors=True)
            give_to_nobody(self._home)
            self._snac = install_snac().within_reach_of_nobody(self._home)
            self._lay_out()
            server = ChildServer(
                "snac2",
                [str(self._snac.path), "httpd", str(self._data)],
                log=(self._logs or self._home) / f"snac2-{self.port}.log",
                directory=self._home,
                variables=self._snac.variables,
                by_nobody=True,
            )
            starting.callback(self._forget_shared_memory, server.pid)
            starting.callback(server.stop, 0)  # it takes 8 s to end politely, and its posts are thrown away
            server.wait_until(self._answers, 30)
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def company_account(self, name: str = "company") -> MastodonAccount:
        """Create an account and sign in as an application does, by the OAuth code flow."""
        username = f"{name}_{secrets.token_hex(3)}"
        told = self._run("adduser", str(self._data), username)
        password = re.search(r"password is (\S+)", told)
        if password is None:
            raise PeerFailedError(f"snac2 named no password for its new user, but said: {told}")
        token = sign_in(self.client, username, password[1])
        return MastodonAccount(self.base_url, username, token, password[1])

    def stranger(self, name: str = "stranger") -> MastodonStranger:
        """Return a new person on this server, signed in."""
        return MastodonStranger(self, self.company_account(name))

    def id_of(self, uri: str, reader: str) -> str:
        """Return the id on this server of a post of any server, fetched for `reader` if it lies elsewhere."""
        if not uri.startswith(self.base_url):
            told = self._run("insert", str(self._data), reader, uri)
            note = json.loads(told.partition("\n")[2])
            self._run("actor", str(self._data), reader, note["attributedTo"])
        digest = hashlib.md5(uri.encode(), usedforsecurity=False).hexdigest()
        return f"{0:010}{digest}"  # the first ten digits are a time of which the server takes no notice

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _lay_out(self) -> None:
        answers = f"127.0.0.1\n{self.port}\nlocalhost:{self.port}\n\n\n"
        self._run("init", str(self._data), told=answers)
        configuration = self._data / "server.json"
        settings = json.loads(configuration.read_text())
        settings |= {"protocol": "http", "disable_email_notifications": True, "num_threads": 16}
        configuration.write_text(json.dumps(settings))

    def _run(self, *arguments: str, told: str = "") -> str:
        snac: Program = self._snac
        return run(
            without_root([str(snac.path), *arguments]),
            purpose=f"snac2 could not {arguments[0]}",
            variables={**snac.variables, "HOME": str(self._home)},
            directory=self._home,
            told=told,
            seconds=60,
            failing=PeerFailedError,
        )

    def _forget_shared_memory(self, pid: int) -> None:
        """Remove what the server shares with its commands and leaves behind when it is not asked to end."""
        for name in (f"localhost:{self.port}_snac_state", f"sem.job_{pid}"):
            Path("/dev/shm", name).unlink(missing_ok=True)

    def _answers(self) -> bool:
        try:
            return self.client.get("api/v1/instance", timeout=2).is_success
        except httpx2.TransportError:
            return False


class MastodonStranger:
    """A person who writes on a server and knows nothing of Resonanz."""

    def __init__(self, server: MastodonServer, account: MastodonAccount) -> None:
        self.account = account
        self._server = server
        self._headers = {"Authorization": f"Bearer {account.access_token}"}

    @property
    def handle(self) -> str:
        """Return the name this person goes by on every server."""
        return self.account.address

    def post(self, text: str, *, visibility: str = "public") -> Post:
        """Write a post."""
        return _as_post(self._call("POST", "v1/statuses", {"status": text, "visibility": visibility}))

    def reply(self, to: Post | str, text: str, *, visibility: str = "public") -> Post:
        """Reply to a post of any server, given as such or by its uri, naming its author as every client does."""
        parent = self.find(to if isinstance(to, str) else to.uri)
        named = text if f"@{parent.author}" in text else f"@{parent.author} {text}"
        request = {"status": named, "visibility": visibility, "in_reply_to_id": parent.id}
        return _as_post(self._call("POST", "v1/statuses", request))

    def edit(self, post: Post, text: str) -> Post:
        """Change one's own post; its id is another afterwards, its uri is not."""
        return _as_post(self._call("PUT", f"v1/statuses/{post.id}", {"status": text}))

    def delete(self, post: Post) -> None:
        """Delete one's own post, by the server's page for it, since this server's API has no such call."""
        username = self.account.username
        form = {"action": "Delete", "id": post.uri, "actor": f"{self.account.base_url}/{username}"}
        answer = self._server.client.post(f"{username}/admin/action", data=form, auth=(username, self.account.password))
        if answer.status_code != httpx2.codes.SEE_OTHER:
            raise PeerFailedError(f"Deleting {post.uri} gave {answer.status_code}: {answer.text[:200]}")

    def read(self, post: Post) -> Post | None:
        """Read a post again; None if it is gone."""
        answer = self._server.client.get(f"api/v1/statuses/{post.id}", headers=self._headers)
        return None if answer.status_code == httpx2.codes.NOT_FOUND else _as_post(told_by(answer))

    def find(self, uri: str) -> Post:
        """Find a post of any server by its address."""
        here = self._server.id_of(uri, self.account.username)
        return _as_post(self._call("GET", f"v1/statuses/{here}", {}))

    def follow(self, address: str) -> None:
        """Follow somebody, `name@host`, so that their posts come to this server."""
        found = self._call("GET", "v2/search", {"q": f"@{address}", "resolve": "true"})["accounts"]
        if not found:
            raise PeerFailedError(f"{self.account.base_url} could not find @{address}.")
        self._call("POST", f"v1/accounts/{found[0]['id']}/follow", {})

    def home(self) -> list[Post]:
        """Return the posts of those whom this person follows, newest first."""
        return [_as_post(each) for each in self._call("GET", "v1/timelines/home", {"limit": "40"})]

    def thread(self, post: Post | str) -> list[Post]:
        """Return a post, given as such or by its uri, with what stands above and below it, in the server's order."""
        here = self.find(post).id if isinstance(post, str) else post.id
        around = self._call("GET", f"v1/statuses/{here}/context", {})
        itself = self._call("GET", f"v1/statuses/{here}", {})
        return [_as_post(each) for each in (*around["ancestors"], itself, *around["descendants"])]

    def _call(self, verb: str, path: str, fields: Mapping[str, str]) -> Any:
        query, body = (dict(fields), None) if verb == "GET" else (None, dict(fields))
        request = self._server.client.build_request(verb, f"api/{path}", params=query, data=body, headers=self._headers)
        return told_by(self._server.client.send(request))


def sign_in(browser: httpx2.Client, username: str, password: str) -> str:
    """Register an application, let the person agree on the server's page, and exchange the code for a token."""
    wanted = {"client_name": "Resonanz", "redirect_uris": CALLBACK, "scopes": SCOPES}
    application = told_by(browser.post("api/v1/apps", data=wanted))
    known = {"client_id": application["client_id"], "redirect_uri": CALLBACK}
    code = _let_in(browser, {**known, "response_type": "code", "scope": SCOPES}, username, password)
    exchange = {**known, "client_secret": application["client_secret"], "code": code}
    token = told_by(browser.post("oauth/token", data={**exchange, "grant_type": "authorization_code"}))
    return str(token["access_token"])


def _let_in(browser: httpx2.Client, question: Mapping[str, str], username: str, password: str) -> str:
    """Fill in the server's form as a person does, and return the code it sends them away with."""
    page = browser.get("oauth/authorize", params=dict(question)).text
    target = re.search(r'action="([^"]+)"', page)
    if target is None:
        raise PeerFailedError(f"There was no form to sign in with, but: {page[:200]}")
    fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))
    agreed = browser.post(html.unescape(target[1]), data={**fields, "login": username, "passwd": password})
    code = parse_qs(urlsplit(agreed.headers.get("location", "")).query).get("code")
    if not code:
        raise PeerFailedError(f"{username} was not let in: {agreed.status_code}.")
    return code[0]


def _new_client(base_url: str) -> httpx2.Client:
    return httpx2.Client(base_url=base_url, limits=_NO_KEPT_CONNECTION, timeout=20)


def _as_post(status: Mapping[str, Any]) -> Post:
    plain = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>|</p>\s*<p>", "\n", status["content"])))
    return Post(
        uri=status["uri"],
        id=status["id"],
        author=status["account"]["acct"],
        text=plain.strip(),
        reply_to=status["in_reply_to_id"],
    )
