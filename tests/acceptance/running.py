"""A real Resonanz in processes of its own, asked only through its command line, pages and API."""
# ruff: noqa: TID251  these tests live in real time and start processes with an environment

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2

Found = TypeVar("Found")

READY = 180.0
"""Seconds; a first start makes the tables, which takes a minute where others use the processors too."""
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PASSWORD = re.compile(r"Sign in as (\S+) with the password (\S+)")


def until(look: Callable[[], Found | None], seconds: float, what: str) -> Found:
    """Return the first true thing that `look` finds; fail with `what` when it never comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"it never came true within {seconds} s that {what}")


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(home: Path, **settings: object) -> dict[str, str]:
    """Return the environment of an installation of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RESONANZ_") and name != "DJANGO_SETTINGS_MODULE"
    }
    named = {f"RESONANZ_{name.upper()}": str(value) for name, value in settings.items()}
    return {**kept, "RESONANZ_HOME": str(home), "RESONANZ_LOG_FORMAT": "json", **named}


def resonanz(home: Path, *args: str, told: str = "", **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a verb of the command line and return what it said; its exit status is the caller's to judge."""
    command = [sys.executable, "-m", "resonanz", *args]
    env = environment(home, **settings)
    return subprocess.run(command, env=env, input=told, capture_output=True, text=True, timeout=300, check=False)


def form_token(page: httpx2.Response) -> str:
    """Return what a form of a page must carry."""
    found = FORM_TOKEN.search(page.text)
    assert found, page.text[:500]
    return found[1]


class Running:
    """Run `resonanz run` while this is entered."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.home = home
        self.port = free_port()
        self._settings = {"port": self.port, "language": "en", **settings}
        self._apis: list[Api] = []

    @property
    def base(self) -> str:
        """Return the address of the pages."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Running:
        self.home.mkdir(parents=True, exist_ok=True)
        self._out = (self.home.parent / f"{self.home.name}.out").open("w+", encoding="utf-8")
        self._log = (self.home.parent / f"{self.home.name}.log").open("a+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "resonanz", "run"],
            env=environment(self.home, **self._settings),
            stdout=self._out,
            stderr=self._log,
            start_new_session=True,
        )
        try:
            until(self._is_ready, READY, f"Resonanz is ready; its log is {self._log.name}")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for api in self._apis:
            api.close()
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._out.close()
        self._log.close()

    def children(self) -> dict[str, int]:
        """Return the process numbers of engine, worker and web."""
        found = {}
        for child in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = child.read_text().rpartition(")")[2].split()
                line = (child.parent / "cmdline").read_text().split("\0")
            except OSError:
                continue
            if int(fields[1]) == self.process.pid and "-m" in line:
                found[line[line.index("-m") + 1].rpartition(".")[2]] = int(child.parent.name)
        return found

    def kill(self, name: str) -> None:
        """Kill one of the processes as a power cut would."""
        number = until(lambda: self.children().get(name), READY, f"the {name} is there")
        os.kill(number, signal.SIGKILL)
        until(lambda: self.children().get(name) != number, READY, f"the {name} is gone")

    def log(self) -> str:
        """Return everything that was logged."""
        return Path(self._log.name).read_text(encoding="utf-8")

    def first_sign_in(self) -> tuple[str, str]:
        """Return the name and the password that were said at the first start."""
        found = PASSWORD.search(Path(self._out.name).read_text(encoding="utf-8"))
        assert found, "the first password was not said"
        return found[1], found[2]

    def verb(self, *args: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """Run a verb of the command line beside the running server."""
        return resonanz(self.home, *args, told=told, **self._settings)

    def person(self, name: str, *, administrator: bool = False) -> Api:
        """Make somebody and return an API client with a token of theirs."""
        password = "a long enough password 1"
        flags = ["--administrator"] if administrator else []
        made = self.verb("people", "add", name, *flags, told=f"{password}\n{password}\n")
        assert made.returncode == 0, made.stderr
        api = Api(self.base, self.token(name))
        self._apis.append(api)
        return api

    def token(self, name: str) -> str:
        """Return a new token of somebody."""
        made = self.verb("people", "token", name)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip().splitlines()[-1]

    @contextmanager
    def pages(self, name: str, password: str) -> Iterator[httpx2.Client]:
        """Give a client that is signed in to the pages."""
        with httpx2.Client(base_url=self.base, timeout=30, follow_redirects=True, trust_env=False) as client:
            token = form_token(client.get("/accounts/login/"))
            form = {"login": name, "password": password, "csrfmiddlewaretoken": token}
            answer = client.post("/accounts/login/", data=form, headers={"Referer": self.base})
            assert answer.status_code == 200, answer.text[:500]
            yield client

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, f"it ended; its log is {self._log.name}"
        return "Resonanz is ready" in Path(self._out.name).read_text(encoding="utf-8")


class Api:
    """Ask the HTTP API as somebody."""

    def __init__(self, base: str, token: str) -> None:
        self._client = httpx2.Client(
            base_url=f"{base}/api/v1/", headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        )

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def get(self, path: str, **params: Any) -> Any:
        """Return what is there."""
        return self._told(self._client.get(path, params=params))

    def status(self, path: str) -> int:
        """Return the status of a look."""
        return int(self._client.get(path).status_code)

    def post(self, path: str, body: object = None) -> Any:
        """Do something."""
        return self._told(self._client.post(path, json=body))

    def put(self, path: str, body: object) -> Any:
        """Change something."""
        return self._told(self._client.put(path, json=body))

    def mentions(self, **params: Any) -> list[dict[str, Any]]:
        """Return the mentions under a filter, one page."""
        return list(self.get("mentions", **params)["items"])

    def cases(self, **params: Any) -> list[dict[str, Any]]:
        """Return the cases under a filter, one page."""
        return list(self.get("cases", **params)["items"])

    def department(self, slug: str, *, four_eyes: bool = False) -> int:
        """Make a department and return its id."""
        body = {"name": slug.replace("_", " ").capitalize(), "slug": slug, "four_eyes": four_eyes}
        return int(self.post("departments", body)["id"])

    def route(self, name: str, department: int, **conditions: object) -> int:
        """Make a routing rule and return its id."""
        return int(self.post("routes", {"name": name, "department": department, **conditions})["id"])

    @staticmethod
    def _told(answer: httpx2.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def actions(events: Iterable[dict[str, Any]]) -> list[str]:
    """Return what happened in a case, oldest first."""
    return [event["action"] for event in events]
