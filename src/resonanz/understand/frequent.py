"""The words that mentions have most: without grammar, numbers, addresses and whom they speak to.

What a reader would get wrong: a handle is cut out of the text before it is cut into words, because `@anna@a.example`
is three words; a hashtag counts as the word that it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from resonanz.core.mention import MAX_TEXT
from resonanz.core.spoken import Said
from resonanz.query.tokens import tokenise
from resonanz.understand.lexicon import Role, lexicon
from resonanz.understand.lexicon.stop_words import STOP_WORDS

SHORTEST: Final = 3
"""Characters of a word, unless it is an ideograph."""
SIGHTINGS: Final = 3
"""Mentions in which a word is looked at as it is written."""
GRAMMAR: Final = frozenset(
    {Role.NEGATOR, Role.BOOST, Role.DAMP, Role.CONTRAST, Role.ME, Role.YOU, Role.MODAL, Role.OPENING, Role.SINCE}
)
_SIGNS: Final = ("#", "@", "$")
_HANDLE: Final = re.compile(r"(?<!\w)@\w[\w.-]*(?:@\w[\w.-]*)?|\w[\w.+-]*@\w[\w.-]*")
"""Handles, those of other servers too, and addresses of mail."""


class Written(NamedTuple):
    """Hold what somebody wrote."""

    title: str
    text: str


Cut = Callable[[Sequence[Written]], Sequence[Sequence[str]]]
"""Gives the words of each text, each once, as `query.index.index_words` does."""


def most_frequent(texts: Sequence[Written], cut: Cut, limit: int) -> tuple[Said, ...]:
    """Return the words that most of the texts have, the most frequent first, of equals in the order of letters."""
    cleaned = [Written(_HANDLE.sub(" ", title), _HANDLE.sub(" ", text)) for title, text in texts]
    words = cut(cleaned)
    numbers = Counter(chain.from_iterable(words))
    ranked = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    most = list(islice((pair for pair in ranked if tells(pair[0])), limit))
    spelt = _spelling(cleaned, words, {word for word, _ in most})
    return tuple(Said(word, spelt.get(word, word), number) for word, number in most)


def tells(key: str) -> bool:
    """Tell whether a word says what is spoken of: whether it is no grammar, number, address or sign."""
    if key in STOP_WORDS or key.isdecimal() or "://" in key or key.startswith(_SIGNS):
        return False
    return (len(key) >= SHORTEST or not key.isascii()) and not any(_is_grammar(key, lang) for lang in ("de", "en"))


def _is_grammar(key: str, lang: str) -> bool:
    word = lexicon(lang)[key]
    return word is not None and not word.weight and any(role in GRAMMAR for role in word.roles)


def _spelling(texts: Sequence[Written], words: Sequence[Sequence[str]], wanted: set[str]) -> dict[str, str]:
    """Return how each word is written most often in the first texts that have it."""
    left, seen = Counter(dict.fromkeys(wanted, SIGHTINGS)), defaultdict[str, Counter[str]](Counter)
    for written, having in zip(texts, words, strict=True):
        if not any(number > 0 for number in left.values()):
            break
        sought = {word for word in having if left[word] > 0}
        for text in written if sought else ():
            for token in tokenise(text[:MAX_TEXT]):
                if token.key in sought:
                    seen[token.key][text[token.start : token.end]] += 1
        left.subtract(sought)
    return {word: max(forms.items(), key=lambda pair: (pair[1], pair[0]))[0] for word, forms in seen.items()}
