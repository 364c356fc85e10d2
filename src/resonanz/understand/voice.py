"""Whose voice it is: the company's own accounts are heard, but are no voice of the market."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from typing import TypeAlias

from resonanz.core.mention import Author, Mention

Accounts: TypeAlias = Set[tuple[str, str]]
"""(channel, lower-case handle or id without a leading @); channel `*` means any."""
OwnAccounts: TypeAlias = Accounts | Callable[[], Accounts]
"""The accounts themselves, or what returns them anew for each batch."""


def with_own_marked(mention: Mention, accounts: Accounts) -> Mention:
    """Return the mention, its author marked as our own when one of our accounts wrote it."""
    if mention.author.is_own or not is_own(mention.channel, mention.author, accounts):
        return mention
    return replace(mention, author=replace(mention.author, is_own=True))


def is_own(channel: str, author: Author, accounts: Accounts) -> bool:
    """Tell whether one of `accounts` is this author, by handle or by id."""
    names = [name.removeprefix("@").lower() for name in (author.handle, author.id) if name]
    return any((where, name) in accounts for name in names for where in (channel, "*"))
