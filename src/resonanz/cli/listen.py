"""`resonanz listen`: what comes in, as JSON Lines on standard output, for pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer


def listen(
    query: Annotated[str, typer.Option(help="Only what this query matches.")] = "",
    since_start: Annotated[bool, typer.Option("--all", help="Begin with everything that is archived.")] = False,
) -> None:
    """Print each mention as it comes in; listens by itself where no server runs."""
    from resonanz.app.wiring import house
    from resonanz.measure.export import write_jsonl
    from resonanz.query.evaluate import matches
    from resonanz.query.language import parse

    wanted = parse(query) if query else None
    home = house()
    stop = _work_unless_served()
    seq = 0 if since_start else home.archive.head()
    try:
        while True:
            batch = home.archive.following(seq, limit=500)
            shown = [heard for heard in batch if wanted is None or matches(wanted, heard)]
            if shown:
                write_jsonl([shown], sys.stdout.buffer)
                sys.stdout.buffer.flush()
            if batch:
                seq = batch[-1].seq
            else:
                home.clock.sleep(0.5)
    finally:
        stop()


def _work_unless_served() -> Callable[[], None]:
    from resonanz.app.config import settings
    from resonanz.app.wiring import house
    from resonanz.app.worker import Worker
    from resonanz.store.archive import is_served

    if is_served(settings().home):
        return lambda: None
    worker = Worker(house())
    worker.start()
    return worker.stop
