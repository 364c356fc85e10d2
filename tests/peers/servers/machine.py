"""What the machine offers: its environment, a cache directory, commands, and an identity that is not root.

The one room in this folder that reads environment variables: the application's own settings are none of its
business, and the servers must start without it. Whatever a machine cannot offer is raised as
`PeerMissingError`, whose message is a whole sentence, because a skipped test shows it to a person as the reason.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
"""User and group that run servers which refuse, or ought to refuse, to run as root."""

_MISLEADING = ("NODE_OPTIONS", "NODE_PATH", "LD_PRELOAD", "PYTHONPATH", "PIP_TARGET")
"""Variables of the calling shell that would change how a peer is built or behaves."""


class PeerMissingError(RuntimeError):
    """A peer cannot be obtained on this machine; the message says what is missing."""


class PeerFailedError(RuntimeError):
    """A peer that is installed did not do what it should; the message ends with what it said last."""


def cache_directory() -> Path:
    """Return the directory in which installed peers stay from one run to the next."""
    chosen = os.environ.get("RESONANZ_PEERS_DIR")  # noqa: TID251
    directory = Path(chosen) if chosen else Path.home() / ".cache" / "resonanz-peers"
    directory = directory.expanduser().absolute()
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def peers_are_required() -> bool:
    """Tell whether a missing peer must fail the run instead of being skipped (`RESONANZ_PEERS_REQUIRED`)."""
    return os.environ.get("RESONANZ_PEERS_REQUIRED", "") not in ("", "0")  # noqa: TID251


def environment(additions: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a command, with `additions` and without what would mislead it."""
    inherited = os.environ  # noqa: TID251
    kept = {name: value for name, value in inherited.items() if name not in _MISLEADING}
    return {**kept, **(additions or {})}


def path_beginning_with(*directories: Path) -> dict[str, str]:
    """Return the variable PATH, looking into `directories` before the usual places."""
    usual = os.environ.get("PATH", os.defpath)  # noqa: TID251
    return {"PATH": os.pathsep.join([*map(str, directories), usual])}


def find_program(name: str) -> Path | None:
    """Find a program that the machine has already."""
    found = shutil.which(name)
    return Path(found) if found else None


def is_root() -> bool:
    """Tell whether this process may do anything, and so must give its children less."""
    return os.geteuid() == 0


def without_root(command: Sequence[str]) -> list[str]:
    """Return `command`, run by nobody if it would otherwise run as root."""
    if not is_root():
        return list(command)
    identity = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *identity, "--", *command]


def dying_with_us(command: Sequence[str]) -> list[str]:
    """Return `command`, killed by the kernel if the thread that starts it ends without stopping it.

    A run that is itself killed has no chance to clean up. Servers are to be started from the main thread, since
    the kernel watches the starting thread and not the process. A change of identity forgets this wish, so it goes
    inside `without_root` and not around it.
    """
    return ["setpriv", "--pdeathsig", "KILL", "--", *command]


def give_to_nobody(path: Path) -> None:
    """Hand a directory over to the identity that `without_root` uses; does nothing unless root."""
    if is_root():
        os.chown(path, NOBODY, NOBODY)


def run(
    command: Sequence[str],
    *,
    purpose: str,
    variables: Mapping[str, str] | None = None,
    directory: Path | None = None,
    told: str = "",
    seconds: float = 600,
    failing: type[RuntimeError] = PeerMissingError,
) -> str:
    """Run a command to its end and return what it printed.

    If the command is absent, fails or takes too long, raises `failing` with a sentence that begins with `purpose`.
    """
    program = Path(command[0]).name
    try:
        done = subprocess.run(
            list(command),
            env=environment(variables),
            cwd=directory,
            input=told,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise failing(f"{purpose}: this machine has no {program}.") from error
    except subprocess.TimeoutExpired as error:
        raise failing(f"{purpose}: {program} did not finish within {seconds:.0f} s.") from error
    if done.returncode != 0:
        words = " ".join((done.stderr.strip() or done.stdout.strip()).split())
        raise failing(f"{purpose}: {program} failed and said: {words[-300:]}")
    return done.stdout


def works(command: Sequence[str], variables: Mapping[str, str] | None = None) -> bool:
    """Tell whether a command can be run here and ends well."""
    try:
        run(command, purpose="trying", variables=variables, seconds=60)
    except PeerMissingError:
        return False
    return True


@contextmanager
def only_one_at_a_time(name: str) -> Iterator[Path]:
    """Hold the cache directory's lock `name`, so that parallel runs install a peer once; yields the cache."""
    cache = cache_directory()
    with (cache / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield cache


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
