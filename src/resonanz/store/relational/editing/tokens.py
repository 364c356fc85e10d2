"""Tokens that programs sign in with, in a person's name and with no more than that person's roles.

A token has 256 random bits, so a plain hash of it cannot be turned back and is quick to look up.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from resonanz.core.errors import NotAllowed
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing.recording import edit, found, record, text
from resonanz.store.relational.reach import reachable

MARK: Final = "rsz_"
"""Begins every token, so that scanners for leaked secrets can find it."""
SHOWN: Final = 10
NOTED_EVERY: Final = timedelta(minutes=1)
"""How exact the moment of last use is: not every request is worth a write."""


def make_token(actor: Actor, name: str, at: datetime) -> tuple[int, str]:
    """Make a token for oneself; return its id and the token, which is shown once."""
    require(actor, Action.READ)
    if actor.id is None:
        raise NotAllowed("A token belongs to a person.")
    token = MARK + secrets.token_urlsafe(32)
    with edit():
        row = models.ApiToken.objects.create(
            user_id=actor.id,
            name=text(name, place="name", longest=100),
            prefix=token[:SHOWN],
            digest=_digest(token),
            made_at=at,
        )
        record(actor, "token_make", f"token:{row.pk}", at, name=row.name)
    return row.pk, token


def revoke_token(actor: Actor, token: int, at: datetime) -> None:
    """Make a token useless: one's own, or as an administrator anybody's."""
    with edit():
        row = found(models.ApiToken, token, "token")
        if actor.id is None or row.user_id != actor.id:
            require(actor, Action.MANAGE_PEOPLE)
        row.revoked_at = row.revoked_at or at
        row.save(update_fields=["revoked_at"])
        record(actor, "token_revoke", f"token:{row.pk}", at, name=row.name)


@reachable()
def holder_of(token: str, at: datetime) -> Actor:
    """Return who a program acts for; raise NotAllowed for a token that is unknown, revoked or of somebody shut out."""
    row = models.ApiToken.objects.select_related("user").filter(digest=_digest(token), revoked_at=None).first()
    if row is None or not row.user.is_active:
        raise NotAllowed("This token is not valid.")
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - NOTED_EVERY)
    if row.last_used_at is None or row.last_used_at < at - NOTED_EVERY:
        models.ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=at)
    return actor_of(row.user)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
