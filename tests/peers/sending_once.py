"""Send one answer and say when it begins: a process to be killed in the middle of it.

Reads the source's settings and the answer as JSON from its input.
"""

from __future__ import annotations

import json
import sys

from resonanz.connect.contract import Config, Env, Outgoing, Publishes
from resonanz.connect.dial import Dialler
from resonanz.connectors.email import CONNECTOR
from resonanz.core.clock import SystemClock


def main() -> None:
    """Send it."""
    told = json.loads(sys.stdin.readline())
    dial = Dialler(clock=SystemClock(), allow=frozenset({"localhost"}))
    env = Env(http=None, clock=SystemClock(), log=None, dial=dial)  # type: ignore[arg-type]
    source = CONNECTOR.open(Config(source="post", settings=told["settings"], secrets=told["secrets"]), env)
    assert isinstance(source, Publishes)
    print("begins", flush=True)  # noqa: T201 - whoever kills us waits for it
    source.publish(Outgoing(**told["answer"]))
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
