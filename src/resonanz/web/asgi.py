"""What uvicorn serves: a small router for what is asynchronous or must answer without Django, and Django for the rest.

Three hundred open event streams would be three hundred threads inside Django; beside it they are three hundred tasks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from resonanz.app.wiring import house, set_up_django
from resonanz.core.errors import InputRejected, NotAllowed, NotFound
from resonanz.core.ids import CaseId
from resonanz.web.events import Fanout
from resonanz.web.rooms import Rooms

CHECK_AGAIN: Final = 60.0
"""Seconds after which a stream looks again whether its reader is still signed in."""


def make_application() -> ASGIApp:
    """Return the application of this process."""
    set_up_django()
    fanout = Fanout(lambda: house().archive, surges=_surges_stamp, notices=_notices_stamp)
    from resonanz.web.files import collect, serve  # noqa: PLC0415  needs Django set up
    from resonanz.web.threads import Pages  # noqa: PLC0415  needs Django set up

    noise = collect()

    rooms = Rooms(lambda: house().presence, _places, _now)

    async def events(request: Request) -> Response:
        if "case" in request.query_params:
            return await _room(request, rooms)
        return await _events(request, fanout)

    async def metrics(request: Request) -> Response:
        return await _metrics(request, fanout)

    async def files(request: Request) -> Response:
        return await serve(request, noise)

    routes = [
        Route("/static/{path:path}", files),
        Route("/events", events),
        Route("/metrics", metrics),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
    ]
    return Router(routes, redirect_slashes=False, default=cast("ASGIApp", Pages()))


def _surges_stamp() -> int:
    from resonanz.web import visitors  # noqa: PLC0415  needs Django set up

    return visitors.surges_stamp()


def _notices_stamp() -> int:
    from resonanz.web import visitors  # noqa: PLC0415  needs Django set up

    return visitors.notices_stamp()


async def _events(request: Request, fanout: Fanout) -> Response:
    from resonanz.web import visitors  # noqa: PLC0415  needs Django set up

    session = request.cookies.get(visitors.SESSION, "")
    try:
        meets = await asyncio.to_thread(visitors.listening, session, request.url.query)
    except NotAllowed:
        return PlainTextResponse("Sign in first.", 401)
    except InputRejected as trouble:
        return PlainTextResponse(str(trouble), 400)
    since = _seq(request.headers.get("last-event-id", ""))
    lines = _while_signed_in(fanout.listen(meets, since=since), session)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


def _now() -> datetime:
    return house().clock.now()


def _places(cases: Sequence[CaseId]) -> Mapping[CaseId, int]:
    from resonanz.web import visitors  # noqa: PLC0415  needs Django set up

    return visitors.places(cases)


async def _room(request: Request, rooms: Rooms) -> Response:
    from resonanz.web import visitors  # noqa: PLC0415  needs Django set up

    session = request.cookies.get(visitors.SESSION, "")
    try:
        case, person, name = await asyncio.to_thread(visitors.at_case, session, request.url.query)
    except NotAllowed:
        return PlainTextResponse("Sign in first.", 401)
    except (InputRejected, NotFound) as trouble:
        return PlainTextResponse(str(trouble), 400)
    lines = _while_signed_in(rooms.listen(case, person, name), session)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


def _seq(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def _while_signed_in(lines: AsyncIterator[bytes], session: str) -> AsyncIterator[bytes]:
    from resonanz.web import visitors  # noqa: PLC0415  needs Django set up

    loop = asyncio.get_running_loop()
    checked_at = loop.time()
    try:
        async for line in lines:
            if loop.time() - checked_at > CHECK_AGAIN:
                if not await asyncio.to_thread(visitors.is_signed_in, session):
                    return
                checked_at = loop.time()
            yield line
    finally:
        await lines.aclose()  # type: ignore[attr-defined]  # a generator: its end takes the listener off the list


async def _metrics(request: Request, fanout: Fanout) -> Response:
    from resonanz.web import metrics, visitors  # noqa: PLC0415  needs Django set up

    client = request.client.host if request.client else ""
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    token = request.headers.get("authorization", "")
    if not await asyncio.to_thread(visitors.may_measure, client if not forwarded else "", token):
        return PlainTextResponse("Ask from this machine, or with a token.", 403)
    text, kind = await asyncio.to_thread(metrics.exposition, fanout.listeners)
    return Response(text, media_type=kind)


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _readyz(_request: Request) -> Response:
    from resonanz.web import metrics  # noqa: PLC0415  needs Django set up

    trouble = await asyncio.to_thread(metrics.not_ready)
    return PlainTextResponse(trouble or "ready", 503 if trouble else 200)


application = make_application()
