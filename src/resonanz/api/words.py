"""Words of a fixed set that come in as text."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from resonanz.core.errors import InputRejected

Word = TypeVar("Word", bound=Enum)


def chosen(words: type[Word], value: str, place: str) -> Word:
    """Return the word meant; raise InputRejected that lists what could be."""
    try:
        return words(value)
    except ValueError as trouble:
        known = ", ".join(str(word.value) for word in words)
        raise InputRejected(f"{value!r} is not known.", place=place, remedy=f"There are: {known}.") from trouble
