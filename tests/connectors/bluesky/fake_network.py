"""A small AT Protocol network in memory: one service that logs in, shows, searches and stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx2

from resonanz.connect.contract import Config, Connection, Env
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.bluesky import CONNECTOR
from resonanz.connectors.bluesky.tid import tid
from resonanz.core.clock import FixedClock

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
ACME = {"did": "did:plc:acme", "handle": "acme.example", "displayName": "Acme"}
BOB = {"did": "did:plc:bob", "handle": "bob.example", "displayName": "Bob", "labels": []}
STREAM = "wss://jetstream2.us-east.bsky.network/subscribe?wantedCollections=app.bsky.feed.post"


class SilentLog:
    """Take log lines and keep none."""

    def info(self, event: str, **values: object) -> None: ...

    def warning(self, event: str, **values: object) -> None: ...


def micros(number: int) -> int:
    return int((BEGIN + timedelta(seconds=number)).timestamp() * 1_000_000)


def moment(number: int) -> str:
    return (BEGIN + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class FakeNetwork:
    """Answer as a data server with an AppView behind it does."""

    posts: list[dict] = field(default_factory=list)
    notifications: list[dict] = field(default_factory=list)
    records: dict[str, dict] = field(default_factory=dict)
    events: dict[str, list[str | None]] = field(default_factory=dict)
    page_size: int = 3
    logins: int = 0
    renewals: int = 0
    access: str = "access-0"
    refuses_logins: bool = False
    refuses_renewals: bool = False
    created: int = 0
    write_fails: str = ""
    """`before`: nothing is stored; `after`: it is, and the confirmation is lost."""
    refusal: str = ""
    at_home: list[dict] = field(default_factory=list)
    """Posts that lie on their author's own data server."""
    directory_is_dead: bool = False
    unknown: set[str] = field(default_factory=set)
    """Posts that the AppView does not show (yet)."""

    def say(self, text: str = "hello", *, author: dict = BOB, reply_to: dict | None = None, **more: object) -> dict:
        number = len(self.posts)
        record: dict = {"$type": "app.bsky.feed.post", "text": text, "createdAt": moment(number)}
        if reply_to is not None:
            parent = {"uri": reply_to["uri"], "cid": reply_to["cid"]}
            record["reply"] = {"root": reply_to["record"].get("reply", {}).get("root", parent), "parent": parent}
        record |= more.pop("record", {})  # type: ignore[operator]
        view = {
            "uri": f"at://{author['did']}/app.bsky.feed.post/{tid(micros(number), 1)}", "cid": f"cid{number}",
            "author": author, "record": record, "indexedAt": moment(number),
            "likeCount": 0, "repostCount": 0, "replyCount": 0, **more,
        }  # fmt: skip
        self.posts.append(view)
        return view

    def notify(self, post: dict, reason: str = "reply") -> dict:
        names = ("uri", "cid", "author", "record", "indexedAt")
        told = {**{name: post[name] for name in names}, "reason": reason, "isRead": False}
        self.notifications.append(told)
        return told

    def answer(self, asked: Asked) -> Given:
        if "plc.directory" in asked.url or "home.example" in asked.url:
            return self._home(asked)
        method = asked.path.removeprefix("/xrpc/")
        if method == "com.atproto.server.createSession":
            return self._login(asked)
        if method == "com.atproto.server.refreshSession":
            return self._renew(asked)
        if method == "_health":
            return Given.of_json({"version": "1.2.3"})
        if asked.headers.get("authorization") not in (None, f"Bearer {self.access}"):
            return refused("ExpiredToken", "Token has expired")
        return self._methods()[method](asked)

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return self.events.get(url.partition("&cursor=")[0], [])

    def _methods(self) -> dict[str, Callable[[Asked], Given]]:
        return {
            "app.bsky.feed.getAuthorFeed": self._author_feed,
            "app.bsky.feed.searchPosts": lambda asked: self._page(
                [one for one in self.posts if asked.params["q"] in one["record"]["text"]], asked, "posts"
            ),
            "app.bsky.notification.listNotifications": lambda asked: self._page(
                self.notifications, asked, "notifications"
            ),
            "app.bsky.feed.getPosts": self._posts,
            "app.bsky.feed.getPostThread": self._thread,
            "com.atproto.repo.createRecord": self._create,
            "com.atproto.repo.getRecord": self._record,
            "app.bsky.actor.getProfiles": self._profiles,
            "com.atproto.identity.resolveHandle": lambda asked: (
                Given.of_json({"did": BOB["did"]})
                if asked.params["handle"] == BOB["handle"]
                else refused("InvalidRequest", "Unable to resolve handle")
            ),
        }

    def _login(self, asked: Asked) -> Given:
        if self.refuses_logins:
            said = json.loads(asked.body)
            return refused("AuthenticationRequired", f"Invalid password {said['password']}", status=401)
        self.logins += 1
        return self._session()

    def _renew(self, asked: Asked) -> Given:
        if self.refuses_renewals or asked.headers.get("authorization") != "Bearer refresh" or asked.body:
            return refused("ExpiredToken", "Token has been revoked")
        self.renewals += 1
        return self._session()

    def _session(self) -> Given:
        self.access = f"access-{self.logins}-{self.renewals}"
        return Given.of_json({**ACME, "accessJwt": self.access, "refreshJwt": "refresh"})

    def _author_feed(self, asked: Asked) -> Given:
        own = [one for one in self.posts if asked.params["actor"] in (one["author"]["did"], one["author"]["handle"])]
        if not own:
            return refused("InvalidRequest", "Profile not found")
        return self._page(own, asked, "feed", lambda one: {"post": one})

    def _page(self, entries: list[dict], asked: Asked, within: str, shape: Callable = lambda one: one) -> Given:
        newest_first = sorted(entries, key=lambda one: one["indexedAt"], reverse=True)
        below = asked.params.get("cursor")
        left = [one for one in newest_first if below is None or one["indexedAt"] < below]
        page = left[: self.page_size]
        more = {"cursor": page[-1]["indexedAt"]} if len(left) > self.page_size else {}
        return Given.of_json({within: [shape(one) for one in page], **more})

    def _posts(self, asked: Asked) -> Given:
        wanted = [value for name, value in parse_qsl(urlsplit(asked.url).query) if name == "uris"]
        assert len(wanted) <= 25
        shown = [one for one in self.posts if one["uri"] in wanted and one["uri"] not in self.unknown]
        return Given.of_json({"posts": shown})

    def _thread(self, asked: Asked) -> Given:
        by_uri = {one["uri"]: one for one in self.posts}
        here = by_uri.get(asked.params["uri"])
        if here is None:
            return refused("NotFound", "Post not found")
        return Given.of_json({"thread": {**self._below(here), **self._above(here, by_uri)}})

    def _below(self, post: dict) -> dict:
        answers = [one for one in self.posts if parent_of(one) == post["uri"]]
        return {"post": post, "replies": [self._below(one) for one in answers]}

    def _above(self, post: dict, by_uri: dict[str, dict]) -> dict:
        parent = by_uri.get(parent_of(post) or "")
        return {"parent": {"post": parent, **self._above(parent, by_uri)}} if parent else {}

    def _profiles(self, asked: Asked) -> Given:
        wanted = [value for name, value in parse_qsl(urlsplit(asked.url).query) if name == "actors"]
        assert len(wanted) <= 25
        return Given.of_json(
            {"profiles": [{**one, "followersCount": 7} for one in (ACME, BOB) if one["did"] in wanted]}
        )

    def _home(self, asked: Asked) -> Given:
        """Answer as the directory of identities, or as the data server of somebody else."""
        if "plc.directory" in asked.url:
            if self.directory_is_dead:
                raise httpx2.ConnectError("refused")
            server = {"type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://home.example/"}
            return Given.of_json({"service": [{"type": "Other"}, server]})
        stands = asked.params["rkey"] in {one["uri"].rpartition("/")[2] for one in self.at_home}
        return Given.of_json({"value": {}}) if stands else refused("RecordNotFound", "Could not locate record")

    def _create(self, asked: Asked) -> Given:
        said = json.loads(asked.body)
        fails, self.write_fails = self.write_fails, ""
        if self.refusal:
            return refused("InvalidRequest", self.refusal)
        if fails == "before":
            raise httpx2.ConnectError("refused")
        if said["rkey"] in self.records:
            return Given.of_json({"error": "InternalServerError", "message": "Internal Server Error"}, status=500)
        self.records[said["rkey"]] = said["record"]
        self.created += 1
        if fails == "after":
            raise httpx2.ReadTimeout("cut")
        return Given.of_json({"uri": f"at://{said['repo']}/{said['collection']}/{said['rkey']}", "cid": "c"})

    def _record(self, asked: Asked) -> Given:
        found = self.records.get(asked.params["rkey"])
        return Given.of_json({"value": found}) if found else refused("RecordNotFound", "Could not locate record")


def parent_of(post: dict) -> str | None:
    return post["record"].get("reply", {}).get("parent", {}).get("uri")


def refused(name: str, message: str, *, status: int = 400) -> Given:
    return Given.of_json({"error": name, "message": message}, status=status)


def opened(network: object, *, account: bool = True, **settings: object) -> Connection:
    """Return a source on a fake network, freshly opened as every look does."""
    return opened_with(Replay(network, clock := FixedClock(NOW)), clock, account=account, **settings)  # type: ignore[arg-type]


def opened_with(http: Replay, clock: FixedClock, *, account: bool = True, **settings: object) -> Connection:
    """Return a source over a given client, so that a test can see what was asked."""
    identity = {"identifier": "acme.example"} if account else {}
    secrets = {"app_password": "s3cret-app-pass"} if account else {}
    config = Config(source="acme", settings={**identity, **settings}, secrets=secrets)
    return CONNECTOR.open(config, Env(http=http, clock=clock, log=SilentLog()))
