"""Who may come in: nobody signs up; people are invited by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

if TYPE_CHECKING:
    from resonanz.store.relational.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keep the door to new accounts shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Refuse every sign-up."""
        return False


def name_of(user: User) -> str:
    """Return the name that colleagues see."""
    return user.get_full_name()
