"""Bringing an installation up to date before it runs: tables, the first administrator, and who may sign in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from resonanz.app.config import Settings
from resonanz.app.wiring import set_up_django

FIRST_NAME = "admin"


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

    call_command("migrate", interactive=False, verbosity=0)
    return _first_administrator() if first_administrator else None


def _first_administrator() -> FirstAdministrator | None:
    from resonanz.store.relational.editing.people import add_administrator, anybody

    if anybody():
        return None
    password = secrets.token_urlsafe(12)
    add_administrator(FIRST_NAME, password)
    return FirstAdministrator(FIRST_NAME, password)
