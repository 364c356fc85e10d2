"""How quickly the inbox answers fifty people at work on 100,000 cases; the second part of `benchmarks/desk.py`.

    python benchmarks/desk_inbox.py [--seconds 60]
    python scripts/with-postgresql.py python benchmarks/desk_inbox.py

A server process as it is run, on a database of its own (SQLite, or PostgreSQL where RESONANZ_TEST_POSTGRES names one);
fifty sessions, each looking at views, narrowing them down, paging and doing things to cases. Each begins one thing
every five seconds on average, after pauses that are drawn from an exponential distribution: quicker than anybody reads,
and several often meet. What is measured is the time from request to last byte of an inbox page, each over a connection
of its own; after an action it is what the browser renews. People and server share the machine's cores, so the server's
processor time a page is told too, with all that the actions took. Named baseline of the same run: *OFFSET without an
index* - the same page of the list, read by counting rows from the start of an unindexed sort, as lists usually are.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resonanz.store.relational.models import Case, Department, User

CASES = 100_000
OPEN = 10_000
PEOPLE = 50
ROOMS = 6
PAUSE = 5.0
"""Seconds from the beginning of one thing that a person does to that of the next, on average."""
DEPTH = 3_000
"""Cases before the page that the baseline is compared on."""
REPEATED = 15
ENOUGH_MS = 150.0
VIEWS = ("waiting", "mine", "unowned", "today", "overdue", "approval", "author", "snoozed", "alive", "closed")
NARROWED = ("&priority=high", "&kind=problem", "&due=overdue", "&q=lampe", "&order=changed", "&order=due", "")
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Print how long pages take and the ratio; end with status 1 where p95 is over what is promised."""
    given = argparse.ArgumentParser()
    given.add_argument("--seconds", type=float, default=60.0)
    seconds = given.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="resonanz-desk-") as home:
        _set_up(home)
        people = _fill()
        print(f"{_database()}: {CASES:,} cases, {OPEN:,} of them open, {PEOPLE} people for {seconds:g} s")
        print(f"each begins one thing every {PAUSE:g} s on average")
        ours, theirs = _compare()
        p95 = _work(people, seconds)
    print(f"page {DEPTH:,} cases down    {ours:>8.2f} ms")
    print(f"OFFSET without an index  {theirs:>8.2f} ms")
    print(f"ratio                    {theirs / ours:>8.0f} times")
    if p95 > ENOUGH_MS:
        raise SystemExit(1)


def _set_up(home: str) -> None:
    os.environ["RESONANZ_HOME"] = home
    os.environ["RESONANZ_DATABASE_URL"] = os.environ.get("RESONANZ_TEST_POSTGRES", "")
    os.environ["DJANGO_SETTINGS_MODULE"] = "resonanz.web.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _database() -> str:
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


# --- a company with many cases ---------------------------------------------------------------------------------------


def _fill() -> list[str]:
    """Make departments, people and cases; return a session key for each person."""
    from django.db import connection

    from resonanz.store.relational import models

    rooms = [models.Department.objects.create(slug=f"room{n}", name=f"Department {n}") for n in range(ROOMS)]
    users = [models.User.objects.create(username=f"person{n}", display_name=f"Person {n}") for n in range(PEOPLE)]
    models.Membership.objects.bulk_create(
        models.Membership(user=user, department=rooms[n % ROOMS], role=2) for n, user in enumerate(users)
    )
    draw, now = random.Random(7), datetime.now(UTC)
    for start in range(0, CASES, 2_000):
        models.Case.objects.bulk_create(
            _case(n, rooms, users, now, draw) for n in range(start, min(start + 2_000, CASES))
        )
    with connection.cursor() as cursor:
        # PostgreSQL does this by itself, within a minute; a database at work is not one that was filled just now.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return [_session(user) for user in users]


