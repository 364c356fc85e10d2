"""A WordPress site, imitated as its interface was seen to behave: statuses, codes, floods, duplicates, plain links."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

from resonanz.connect.conformance.rehearsal import HeldLog
from resonanz.connect.contract import Config, Connection, Env
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.wordpress import CONNECTOR
from resonanz.core.clock import FixedClock

BASE: Final = "https://acme.example/blog"
PASSWORD: Final = "abcd efgh ijkl mnop qrst uvwx"
US: Final = 7

PAGES: Final = {11: "Version 2 &#8211; what is new", 12: "<em>Our</em> prices"}


def comment(number: int, text: str = "", **more: Any) -> dict[str, Any]:
    """Return a comment as the site keeps it."""
    return {
        "id": number,
        "post": 11,
        "parent": 0,
        "author": 0,
        "author_name": "Ann",
        "author_url": "",
        "author_email": "ann@private.example",
        "date_gmt": f"2026-10-{1 + number % 28:02d}T08:00:00",
        "content": {"rendered": f"<p>{text or f'Number {number}'}</p>\n"},
        "link": f"{BASE}/version-2/#comment-{number}",
        "status": "approved",
        "type": "comment",
        **more,
    }


@dataclass
class Blog:
    """Hold a site's comments and answer for it."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    plain: bool = False
    """Whether it writes plain links, so that `/wp-json/` is a page that it does not have."""
    cached: bool = False
    """Whether something before it answers the front page, whatever is asked of it."""
    moderates: bool = True
    flood: bool = False
    cut_after_posting: int = 0
    """How many answers are stored and then not confirmed."""
    closed: bool = False
    posted: int = 0

    def answer(self, asked: Asked) -> Given:
        path, params = self._route(asked)
        if path is None:
            page = b"<!DOCTYPE html><h1>Acme</h1>"
            return Given(status=200 if self.cached else 404, headers={"content-type": "text/html"}, body=page)
        us = self._is_us(asked)
        if us is None:
            return refusal(401, "incorrect_password", "The provided password is an invalid application password.")
        if asked.method == "POST":
            return self._post(path, json.loads(asked.body), us=us)
        return self._get(path, params, us=us)

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return ()

    def _get(self, path: str, params: dict[str, str], *, us: bool) -> Given:
        match path:
            case "/users/me":
                return self._me() if us else refusal(401, "rest_not_logged_in", "You are not currently logged in.")
            case "/types/post":
                return Given.of_json({"slug": "post"})
            case "/comments":
                return self._list(params, us=us)
            case _:
                return self._one(int(path.rpartition("/")[2]), us=us)

    def find(self, number: int) -> dict[str, Any] | None:
        """Return a comment whatever its status."""
        return next((one for one in self.comments if one["id"] == number), None)

    def _route(self, asked: Asked) -> tuple[str | None, dict[str, str]]:
        path, params = unquote(asked.path), asked.params
        if path == "/blog/" and self.cached:
            return None, {}
        if path == "/blog/" and "rest_route" in params:
            path = "/blog/wp-json" + params.pop("rest_route")
        elif self.plain:
            return None, {}
        start = "/blog/wp-json/wp/v2"
        return (path.removeprefix(start), params) if path.startswith(start) else (None, {})

    def _is_us(self, asked: Asked) -> bool | None:
        said = asked.headers.get("authorization", "")
        if not said:
            return False
        right = base64.b64encode(f"desk:{PASSWORD.replace(' ', '')}".encode()).decode()
        return True if said == f"Basic {right}" else None

    def _me(self) -> Given:
        abilities = {"read": True, **({"moderate_comments": True} if self.moderates else {})}
        return Given.of_json({"id": US, "name": "Acme", "capabilities": abilities})

    def _list(self, params: dict[str, str], *, us: bool) -> Given:
        if "status" in params and not (us and self.moderates):
            return refusal(403 if us else 401, "rest_forbidden_param", "Query parameter not permitted: status")
        shown = ("approved", "hold") if params.get("status") == "all" else ("approved",)
        found = [one for one in self.comments if one["status"] in shown]
        for name, key in (("include", "id"), ("parent", "parent")):
            if name in params:
                wanted = {int(one) for one in params[name].split(",")}
                found = [one for one in found if one[key] in wanted]
        found.sort(key=lambda one: one["id"], reverse=params.get("order") != "asc")
        start, size = int(params.get("offset", "0")), int(params["per_page"])
        page = [self._shown(one) for one in found[start : start + size]]
        return Given.of_json(page, headers={"x-wp-total": str(len(found))})

    def _one(self, number: int, *, us: bool) -> Given:
        found = self.find(number)
        if found is None:
            return refusal(404, "rest_comment_invalid_id", "Invalid comment ID.")
        if found["status"] != "approved" and not (us and self.moderates):
            return refusal(403 if us else 401, "rest_cannot_read", "Sorry, you are not allowed to read this comment.")
        return Given.of_json(self._shown(found))

    def _shown(self, one: dict[str, Any]) -> dict[str, Any]:
        page = {"id": one["post"], "title": {"rendered": PAGES[one["post"]]}, "link": f"{BASE}/version-2/"}
        fields = {name: value for name, value in one.items() if name not in ("author_email", "type")}
        return {**fields, "_links": {"up": [{}]}, "_embedded": {"up": [page]}}

    def _post(self, path: str, body: dict[str, Any], *, us: bool) -> Given:
        if not us:
            return refusal(401, "rest_comment_login_required", "Sorry, you must be logged in to comment.")
        if path != "/comments":
            return self._moderate(int(path.rpartition("/")[2]), body)
        content = f"<p>{body['content']}</p>"
        refused = self._refusal((US, body["parent"], content))
        if refused is not None:
            return refused
        made = self._add(body, content)
        if self.cut_after_posting:
            self.cut_after_posting -= 1
            return Given(status=502)
        return Given.of_json(self._shown(made), status=201)

    def _refusal(self, new: tuple[int, int, str]) -> Given | None:
        if self.flood:
            return refusal(400, "comment_flood", "You are posting comments too quickly. Slow down.")
        if self.closed:
            return refusal(403, "rest_comment_closed", "Sorry, comments are closed for this item.")
        if any((one["author"], one["parent"], one["content"]["rendered"]) == new for one in self.comments):
            return refusal(409, "comment_duplicate", "Duplicate comment detected.")
        return None

    def _add(self, body: dict[str, Any], content: str) -> dict[str, Any]:
        number = max(one["id"] for one in self.comments) + 1
        made = comment(number, author=US, author_name="Acme", parent=body["parent"], post=body["post"])
        made |= {"content": {"rendered": content}, "status": "approved" if self.moderates else "hold"}
        self.comments.append(made)
        self.posted += 1
        return made

    def _moderate(self, number: int, body: dict[str, Any]) -> Given:
        found = self.find(number)
        if found is None:
            return refusal(404, "rest_comment_invalid_id", "Invalid comment ID.")
        if not self.moderates:
            return refusal(403, "rest_cannot_edit", "Sorry, you are not allowed to edit this comment.")
        if found["status"] == body["status"]:
            return refusal(500, "rest_comment_failed_edit", "Updating comment status failed.")
        found["status"] = body["status"]
        return Given.of_json(self._shown(found))


