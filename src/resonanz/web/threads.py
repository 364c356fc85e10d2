"""How Django answers inside uvicorn: each request in one of a few threads, which keep their database connections.

Django's own way is a thread for each request. Each of those opens a connection to the database of its own, and a
hundred requests at once take turns on one processor until all of them are late; here those who come later wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, cast

from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections, connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

THREADS: Final = 16
"""Requests that are answered at once: so many that a few slow ones do not keep the others waiting."""

KEPT: Final = 600
"""Seconds that a connection is kept at most."""


class Pages(ASGIHandler):
    """Answer requests by synchronous code alone, from the first middleware to the view."""

    def __init__(self, threads: int = THREADS) -> None:
        """Load the middleware."""
        self.load_middleware()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in a thread, in a copy of the context: languages and time zones of two requests never meet."""
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._threads, copy_context().run, self._answer, request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]  # noqa: SLF001  as Django's own does
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()  # what is too old, or what the database has ended meanwhile
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _read(cast("Iterator[bytes]", response.streaming_content))
        close_old_connections()
        return response


def keep_connections() -> None:
    """Let threads keep their connections; said by the process that serves, where few threads answer everybody."""
    for alias in connections:
        connections.settings[alias].update(CONN_MAX_AGE=KEPT, CONN_HEALTH_CHECKS=True)


def _read(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what an answer reads while it is sent, in a thread of its own whose connections end with it."""
    try:
        yield from parts
    finally:
        connections.close_all()
