"""Files that never change under their name: bundles, icons, what Django's apps bring; compressed ones where they lie.

WhiteNoise knows files, headers and encodings; only its way through Django is not taken, because a file needs neither
session nor thread.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import BinaryIO, Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from whitenoise import WhiteNoise  # type: ignore[import-untyped]
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

_HASHED: Final = re.compile(r"/dist/[\w.]+-[A-Z0-9]{8}\.\w+$")
_CHUNK: Final = 64 * 1024


def _no_wsgi(*_: object) -> None:
    raise RuntimeError("only the files are used")


def collect() -> WhiteNoise:
    """Return all files by their address."""
    noise = WhiteNoise(
        _no_wsgi,
        max_age=3600,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(_HASHED.search(url)),
    )
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=["*.gz", "*.br"]):
            prefix = f"{storage.prefix}/" if getattr(storage, "prefix", None) else ""
            noise.add_file_to_dictionary(f"{settings.STATIC_URL}{prefix}{path}", storage.path(path))
    return noise


async def serve(request: Request, noise: WhiteNoise) -> Response:
    """Answer for one file."""
    found = noise.files.get(request.url.path)
    if not isinstance(found, StaticFile):
        return PlainTextResponse("There is no such file.", 404)
    environment = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in request.headers.items()
        if name in {"accept-encoding", "if-none-match", "if-modified-since", "range"}
    }
    answer = await asyncio.to_thread(found.get_response, request.method, environment)
    headers = dict(answer.headers) | {"X-Content-Type-Options": "nosniff"}
    if answer.file is None:
        return Response(status_code=int(answer.status), headers=headers)
    return StreamingResponse(_chunks(answer.file), status_code=int(answer.status), headers=headers)


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
    finally:
        file.close()
