"""Raw payloads in memory."""

from __future__ import annotations

from collections.abc import Sequence

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.ports import Payload


class MemoryPayloads:
    """Keep raw payloads in a dictionary, the newest of each mention and form."""

    def __init__(self) -> None:
        self._kept: dict[MentionId, dict[str, Payload]] = {}

    def keep(self, source: SourceId, batch: Sequence[Payload]) -> None:
        """Store payloads; a newer one of the same mention and form replaces the older."""
        del source
        for payload in batch:
            forms = self._kept.setdefault(payload.mention, {})
            before = forms.get(payload.form)
            if before is None or payload.seen_at >= before.seen_at:
                forms[payload.form] = payload

    def of(self, mention: MentionId) -> list[Payload]:
        """Return the payloads that a mention was made of, by form."""
        return [payload for _, payload in sorted(self._kept.get(mention, {}).items())]

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase the payloads of these mentions; return how many there were."""
        return sum(len(self._kept.pop(mention, {})) for mention in ids)
