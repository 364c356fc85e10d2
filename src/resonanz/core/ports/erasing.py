"""What an erasure asks of the stores, besides the archive: each forgets what it holds of a mention."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from resonanz.core.ids import MentionId
from resonanz.core.traces import Traces


class Forgets(Protocol):
    """Hold something of mentions that can be erased."""

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase what is held of these mentions; return how much it was. Doing it again changes nothing."""
        ...


class Papers(Protocol):
    """Hold what people of ours wrote about others: notes, questions, answers, decisions."""

    def blot(self, traces: Sequence[Traces]) -> int:
        """Take out of what was written around these mentions who said them and what they said; return how many texts.

        What was written within the house of a case in which nobody else spoke is emptied.
        """
        ...

    def blot_marks(self, marks: Collection[str]) -> int:
        """Take these marks out of everything that was written, whatever it is about; return how many texts."""
        ...
