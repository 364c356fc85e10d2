"""A server on loopback that says exactly the bytes a test wants, connection by connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from resonanz.connect.http import HttpClient, Limits
from resonanz.core.clock import SystemClock

Script = Callable[["Talk"], None]


class Talk:
    """Be the server's side of one connection."""

    def __init__(self, connection: socket.socket, turn: int, over: threading.Event) -> None:
        self.connection = connection
        self.turn = turn
        """Which connection this is, from 0."""
        self.over = over
        """Set when the test ends; waited for instead of sleeping."""

    def request(self) -> bytes:
        """Return the next request, head and body; empty when the client is gone."""
        said = b""
        while b"\r\n\r\n" not in said:
            chunk = self.connection.recv(65_536)
            if not chunk:
                return b""
            said += chunk
        head, _, body = said.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += self.connection.recv(65_536)
        return head + b"\r\n\r\n" + body

    def say(self, said: bytes) -> None:
        """Send bytes as they are."""
        self.connection.sendall(said)

    def answer(self, body: bytes = b"", status: int = 200, headers: str = "") -> None:
        """Send a well-formed answer; `headers` are whole lines."""
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self.say(head.encode() + body)


def giving(body: bytes = b"", status: int = 200, headers: str = "") -> Script:
    """Return a script that gives one answer and closes."""

    def script(talk: Talk) -> None:
        talk.request()
        talk.answer(body, status, headers)

    return script


def hanging_up(talk: Talk) -> None:
    """Take the request and close without a word."""
    talk.request()


class Server:
    """Hold the address, and how many connections came."""

    def __init__(self, listener: socket.socket, script: Script) -> None:
        self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        self.over = threading.Event()
        self._listener = listener
        self.script = script
        self._threads: list[threading.Thread] = []

    def run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(connection, self.connections))
            self.connections += 1
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket, turn: int) -> None:
        with connection:
            connection.settimeout(5)
            try:
                self.script(Talk(connection, turn, self.over))
            except OSError:
                return

    def close(self) -> None:
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    """Serve a script on loopback until the block ends."""
    server = Server(socket.create_server(("127.0.0.1", 0)), script)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


@contextmanager
def client_of(server: Server, **limits: float) -> Iterator[HttpClient]:
    """Make a client that may reach this server alone, with short limits."""
    bounds: dict[str, float] = {"pause": 0, "connect": 2, "read": 2, "total": 2, "tick": 0.02, **limits}
    allow = frozenset({f"127.0.0.1:{server.port}"})
    with HttpClient(clock=SystemClock(), allow=allow, limits=Limits(**bounds)) as client:  # type: ignore[arg-type]
        yield client
