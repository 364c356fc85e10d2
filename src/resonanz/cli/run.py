"""`resonanz run`: start everything, say where it is, keep it up until stopped."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from resonanz.app.config import Settings
    from resonanz.app.prepare import FirstAdministrator
    from resonanz.core.clock import Clock

LOCK = "run.lock"
ORPHANS_END = 15.0
"""Seconds in which processes without a supervisor should have ended."""


def run(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the pages when ready.")] = False,
    demo: Annotated[
        bool, typer.Option("--demo-if-empty", help="Fill a new installation with the example company.")
    ] = False,
) -> None:
    """Run Resonanz: listening, working and serving the pages, until Ctrl+C."""
    from resonanz.app.config import settings
    from resonanz.app.logging import set_up
    from resonanz.app.prepare import prepare
    from resonanz.app.supervisor import Supervisor
    from resonanz.cli.output import ERR
    from resonanz.core.clock import SystemClock

    chosen = settings()
    set_up(level=chosen.log_level, form=chosen.log_format)
    clock = SystemClock()
    with _alone(chosen.home):
        _outwait_orphans(chosen, clock)
        _refuse_taken(chosen.host, chosen.port)
        with ERR.status("Preparing"):
            first = prepare(chosen)
        opening = Opening(chosen, first, demo=demo and first is not None, browser=browser)
        try:
            Supervisor(clock).run(opening.look)
        finally:
            opening.close()


class Opening:
    """Watch a starting installation: fill it with the example when asked to, and say once that it is ready."""

    def __init__(
        self, chosen: Settings, first: FirstAdministrator | None, *, demo: bool = False, browser: bool = False
    ) -> None:
        self._chosen = chosen
        self._first = first
        self._browser = browser
        self._wants_demo = demo
        self._filling: subprocess.Popen[bytes] | None = None
        self._said = False

    def look(self) -> None:
        """Look how far it is; called again and again."""
        from resonanz.store.archive import is_served

        if self._said:
            return
        if self._wants_demo and is_served(self._chosen.home):
            self._wants_demo = False
            command = [sys.executable, "-m", "resonanz", "demo"]
            self._filling = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  our own interpreter
        filled = not self._wants_demo and (self._filling is None or self._filling.poll() is not None)
        if filled and is_ready(self._chosen.host, self._chosen.port):
            self._said = True
            self._announce()

    def close(self) -> None:
        """Say the first password if it was not said yet: only its hash is kept."""
        if not self._said:
            self._say_password()

    def _announce(self) -> None:
        typer.echo(f"Resonanz is ready: {self._chosen.address}")
        self._say_password()
        if self._browser:
            webbrowser.open(self._chosen.address)

    def _say_password(self) -> None:
        if self._first is not None:
            first = self._first
            typer.echo(f"Sign in as {first.name} with the password {first.password}  (said only this once)")
        sys.stdout.flush()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Be the only one that runs on this home; a lock is let go by the system however its process ends."""
    from resonanz.core.errors import InputRejected

    with (home / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as trouble:
            raise InputRejected(
                "Resonanz is running already on this home directory.",
                place=str(home),
                remedy="Stop it first, or set RESONANZ_HOME to another directory.",
            ) from trouble
        yield


def _outwait_orphans(chosen: Settings, clock: Clock) -> None:
    """Wait for processes whose supervisor was killed: they end by themselves, and hold the port until then."""
    from resonanz.store.archive import is_served

    deadline = clock.monotonic() + ORPHANS_END if chosen.socket.exists() else 0.0
    while clock.monotonic() < deadline and (is_served(chosen.home) or _taken(chosen.host, chosen.port)):
        clock.sleep(0.1)


def _refuse_taken(host: str, port: int) -> None:
    from resonanz.core.errors import InputRejected

    if trouble := _taken(host, port):
        raise InputRejected(
            f"The pages cannot be served at {host} port {port}: {trouble}.",
            place="RESONANZ_PORT",
            remedy="Set RESONANZ_PORT or RESONANZ_HOST to something else.",
        )


def _taken(host: str, port: int) -> str:
    """Return why nothing can be served there; empty when it can."""
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as trouble:
            return trouble.strerror or str(trouble)
    return ""


def is_ready(host: str, port: int) -> bool:
    """Tell whether the pages answer and everything behind them does."""
    import http.client

    local = "127.0.0.1" if ip_address_is_any(host) else host
    connection = http.client.HTTPConnection(local, port, timeout=1)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ip_address_is_any(host: str) -> bool:
    """Tell whether a server bound to `host` listens on every address."""
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
