"""Who asks: the person a token belongs to, with that person's rights and no more."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from resonanz.app.wiring import house
from resonanz.core.errors import NotAllowed
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational.editing.tokens import holder_of


class TokenAuth(HttpBearer):
    """Read `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002  the library's signature
        """Return the token's holder, None when the token is not valid."""
        try:
            return holder_of(token, house().clock.now())
        except NotAllowed:
            return None


def actor(request: HttpRequest, action: Action = Action.READ) -> Actor:
    """Return who asks; raise NotAllowed unless they may do `action` somewhere."""
    known = getattr(request, "auth", None)
    if not isinstance(known, Actor):
        raise NotAllowed("Send a token.")
    require(known, action)
    return known
