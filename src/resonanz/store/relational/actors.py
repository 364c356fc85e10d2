"""Who acts, for core.policy: a signed-in person, or the holder of a token."""

from __future__ import annotations

from typing import Any

from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import Actor, Role
from resonanz.store.relational import models

NOBODY = Actor(id=None, name="", is_administrator=False)
"""Somebody who is not signed in."""


def actor_of(user: Any) -> Actor:  # noqa: ANN401  Django hands out its own AnonymousUser too
    """Return who a request's user is; somebody unknown or inactive may do nothing. One query."""
    if not isinstance(user, models.User) or not user.is_active:
        return NOBODY
    held = models.Membership.objects.filter(user=user).values_list("department_id", "role")
    return Actor(
        id=UserId(user.pk),
        name=user.get_full_name(),
        is_administrator=user.is_administrator,
        roles={DepartmentId(department): Role(role) for department, role in held},
    )


def actor_numbered(number: UserId) -> Actor:
    """Return somebody as they may act now, for work that they asked for earlier; two queries."""
    return actor_of(models.User.objects.filter(pk=number).first())
