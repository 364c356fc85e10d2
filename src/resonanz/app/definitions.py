"""What queries name, as the company has it now; looked up again only when a rule has changed."""

from __future__ import annotations

import threading

from resonanz.core.ports import Rulebook
from resonanz.query.definitions import Definitions


def definitions_of(rulebook: Rulebook) -> Definitions:
    """Return what queries may name."""
    departments = {department.slug: int(department.id) for department in rulebook.departments()}
    return Definitions(rulebook.named_queries(), departments)


class CurrentDefinitions:
    """Give the definitions that hold now; safe to call from several threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._lock = threading.Lock()
        self._version = ""
        self._definitions = Definitions()

    def __call__(self) -> Definitions:
        """Return them; one look at the rules' version when nothing has changed."""
        version = self._rulebook.version()
        with self._lock:
            if version != self._version:
                self._definitions = definitions_of(self._rulebook)
                self._version = version
            return self._definitions
