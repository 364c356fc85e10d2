"""`resonanz run`: start everything, say where it is, keep it up until stopped."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer


def run(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the pages when ready.")] = False,
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
    _refuse_second(chosen.home)
    with ERR.status("Preparing"):
        first = prepare(chosen)
    ready = False

    def announce() -> None:
        nonlocal ready
        if not ready and is_ready(chosen.host, chosen.port):
            ready = True
            typer.echo(f"Resonanz is ready: {chosen.address}")
            if first is not None:
                typer.echo(f"Sign in as {first.name} with the password {first.password}  (said only this once)")
            if browser:
                webbrowser.open(chosen.address)

    Supervisor(SystemClock()).run(announce)


def _refuse_second(home: object) -> None:
    from pathlib import Path

    from resonanz.core.errors import InputRejected
    from resonanz.store.archive import is_served

    if is_served(Path(str(home))):
        raise InputRejected(
            "Resonanz is running already on this home directory.",
            place=str(home),
            remedy="Stop it first, or set RESONANZ_HOME to another directory.",
        )


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
