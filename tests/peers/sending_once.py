"""Send answers, each in a process of its own that says when it begins: processes to be killed in the middle of it.

Reads the source as a line of JSON, then an answer from each further line, and tells `begins PID`, `done` and `over`.
Each process is a fork of this one, which has everything loaded and nothing open: starting one costs nearly nothing.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from multiprocessing import get_context
from typing import Any

from resonanz.connect.contract import Config, Env, Outgoing, Probes, Publishes
from resonanz.connect.dial import Dialler
from resonanz.connect.http import HttpClient, Limits
from resonanz.connect.registry import find_connector
from resonanz.core.clock import SystemClock

HERE = frozenset({"localhost"})
LINGER = 30.0
"""Seconds in which a process that is done waits to be killed, so that its number stays its own until then."""


def main() -> None:
    """Send what comes."""
    source = json.loads(sys.stdin.readline())
    find_connector(source["connector"])
    for line in sys.stdin:
        child = get_context("fork").Process(target=send, args=(source, Outgoing(**json.loads(line))), daemon=True)
        child.start()
        child.join()
        say("over")


def send(source: dict[str, Any], answer: Outgoing) -> None:
    """Reach the channel, signing in where it asks for that, and send."""
    clock = SystemClock()
    http = HttpClient(clock=clock, allow=HERE, limits=Limits(pause=0.0))
    env = Env(http=http, clock=clock, log=None, dial=Dialler(clock=clock, allow=HERE))  # type: ignore[arg-type]
    config = Config(source="killed", settings=source["settings"], secrets=source["secrets"])
    connection = find_connector(source["connector"]).open(config, env)
    assert isinstance(connection, Publishes)
    if isinstance(connection, Probes):
        connection.probe()
    say(f"begins {os.getpid()}")
    connection.publish(answer)
    say("done")
    threading.Event().wait(LINGER)


def say(words: str) -> None:
    """Tell whoever waits to kill us."""
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
