"""One page of any list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """Hold one page of a list."""

    items: tuple[Row, ...]
    next: str | None = None
    """Opaque cursor of the next page; None at the end."""
