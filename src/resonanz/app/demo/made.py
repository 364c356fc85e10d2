"""What of the example cannot be told from the company's own later: kept in a file, by what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from resonanz.app.house import House

MADE: Final = "example.json"


def remember(home: House, **made: Iterable[int | str]) -> None:
    """Add numbers, keys or names of what was made."""
    before = remembered(home)
    both = {kind: sorted({*before.get(kind, ()), *new}) for kind, new in made.items()}
    file_of(home).write_text(json.dumps({**before, **both}), encoding="utf-8")


def remembered(home: House) -> Mapping[str, list[Any]]:
    """Return what was made, by what it is."""
    try:
        return dict(json.loads(file_of(home).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def file_of(home: House) -> Path:
    """Return where it is kept."""
    return home.settings.home / MADE
