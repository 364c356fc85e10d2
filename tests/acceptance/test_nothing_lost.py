"""Nothing lost, nothing twice: processes killed at random moments, and a disk that is full.

Moments are drawn from a seed, so that a failing round can be played again (RESONANZ_TEST_SEED).
"""
# ruff: noqa: TID251  real time, real processes, and moments drawn from a seed

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.acceptance.running import Running, environment, resonanz, until
from tests.making import NOON
from tests.often import ROUNDS

pytestmark = pytest.mark.slow

LOOK_EVERY = 10
"""Rounds between two looks at what is there; looking takes longer than dying."""
SEED = int(os.environ.get("RESONANZ_TEST_SEED", "1"))


def write_mentions(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            record = {
                "channel": "mastodon",
                "native_id": str(number),
                "text": f"Question {number}: where is parcel {number * 7919 % 100_003}?",
                "published_at": NOON.isoformat(),
            }
            out.write(json.dumps(record) + "\n")


def exported(home: Path) -> Counter[str]:
    """Return how often each mention is there."""
    said = resonanz(home, "export", "--format", "jsonl")
    assert said.returncode == 0, said.stderr
    return Counter(json.loads(line)["id"] for line in said.stdout.splitlines())


def test_an_import_that_is_killed_again_and_again_ends_with_every_mention_once(tmp_path: Path) -> None:
    drawn = random.Random(SEED)
    home, file, count = tmp_path / "home", tmp_path / "said.jsonl", 30_000
    write_mentions(file, count)
    resonanz(home, "people", "add", "chief", "--administrator", told="a long enough password 1\n" * 2)

    kills = 0
    for round_ in range(ROUNDS):
        command = [sys.executable, "-m", "resonanz", "import", str(file), "--source", "market"]
        running = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(0.8 + drawn.random() * 2.5)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            kills += 1
        running.wait()
        if round_ % LOOK_EVERY:
            continue
        seen = exported(home)
        assert set(seen.values()) <= {1}, "a mention is there twice"
        if len(seen) == count:
            break

    said = resonanz(home, "import", str(file), "--source", "market")

    assert said.returncode == 0, said.stderr
    assert exported(home) == Counter({f"mastodon:{number}": 1 for number in range(count)})
    assert kills > 0
    again = resonanz(home, "import", str(file), "--source", "market")
    assert again.stdout.startswith(f"imported 0, known already {count}, rejected 0")


class Teller(BaseHTTPRequestHandler):
    """Be a server with Mastodon's API that never stops telling: a public timeline and its stream."""

    protocol_version = "HTTP/1.1"
    statuses: ClassVar[list[dict[str, Any]]] = []
    lock: ClassVar[threading.Lock] = threading.Lock()
    posted: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/api/v1/streaming"):
            self._stream()
        elif path == "/api/v1/timelines/public":
            self._answer(self._page())
        else:
            self.send_error(404)

    def _page(self) -> list[dict[str, Any]]:
        query = dict(part.split("=", 1) for part in self.path.partition("?")[2].split("&") if "=" in part)
        with self.lock:
            known = list(self.statuses)
        for name, keep in (("min_id", lambda a, b: a > b), ("since_id", lambda a, b: a > b)):
            if name in query:
                known = [one for one in known if keep(int(one["id"]), int(query[name]))]
        if "max_id" in query:
            known = [one for one in known if int(one["id"]) < int(query["max_id"])]
        limit = int(query.get("limit", 20))
        page = known[:limit] if "min_id" in query else known[-limit:]
        return list(reversed(page))

    def _answer(self, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        at = len(self.statuses)
        try:
            while True:
                with self.lock:
                    fresh = self.statuses[at:]
                for status in fresh:
                    self.wfile.write(f"event: update\ndata: {json.dumps(status)}\n\n".encode())
                at += len(fresh)
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        return


def status(number: int, base: str) -> dict[str, Any]:
    """Return a status as Mastodon's API gives it."""
    moment = NOON.isoformat().replace("+00:00", "Z")
    return {
        "id": str(number),
        "uri": f"{base}/statuses/{number}",
        "url": f"{base}/@ada/{number}",
        "created_at": moment,
        "edited_at": None,
        "in_reply_to_id": None,
        "visibility": "public",
        "content": f"<p>Where is parcel {number}?</p>",
        "language": "en",
        "account": {"id": "1", "username": "ada", "acct": "ada", "display_name": "Ada", "url": f"{base}/@ada"},
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "favourites_count": 0,
        "reblogs_count": 0,
        "replies_count": 0,
        "reblog": None,
        "spoiler_text": "",
    }


@pytest.fixture
def teller() -> Iterator[str]:
    """Return the address of a server that tells."""
    Teller.statuses.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Teller)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_stream_whose_listener_is_killed_again_and_again_loses_nothing(tmp_path: Path, teller: str) -> None:
    drawn = random.Random(SEED)
    home, count = tmp_path / "home", 0
    with Running(home, allow_private_hosts=teller.removeprefix("http://")) as running:
        chief = running.person("chief", administrator=True)
        chief.post(
            "sources",
            {
                "name": "town square",
                "connector": "mastodon",
                "settings": {"base_url": teller, "timeline": "public"},
                "interval": 10,
                "streams": True,
            },
        )
        # What was said before somebody listened is history: from here on nothing may be missing.
        Teller.statuses.append(status(1, teller))
        count = 1
        until(lambda: chief.mentions(q="parcel"), 60, "it listens")
        for round_ in range(ROUNDS):
            for _ in range(drawn.randint(1, 40)):
                with Teller.lock:
                    Teller.statuses.append(status(count + 1, teller))
                count += 1
                time.sleep(drawn.random() * 0.02)
            victim = ("worker", "worker", "engine")[round_ % 3]
            if victim in running.children():
                running.kill(victim)
            time.sleep(drawn.random() * 0.5)

        def all_there() -> bool:
            said = running.verb("export", "--format", "jsonl")
            return said.returncode == 0 and len(said.stdout.splitlines()) >= count

        until(all_there, 120, f"all {count} statuses are archived")
    seen = exported(home)
    assert set(seen.values()) == {1}
    assert len(seen) == count


def test_a_full_disk_acknowledges_nothing_that_it_does_not_keep(tmp_path: Path) -> None:
    home, file, count = tmp_path / "home", tmp_path / "said.jsonl", 60_000
    write_mentions(file, count)
    resonanz(home, "people", "add", "chief", "--administrator", told="a long enough password 1\n" * 2)
    # A limit on the size of files stands for a disk that is full: the same refusal, without needing a disk.
    limited = [sys.executable, "-c", LIMITED, str(file)]
    run = subprocess.run(limited, env=environment(home), capture_output=True, text=True, check=False, timeout=300)

    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    assert set(exported(home).values()) <= {1}

    said = resonanz(home, "import", str(file), "--source", "market")

    assert said.returncode == 0, said.stderr
    assert exported(home) == Counter({f"mastodon:{number}": 1 for number in range(count)})


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3 * 1024 * 1024,) * 2)
sys.argv = ["resonanz", "import", sys.argv[1], "--source", "market"]
from resonanz.cli.main import main
main()
"""
