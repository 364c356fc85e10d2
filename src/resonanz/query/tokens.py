"""Cut text into tokens: words, ideographs, emoji and web addresses, with their signs and sentences.

This is the written meaning; the compiled matcher does the same with arrays, and tests hold them together.
What a reader would get wrong: a web address is one token, so the words in it are not words of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from resonanz.query.folding import (
    CLASSES,
    FOLDS,
    MAX_KEY,
    SIGNS,
    URL_ENDS,
    URL_TRIMMED,
    Char,
    key_of_strict,
)

WILDCARDS: Final = frozenset("*?")


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one token of a text."""

    key: str
    """The folded form by which it is compared."""
    strict: str
    """Folded without dropping accents or respelling umlauts."""
    start: int
    end: int
    """Characters [start, end) of the text, the sign not included."""
    sign: str = ""
    """`#`, `@`, `$` or nothing."""
    glued: bool = False
    """It begins where the token before it ended."""
    sentence: int = 0
    """Number of its sentence within the text, from 0."""
    ideograph: bool = False
    url: bool = False


def tokenise(text: str, *, wild: bool = False) -> list[Token]:
    """Return the tokens of `text` in order; with `wild`, `*` and `?` count as characters of words."""
    scanner = _Scanner(text, wild=wild)
    while scanner.at < scanner.size:
        scanner.step()
    return scanner.tokens


def urls(text: str) -> list[str]:
    """Return the web addresses in `text` as they are written."""
    lowered = text.lower()
    if "://" not in lowered and "www." not in lowered:
        return []
    return [text[token.start : token.end] for token in tokenise(text) if token.url]


class _Scanner:
    """Walk over one text; every method moves `at` forward."""

    def __init__(self, text: str, *, wild: bool) -> None:
        self.text = text
        self.wild = wild
        self.size = len(text)
        self.at = 0
        self.tokens: list[Token] = []
        self._sentence = 0
        self._stopped = False
        """A stop was read and nothing but closers since."""
        self._boundary = False
        """The next token begins a sentence."""
        self._reach = -1
        """Where the last token ended, ignored characters included."""
        self._next = 0

    def kind(self, index: int) -> Char:
        char = self.text[index]
        if self.wild and char in WILDCARDS:
            return Char.WORD
        return CLASSES[char]

    def step(self) -> None:
        kind = self.kind(self.at)
        if kind is Char.WORD:
            end = self._url_end()
            if end:
                self._take(end, url=True)
            else:
                self._take(self._run_end(joining=True))
        elif kind in {Char.IDEOGRAPH, Char.EMOJI}:
            self._take(self._run_end(joining=False), ideograph=kind is Char.IDEOGRAPH)
        elif kind is Char.FLAG:
            self._take(self._flag_end())
        else:
            self._pass_over(kind)

    def _run_end(self, *, joining: bool) -> int:
        """Return where the token beginning here ends; set `_reach` behind ignored characters that follow it."""
        index = end = self.at + 1
        while index < self.size:
            kind = self.kind(index)
            if kind is Char.MARK or (joining and kind is Char.WORD):
                end = index + 1
            elif kind is not Char.IGNORED:
                break
            index += 1
        self._next = index
        return end

    def _flag_end(self) -> int:
        second = self.at + 1 < self.size and self.kind(self.at + 1) is Char.FLAG
        end = self.at + 1 + second
        self._next = end
        while self._next < self.size and self.kind(self._next) is Char.IGNORED:
            self._next += 1
        return end

    def _url_end(self) -> int:
        """Return where the web address that begins here ends, 0 if none does."""
        begin = self.text[self.at : self.at + 8].lower()
        if begin.startswith("www."):
            body = self.at + 4
        elif begin.startswith("http://"):
            body = self.at + 7
        elif begin == "https://":
            body = self.at + 8
        else:
            return 0
        end = body
        while end < self.size and not self._ends_url(end):
            end += 1
        self._next = end
        while end > body and self.text[end - 1] in URL_TRIMMED and not self._is_wild(end - 1):
            end -= 1
        if end == body:
            return 0
        self._next = end
        return end

    def _is_wild(self, index: int) -> bool:
        return self.wild and self.text[index] in WILDCARDS

    def _ends_url(self, index: int) -> bool:
        return self.text[index] in URL_ENDS or self.kind(index) in {Char.SPACE, Char.LINE}

    def _take(self, end: int, *, ideograph: bool = False, url: bool = False) -> None:
        if self._boundary and self.tokens:
            self._sentence += 1
        start = self.at
        strict = "".join([FOLDS[char] for char in self.text[start:end]])
        self.tokens.append(
            Token(
                key=key_of_strict(strict)[:MAX_KEY],
                strict=strict[:MAX_KEY],
                start=start,
                end=end,
                sign="" if url else self._sign(start),
                glued=bool(self.tokens) and self._reach == start,
                sentence=self._sentence,
                ideograph=ideograph,
                url=url,
            )
        )
        self._boundary = self._stopped = False
        self._reach = self.at = self._next

    def _sign(self, start: int) -> str:
        if start == 0 or self.kind(start - 1) is not Char.SIGN:
            return ""
        if start > 1 and self.kind(start - 2) in {Char.WORD, Char.MARK}:
            return ""
        return SIGNS[self.text[start - 1]]

    def _pass_over(self, kind: Char) -> None:
        if kind is Char.STOP:
            self._stopped = True
        elif kind is Char.DOT:
            self._stopped = self._stopped or not self._after_abbreviation()
        elif kind in {Char.FULL_STOP, Char.LINE}:
            self._boundary = True
        elif kind is Char.SPACE:
            self._boundary = self._boundary or self._stopped
        elif kind is not Char.CLOSER and kind is not Char.IGNORED:
            self._stopped = False
        self.at += 1

    def _after_abbreviation(self) -> bool:
        """Tell whether the dot here follows a single letter or a number: `z. B.`, `3. Mai`."""
        if not self.tokens or self._reach != self.at:
            return False
        last = self.tokens[-1]
        return last.end - last.start == 1 or all("0" <= char <= "9" for char in last.key)
