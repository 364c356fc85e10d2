"""The text of a query while it is read: it knows how to blame an exact place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from resonanz.query.mistakes import QueryError
from resonanz.query.tree import Extent

MAX_CHARACTERS: Final = 1_000_000
MAX_TERMS: Final = 20_000
MAX_DEPTH: Final = 210
"""Levels of the tree and of open brackets."""

_WORD: Final = re.compile(r'(?:(?!<<<|>>>)[^\s()"“”„`])+')
_VALUE: Final = re.compile(r'(?:(?!<<<|>>>)[^\s()"“”„])+')
CURLY: Final = "“”„"


@dataclass(frozen=True, slots=True)
class Quote:
    """Hold a quoted piece: its text without escapes, where it ends, whether the marks were doubled."""

    text: str
    end: int
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the text of a query."""

    text: str

    def blame(self, code: str, at: Extent, **details: object) -> QueryError:
        """Return the error for a mistake at [start, end)."""
        return QueryError(code, details, source=self.text, at=at)

    def word_end(self, start: int) -> int:
        """Return where the run of characters of a word ends."""
        found = _WORD.match(self.text, start)
        return found.end() if found else start

    def value_end(self, start: int) -> int:
        """Return where an unquoted value of a field ends."""
        found = _VALUE.match(self.text, start)
        return found.end() if found else start

    def is_quote(self, start: int) -> bool:
        """Tell whether a quoted piece begins here."""
        return self.text[start : start + 1] == '"' or (start < len(self.text) and self.text[start] in CURLY)

    def quote(self, start: int) -> Quote:
        """Read the quoted piece that begins at `start`; raise QueryError where it does not end."""
        text = self.text
        if text.startswith('""', start) and text[start + 2 : start + 3].strip() not in {"", ")", '"', "~"}:
            end = text.find('""', start + 2)
            if end > 0:
                return Quote(_unescaped(text[start + 2 : end]), end + 2, doubled=True)
        closing = '"' if text[start] == '"' else CURLY
        index = start + 1
        while index < len(text):
            if text[index] == "\\" and index + 1 < len(text):
                index += 2
            elif text[index] in closing:
                return Quote(_unescaped(text[start + 1 : index]), index + 1)
            else:
                index += 1
        raise self._unclosed(start)

    def _unclosed(self, start: int) -> QueryError:
        curly = next((mark for mark in self.text[start + 1 :] if mark in CURLY), None)
        if self.text[start] == '"' and curly:
            return self.blame("quote_curly", (start, start + 1), mark=curly)
        return self.blame("quote_open", (start, start + 1))


def _unescaped(text: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", text) if "\\" in text else text
