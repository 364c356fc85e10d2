"""Copying an archive while it runs, and finding out whether one is sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.store.archive import compile as sql
from resonanz.store.archive.engine import Engine
from resonanz.store.archive.files import Files
from resonanz.store.archive.keys import Keys
from resonanz.store.archive.wordindex import WordIndex


class Checker:
    """Copy and check one archive."""

    def __init__(self, engine: Engine, keys: Keys, index: WordIndex, head: Callable[[], int]) -> None:
        self._engine = engine
        self._keys = keys
        self._index = index
        self._head = head

    def backup(self, directory: Path) -> None:
        """Write a consistent copy into an empty directory."""
        if directory.exists() and any(directory.iterdir()):
            raise InputRejected("The directory is not empty.", place=str(directory), remedy="Name a new one.")
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy = Files(directory)
        self._engine.copy(copy.path(1), self._head())
        copy.point_to(1)

    def verify(self) -> list[str]:
        """Return what is wrong, one sentence each."""
        try:
            with self._engine.standing_still(), self._engine.reading() as cursor:
                cursor.one(sql.READ_ALL)
                numbers = [(sentence, cursor.one(statement)) for sentence, statement in sql.CHECKS]
                rows = cursor.one(sql.NUMBER)
                known = len(self._keys)
        except StoreUnavailable as trouble:
            return [str(trouble)]
        wrong = [sentence.format(number) for sentence, number in numbers if number]
        if known != rows:
            wrong.append(f"{rows} mentions stand in the archive, {known} are known by their id.")
        return wrong
