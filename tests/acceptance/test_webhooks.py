"""Webhooks of a running Resonanz: a signed request becomes a case, and another system is told of it, whoever dies."""
# ruff: noqa: TID251  these tests live in real time

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from resonanz.connect.signing import new_secret, signed_headers, verified
from tests.acceptance.running import Api, Running, free_port, until

pytestmark = pytest.mark.slow

SECRET = new_secret(b"a secret that only two may know.")
PASSWORD = "a long enough password 1"


class Desk:
    """Be another system: keeps what it is told, and is down as long as it is told to be."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.is_down = False
        self.port = free_port()
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                desk.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(503 if desk.is_down else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def events(self) -> list[tuple[str, str]]:
        return [(json.loads(body)["type"], headers["webhook-id"]) for headers, body in list(self.told)]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


@pytest.fixture(scope="module")
def resonanz(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Iterator[Running]:
    home: Path = tmp_path_factory.mktemp("hooks") / "home"
    with Running(home, allow_private_hosts=f"127.0.0.1:{desk.port}") as running:
        yield running


@pytest.fixture(scope="module")
def chief(resonanz: Running) -> Api:
    api = resonanz.person("chief", administrator=True)
    api.route("Everything", api.department("customer_service"))
    return api


@pytest.fixture(scope="module")
def hook(resonanz: Running, chief: Api) -> str:
    """The address of a webhook source."""
    source = chief.post(
        "sources",
        {"name": "Forum", "connector": "webhook", "settings": {"channel": "forum"}, "secrets": {"secret": SECRET}},
    )
    with resonanz.pages("chief", PASSWORD) as pages:
        found = re.search(r'id="address">([^<]+)<', pages.get(f"/sources/{source['id']}/hook").text)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def secret(chief: Api, desk: Desk) -> str:
    """What the other system checks signatures with."""
    wanted = {
        "name": "Desk",
        "url": f"http://127.0.0.1:{desk.port}/hooks",
        "events": ["mention.heard", "case.opened", "case.changed"],
    }
    return str(chief.post("webhooks", wanted)["secret"])


def send(hook: str, number: int, text: str) -> httpx2.Response:
    now = datetime.now(UTC)
    body = json.dumps({"native_id": str(number), "text": text, "published_at": now.isoformat()}).encode()
    return httpx2.post(hook, content=body, headers=signed_headers([SECRET], f"m{number}", now, body), timeout=30)


def test_a_request_becomes_a_case_and_somebody_is_told(chief: Api, hook: str, secret: str, desk: Desk) -> None:
    assert send(hook, 1, "Wo bleibt mein Lastenrad?").json()["imported"] == 1

    until(lambda: {kind for kind, _ in desk.events()} >= {"mention.heard", "case.opened"}, 60, "the desk is told")

    told: dict[str, Any] = {json.loads(body)["type"]: json.loads(body)["data"] for _, body in desk.told}
    assert told["mention.heard"]["mention"]["text"] == "Wo bleibt mein Lastenrad?"
    assert told["case.opened"]["case"]["subject"] == "Wo bleibt mein Lastenrad?"
    for headers, body in desk.told:
        verified([secret], headers, body, now=datetime.now(UTC))


def test_what_a_dead_worker_and_a_dead_receiver_left_arrives(
    resonanz: Running, chief: Api, hook: str, secret: str, desk: Desk
) -> None:
    desk.is_down = True
    before = len(desk.told)
    send(hook, 2, "Darf der Akku im Winter draußen bleiben?")
    until(lambda: len(desk.told) > before, 60, "it is tried")
    resonanz.kill("worker")
    desk.is_down = False
    down = len(desk.told)

    def arrived() -> bool:
        texts = [body.decode() for _, body in desk.told[down:]]
        return any("mention.heard" in one and "Akku" in one for one in texts)

    until(arrived, 60, "the desk is told once it is up")
    number = chief.get("webhooks")[0]["id"]

    def settled() -> bool:
        return not chief.get(f"webhooks/{number}/deliveries", state="waiting")["items"]

    until(settled, 60, "nothing waits any more")
    by_id: dict[str, set[str]] = {}
    for headers, body in desk.told:
        by_id.setdefault(headers["webhook-id"], set()).add(json.loads(body)["type"])
    assert all(len(kinds) == 1 for kinds in by_id.values())
    assert chief.get(f"webhooks/{number}")["failing_since"] is None
