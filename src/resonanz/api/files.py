"""Answers that are files: streamed where they are long, never kept by anybody on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse


def streamed(request: HttpRequest, pieces: Iterator[bytes], name: str, kind: str) -> HttpResponseBase:
    """Return a file that is sent while it is made; under ASGI Django would collect a plain iterator first."""
    found = _aside(pieces) if isinstance(request, ASGIRequest) else pieces
    return _named(StreamingHttpResponse(found, content_type=kind), name)


def whole(content: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file that is made already."""
    answer = HttpResponse(content, content_type=kind)
    _named(answer, name)
    return answer


async def _aside(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
