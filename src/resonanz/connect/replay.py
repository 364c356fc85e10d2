"""Recorded exchanges instead of the network: the real client over a server that only remembers.

Status codes, redirects, caps and retries are those of `HttpClient`, so a test through a recording shows what the
source would show. A request that nobody recorded is a defect of the connector or of the recording, never an answer.

The form of a recording (JSON)::

    {"exchanges": [{"request": {"url": "https://...", "method": "GET"},
                    "response": {"status": 200, "headers": {}, "json": ... | "text": "..." | "file": "feed.xml"}}],
     "ignore_params": ["limit"], "otherwise": {"json": []},
     "streams": {"wss://...": ["message", null]}}

An exchange asked for repeatedly gives its answers in order, the last one again and again; `ignore_params` are left
out when addresses are compared; `otherwise` answers what no exchange does; null in a stream is silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from resonanz.connect.answers import HttpAnswer
from resonanz.connect.contract import Json, TryLater
from resonanz.connect.http import HttpClient, Limits
from resonanz.core.clock import Clock


class NotRecordedError(LookupError):
    """Say that a connector asked for something the recording does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Hold a request as a server sees it."""

    method: str
    url: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""

    @property
    def path(self) -> str:
        """Return the address's path."""
        return urlsplit(self.url).path

    @property
    def params(self) -> dict[str, str]:
        """Return the address's query, the last of each name."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Hold what a server answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def of_json(cls, value: Json, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Given:
        """Return an answer whose body is JSON."""
        said = {"content-type": "application/json", **(headers or {})}
        return cls(status=status, headers=said, body=json.dumps(value).encode())


class Server(Protocol):
    """Answer requests in place of the network: a recording, or a few lines that imitate a service."""

    def answer(self, asked: Asked) -> Given:
        """Return the answer; raise what the transport would raise."""
        ...

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        """Return what a stream at `url` says before it is cut; None is silence."""
        ...


class Recording:
    """Be a server that answers what was recorded."""

    def __init__(self, told: Mapping[str, Any], folder: Path | None = None) -> None:
        self._folder = folder
        self._ignored = frozenset(told.get("ignore_params", ()))
        self._otherwise = told.get("otherwise")
        self._streams = {self._key(url): said for url, said in told.get("streams", {}).items()}
        self._answers: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        self._given: dict[tuple[str, str], int] = {}
        for exchange in told.get("exchanges", ()):
            request = exchange["request"]
            key = (request.get("method", "GET"), self._key(request["url"]))
            self._answers.setdefault(key, []).append(exchange["response"])

    @classmethod
    def load(cls, path: Path) -> Recording:
        """Read a recording from a file; files it names lie beside it."""
        return cls(json.loads(path.read_text(encoding="utf-8")), path.parent)

    def answer(self, asked: Asked) -> Given:
        """Return the recorded answer; raise NotRecordedError."""
        key = (asked.method, self._key(asked.url))
        answers = self._answers.get(key, [])
        if not answers and self._otherwise is None:
            raise NotRecordedError(f"{asked.method} {asked.url}")
        turn = self._given.get(key, 0)
        self._given[key] = turn + 1
        return self._read(answers[min(turn, len(answers) - 1)] if answers else self._otherwise or {})

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        """Return the recorded messages of a stream; raise NotRecordedError."""
        try:
            said: Sequence[str | bytes | None] = self._streams[self._key(url)]
        except KeyError:
            raise NotRecordedError(url) from None
        return said

    def _key(self, url: str) -> str:
        parts = urlsplit(url)
        query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in self._ignored)
        return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(query)}"

    def _read(self, response: Mapping[str, Any]) -> Given:
        headers = {name.lower(): value for name, value in response.get("headers", {}).items()}
        status = response.get("status", 200)
        if "json" in response:
            return Given.of_json(response["json"], status=status, headers=headers)
        if "file" in response:
            if self._folder is None:
                raise NotRecordedError("a recording that names files must be loaded from one")
            return Given(status=status, headers=headers, body=(self._folder / response["file"]).read_bytes())
        return Given(status=status, headers=headers, body=response.get("text", "").encode())


class Replay:
    """Implement `contract.Http` over a server that needs no network; `asked` tells what it was asked."""

    def __init__(self, server: Server, clock: Clock, limits: Limits | None = None) -> None:
        self.asked: list[Asked] = []
        self._server = server
        self._client = HttpClient(
            clock=clock, limits=limits or Limits(pause=0), transport=httpx2.MockTransport(self._answer)
        )

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200,),
    ) -> HttpAnswer:
        """Fetch as `HttpClient.get` does."""
        return self._client.get(url, params=params, headers=headers, accept=accept)

    def post(
        self,
        url: str,
        *,
        json: Json = None,
        form: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200, 201, 202),
    ) -> HttpAnswer:
        """Send as `HttpClient.post` does."""
        return self._client.post(url, json=json, form=form, body=body, headers=headers, accept=accept)

    def lines(self, url: str, *, headers: Mapping[str, str] | None = None) -> Iterator[str | None]:
        """Yield the recorded lines, then raise TryLater as a cut stream does."""
        for said in self._opened(url, headers):
            yield said.decode() if isinstance(said, bytes) else said
        raise TryLater("The stream was cut.")

    def websocket(self, url: str, *, headers: Mapping[str, str] | None = None) -> Iterator[str | bytes | None]:
        """Yield the recorded messages, then raise TryLater as a cut stream does."""
        yield from self._opened(url, headers)
        raise TryLater("The stream was cut.")

    def _opened(self, url: str, headers: Mapping[str, str] | None) -> Sequence[str | bytes | None]:
        said = {name.lower(): value for name, value in (headers or {}).items()}
        self.asked.append(Asked(method="STREAM", url=url, headers=said))
        return self._server.messages(url)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        asked = Asked(
            method=request.method, url=str(request.url), headers=dict(request.headers.items()), body=request.content
        )
        self.asked.append(asked)
        given = self._server.answer(asked)
        return httpx2.Response(given.status, headers=dict(given.headers), content=given.body)


__all__ = ["Asked", "Given", "NotRecordedError", "Recording", "Replay", "Server"]
