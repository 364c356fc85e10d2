"""People: inviting, changing, shutting out. Nobody signs up, nobody is deleted: the record keeps its names."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from resonanz.core.errors import InputRejected
from resonanz.core.ids import UserId
from resonanz.core.policy import SYSTEM, Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import among, edit, found, record, text

LANGUAGES: Final = ("", "de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold what can be said about somebody."""

    username: str
    email: str = ""
    name: str = ""
    language: str = ""
    """de, en, or empty: as the browser asks."""
    time_zone: str = ""
    """IANA name, or empty: the installation's."""
    is_administrator: bool = False


def anybody(name: str) -> bool:
    """Tell whether there is an administrator, or somebody of this name; the example's people can do neither."""
    return models.User.objects.filter(Q(is_administrator=True) | Q(username=name)).exists()


def add_administrator(username: str, password: str) -> UserId:
    """Make an administrator on behalf of whoever operates the installation."""
    with edit():
        row = models.User(username=username, is_administrator=True)
        row.set_password(password)
        _save(row)
        record(SYSTEM, "person_create", f"user:{row.pk}", row.date_joined, username=username, administrator=True)
    return UserId(row.pk)


def create_person(actor: Actor, person: Person, at: datetime) -> tuple[UserId, str]:
    """Invite somebody; return the id and a first password, which is shown once and kept only as a hash."""
    require(actor, Action.MANAGE_PEOPLE)
    password = secrets.token_urlsafe(12)
    with edit():
        row = models.User(date_joined=at)
        row.set_password(password)
        _fill(row, person)
        record(actor, "person_create", f"user:{row.pk}", at, administrator=row.is_administrator)
    return UserId(row.pk), password


def update_person(actor: Actor, user: UserId, person: Person, at: datetime) -> None:
    """Change somebody; people may change themselves, except for their user name and what they may do."""
    itself = actor.id is not None and actor.id == user
    if not itself:
        require(actor, Action.MANAGE_PEOPLE)
    with edit():
        row = found(models.User, user, "person")
        if (person.username, person.is_administrator) != (row.username, row.is_administrator):
            require(actor, Action.MANAGE_PEOPLE)
        if row.is_administrator and not person.is_administrator:
            _keep_an_administrator(row)
        _fill(row, person)
        record(actor, "person_update", f"user:{row.pk}", at, administrator=row.is_administrator)


def switch_person(actor: Actor, user: UserId, at: datetime, *, on: bool) -> None:
    """Let somebody in again, or shut them out: sessions and tokens stop at once."""
    require(actor, Action.MANAGE_PEOPLE)
    with edit():
        row = found(models.User, user, "person")
        if not on and row.is_administrator:
            _keep_an_administrator(row)
        row.is_active = on
        row.save(update_fields=["is_active"])
        # Whoever is shut out answers nobody any more: somebody else is told of their cases.
        models.Case.objects.filter(owner=row, alive=1).update(escalate_at=at)
        record(actor, "person_on" if on else "person_off", f"user:{row.pk}", at)


def reset_password(actor: Actor, user: UserId, at: datetime) -> str:
    """Give somebody a new password, shown once; their sessions end."""
    require(actor, Action.MANAGE_PEOPLE)
    password = secrets.token_urlsafe(12)
    with edit():
        row = found(models.User, user, "person")
        row.set_password(password)
        row.save(update_fields=["password"])
        record(actor, "password_reset", f"user:{row.pk}", at)
    return password


def change_password(actor: Actor, user: UserId, password: str, at: datetime) -> None:
    """Set a password that was chosen; raise InputRejected when it is too weak."""
    if actor.id is None or actor.id != user:
        require(actor, Action.MANAGE_PEOPLE)
    with edit():
        row = found(models.User, user, "person")
        try:
            validate_password(password, row)
        except ValidationError as trouble:
            raise InputRejected(" ".join(trouble.messages), place="password") from trouble
        row.set_password(password)
        row.save(update_fields=["password"])
        record(actor, "password_change", f"user:{row.pk}", at)


def _keep_an_administrator(leaving: models.User) -> None:
    others = models.User.objects.filter(is_administrator=True, is_active=True).exclude(pk=leaving.pk)
    if not others.exists():
        raise InputRejected(
            "This is the only administrator who can sign in.",
            place="is_administrator",
            remedy="Make somebody else an administrator first.",
        )


def _fill(row: models.User, person: Person) -> None:
    row.username = models.User.normalize_username(text(person.username, place="username", longest=150))
    row.email = person.email.strip()
    row.display_name = " ".join(person.name.replace("\0", "").split())[:150]
    row.language = among(person.language, LANGUAGES, place="language")
    row.is_administrator = person.is_administrator
    if person.time_zone and person.time_zone not in available_timezones():
        raise InputRejected(
            f"{person.time_zone!r} is no time zone.", place="time_zone", remedy="Write for example Europe/Berlin."
        )
    row.time_zone = person.time_zone
    try:
        UnicodeUsernameValidator()(row.username)
        if row.email:
            validate_email(row.email)
    except ValidationError as trouble:
        raise InputRejected(" ".join(trouble.messages), place="username or email") from trouble
    _save(row)


def _save(row: models.User) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise InputRejected(
            "Somebody has this user name or e-mail address already.",
            place="username or email",
            remedy="Choose another one.",
        ) from None
