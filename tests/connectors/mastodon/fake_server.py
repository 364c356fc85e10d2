"""A small server with Mastodon's client API in memory, with the oddities that real ones have shown."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import httpx2

from resonanz.connect.contract import Config, Connection, Env
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.mastodon import CONNECTOR
from resonanz.core.clock import FixedClock

HOST = "social.example"
BASE = f"https://{HOST}"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

ACME = {"id": "1", "username": "acme", "acct": "acme", "display_name": "Acme", "url": f"{BASE}/@acme"}
BOB = {
    "id": "2", "username": "bob", "acct": "bob@other.example", "display_name": "Bob",
    "url": "https://other.example/@bob", "followers_count": 12,
}  # fmt: skip


class SilentLog:
    """Take log lines and keep none."""

    def info(self, event: str, **values: object) -> None: ...

    def warning(self, event: str, **values: object) -> None: ...


@dataclass
class FakeServer:
    """Answer as Mastodon does; every switch is an oddity of some real server."""

    statuses: list[dict] = field(default_factory=list)
    notifications: list[dict] = field(default_factory=list)
    lines: dict[str, list[str | None]] = field(default_factory=dict)
    keys: dict[str, dict] = field(default_factory=dict)
    posts: int = 0
    page_size: int = 3
    honours_keys: bool = True
    honours_paging: bool = True
    links: bool = True
    has_context: bool = True
    has_v2: bool = True
    says_401_to: str = ""
    hidden: set[str] = field(default_factory=set)
    """Ids that are taken out of a page after it was cut."""
    post_fails: str = ""
    """`before`: the answer is not stored; `after`: it is, and the confirmation is lost."""
    refusal: tuple[int, str] | None = None
    host: str = HOST

    def say(self, text: str = "hello", *, account: dict = BOB, reply_to: dict | None = None, **more: object) -> dict:
        number = 100 + len(self.statuses)
        status = {
            "id": str(number),
            "uri": f"https://{self.host}/users/{account['username']}/statuses/{number}",
            "url": f"https://{self.host}/@{account['username']}/{number}",
            "created_at": (NOW - timedelta(hours=1) + timedelta(seconds=number)).isoformat().replace("+00:00", "Z"),
            "in_reply_to_id": reply_to["id"] if reply_to else None,
            "in_reply_to_account_id": reply_to["account"]["id"] if reply_to else None,
            "content": f"<p>{html.escape(text)}</p>",
            "visibility": "public", "spoiler_text": "", "language": "en", "edited_at": None, "reblog": None,
            "account": account, "media_attachments": [], "mentions": [], "tags": [],
            "replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
            **more,
        }  # fmt: skip
        self.statuses.append(status)
        return status

    def notify(self, status: dict | None = None, *, type: str = "mention") -> dict:
        notification = {"id": str(10 + len(self.notifications)), "type": type, "account": BOB, "status": status}
        self.notifications.append(notification)
        return notification

    def delete(self, status: dict) -> None:
        self.statuses.remove(status)

    def answer(self, asked: Asked) -> Given:
        path = unquote(asked.path)
        if self.says_401_to and self.says_401_to in path:
            return Given.of_json({"error": "The access token is invalid"}, status=401)
        if asked.method == "POST":
            return self._post(asked)
        return self._listed(path, asked) or self._told(path) or self._status(path)

    def _listed(self, path: str, asked: Asked) -> Given | None:
        if path == "/api/v1/notifications":
            return self._page(self.notifications, asked)
        if path == "/api/v2/search" and self.has_v2:
            return self._search(asked)
        if path.startswith("/api/v1/timelines/"):
            return self._page(self.statuses, asked)
        if path.startswith("/api/v1/accounts/") and path.endswith("/statuses"):
            return self._page([one for one in self.statuses if one["account"]["id"] == path.split("/")[4]], asked)
        return None

    def _told(self, path: str) -> Given | None:
        version = "not a version at all; 2.7.2 (compatible)"
        known = {
            "/api/v1/accounts/verify_credentials": ACME,
            "/api/v1/instance": {"title": "Example", "version": version},
            "/api/v2/instance": {"title": "Example", "version": "4.4.0"} if self.has_v2 else None,
        }
        found = known.get(path)
        return Given.of_json(found) if found else None

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return self.lines.get(url.replace(BASE, "").replace(BASE.replace("https", "wss"), ""), [])

    def _search(self, asked: Asked) -> Given:
        words = asked.params["q"]
        if "resolve" in asked.params:
            found = [one for one in self.statuses if words in (one["uri"], one.get("seen_as"))]
            return Given.of_json({"statuses": found})
        found = [one for one in self.statuses if words in one["content"]]
        page = self._page(found, asked)
        return Given.of_json({"statuses": json.loads(page.body)})

    def _page(self, entries: list[dict], asked: Asked) -> Given:
        newest_first = sorted(entries, key=lambda one: int(one["id"]), reverse=True)
        params = asked.params if self.honours_paging else {}
        if "max_id" in params:
            newest_first = [one for one in newest_first if int(one["id"]) < int(params["max_id"])]
        if "min_id" in params:
            above = [one for one in newest_first if int(one["id"]) > int(params["min_id"])]
            newest_first = above[-self.page_size :]
        cut = newest_first[: self.page_size]
        page = [one for one in cut if one["id"] not in self.hidden]
        headers = {}
        if self.links and page and len(newest_first) > self.page_size:
            headers["link"] = f'<{BASE}/x?limit=3&max_id={cut[-1]["id"]}>; rel="next", <{BASE}/x?min_id=1>; rel="prev"'
        return Given.of_json(page, headers=headers)

    def _status(self, path: str) -> Given:
        missing = Given.of_json({"error": "Record not found"}, status=404)
        if not path.startswith("/api/v1/statuses/"):
            return missing
        id_, _, rest = path.removeprefix("/api/v1/statuses/").partition("/")
        found = next((one for one in self.statuses if one["id"] == id_), None)
        if found is None or (rest and not self.has_context):
            return missing
        return Given.of_json(self._context(found)) if rest == "context" else Given.of_json(found)

    def _context(self, status: dict) -> dict:
        by_id = {one["id"]: one for one in self.statuses}
        above, at = [], status
        while at["in_reply_to_id"] in by_id:
            at = by_id[at["in_reply_to_id"]]
            above.insert(0, at)
        below, waiting = [], [status["id"]]
        while waiting:
            parent = waiting.pop()
            answers = [one for one in self.statuses if one["in_reply_to_id"] == parent]
            below += answers
            waiting += [one["id"] for one in answers]
        return {"ancestors": above, "descendants": below}

    def _post(self, asked: Asked) -> Given:
        if self.refusal is not None:
            return Given.of_json({"error": self.refusal[1]}, status=self.refusal[0])
        key = asked.headers.get("idempotency-key", "")
        fails, self.post_fails = self.post_fails, ""
        if fails == "before":
            raise httpx2.ConnectError("refused")
        if not (self.honours_keys and key in self.keys):
            self.posts += 1
            self.keys[key] = self._posted(json.loads(asked.body))
        if fails == "after":
            raise httpx2.ReadTimeout("cut")
        return Given.of_json(self.keys[key])

    def _posted(self, body: dict) -> dict:
        parent = next(one for one in self.statuses if one["id"] == body["in_reply_to_id"])
        more = {name: body[name] for name in ("visibility", "spoiler_text", "language") if name in body}
        return self.say(body["status"], account=ACME, reply_to=parent, **more)


def opened(server: object, *, token: str = "t0ken", **settings: object) -> Connection:
    """Return a source on a fake server, freshly opened as every look does."""
    return opened_with(Replay(server, clock := FixedClock(NOW)), clock, token=token, **settings)  # type: ignore[arg-type]


def opened_with(http: Replay, clock: FixedClock, *, token: str = "t0ken", **settings: object) -> Connection:
    """Return a source over a given client, so that a test can see what was asked."""
    secrets = {"access_token": token} if token else {}
    config = Config(source="acme", settings={"base_url": BASE, **settings}, secrets=secrets)
    return CONNECTOR.open(config, Env(http=http, clock=clock, log=SilentLog()))
