"""A real AT Protocol network on loopback, and people on it.

`BlueskyNetwork` starts the published servers: the directory of identities (PLC), a personal data server (PDS) and,
unless told otherwise, the AppView with its database, which is what answers searches, feeds, notifications and
threads. Two habits of the real thing are worth knowing in a test: the AppView lags the data server by up to a
second, and a reply that it indexes at the same moment as its parent may never become a notification.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2

from tests.peers.servers.conversation import Post, told_by
from tests.peers.servers.install import ATPROTO, install_atproto, install_node, install_postgresql
from tests.peers.servers.machine import free_ports, give_to_nobody
from tests.peers.servers.postgresql import PostgreSQL
from tests.peers.servers.processes import ChildServer, until

POSTS = "app.bsky.feed.post"


@dataclass(frozen=True)
class BlueskyPorts:
    """The loopback ports of one network."""

    plc: int
    pds: int
    appview: int
    bsync: int
    dataplane: int
    database: int

    @classmethod
    def any_free(cls) -> BlueskyPorts:
        """Choose ports that are free now."""
        return cls(*free_ports(6))


@dataclass(frozen=True)
class BlueskyAccount:
    """What somebody needs to act on the network."""

    service: str
    """Address of the data server, such as `http://localhost:41234`."""
    handle: str
    did: str
    app_password: str
    password: str
    """The password of the account itself; an application is given `app_password` instead."""


class BlueskyNetwork:
    """A network that lives while the `with` block does.

    ports     fixed ones, or None for any that are free.
    logs      directory for the servers' logs; None keeps them only while the network runs.
    appview   False starts directory and data server alone, which needs no database and saves 3 s.
    """

    def __init__(self, *, ports: BlueskyPorts | None = None, logs: Path | None = None, appview: bool = True) -> None:
        self.ports = ports or BlueskyPorts.any_free()
        self._logs = logs
        self._appview = appview
        self._running = ExitStack()
        self.client = httpx2.Client(timeout=20)
        """Shared by everybody on the network, since opening one costs more than a request."""

    @property
    def pds_url(self) -> str:
        """Return the address of the data server: accounts, writing, and reading through to the AppView."""
        return f"http://localhost:{self.ports.pds}"

    @property
    def appview_url(self) -> str:
        """Return the address of the AppView, which answers public questions without an account."""
        return f"http://localhost:{self.ports.appview}"

    @property
    def plc_url(self) -> str:
        """Return the address of the directory that tells where an identity lives."""
        return f"http://localhost:{self.ports.plc}"

    @property
    def firehose_url(self) -> str:
        """Return the address of the data server's own event stream (WebSocket, DAG-CBOR)."""
        return f"ws://localhost:{self.ports.pds}/xrpc/com.atproto.sync.subscribeRepos"

    def __enter__(self) -> BlueskyNetwork:
        if self._appview:
            install_postgresql()  # first, since a machine without it should not wait for npm
        node, packages = install_node(), install_atproto()
        with ExitStack() as starting:
            starting.callback(self.client.close)
            home = Path(tempfile.mkdtemp(prefix="resonanz-atproto-"))
            starting.callback(shutil.rmtree, home, ignore_errors=True)
            give_to_nobody(home)
            plan: dict[str, object] = {"directory": str(home), "ports": vars(self.ports)}
            if self._appview:
                log = (self._logs or home) / "postgresql.log"
                database = PostgreSQL(home / "postgresql", port=self.ports.database, log=log)
                plan["databaseUrl"] = starting.enter_context(database).url
            for name in ("network.mjs", "loopback.cjs"):
                shutil.copy(ATPROTO / name, home / name)
            (home / "node_modules").symlink_to(packages)
            server = ChildServer(
                "The AT Protocol network",
                [str(node.program), "--require", "./loopback.cjs", "network.mjs"],
                log=(self._logs or home) / "atproto.log",
                directory=home,
                variables={"RESONANZ_ATPROTO_PLAN": json.dumps(plan), "LOG_ENABLED": "false", "TMPDIR": str(home)},
            )
            starting.callback(server.stop, 0)
            server.wait_until(lambda: server.logged('"ready":true'), 120)
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def company_account(self, name: str = "company") -> BlueskyAccount:
        """Create an account with an app password, as a company would for Resonanz, under a handle of its own."""
        handle = f"{name}-{secrets.token_hex(3)}.test"
        password = secrets.token_hex(8)
        person = {"handle": handle, "email": f"{handle}@example.com", "password": password}
        session = self.call("com.atproto.server.createAccount", person)
        made = self.call("com.atproto.server.createAppPassword", {"name": "resonanz"}, session["accessJwt"])
        if self._appview:
            self._wait_until_known("app.bsky.actor.getProfile", {"actor": session["did"]})
        return BlueskyAccount(self.pds_url, handle, session["did"], made["password"], password)

    def stranger(self, name: str = "stranger") -> BlueskyStranger:
        """Return a new person on the network, logged in."""
        return BlueskyStranger(self, self.company_account(name))

    def wait_until_indexed(self, uri: str, seconds: float = 20) -> None:
        """Wait until the AppView knows a post; does nothing without an AppView."""
        if self._appview:
            self._wait_until_known("app.bsky.feed.getPosts", {"uris": uri}, seconds)

    def ask_appview(self, method: str, parameters: Mapping[str, str | int]) -> Any:
        """Ask the AppView a public question, such as `app.bsky.feed.searchPosts`."""
        return told_by(self.client.get(f"{self.appview_url}/xrpc/{method}", params=dict(parameters)))

    def ask_pds(self, method: str, parameters: Mapping[str, str | int]) -> Any:
        """Ask the data server a public question, such as `com.atproto.repo.getRecord`."""
        return told_by(self.client.get(f"{self.pds_url}/xrpc/{method}", params=dict(parameters)))

    def call(self, method: str, body: Mapping[str, object], token: str = "") -> Any:
        """Have the data server do something, such as `com.atproto.repo.createRecord`, for whom `token` belongs to."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return told_by(self.client.post(f"{self.pds_url}/xrpc/{method}", json=dict(body), headers=headers))

    def _wait_until_known(self, method: str, parameters: Mapping[str, str], seconds: float = 20) -> None:
        address = f"{self.appview_url}/xrpc/{method}"

        def known() -> bool:
            answer = self.client.get(address, params=dict(parameters))
            return answer.is_success and bool(answer.json().get("posts", True))

        until(known, seconds, f"the AppView knows {list(parameters.values())}")


class BlueskyStranger:
    """A person who writes on the network and knows nothing of Resonanz."""

    def __init__(self, network: BlueskyNetwork, account: BlueskyAccount) -> None:
        self.account = account
        self._network = network
        credentials = {"identifier": account.handle, "password": account.password}
        self._token = network.call("com.atproto.server.createSession", credentials)["accessJwt"]

    @property
    def handle(self) -> str:
        """Return the name this person goes by."""
        return self.account.handle

    def post(self, text: str, *, mentioning: tuple[BlueskyAccount, ...] = ()) -> Post:
        """Write a post; an `@handle` in the text is a mention if its account is among `mentioning`."""
        return self._write(text, None, mentioning)

    def reply(
        self, to: Post | str, text: str, *, mentioning: tuple[BlueskyAccount, ...] = (), settled: bool = True
    ) -> Post:
        """Reply to a post, given as such or by its `at://` address.

        `settled` waits first until the AppView has the parent, without which a notification may be lost.
        """
        parent = to if isinstance(to, Post) else self.read(to)
        if settled:
            self._network.wait_until_indexed(parent.uri)
        return self._write(text, parent, mentioning)

    def delete(self, post: Post) -> None:
        """Delete one's own post."""
        self._network.call("com.atproto.repo.deleteRecord", _record_name(post.uri), self._token)

    def read(self, uri: str) -> Post:
        """Read a post from the data server it was written to, which knows it at once."""
        name = _record_name(uri)
        found = self._network.ask_pds("com.atproto.repo.getRecord", name)
        told = self._network.ask_pds("com.atproto.repo.describeRepo", {"repo": name["repo"]})
        reply = found["value"].get("reply")
        return Post(
            uri=found["uri"],
            id=found["uri"],
            author=told["handle"],
            text=found["value"]["text"],
            reply_to=reply["parent"]["uri"] if reply else None,
            revision=found["cid"],
            root=(reply["root"]["uri"], reply["root"]["cid"]) if reply else None,
        )

    def thread(self, post: Post | str) -> list[Post]:
        """Return a post and everything below it as the AppView shows it, parents before their replies."""
        uri = post.uri if isinstance(post, Post) else post
        found = self._network.ask_appview("app.bsky.feed.getPostThread", {"uri": uri, "depth": 50})
        return list(_unrolled(found["thread"]))

    def _write(self, text: str, parent: Post | None, mentioning: tuple[BlueskyAccount, ...]) -> Post:
        now = datetime.now(UTC)  # noqa: TID251 - a stranger lives by the real time
        record: dict[str, Any] = {"$type": POSTS, "text": text, "langs": ["en"]}
        record["createdAt"] = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        root = None
        if mentioning:
            record["facets"] = [_mention(text, account) for account in mentioning]
        if parent:
            root = parent.root or (parent.uri, parent.revision)
            above = {"uri": parent.uri, "cid": parent.revision}
            record["reply"] = {"parent": above, "root": {"uri": root[0], "cid": root[1]}}
        request = {"repo": self.account.did, "collection": POSTS, "record": record}
        made = self._network.call("com.atproto.repo.createRecord", request, self._token)
        above_uri = parent.uri if parent else None
        return Post(made["uri"], made["uri"], self.handle, text, above_uri, made["cid"], root)


def _record_name(uri: str) -> dict[str, str]:
    repo, collection, key = uri.removeprefix("at://").split("/")
    return {"repo": repo, "collection": collection, "rkey": key}


def _mention(text: str, account: BlueskyAccount) -> dict[str, object]:
    """Mark where `text` names an account; the protocol counts in bytes."""
    written = f"@{account.handle}"
    start = len(text[: text.index(written)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(written.encode())},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": account.did}],
    }


def _unrolled(view: Mapping[str, Any]) -> list[Post]:
    if "post" not in view:
        return []
    shown = view["post"]
    reply = shown["record"].get("reply")
    first = Post(
        uri=shown["uri"],
        id=shown["uri"],
        author=shown["author"]["handle"],
        text=shown["record"]["text"],
        reply_to=reply["parent"]["uri"] if reply else None,
        revision=shown["cid"],
        root=(reply["root"]["uri"], reply["root"]["cid"]) if reply else None,
    )
    return [first, *(below for each in view.get("replies", []) for below in _unrolled(each))]