def _case(n: int, rooms: Sequence[Department], users: Sequence[User], now: datetime, draw: random.Random) -> Case:
    from resonanz.store.relational import models
    from resonanz.store.relational.models.work import NEVER_DUE

    is_open = n % (CASES // OPEN) == 0
    opened = now - timedelta(minutes=draw.randrange(60 * 24 * (30 if is_open else 700)))
    subject = f"Nummer {n} über die {draw.choice(('Lampe', 'Rechnung', 'Lieferung', 'App'))}, seit Tagen ohne Antwort"
    state = draw.choice(("new", "new", "open", "open", "answered", "reacted")) if is_open else "closed"
    return models.Case(
        department=rooms[draw.randrange(ROOMS)],
        owner=draw.choice(users) if state != "new" else None,
        state=state,
        alive=int(is_open),
        priority=draw.choice((0, 1, 2, 2, 2, 3)),
        subject=subject,
        author=f"Person {n}",
        folded=f"{subject}\nPerson {n}".casefold(),
        subject_of=f"mastodon:{n}",
        channel=draw.choice(("mastodon", "bluesky", "email")),
        thread=f"mastodon:{n}",
        kind=draw.choice(("question", "problem", "request", "criticism")),
        sentiment="neutral",
        lang="de",
        opened_at=opened,
        changed_at=opened,
        due_at=opened + timedelta(hours=draw.randrange(1, 900)) if is_open and state != "answered" else NEVER_DUE,
        due_kind="first_answer" if is_open else "",
        due_state=draw.choice(("running", "running", "breached")) if is_open and state != "answered" else "",
        stale=0,
    )


def _session(user: User) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


# --- the same page, read in two ways ---------------------------------------------------------------------------------


def _compare() -> tuple[float, float]:
    """Return the milliseconds of a page far down, by our cursor and by OFFSET without an index."""
    from resonanz.store.relational import models
    from resonanz.store.relational.selectors.cases import Order, inbox
    from resonanz.store.relational.views import CaseFilter

    after = None
    for _ in range(DEPTH // 200):
        after = inbox(CaseFilter(), order=Order.URGENT, after=after, limit=200).next
    row = models.Case._meta.db_table
    shown = (
        f"SELECT * FROM {row} {_unindexed()} WHERE alive = 1 ORDER BY priority, opened_at, id LIMIT 51 OFFSET {DEPTH}"
    )
    ours = _median(lambda: inbox(CaseFilter(), order=Order.URGENT, after=after))
    return ours, _median(lambda: _read(shown))


def _unindexed() -> str:
    return "NOT INDEXED" if _database() == "SQLite" else ""


def _read(statement: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("indexscan", "bitmapscan", "indexonlyscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(statement)
        cursor.fetchall()


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATED):
        before = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times)


# --- fifty people ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Times:
    """Gather milliseconds by what was done."""

    taken: list[tuple[str, float]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def report(self) -> float:
        """Print the times; return p95 of every inbox page."""
        for what in sorted({name for name, _ in self.taken}):
            print(_line(what, [ms for name, ms in self.taken if name == what]))
        everything = [ms for _, ms in self.taken]
        print(_line("inbox pages", everything))
        return _percentile(everything, 95)


def _line(what: str, times: Sequence[float]) -> str:
    p50, p95, most = _percentile(times, 50), _percentile(times, 95), max(times)
    return f"{what:<24} n={len(times):<6} p50 {p50:>7.1f} ms   p95 {p95:>7.1f} ms   most {most:>7.1f} ms"


def _percentile(times: Sequence[float], share: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


class Person:
    """Work in an inbox over one connection."""

    def __init__(self, number: int, port: int, session: str, times: Times) -> None:
        self._draw = random.Random(number)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = secrets.token_hex(16)
        self._cookies = {"Cookie": f"resonanz_session={session}; resonanz_csrf={self._token}"}
        self._times = times
        self._page = "/inbox"
        self._seen: list[str] = []
        self._next = ""

    def work(self, until: float) -> None:
        """Do one thing after the other until a moment."""
        time.sleep(self._draw.uniform(0, PAUSE))
        while time.monotonic() < until:
            begun = time.monotonic()
            what = self._draw.choices(("view", "narrowed", "paged", "acted"), (45, 20, 15, 20))[0]
            try:
                getattr(self, f"_{what}")()
            except (OSError, http.client.HTTPException) as trouble:
                self._times.failed.append(f"{what}: {trouble!r}")
                self._connection.close()
            self._connection.close()  # the server ends idle ones; opening anew belongs to what is measured
            time.sleep(max(0.0, begun + self._draw.expovariate(1 / PAUSE) - time.monotonic()))

    def _view(self) -> None:
        self._look("view", f"/inbox?view={self._draw.choice(VIEWS)}")

    def _narrowed(self) -> None:
        self._look("narrowed down", f"/inbox?view={self._draw.choice(VIEWS)}{self._draw.choice(NARROWED)}")

    def _paged(self) -> None:
        self._look("next page", self._next or "/inbox")

    def _acted(self) -> None:
        if not self._seen:
            self._view()
            return
        case = self._draw.choice(self._seen)
        doing = self._draw.choice(("take", "prioritise", "close", "reopen"))
        body = f"only={case}&priority={self._draw.choice(('low', 'high'))}&csrfmiddlewaretoken={self._token}"
        sent = {**self._cookies, **HEADERS, "Referer": f"http://127.0.0.1:{self._connection.port}{self._page}"}
        self._connection.request("POST", f"/sweeps/{doing}", body, sent)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status not in {302, 303}:
            self._times.failed.append(f"{doing}: {answer.status}")
        self._look("after an action", self._page, {"X-Renews": "inbox"})

    def _look(self, what: str, page: str, asked: Mapping[str, str] = MappingProxyType({})) -> None:
        before = time.perf_counter()
        self._connection.request("GET", page, headers={**self._cookies, **asked})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            self._times.failed.append(f"{page}: {answer.status}")
            return
        self._times.taken.append((what, 1000 * (time.perf_counter() - before)))
        self._page = page
        self._seen = re.findall(r'<tr data-row tabindex="-1" data-id="(\d+)"', text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        self._next = found[1].replace("&amp;", "&") if found else ""


def _work(sessions: Sequence[str], seconds: float) -> float:
    """Serve, let everybody work; return p95 of every inbox page in milliseconds."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    known = {**os.environ, "RESONANZ_PORT": str(port), "RESONANZ_LOG_LEVEL": "error"}
    server = subprocess.Popen([sys.executable, "-m", "resonanz.web.serve"], env=known, stdin=subprocess.PIPE)
    try:
        _wait_for(port, sessions[0])
        times, spent = Times(), _processor(server.pid)
        until = time.monotonic() + seconds
        everybody = [
            threading.Thread(target=Person(number, port, session, times).work, args=(until,))
            for number, session in enumerate(sessions)
        ]
        for one in everybody:
            one.start()
        for one in everybody:
            one.join()
        each = 1000 * (_processor(server.pid) - spent) / max(1, len(times.taken))
        print(f"server's processor time  {each:>8.1f} ms a page")
    finally:
        server.terminate()
        server.wait(30)
    if times.failed:
        raise SystemExit(f"{len(times.failed)} requests failed, the first: {times.failed[0]}")
    return times.report()


def _processor(pid: int) -> float:
    """Return the seconds that a process has spent on a processor; 0 where nobody tells."""
    try:
        spent = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def _wait_for(port: int, session: str) -> None:
    """Return when a page has been served; the first ones load what every process loads once."""
    given_up = time.monotonic() + 60
    for page in ("/inbox", "/inbox?view=mine", "/inbox?view=closed"):
        while True:
            try:
                first = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                first.request("GET", page, headers={"Cookie": f"resonanz_session={session}"})
                answer = first.getresponse()
                answer.read()
                break
            except OSError:
                if time.monotonic() > given_up:
                    raise
                time.sleep(0.2)
        if answer.status != 200:
            raise SystemExit(f"The server answers with {answer.status}.")


if __name__ == "__main__":
    main()
