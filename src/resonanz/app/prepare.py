"""Bringing an installation up to date before it runs: tables, the first administrator, and who may sign in."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from resonanz.app.config import Settings, settings
from resonanz.app.house import House
from resonanz.app.wiring import house, set_up_django

FIRST_NAME = "admin"
LOCK = "prepare.lock"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Hold the first sign-in; the password is said once and stored only as a hash."""

    name: str
    password: str


def prepare(chosen: Settings, *, first_administrator: bool = True) -> FirstAdministrator | None:
    """Make or update the tables; return the first administrator when one was wanted and had to be made."""
    chosen.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    set_up_django()
    from django.core.management import call_command

    from resonanz.store.relational.reach import reachable

    with _alone(chosen.home), reachable():
        call_command("migrate", interactive=False, verbosity=0)
        return _first_administrator() if first_administrator else None


def open_house() -> House:
    """Return the house of this process over tables that are up to date; a running server has seen to that already."""
    from resonanz.store.archive import is_served

    chosen = settings()
    if not is_served(chosen.home):
        prepare(chosen, first_administrator=False)
    return house()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    # Two commands that begin together on a fresh home would both make the tables.
    with (home / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _first_administrator() -> FirstAdministrator | None:
    from resonanz.store.relational.editing.people import add_administrator, anybody

    if anybody(FIRST_NAME):
        return None
    password = secrets.token_urlsafe(12)
    add_administrator(FIRST_NAME, password)
    return FirstAdministrator(FIRST_NAME, password)
