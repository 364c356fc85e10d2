"""Notices told to people and written into the log."""

from __future__ import annotations

from resonanz.app.logging import log
from resonanz.core.ports import Notice, Notices


class LoggedNotices:
    """Write each notice to the log, then tell it."""

    def __init__(self, people: Notices) -> None:
        self._people = people

    def tell(self, notice: Notice) -> None:
        """Tell it."""
        log("notices").info("notice", event_name=notice.event, subject=notice.subject, urgent=notice.urgent)
        self._people.tell(notice)