def refusal(status: int, code: str, message: str) -> Given:
    """Return an error as WordPress words it."""
    return Given.of_json({"code": code, "message": message, "data": {"status": status}}, status=status)


def example() -> Blog:
    """Return a site with a little of everything."""
    return Blog([
        comment(1, "The <b>new</b> menu is slow &amp; ugly. See <a href='https://ann.example/shot'>here</a>."),
        comment(2, "Thank you, we look into it.", author=US, author_name="Acme", parent=1),
        comment(3, "Still slow.", parent=2, author_url="https://ann.example/"),
        comment(4, "Why is this so dear?", post=12, author=23, author_name="Rea &amp; Co"),
        comment(5, "May I ask something?", status="hold", author_name="Waiting Will"),
        comment(6, "Cheap pills", status="spam"),
        comment(7, "<img src='https://acme.example/i.png'>", post=12),
    ])  # fmt: skip


NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)


def opened(blog: Blog, *, account: bool = True, base: str = BASE) -> Connection:
    """Return a source that reads the site."""
    settings = {"site": base, **({"username": "desk"} if account else {})}
    secrets = {"application_password": PASSWORD} if account else {}
    clock = FixedClock(NOW)
    config = Config(source="blog", settings=settings, secrets=secrets)
    return CONNECTOR.open(config, Env(http=Replay(blog, clock), clock=clock, log=HeldLog()))
