"""The words of many mentions at once, and whether many mentions match: the compiled ways to what `query` defines.

They give exactly what `index_words` and `matches` give, thirty times as fast, but the compiled code takes a while to
load. Until it is there, and for a handful of mentions, the plain way is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import MAX_TEXT, Mention
from resonanz.core.understood import Understood
from resonanz.query.evaluate import matches
from resonanz.query.index import Worded, index_words
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from resonanz.query.parents import Find, asks_parent, with_parents

if TYPE_CHECKING:
    from resonanz.query.compiled.scan import Tokens

HANDFUL: Final = 40
"""So few mentions are looked at one by one."""
_ready = threading.Event()
_LONG_AGO: Final = datetime(1990, 1, 1, tzinfo=UTC)
SAMPLE: Final = Heard(
    Mention(
        id=MentionId("any:1"),
        channel="any",
        source="any",
        published_at=_LONG_AGO,
        seen_at=_LONG_AGO,
        text="a",
        thread=MentionId("any:1"),
    ),
    Understood(),
)
_SIGNS: Final = ("", "#", "@", "$")


def load() -> None:
    """Load the compiled code, which takes up to a minute when it was never loaded on this machine."""
    if not _ready.is_set():
        _compiled_words([["a #b"]])
        _matcher("a").match([SAMPLE])
        _ready.set()


def words_of(mentions: Sequence[Worded]) -> list[list[str]]:
    """Return for each mention what `index_words` returns."""
    if len(mentions) <= HANDFUL or not _ready.is_set():
        return [index_words(mention) for mention in mentions]
    return _compiled_words([[mention.title or "", mention.text] for mention in mentions])


def confirmer(query: str, find: Find) -> Callable[[Sequence[Heard]], list[bool]]:
    """Return what tells for each of many mentions whether it matches a query; `find` finds what they answer."""
    tree = parse(query)
    answering = asks_parent(tree)

    def confirm(batch: Sequence[Heard]) -> list[bool]:
        if answering:
            batch = with_parents(batch, find)
        if len(batch) <= HANDFUL or not _ready.is_set():
            return [matches(tree, heard) for heard in batch]
        return [bool(ids) for ids in _matcher(query).match(batch)]

    return confirm


@lru_cache(maxsize=16)
def _matcher(query: str) -> Matcher:
    matcher = Matcher(patience=0)  # the compiled code is loaded, or is to be
    matcher.put(1, parse(query))
    return matcher


class _Cutter:
    """Cut texts into words with compiled code; for one thread at a time."""

    def __init__(self) -> None:
        from resonanz.query.compiled.chars import CharTables  # noqa: PLC0415  loads the compiled code
        from resonanz.query.compiled.scan import Scanner  # noqa: PLC0415

        self._chars = CharTables()
        self._scanner = Scanner()
        self._lock = threading.Lock()

    def cut(self, texts: Sequence[str]) -> list[list[str]]:
        """Return for each text its words, each with its sign once more where it has one."""
        from resonanz.query.compiled import scan  # noqa: PLC0415

        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        with self._lock:  # the scanner's arrays are good until its next call
            asked = scan.Texts(codes, np.cumsum(sizes), np.array([1], np.int64))
            while (tokens := self._scanner.scan(asked, self._chars.tables)) is None:
                self._chars.learn(codes)
            ends = tokens.ends[: len(texts)].tolist()
            words = _spelt(tokens, ends[-1])
            signs = (tokens.rows[: ends[-1], scan.FLAGS] & 3).tolist()
        return [_signed(words[first:end], signs[first:end]) for first, end in zip([0, *ends], ends, strict=False)]


def _spelt(tokens: Tokens, number: int) -> list[str]:
    """Return the words of the first `number` tokens; by columns, for many small lists keep the collector busy."""
    from resonanz.query.compiled import scan  # noqa: PLC0415

    starts = tokens.rows[:number, scan.KEY]
    ends = starts + tokens.rows[:number, scan.KEY_SIZE]
    last = int(ends.max(initial=0))
    keys = tokens.keys[:last].tobytes().decode("utf-32-le", "surrogatepass")
    return [keys[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _signed(words: list[str], signs: list[int]) -> list[str]:
    """Return words, each that has a sign followed by itself with the sign."""
    if not any(signs):
        return words
    pairs = zip(words, signs, strict=True)
    return [each for word, sign in pairs for each in ((word, _SIGNS[sign] + word) if sign else (word,))]


@lru_cache(maxsize=1)
def _cutter() -> _Cutter:
    return _Cutter()


def _compiled_words(texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the words of each group of texts, each once, in order."""
    cut = iter(_cutter().cut([text[:MAX_TEXT] for group in texts for text in group]))
    return [list(dict.fromkeys(word for _ in group for word in next(cut))) for group in texts]
