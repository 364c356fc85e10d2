"""Notices as lines of the log; pages show what lasts by themselves. Ways that reach people elsewhere come in here."""

from __future__ import annotations

from resonanz.app.logging import log
from resonanz.core.ports import Notice


class LoggedNotices:
    """Write each notice to the log."""

    def tell(self, notice: Notice) -> None:
        """Tell it once."""
        log("notices").info("notice", event_name=notice.event, subject=notice.subject, urgent=notice.urgent)
