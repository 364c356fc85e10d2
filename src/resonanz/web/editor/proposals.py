"""What an editor proposes where somebody is writing: operators and fields, behind a field's colon its values.

The names of queries can be thousands: they are looked up, never sent along with a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resonanz.app.wiring import house
from resonanz.query.fields import VALUES, canonical
from resonanz.store.relational.selectors.queries import query_names
from resonanz.web import desks, words

AT_ONCE: Final = 12

OPERATORS: Final[Mapping[str, str | Promise]] = {
    "AND": _("both must be there; a space means the same"),
    "OR": _("one of both is enough"),
    "NOT": _("the next must not be there"),
    "NEAR/5": _("at most five words apart"),
    "ONEAR/5": _("at most five words apart, in this order"),
}
FIELDS: Final[Mapping[str, str | Promise]] = {
    "title": _("words in the title"),
    "text": _("words in the text"),
    "lead": _("words in the first paragraph"),
    "bio": _("words in what authors say of themselves"),
    "author": _("handle or name of the author"),
    "mention": _("who is addressed with @"),
    "hashtag": _("a word with #"),
    "link": _("where a link in it leads"),
    "site": _("the site it stands on"),
    "url": _("the beginning of its address"),
    "tld": _("the ending of its site, such as de"),
    "channel": _("the channel it comes from"),
    "source": _("the source that heard it"),
    "type": _("post, comment, review, message or article"),
    "kind": _("question, request, problem, criticism, praise"),
    "sentiment": _("positive, neutral or negative"),
    "lang": _("the language it is written in"),
    "department": _("the department it was routed to"),
    "priority": _("how urgent it is"),
    "relevant": _("whether it concerns you"),
    "topic": _("a topic it was assigned to"),
    "label": _("a value in a label set of your own"),
    "voice": _("who speaks"),
    "case": _("whether it opens a case"),
    "is": _("own, reply or duplicate"),
    "has": _("title, link, media, rating …"),
    "published": _("when it was published"),
    "seen": _("when it was heard"),
    "reach": _("how many may have seen it"),
    "engagement": _("likes, reposts and replies together"),
    "likes": _("how many like it"),
    "replies": _("how many replied"),
    "reposts": _("how many passed it on"),
    "views": _("how many saw it"),
    "followers": _("how many follow the author"),
    "rating": _("the stars of a review"),
    "len": _("its length in characters"),
    "raw": _("exactly these characters"),
    "stem:de": _("with all German inflections"),
    "stem:en": _("with all English inflections"),
    "sentence": _("all within one sentence"),
    "atleast/3": _("at least three times"),
    "strict": _("umlauts and accents as written"),
    "query": _("what another query asks"),
}
EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "published": (">now-24h", ">now-7d", ">now-30d"),
    "seen": (">now-24h", ">now-7d"),
    "reach": (">1000", ">10000"),
    "followers": (">1000", ">10000"),
    "rating": ("[1 TO 2]", "[4 TO 5]"),
}
_WORDS: Final = {"kind": "kind", "sentiment": "sentiment", "type": "type", "priority": "priority"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Offer something to write."""

    insert: str
    """What takes the place of the piece that is being written."""
    about: str


def proposals(piece: str) -> list[Proposal]:
    """Return what the piece before the caret could become, the likeliest first; `piece` may have signs before it."""
    bare = piece.lstrip("-!(")
    signs = piece[: len(piece) - len(bare)]
    name, colon, written = bare.rpartition(":")
    field = canonical(name.rpartition(":")[2]) if colon else None
    found = _values(f"{name}:", field, written) if field else _names(bare)
    return [Proposal(signs + one.insert, str(one.about)) for one, _place in zip(found, range(AT_ONCE), strict=False)]


def _names(written: str) -> Iterator[Proposal]:
    upper = written.upper()
    if upper == written:
        yield from (Proposal(name, str(about)) for name, about in OPERATORS.items() if name.startswith(upper))
    lower = written.lower()
    yield from (Proposal(f"{name}:", str(about)) for name, about in FIELDS.items() if name.startswith(lower))


def _values(name: str, field: str, written: str) -> Iterator[Proposal]:
    bare = written.strip('"')
    wanted = bare.casefold()
    for value, about in _known(field, bare):
        if value.casefold().startswith(wanted) or about.casefold().startswith(wanted):
            yield Proposal(name + _spelt(value), about)


def _known(field: str, written: str) -> Iterable[tuple[str, str]]:
    if field in _LOOKED_UP:
        return _LOOKED_UP[field](written)
    if field in VALUES:
        group = _WORDS.get(field, "")
        return [(value, words.word(value, group) if group else "") for value in VALUES[field]]
    return [(example, "") for example in EXAMPLES.get(field, ())]


_LOOKED_UP: Final[Mapping[str, Callable[[str], Iterable[tuple[str, str]]]]] = {
    "query": lambda written: [(name, "") for name in query_names(written, AT_ONCE)],
    "channel": lambda _written: desks.channel_options(),
    "lang": lambda _written: [(code, words.word(code, "lang")) for code in words.ALL["lang"] if len(code) == 2],
    "department": lambda _written: [(one.slug, one.name) for one in house().rulebook.departments()],
    "label": lambda _written: [(f"{s.slug}/{value}", s.name) for s in house().lessons.sets() for value in s.values],
    "source": lambda _written: [(one.name, words.word(one.connector, "channel")) for one in house().sources.all()],
}


def _spelt(value: str) -> str:
    if value.startswith(("[", ">")) or not any(char.isspace() or char in '()"“”„' for char in value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
