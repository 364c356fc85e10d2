"""What somebody leaves in what others wrote about them: names, addresses, and passages that were quoted.

The one thing a reader would get wrong: too much is taken out rather than too little. A colleague who bears the same
name loses it in the texts of that one case; somebody who is to be forgotten must not be found because of a spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.core.ids import MentionId
from resonanz.core.mention import Author, Mention

GONE: Final = "…"
QUOTED: Final = 4
"""So many words in a row that they said are taken for a quotation."""
SHORTEST_QUOTE: Final = 3
"""Words: what is shorter is nobody's own."""
SHORTEST_NAME: Final = 3
"""Characters of a name, or of a part of one."""
SHORTEST_BARE: Final = 5
"""Characters of a handle's first part that is recognised without its @."""
MOST_PARTS: Final = 4
"""Words of what may be somebody's first and last names."""
_WORD: Final = re.compile(rf"\w+|{GONE}")
"""What was taken out counts as a word: the two sides of a gap are no quotation."""
_SERVER: Final = re.compile(r"[@.]")


@dataclass(frozen=True, slots=True)
class Traces:
    """Hold by what one mention and who said it would be recognised."""

    mention: MentionId
    marks: tuple[str, ...]
    """Addresses, ids and handles: nobody else has these."""
    names: tuple[str, ...]
    """Others may bear them too."""
    said: tuple[str, ...]


def traces_of(mention: Mention) -> Traces:
    """Return what a mention and its author leave where they are written about."""
    url = {mention.url} if mention.url else set()
    return Traces(
        mention=mention.id,
        marks=tuple(sorted(marks_of(mention.author) | url)),
        names=tuple(sorted(_names(mention.author))),
        said=tuple(text for text in (mention.title, mention.text) if text),
    )


def marks_of(author: Author) -> frozenset[str]:
    """Return by what an author alone would be recognised."""
    addresses = (one.strip() for one in (author.url, author.id) if one)
    return frozenset({one for one in addresses if len(one) >= SHORTEST_BARE} | set(_handles(author)))


def without(text: str, traces: Iterable[Traces]) -> str:
    """Return a text that is about these people with an ellipsis for their names and for what it quotes of them."""
    for one in traces:
        words = (*one.marks, *one.names)
        text = without_marks(text, words)
        for said in one.said:
            # Somebody's words may call them by name, which is gone from the text by now.
            text = _without_quotes(text, without_marks(said, words))
    return text


def without_marks(text: str, marks: Sequence[str]) -> str:
    """Return any text with an ellipsis for each of these marks, the longest first."""
    if not marks:
        return text
    found = "|".join(re.escape(one) for one in sorted(marks, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{found})(?!\w)", GONE, text, flags=re.IGNORECASE)


def _handles(author: Author) -> Iterator[str]:
    handle = (author.handle or "").strip().lstrip("@")
    if len(handle) < SHORTEST_NAME:
        return
    yield from (f"@{handle}", handle) if _SERVER.search(handle) else (f"@{handle}",)
    first = _SERVER.split(handle)[0]
    if len(first) >= SHORTEST_NAME:
        yield f"@{first}"


def _names(author: Author) -> set[str]:
    name, handle = " ".join((author.name or "").split()), (author.handle or "").strip().lstrip("@")
    bare = {handle, _SERVER.split(handle)[0]}
    parts = name.split()
    people = parts if len(parts) <= MOST_PARTS else ()
    found = {part for part in people if len(part) >= SHORTEST_NAME and part[0].isupper()}
    return (
        found | {one for one in bare if len(one) >= SHORTEST_BARE} | ({name} if len(name) >= SHORTEST_NAME else set())
    )


def _without_quotes(text: str, said: str) -> str:
    """Return a text without the runs of words that were said, whatever stands between and around them."""
    spoken = [found.group().casefold() for found in _WORD.finditer(said)]
    run = min(QUOTED, len(spoken))
    if run < SHORTEST_QUOTE:
        return text
    known = {tuple(spoken[at : at + run]) for at in range(len(spoken) - run + 1)}
    words = list(_WORD.finditer(text))
    written = [found.group().casefold() for found in words]
    kept, at, end = [], 0, 0
    while at <= len(words) - run:
        if tuple(written[at : at + run]) not in known:
            at += 1
            continue
        kept += [text[end : words[at].start()], GONE]
        at += run
        while at < len(words) and tuple(written[at - run + 1 : at + 1]) in known:
            at += 1
        end = words[at - 1].end()
    return "".join([*kept, text[end:]])
