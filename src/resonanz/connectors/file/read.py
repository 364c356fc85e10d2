"""The connection of a source that was filled from files: it is always caught up, because a person imports."""

from __future__ import annotations

from collections.abc import Iterator

from resonanz.connect.contract import Batch, Budget, Config, Cursor, Env


class ImportedFiles:
    """Be a source whose mentions were imported."""

    def __init__(self, config: Config, env: Env) -> None:
        """Take what every connection is given; an import needs none of it."""

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:  # noqa: ARG002 - nothing to look at
        """Yield that there is nothing to look at."""
        yield Batch(items=(), cursor=None, more=False)

    def probe(self) -> str:
        """Say how this source is filled."""
        return "This source is filled by `resonanz import`."


__all__ = ["ImportedFiles"]
