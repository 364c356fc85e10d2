"""What a mention answers, for queries that ask for it with `parent:`.

The words of the mention answered are looked up when a query asks for them and put beside the answer for that moment.
They are never stored with it: erasing what was answered leaves no copy in its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.core.understood import Understood
from resonanz.query.evaluate import matches
from resonanz.query.tree import Before, Key, Named, Number, Query, Since, Within, walk

Find = Callable[[Sequence[MentionId]], Mapping[MentionId, Heard]]
"""Returns those of some mentions that are known."""


def asks_parent(query: Query) -> bool:
    """Tell whether a query asks for words of what a mention answers."""
    return any(isinstance(node, Within) and node.field == "parent" for node in walk(query))


def needs_answered(part: Query) -> bool:
    """Tell whether a part of a query can only hold of a mention that answers another; never said without being sure."""
    if not (isinstance(part, Within) and part.field == "parent") or any(
        isinstance(node, _OWN) for node in walk(part.part)
    ):
        return False
    return not matches(part, _ANSWERS_NOTHING)


_OWN: Final = (Within, Key, Number, Since, Before, Named)
"""What asks something of the mention itself, within `parent:` too."""
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ANSWERS_NOTHING: Final = Heard(
    Mention(
        id=MentionId(":"),
        channel="",
        source="",
        published_at=_LONG_AGO,
        seen_at=_LONG_AGO,
        text="",
        thread=MentionId(":"),
    ),
    Understood(),
)


def parent_text(mention: Mention) -> str:
    """Return what `parent:` looks at: title and text, parted by a line break."""
    return f"{mention.title}\n{mention.text}" if mention.title else mention.text


def with_parents(batch: Sequence[Heard], find: Find) -> list[Heard]:
    """Return the batch, each answer with what it answers, where that is in the batch or found; not its own text."""
    here = {heard.mention.id: heard for heard in batch}
    wanted = {heard.mention.reply_to for heard in batch if heard.mention.reply_to} - here.keys()
    known = {**find(sorted(wanted)), **here} if wanted else here
    return [_answering(heard, known) for heard in batch]


def _answering(heard: Heard, known: Mapping[MentionId, Heard]) -> Heard:
    answered = known.get(heard.mention.reply_to) if heard.mention.reply_to else None
    return heard if answered is None else replace(heard, parent=parent_text(answered.mention))
