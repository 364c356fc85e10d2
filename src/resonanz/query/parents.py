"""What a mention answers, for queries that ask for it with `parent:`.

The words of the mention answered are looked up when a query asks for them and put beside the answer for that moment.
They are never stored with it: erasing what was answered leaves no copy in its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.query.tree import Query, Within, walk

Find = Callable[[Sequence[MentionId]], Mapping[MentionId, Heard]]
"""Returns those of some mentions that are known."""


def asks_parent(query: Query) -> bool:
    """Tell whether a query asks for words of what a mention answers."""
    return any(isinstance(node, Within) and node.field == "parent" for node in walk(query))


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
