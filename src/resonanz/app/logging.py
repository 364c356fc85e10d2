"""How log lines are written: events with values, for people on a terminal, as JSON everywhere else.

Secrets never reach a line: values under telling names are blanked, whoever wrote them. Nor does a stranger's text
steer the terminal it is shown on.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Final, cast

import structlog

from resonanz.connect.contract import Log

_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STEERING_OR_LINE: Final = re.compile(f"{_STEERING.pattern}|[\t\n\u2028\u2029]")
_TELLING: Final = ("secret", "password", "token", "authorization", "cookie", "credential")


def _blanked(_: object, __: str, event: MutableMapping[str, object]) -> Mapping[str, object]:
    for name in event:
        if any(word in name.lower() for word in _TELLING):
            event[name] = "…"
    return event


def _printable(_: object, __: str, event: MutableMapping[str, object]) -> Mapping[str, object]:
    """Escape what would steer a terminal or begin a line of its own; only tracebacks have lines."""
    for name, value in event.items():
        if isinstance(value, str):
            unwanted = _STEERING if name == "exception" else _STEERING_OR_LINE
            event[name] = unwanted.sub(lambda found: ascii(found[0])[1:-1], value)
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
        # Plain, for people too: the renderer's own tracebacks show the values of variables, credentials among them.
        structlog.processors.format_exc_info,
        cast("structlog.typing.Processor", _printable),
    ]
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
