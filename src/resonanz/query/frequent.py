"""Words that stand in every other text: grammar, not what is spoken of."""

from __future__ import annotations

from typing import Final

_GERMAN: Final = (
    "der die das und ist in den von zu mit sich auf fuer nicht es ein eine als auch an er hat dass sie nach wird bei "
    "einer um am sind noch wie einem ueber so zum war haben nur oder aber vor zur bis mehr durch man ich wir ihr was"
)
_ENGLISH: Final = (
    "the of and to a in is it you that he was for on are with as i his they be at one have this from or had by not but "
    "what all were we when your can there an which their if do will how up out them then she so some my no me just"
)
FREQUENT: Final = frozenset(f"{_GERMAN} {_ENGLISH} https http com www re rt via".split())
"""As keys: folded, umlauts spelt ae, oe, ue."""
