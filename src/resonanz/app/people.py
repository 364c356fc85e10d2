"""Sign-ins and tokens for whoever operates the installation and sits at its command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resonanz.app.config import settings
from resonanz.app.prepare import prepare
from resonanz.core.clock import SystemClock
from resonanz.core.errors import NotFound
from resonanz.core.policy import SYSTEM

if TYPE_CHECKING:
    from resonanz.store.relational.models import User


def add_person(name: str, password: str, *, administrator: bool = False) -> None:
    """Make somebody who may sign in; raise InputRejected for a name that is taken or a password that is too weak."""
    _ready()
    from django.db import transaction

    from resonanz.store.relational.editing.people import Person, change_password, create_person

    now = SystemClock().now()
    with transaction.atomic():
        user, _ = create_person(SYSTEM, Person(username=name, is_administrator=administrator), now)
        change_password(SYSTEM, user, password, now)


def set_password(name: str, password: str) -> None:
    """Give somebody a new password; every session of theirs ends."""
    from resonanz.core.ids import UserId

    user = _named(name)
    from resonanz.store.relational.editing.people import change_password

    change_password(SYSTEM, UserId(user.pk), password, SystemClock().now())


def make_token(name: str, label: str) -> str:
    """Return a new token for the HTTP API with somebody's rights; it is shown only this once."""
    user = _named(name)
    from resonanz.store.relational.actors import actor_of
    from resonanz.store.relational.editing import tokens

    return tokens.make_token(actor_of(user), label, SystemClock().now())[1]


def _named(name: str) -> User:
    _ready()
    from resonanz.store.relational.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise NotFound(f"Nobody signs in as {name!r}.")
    return user


def _ready() -> None:
    prepare(settings(), first_administrator=False)
