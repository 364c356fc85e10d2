"""Calling a colleague by name in a note: `@ada` tells Ada that the case needs her eye."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.ids import CaseId, UserId
from resonanz.core.policy import Actor
from resonanz.core.ports import Notice, Notices

_NAME: Final = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")
MOST: Final = 20
"""People whom one note calls at most."""


def called(text: str) -> tuple[str, ...]:
    """Return the user names that a note calls, each once, in lower case; an address of e-mail calls nobody."""
    return tuple(dict.fromkeys(found.casefold() for found in _NAME.findall(text)))[:MOST]


class Calling:
    """Tell people that a note names them."""

    def __init__(
        self, *, find: Callable[[Sequence[str]], Mapping[str, UserId]], notices: Notices, clock: Clock
    ) -> None:
        self._find = find
        self._notices = notices
        self._clock = clock

    def call(self, actor: Actor, case: CaseId, text: str) -> tuple[UserId, ...]:
        """Tell whoever is called by a note in a case; return them. A name that nobody has calls nobody."""
        names = called(text)
        people = tuple(sorted(set(self._find(names).values()) - {actor.id})) if names else ()
        if people:
            self._notices.tell(
                Notice(at=self._clock.now(), event="mention_colleague", subject=f"case:{case}", to=people, by=actor.id)
            )
        return people
