"""`resonanz listen`: what comes in, as JSON Lines on standard output, for pipes."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from resonanz.app.house import House


def listen(
    query: Annotated[str, typer.Option(help="Only what this query matches.")] = "",
    since_start: Annotated[bool, typer.Option("--all", help="Begin with everything that is archived.")] = False,
) -> None:
    """Print each mention as it comes in; listens by itself where no server runs."""
    from resonanz.app.prepare import open_house
    from resonanz.core.search import Filter
    from resonanz.measure.export import write
    from resonanz.query.language import parse

    if query:
        parse(query)  # before a house is opened, so that a mistake in it costs nothing
    home = open_house()
    wanted = home.questions.meeting(Filter(query=query))
    stop = _work_unless_served(home)
    seq = 0 if since_start else home.archive.head()
    try:
        while _is_read():
            batch = home.archive.following(seq, limit=500)
            shown = wanted(batch)
            if shown:
                write("jsonl", [shown], sys.stdout.buffer)
                sys.stdout.buffer.flush()
            if batch:
                seq = batch[-1].seq
            else:
                home.clock.sleep(0.5)
    finally:
        stop()


def _work_unless_served(home: House) -> Callable[[], None]:
    from resonanz.app.worker import Worker
    from resonanz.store.archive import is_served

    if is_served(home.settings.home):
        return lambda: None
    worker = Worker(home)
    worker.start()
    return worker.stop


def _is_read() -> bool:
    """Tell whether anybody still reads what is written; a pipe says so only when it is written to, or asked."""
    look = select.poll()
    look.register(sys.stdout.fileno(), 0)
    return not any(event & (select.POLLERR | select.POLLHUP) for _, event in look.poll(0))
