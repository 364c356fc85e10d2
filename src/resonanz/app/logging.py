"""How log lines are written: events with values, for people on a terminal, as JSON everywhere else.

Secrets never reach a line: values under telling names are blanked, whoever wrote them.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Final, cast

import structlog

from resonanz.connect.contract import Log

_TELLING: Final = ("secret", "password", "token", "authorization", "cookie", "credential")


def _blanked(_: object, __: str, event: MutableMapping[str, object]) -> Mapping[str, object]:
    for name in event:
        if any(word in name.lower() for word in _TELLING):
            event[name] = "…"
    return event


def set_up(*, level: str = "info", form: str = "auto") -> None:
    """Send all log lines, ours and the libraries', to standard error."""
    people = form == "console" or (form == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        cast("structlog.typing.Processor", _blanked),
    ]
    if not people:
        shared.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("httpx2", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def log(name: str) -> Log:
    """Return a logger for one part of the house."""
    return cast("Log", structlog.stdlib.get_logger(name))
