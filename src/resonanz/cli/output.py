"""What the verbs share: progress on standard error, so that standard output stays clean for pipes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

ERR = Console(stderr=True, highlight=False)


def asked(label: str, *, twice: bool = False) -> str:
    """Return a secret that a person types unseen, or the next line of a pipe; empty when there is none."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(label, hide_input=True, confirmation_prompt=twice, default="", show_default=False))


class Meter:
    """Show how far a work has come."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def add(self, number: int = 1) -> None:
        """Say that `number` more are done."""
        self._progress.advance(self._task, number)

    def reach(self, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        """Say how far it is; None leaves a value as it is."""
        self._progress.update(self._task, completed=done, total=total, description=message)

    def say(self, text: str) -> None:
        """Say what is being done now."""
        self._progress.update(self._task, description=text)


@contextmanager
def progress(text: str, *, total: int | None = None) -> Iterator[Meter]:
    """Show a progress bar on standard error; nothing at all where no person watches."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=ERR, disable=not sys.stderr.isatty(), transient=True) as shown:
        yield Meter(shown, shown.add_task(text, total=total))
